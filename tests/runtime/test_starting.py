"""A start: what it does not load, and that whoever ends `make` ends all of it, whatever it was doing."""

import os
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


def test_it_loads_nothing_that_few_need() -> None:
    """Not even for a while: importing is nearly all of a start, and all of it stays in memory."""
    probe = f"import sys, wbs.cli; print(*sorted({SELDOM} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == ""
