"""A Redis of our own: private, short of path, nothing on disk."""

import stat
import tempfile
from pathlib import Path

import pytest
from redis import Redis

from wbs.runtime.redis_server import LONGEST_PATH, UnsafeFolder, find_server, is_listening, socket_path


def test_the_server_is_found() -> None:
    assert find_server()


def test_only_the_owner_may_connect_and_there_is_no_port(redis_path: Path) -> None:
    assert stat.S_IMODE(redis_path.stat().st_mode) == 0o600
    assert stat.S_IMODE(redis_path.parent.stat().st_mode) == 0o700
    with Redis(unix_socket_path=str(redis_path)) as client:
        assert client.config_get("port")["port"] == "0"


def test_nothing_is_written_to_disk(redis_path: Path) -> None:
    with Redis(unix_socket_path=str(redis_path)) as client:
        client.set("key", "value")
        assert client.config_get("save")["save"] == ""
        assert client.config_get("appendonly")["appendonly"] == "no"
    assert [path.name for path in redis_path.parent.iterdir()] == ["redis.sock"]


def test_a_path_too_long_for_a_socket_moves_to_a_private_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory(prefix="w-") as name:  # pytest's own folders may be too long themselves
        short = Path(name)
        monkeypatch.setattr("tempfile.tempdir", name)
        deep = short / ("d" * LONGEST_PATH)
        path = socket_path(deep)
        assert path.parent.parent == short
        assert socket_path(deep) == path
        assert socket_path(short / ("e" * LONGEST_PATH)) != path
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("trap", ["open", "link"])
def test_a_folder_of_somebody_else_is_refused(tmp_path: Path, trap: str) -> None:
    folder = tmp_path / "run"
    if trap == "open":
        folder.mkdir()
        folder.chmod(0o777)
    else:
        (tmp_path / "elsewhere").mkdir(mode=0o700)
        folder.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UnsafeFolder, match="700"):
        socket_path(tmp_path)


def test_nobody_listens_where_there_is_nothing(tmp_path: Path) -> None:
    assert not is_listening(tmp_path / "none.sock", tries=1)
