"""An installation on seven hosts, as docs/OPERATIONS.md ("Lebih dari satu mesin") describes it: by settings alone.

One host has the database and the queue, two each serve the counter and the office, two have a worker and a scheduler
each. Every host has its own WBS_VAR and the keys of its role; `store/` in it leads to one folder that all can reach.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path

from tests.conftest import make_settings
from tests.hosts.network import NETWORK, OURS, Network
from tests.journeys.database import Database, stop
from tests.journeys.sink import Sink, mail_sink
from tests.organisation.desks import DKI_GOVERNMENT
from tests.people import cast
from tests.staff.door import give_second_steps
from tests.visitor import Visitor
from wbs.app import create_app
from wbs.clock import day_of, now
from wbs.config import JAKARTA, Settings
from wbs.db import db
from wbs.founding import Founded, fill_database, found_keys
from wbs.installing.credentials import credentials_of
from wbs.keyfolder import load_keys
from wbs.migrating import migrate
from wbs.organisation.loading import load_bundled_units
from wbs.runtime.peppers import ASKS_EVERY_S, session_peppers
from wbs.runtime.queue import connect
from wbs.runtime.redis_server import find_server

PASSWORD = "antara-mesin-saja"
WEB_PORT, WATCH_PORT, TICK_S = 8081, 9180, 4
FACES = {"public1": "public", "public2": "public", "staff1": "staff", "staff2": "staff"}
WORKERS = ("worker1", "worker2")
WAITS_S = 90


class Roaming(Visitor):
    """One person with one browser, whose next request reaches another host: as behind a proxy."""

    def __init__(self, house: "House", host: str) -> None:
        super().__init__(house.url(host))
        self._house = house

    def move(self, host: str) -> "Roaming":
        self._connection.close()
        self._connection = HTTPConnection(self._house.network.address(host), WEB_PORT, timeout=60)
        return self


@dataclass
class House:
    folder: Path
    network: Network
    sink: Sink
    founded: Founded
    environ: dict[str, str]
    settings: Settings  # of whoever has the whole key folder
    visitors: list["Roaming"] = field(default_factory=list)

    def url(self, host: str) -> str:
        return f"http://{self.network.address(host)}:{WEB_PORT}"

    def visitor(self, host: str) -> Roaming:
        self.visitors.append(Roaming(self, host))
        return self.visitors[-1]

    def start_web(self, host: str) -> None:
        address = self.network.address(host)
        self._start(
            host, "serve", FACES[host], WBS_FACE=FACES[host], WBS_BIND=f"{address}:{WEB_PORT}",
            WBS_WATCH_BIND=f"{address}:{WATCH_PORT}",
        )  # fmt: skip

    def start_worker(self, host: str) -> None:
        self._start(host, "worker", "worker")
        self._start(host, "scheduler", "scheduler")

    def run(self, host: str, *words: str) -> tuple[int, str]:
        """One `wbs` command there."""
        done = subprocess.run(
            [*self.network.inside(host), sys.executable, "-m", "wbs", *words],
            env={**self._of(host, "worker"), "PATH": "/usr/bin:/bin:/usr/sbin"}, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    def health(self, host: str) -> tuple[int, str]:
        connection = HTTPConnection(self.network.address(host), WATCH_PORT, timeout=60)
        connection.request("GET", "/healthz", headers={"Connection": "close"})
        answer = connection.getresponse()
        try:
            return answer.status, answer.read().decode().strip()
        finally:
            connection.close()

    def log(self) -> str:
        return "\n".join(path.read_text("utf-8", "replace") for path in sorted(self.folder.glob("*/log")))

    def wait_for_webs(self) -> None:
        for host in FACES:
            wait_until(lambda host=host: _answers(self, host))

    def _start(self, host: str, command: str, role: str, **more: str) -> None:
        environ = {**self._of(host, role), **more}
        self.network.start(host, [sys.executable, "-m", "wbs", command], environ, self.folder / host / "log")

    def _of(self, host: str, role: str) -> dict[str, str]:
        """The settings of one process; its folder and its keys are made at the first time."""
        var, keys = self.folder / host / "var", self.folder / host / f"keys-{role}"
        if not keys.exists():
            var.mkdir(parents=True, exist_ok=True)
            keys.mkdir(mode=0o700)
            there = [path.name for path in self.settings.keys_dir.iterdir()]
            for name in credentials_of(role, there):
                shutil.copy(self.settings.keys_dir / name, keys / name)
            if not (var / "store").is_symlink():
                (var / "store").symlink_to(self.folder / "store")  # in a house: a mounted folder
        return {**self.environ, "WBS_VAR": str(var), "WBS_KEYS": str(keys)}


def _stand_since_yesterday(settings: Settings) -> None:
    """The first night after the founding would otherwise be one of a day that has had its night."""
    known = session_peppers(settings, load_keys(settings.keys_dir))
    known.live()
    yesterday = (now() - timedelta(days=1)).timestamp()
    os.utime(known.path, (yesterday, yesterday))
    with connect(settings.redis_url) as redis:
        redis.flushall()
    time.sleep(ASKS_EVERY_S)
    known.live()  # tells Redis
    assert known.replaced_on(JAKARTA) < day_of(now(), JAKARTA)


def _answers(house: House, host: str) -> bool:
    with suppress(OSError), Roaming(house, host) as one:
        return one.get("/sign-in" if FACES[host] == "staff" else "/").status == 200
    return False


def wait_until(holds: object, seconds: float = WAITS_S) -> None:
    ends = time.monotonic() + seconds
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < ends, "it never happened"
        time.sleep(0.2)


@contextmanager
def a_house() -> Iterator[House]:
    """Founded, with database and queue running; webs and workers are started by whoever wants them."""
    folder = Path(tempfile.mkdtemp(prefix="wbs-hosts-"))
    network, database = Network(), None
    try:
        with network.up():
            home = network.add("db")
            for host in (*FACES, *WORKERS):
                network.add(host)
            database = Database(("-h", home), network.inside("db"))
            database.allow(f"{NETWORK}.0/24")
            postgres = database.start()
            try:
                yield from _founded(folder, network, database, home)
            finally:
                stop(postgres)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if database:
            database.remove()


def _founded(folder: Path, network: Network, database: Database, home: str) -> Iterator[House]:
    database.sql(f"CREATE ROLE wbs LOGIN PASSWORD '{PASSWORD}'", "CREATE DATABASE wbs OWNER wbs")
    (folder / "db").mkdir()
    redis = [str(find_server()), "--bind", home, "--port", "6379", "--requirepass", PASSWORD,
             "--save", "", "--appendonly", "no"]  # fmt: skip
    network.start("db", redis, {}, folder / "db" / "log")
    with mail_sink(f"{NETWORK}.{OURS}") as sink:
        url = f"postgresql+psycopg://wbs:{PASSWORD}@{home}/wbs"
        environ = {
            "DATABASE_URL": url, "REDIS_URL": f"redis://:{PASSWORD}@{home}:6379/0", "PUBLIC_URL": "https://lapor.example",
            "WBS_TICKS": f"every:{TICK_S}", "WBS_THREADS": "4", "WBS_MAIL_HOST": f"{NETWORK}.{OURS}",
            "WBS_MAIL_PORT": str(sink.port), "WBS_MAIL_SENDER": "kabar@lapor.example",
        }  # fmt: skip
        (folder / "store").mkdir()
        settings = make_settings(folder / "founding", url)
        migrate(settings)
        founded = found_keys(settings.keys_dir, cast(), day_of(now(), JAKARTA), DKI_GOVERNMENT)
        app = create_app(settings)
        with app.app_context():
            fill_database(app.extensions["wbs"], founded, cast(), load_bundled_units("dki"))
            give_second_steps(cast())
            db.session.remove()
            db.engine.dispose()
        _stand_since_yesterday(replace(settings, redis_url=environ["REDIS_URL"]))
        house = House(folder, network, sink, founded, environ, settings)
        try:
            yield house
        finally:
            for visitor in house.visitors:
                visitor.close()
