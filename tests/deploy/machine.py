"""One installation below a folder of its own: files by `wbs install`, keys by a founding, processes as the units say.

Under root each process runs as an account of its own, with nothing in common but the group; else all as this account.
"""

import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tests.conftest import make_settings
from tests.deploy.units import Unit, read_unit
from tests.organisation.desks import DKI_GOVERNMENT
from tests.people import cast
from tests.runtime.conftest import free_port, wait_until
from tests.visitor import Visitor
from wbs.app import create_app
from wbs.config import Settings
from wbs.db import db
from wbs.founding import fill_database, found_keys
from wbs.installing.plan import PROGRAM, Names, plan
from wbs.installing.writing import write
from wbs.keyfolder import create_keys
from wbs.migrating import migrate
from wbs.organisation.loading import load_bundled_units

HOSTS = {"public": "lapor.kota.example", "staff": "kantor.kota.example"}
GROUP = 61_000
ACCOUNTS = {"public": 61_001, "staff": 61_002, "worker": 61_003, "scheduler": 61_003}


@dataclass
class Machine:
    root: Path
    python: Path | None  # that every account may start; None: all processes are this account's
    ports: dict[str, int] = field(default_factory=lambda: {"public": free_port(), "staff": free_port()})
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    visitors: list[Visitor] = field(default_factory=list)

    @property
    def has_accounts(self) -> bool:
        return self.python is not None

    @property
    def var(self) -> Path:
        return self.root / "var/lib/wbs"

    @property
    def keys(self) -> Path:
        return self.root / "etc/wbs/keys"

    def unit(self, service: str) -> Unit:
        return read_unit(self.root / "etc/systemd/system", service)

    def credentials(self, service: str) -> Path:
        """A folder with the files that systemd would hand over, readable for the account of the service alone."""
        folder = self.root / "run/credentials" / f"wbs-{service}.service"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, mode=0o700)
        for name, path in self.unit(service).credentials.items():
            shutil.copyfile(path, folder / name)
            (folder / name).chmod(0o400)
            self._give(folder / name, service)
        self._give(folder, service)
        return folder

    def environ(self, service: str) -> dict[str, str]:
        return self.unit(service).environ(self.credentials(service))

    def _give(self, path: Path, service: str) -> None:
        if self.has_accounts:
            os.chown(path, ACCOUNTS[service], GROUP)

    def start(self, service: str, **more: str) -> None:
        """As systemd would: the unit's command, environment, umask and folder, and nothing of ours."""
        unit = self.unit(service)
        environ = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **self.environ(service), **more}
        account = {"user": ACCOUNTS[service], "group": GROUP, "extra_groups": []} if self.has_accounts else {}
        with (self.root / f"{service}.log").open("ab") as log:
            program, *arguments = unit.one("ExecStart").split()
            self.processes[service] = subprocess.Popen(
                [str(self.python or program), *arguments], env=environ, cwd=unit.one("WorkingDirectory"), umask=0o007,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, **account,
            )  # fmt: skip

    def log(self, service: str) -> str:
        return (self.root / f"{service}.log").read_text("utf-8")

    def wait_for(self, service: str) -> None:
        """Until it answers: the port is open before the application is built."""

        def answers() -> bool:
            assert self.processes[service].poll() is None, self.log(service)
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.ports[service])) as connection:
                connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                return connection.recv(16).startswith(b"HTTP/1.1")
            return False

        wait_until(answers)

    def visitor(self, face: str) -> Visitor:
        self.visitors.append(Visitor(f"http://127.0.0.1:{self.ports[face]}"))
        return self.visitors[-1]

    def stop(self) -> None:
        for visitor in self.visitors:
            visitor.close()
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()
            process.wait()


@contextmanager
def machine(with_accounts: bool) -> Iterator[Machine]:
    """Installed, not founded. The folder is one that every account may enter, as / is."""
    root = Path(tempfile.mkdtemp(prefix="wbs-machine-"))
    made = Machine(root, None)
    try:
        root.chmod(0o755)
        made.python = python_of_accounts(root) if with_accounts else None
        install(made)
        yield made
    finally:
        made.stop()
        shutil.rmtree(root, ignore_errors=True)


