"""Both kinds of store: a folder, and a bucket of a real server that speaks S3."""

import logging
import os
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from moto.server import ThreadedMotoServer

from wbs.config import Settings
from wbs.store import Store, open_store

BUCKET = "sealed-files"


@pytest.fixture(scope="session")
def s3_url() -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    with urllib.request.urlopen(urllib.request.Request(f"{url}/{BUCKET}", method="PUT")) as made:
        assert made.status == 200
    yield url
    server.stop()


def in_a_bucket(var: Path, url: str, prefix: str) -> Settings:
    """Settings whose credentials lie in the key folder."""
    keys = var / "keys"
    keys.mkdir(exist_ok=True)
    for name in ("access", "secret"):
        path = keys / f"store.{name}"
        path.write_text(f"the {name}\n".replace(" ", "-"))
        path.chmod(0o600)
    environ = {"WBS_VAR": str(var), "WBS_STORE": f"s3://{BUCKET}/{prefix}", "WBS_STORE_ENDPOINT": url}
    return Settings.from_environ(environ)


@pytest.fixture
def bucket(tmp_path: Path, s3_url: str) -> Store:
    """Under a prefix of its own, so that tests do not meet."""
    return open_store(in_a_bucket(tmp_path, s3_url, f"tests/{os.urandom(4).hex()}"))


@pytest.fixture
def folder(tmp_path: Path) -> Store:
    return open_store(Settings.from_environ({"WBS_VAR": str(tmp_path)}))


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest) -> Store:
    return request.getfixturevalue(request.param)
