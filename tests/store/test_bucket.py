"""The bucket: credentials, settings, parts that are missing, and services that refuse."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.store.conftest import BUCKET, in_a_bucket
from tests.store.filling import put
from wbs.config import BadSettings, Settings
from wbs.keyfolder import MissingKey
from wbs.store import Missing, StoreDown, StoreFull, open_store
from wbs.store.bucket import PART, BucketStore, part_path
from wbs.store.folder import FolderStore

ROOT = Path(__file__).parents[2]


def test_without_the_setting_it_is_a_folder(tmp_path: Path) -> None:
    store = open_store(Settings.from_environ({"WBS_VAR": str(tmp_path)}))
    assert isinstance(store, FolderStore) and store.folder == tmp_path / "store"


def test_credentials_are_files_of_the_key_folder(tmp_path: Path, s3_url: str) -> None:
    settings = in_a_bucket(tmp_path, s3_url, "x")
    secret = settings.keys_dir / "store.secret"
    secret.chmod(0o644)
    with pytest.raises(MissingKey, match=r"store\.secret: readable by others"):
        open_store(settings)
    secret.unlink()
    with pytest.raises(MissingKey, match=r"store\.secret"):
        open_store(settings)


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"WBS_STORE": "/srv/files"}, "WBS_STORE"),
        ({"WBS_STORE": "s3://"}, "WBS_STORE"),
        ({"WBS_STORE": "s3://files"}, "WBS_STORE_REGION"),
        ({"WBS_STORE": "s3://files", "WBS_STORE_ENDPOINT": "http://store.example"}, "WBS_STORE_ENDPOINT"),
        ({"WBS_STORE": "s3://files", "WBS_STORE_ENDPOINT": "store.example"}, "WBS_STORE_ENDPOINT"),
        ({"WBS_FILE_MB": "0"}, "WBS_FILE_MB"),
        ({"WBS_FILE_MB": "2049"}, "WBS_FILE_MB"),
        ({"WBS_FILES": "0"}, "WBS_FILES"),
        ({"WBS_FILES": "101"}, "WBS_FILES"),
    ],
)
def test_what_cannot_be_meant_is_refused(environ: dict[str, str], named: str) -> None:
    with pytest.raises(BadSettings, match=named):
        Settings.from_environ(environ)


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:9000", "http://localhost:9000", "https://store.example"])
def test_plain_http_is_for_this_machine(endpoint: str) -> None:
    settings = Settings.from_environ({"WBS_STORE": "s3://files/a/b/", "WBS_STORE_ENDPOINT": endpoint + "/"})
    assert (settings.store, settings.store_endpoint) == ("s3://files/a/b", endpoint)


def test_a_large_file_is_two_gigabytes() -> None:
    assert Settings.from_environ({"WBS_FILE_MB": "2048"}).file_bytes == 2 << 30
    assert Settings.from_environ({}).file_bytes == 25 << 20


def test_prefixes_keep_installations_apart(tmp_path: Path, s3_url: str) -> None:
    one, other = (open_store(in_a_bucket(tmp_path, s3_url, f"{name}-{os.urandom(4).hex()}")) for name in "ab")
    name = put(one, b"x").name
    assert list(other.blobs()) == []
    with pytest.raises(Missing):
        other.read(name)


def test_a_part_that_is_gone_does_not_look_whole(bucket: BucketStore) -> None:
    name = put(bucket, os.urandom(2 * PART + 1)).name
    bucket.client.delete(part_path(name, 1))
    assert bucket.size(name) == PART + 1
    assert len(b"".join(bucket.read(name))) == PART + 1


def test_there_is_no_bucket(tmp_path: Path, s3_url: str) -> None:
    store = BucketStore("nowhere", "", s3_url, "", "a", "s")
    asks = (lambda: put(store, b"x"), lambda: store.size("a" * 32), lambda: list(store.blobs()))
    for ask in asks:
        with pytest.raises(StoreDown):
            ask()


def test_nobody_answers_and_the_refusal_does_not_say_what_was_asked() -> None:
    store = BucketStore("files", "", "http://127.0.0.1:9", "", "a", "s")
    with pytest.raises(StoreDown) as caught:
        store.size("a" * 32)
    assert "a" * 32 not in str(caught.value) and caught.value.__cause__ is None


class Full(BaseHTTPRequestHandler):
    """Answers as MinIO does when its disks are full."""

    def do_PUT(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        body = b"<Error><Code>XMinioStorageFull</Code><Message>Storage backend has reached its limit</Message></Error>"
        self.send_response(507)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Quiet."""


@pytest.fixture
def full_url() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Full)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_full_service_is_a_full_store(full_url: str) -> None:
    store = BucketStore("files", "", full_url, "", "a", "s")
    with pytest.raises(StoreFull):
        put(store, b"x")


FORKING = """
import os, sys
from tests.store.filling import put
from wbs.store.bucket import BucketStore
store = BucketStore(sys.argv[1], "forked", sys.argv[2], "", "a", "s")
if sys.argv[3] == "used":
    put(store, b"before")
pid = os.fork()
if not pid:
    try:
        name = put(store, b"from a child").name
        os._exit(0 if b"".join(store.read(name)) == b"from a child" else 1)
    except RuntimeError:
        os._exit(2)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
"""


@pytest.mark.parametrize(("state", "code"), [("built", 0), ("used", 2)])
def test_it_is_built_before_forking_and_used_after(s3_url: str, state: str, code: int) -> None:
    """Used before forking, the library would wait for ever in the child: that is said instead."""
    asked = [sys.executable, "-c", FORKING, BUCKET, s3_url, state]
    assert subprocess.run(asked, cwd=ROOT, timeout=60, check=False).returncode == code