def install(made: Machine) -> None:
    """The files of deploy/, with paths below the root and free ports."""
    create_keys(made.keys)
    write(made.root, [*plan(Names(HOSTS["public"], HOSTS["staff"]))])
    relocate(made)
    make_folders(made)


def relocate(made: Machine) -> None:
    """What was installed names the folders and ports of this machine."""
    written = [*(made.root / "etc").rglob("*.env"), *(made.root / "etc/systemd").rglob("*.*")]
    for path in [*written, made.root / "usr/local/sbin/wbs"]:
        if path.is_file():
            text = path.read_text("utf-8")
            text = text.replace("/etc/wbs", str(made.root / "etc/wbs")).replace("/var/lib/wbs", str(made.var))
            for example, face in ((":8081", "public"), (":8082", "staff")):
                text = text.replace(example, f":{made.ports[face]}")
            path.write_text(text, "utf-8")


def make_folders(made: Machine) -> None:
    """What tmpfiles.d/wbs.conf asks for; that it does is another test's matter."""
    for folder in (made.var, made.var / "run", made.var / "store", made.var / "store/arriving"):
        folder.mkdir(parents=True)
        if made.has_accounts:
            os.chown(folder, 0, GROUP)
        folder.chmod(0o2770)
    for folder in (made.root / "run", made.root / "run/credentials"):
        folder.mkdir()


def found(made: Machine, database_url: str = "") -> Settings:
    """Keys, directories, database: as `wbs init` leaves them, by the real clock, for the processes read it."""
    settings = make_settings(made.var, database_url)
    settings = Settings(**{**vars(settings), "keys": str(made.keys)})
    database = made.var / "wbs.db"
    database.touch()
    if made.has_accounts:
        os.chown(database, 0, GROUP)
    database.chmod(0o660)
    migrate(settings)
    founded = found_keys(made.keys, cast(), datetime.now(UTC).date(), DKI_GOVERNMENT)
    app = create_app(settings)
    with app.app_context():
        fill_database(app.extensions["wbs"], founded, cast(), load_bundled_units("dki"))
        db.session.remove()
        db.engine.dispose()
    return settings


def python_of_accounts(root: Path) -> Path | None:
    """A program that other accounts may start too, with the libraries of this one. None when there is none here, or
    this account cannot become another."""
    if os.geteuid() != 0:
        return None
    candidates = [PROGRAM / ".venv/bin/python", _second_environment(root)]
    return next((path for path in candidates if path and _starts(path)), None)


def _second_environment(root: Path) -> Path | None:
    """For projects whose Python lies in somebody's home: the system's Python of the same version beside it."""
    version = f"python3.{sys.version_info.minor}"
    system, folder = shutil.which(version, path="/usr/bin"), root / "environment"
    if system is None:
        return None
    packages = folder / "lib" / version / "site-packages"
    for made in (folder / "bin", packages):
        made.mkdir(parents=True)
    (folder / "bin/python").symlink_to(system)
    (folder / "pyvenv.cfg").write_text("home = /usr/bin\n")
    for library in Path(sysconfig.get_path("purelib")).iterdir():
        (packages / library.name).symlink_to(library)
    if sys.version_info >= (3, 11, 3):  # redis asks for it on older ones, for which it was not installed here
        (packages / "async_timeout.py").write_text("from asyncio import timeout as timeout\n")
    return folder / "bin/python"


def _starts(python: Path) -> bool:
    try:
        tried = subprocess.run(
            [python, "-P", "-c", "import wbs.cli"], env={"PYTHONPATH": str(PROGRAM)}, cwd="/", check=False,
            user=ACCOUNTS["public"], group=GROUP, extra_groups=[], capture_output=True,
        )  # fmt: skip
    except PermissionError:
        return False
    return tried.returncode == 0
