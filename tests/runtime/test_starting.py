"""A start: what it does not load, and that whoever ends `make` ends all of it, whatever it was doing."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.runtime.conftest import free_port, is_alive, wait_until
from wbs.runtime.process import STOP_WITH_PARENT

SELDOM = {
    "PIL", "alembic", "cbor2", "holidays.countries", "lxml", "mako", "mutagen", "obstore", "pikepdf", "psycopg",
    "pypdfium2", "reportlab", "webauthn", "zxcvbn",
}  # fmt: skip
ROOT = Path(__file__).parents[2]
MAKE = "import subprocess, sys; subprocess.run(sys.argv[1:])"


def imports(process: psutil.Process) -> bool:
    return any("site-packages" in mapped.path for mapped in process.memory_maps())


def prepares(process: psutil.Process) -> bool:
    return bool(process.children())


@pytest.fixture
def make(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Somebody who runs the demo, which is not there yet."""
    given = {"WBS_VAR": str(tmp_path), "PUBLIC_URL": f"http://127.0.0.1:{free_port()}", STOP_WITH_PARENT: "1"}
    command = [sys.executable, "-c", MAKE, sys.executable, "-m", "wbs", "run", "--no-past"]
    with subprocess.Popen(command, env={**os.environ, **given}, stdout=subprocess.DEVNULL) as process:
        yield process
        process.kill()


@pytest.mark.parametrize("is_under_way", [imports, prepares])
def test_kill_9_of_make_leaves_no_start(
    make: subprocess.Popen[bytes], is_under_way: Callable[[psutil.Process], bool]
) -> None:
    maker = psutil.Process(make.pid)
    wait_until(maker.children)
    (program,) = maker.children()
    wait_until(lambda: is_under_way(program))
    all_of_it = [program, *program.children()]
    make.kill()
    try:
        wait_until(lambda: not any(is_alive(process) for process in all_of_it))
    finally:
        for process in all_of_it:
            with suppress(psutil.NoSuchProcess):
                process.terminate()


@pytest.mark.parametrize("whole_group", [True, False])
def test_ctrl_c_while_it_is_prepared_is_answered_with_a_sentence(tmp_path: Path, whole_group: bool) -> None:
    """The terminal sends it to every process there is; the one that prepares may be the first to hear it."""
    given = {"WBS_VAR": str(tmp_path), "PUBLIC_URL": f"http://127.0.0.1:{free_port()}", STOP_WITH_PARENT: "1"}
    with subprocess.Popen(
        [sys.executable, "-m", "wbs", "run"], env={**os.environ, **given}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    ) as program:  # fmt: skip
        try:
            wait_until((tmp_path / "wbs.db").exists)
            (preparing,) = psutil.Process(program.pid).children()
            os.kill(-program.pid if whole_group else preparing.pid, signal.SIGINT)
            said, _ = program.communicate(timeout=60)
        finally:
            program.kill()
    assert program.returncode == 1
    assert "jalankan sekali lagi" in said and "Traceback" not in said and "Aborted" not in said


def test_make_repairs_an_environment_whose_making_was_broken_off(tmp_path: Path) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "requirements.lock").touch()
    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / ".venv/bin/python").symlink_to(sys.executable)
    would = ["make", "--dry-run", ".venv/installed"]
    assert b"-m venv .venv" in subprocess.check_output(would, cwd=tmp_path)
    (tmp_path / ".venv/bin/pip").touch()
    assert b"-m venv .venv" not in subprocess.check_output(would, cwd=tmp_path)


def test_it_loads_nothing_that_few_need() -> None:
    """Not even for a while: importing is nearly all of a start, and all of it stays in memory."""
    probe = f"import sys, wbs.cli; print(*sorted({SELDOM} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == ""
