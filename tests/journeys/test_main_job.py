"""The main job on a fresh instance with real processes; the same story as `make journey`."""

import subprocess
import sys


def test_the_main_job_is_done_from_telling_to_counting() -> None:
    done = subprocess.run([sys.executable, "-m", "tests.journeys"], capture_output=True, text=True, check=False)
    wrong = [line for line in done.stdout.splitlines() if "  BAD  " in line]
    assert not wrong and done.returncode == 0, done.stdout + done.stderr
