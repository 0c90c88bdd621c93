"""Forty processes killed while people file, on both databases; `make kills` kills a thousand."""

import subprocess
import sys

import pytest

KILLS = 40


@pytest.mark.drill
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_what_was_acknowledged_is_there_once_whatever_was_killed(database: str) -> None:
    command = [sys.executable, "-m", "tests.journeys.kills", "--kills", str(KILLS), "--database", database]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
