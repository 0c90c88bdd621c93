"""The main job on a fresh instance with real processes; the same story as `make journey`."""

import subprocess
import sys

import pytest


@pytest.mark.drill
@pytest.mark.parametrize("services", [(), ("--services",)], ids=["embedded", "postgresql and redis"])
def test_the_main_job_is_done_from_telling_to_counting(services: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "tests.journeys", *services]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    wrong = [line for line in done.stdout.splitlines() if "  BAD  " in line]
    assert not wrong and done.returncode == 0, done.stdout + done.stderr
