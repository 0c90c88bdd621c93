"""One machine whose processes are killed: database, Redis, webs, workers, schedulers; each starts again at once.

Knows which process is of which kind. Decides nothing about when one dies.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.journeys.database import Database, stop
from tests.journeys.kills.stack import SCHEDULER, WEB, WORKER
from tests.organisation.desks import DKI_GOVERNMENT
from tests.people import cast
from wbs.app import create_app
from wbs.clock import day_of, now
from wbs.config import JAKARTA, Settings
from wbs.db import db
from wbs.founding import fill_database, found_keys
from wbs.migrating import migrate
from wbs.organisation.loading import load_bundled_units
from wbs.runtime import redis_server

TICK_S = 5
LOOKS_EVERY_S = 0.02
QUIET_MEMORY = {
    "PYTHONMALLOC": "malloc", "GLIBC_TUNABLES": "glibc.malloc.perturb=165:glibc.malloc.tcache_count=0",
}  # fmt: skip


class Machine:
    """What runs, by name; a thread starts again what has ended."""

    def __init__(
        self, folder: Path, environ: dict[str, str], ports: tuple[int, ...], database: Database | None
    ) -> None:
        self.folder, self.environ, self.ports, self.database = folder, environ, ports, database
        self.settings = Settings.from_environ(environ)
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._ends = threading.Event()
        self._keeper = threading.Thread(target=self._keep)

    @property
    def urls(self) -> tuple[str, ...]:
        return tuple(f"http://127.0.0.1:{port}" for port in self.ports)

    def targets(self) -> list[tuple[str, int]]:
        """(kind, process id) of everything that may die now."""
        found: list[tuple[str, int]] = []
        for name, process in list(self._running.items()):
            found += _of_stack(process.pid) if name == "stack" else [(name, process.pid)]
            if name == "postgresql":
                found += [("a process of postgresql", child) for child in _children(process.pid)]
        return found

    @contextmanager
    def running(self) -> Iterator[None]:
        self._keeper.start()
        try:
            yield
        finally:
            self._ends.set()
            self._keeper.join()
            for name in ("stack", "redis", "postgresql"):
                if name in self._running:
                    stop(self._running[name])

    def _keep(self) -> None:
        starts = self._starts()
        while not self._ends.wait(LOOKS_EVERY_S):
            for name, start in starts.items():
                process = self._running.get(name)
                if process is None or process.poll() is not None:
                    self._running[name] = start()

    def _starts(self) -> dict[str, Callable[[], subprocess.Popen[bytes]]]:
        server = redis_server.find_server()
        assert server is not None
        redis = redis_server.command(server, redis_server.socket_path(self.folder))
        stack = [sys.executable, "-m", "tests.journeys.kills.stack", *map(str, self.ports)]
        starts = {"redis": lambda: self._start(redis), "stack": lambda: self._start(stack)}
        return {"postgresql": self.database.start, **starts} if self.database else starts

    def _start(self, command: list[str]) -> subprocess.Popen[bytes]:
        with (self.folder / "log").open("ab") as log:
            environ = {**os.environ, **QUIET_MEMORY, **self.environ}
            return subprocess.Popen(command, env=environ, stdout=log, stderr=log, stdin=subprocess.DEVNULL)


def _of_stack(top: int) -> list[tuple[str, int]]:
    """The parent, its children by their names, gunicorn's worker below its arbiter, below that what cleans files."""
    found = [("parent of all", top)]
    names = {WEB: "web server", WORKER: "worker", SCHEDULER: "scheduler"}
    for child in _children(top):
        found.append((names.get(_name(child), "just forked"), child))
        for below in _children(child):
            found.append(("web process", below))
            found += [("cleaner of files", cleaner) for cleaner in _children(below)]
    return found


def _children(pid: int) -> list[int]:
    """Children whichever thread of it made them; none of a process that is gone."""
    found: list[int] = []
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            with suppress(OSError):
                found += map(int, (task / "children").read_text().split())
    return found


def _name(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text().strip()
    return ""


@contextmanager
def a_machine(kind: str, mail_port: int, ports: tuple[int, ...]) -> Iterator[Machine]:
    """Founded and filled, not yet running; `kind` is postgresql or sqlite."""
    folder = Path(tempfile.mkdtemp(prefix="wbs-kills-"))
    database = Database() if kind == "postgresql" else None
    environ = {
        "WBS_VAR": str(folder), "PUBLIC_URL": f"http://127.0.0.1:{ports[0]}", "WBS_TICKS": f"every:{TICK_S}",
        "WBS_DEMO": "1", "WBS_MAIL_HOST": "127.0.0.1", "WBS_MAIL_PORT": str(mail_port),
        "WBS_MAIL_SENDER": "kabar@lapor.example", "REDIS_URL": f"unix://{redis_server.socket_path(folder)}",
        **({"DATABASE_URL": database.socket_url} if database else {}),
    }  # fmt: skip
    try:
        machine = Machine(folder, environ, ports, database)
        _found(machine)
        yield machine
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if database:
            database.remove()


def _found(machine: Machine) -> None:
    process = machine.database.start() if machine.database else None
    try:
        if machine.database:
            machine.database.sql("CREATE DATABASE wbs")
        migrate(machine.settings)
        founded = found_keys(machine.settings.keys_dir, cast(), day_of(now(), JAKARTA), DKI_GOVERNMENT)
        app = create_app(machine.settings)
        with app.app_context():
            fill_database(app.extensions["wbs"], founded, cast(), load_bundled_units("dki"))
            db.session.remove()
            db.engine.dispose()
    finally:
        if process:
            stop(process)


def wait_until(holds: Callable[[], bool], seconds: float = 60) -> None:
    ends = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > ends:
            raise TimeoutError
        time.sleep(0.1)
