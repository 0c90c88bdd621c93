"""The folder: modes, times, crashes, links, and a disk that is full."""

import ctypes
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.store.filling import put
from wbs.store import Missing, StoreDown, StoreFull
from wbs.store.folder import FULL, LEVEL, FolderStore

NEW_USER, NEW_MOUNTS = 0x10000000, 0x00020000
ROOT = Path(__file__).parents[2]


def files(store: FolderStore) -> list[Path]:
    return [path for path in store.folder.rglob("*") if path.is_file()]


def test_nobody_else_can_read_them(folder: FolderStore) -> None:
    before = os.umask(0)
    try:
        put(folder, b"x")
        left = folder.begin()
    finally:
        os.umask(before)
    assert {path.stat().st_mode & 0o777 for path in files(folder)} == {0o600}
    assert {path.stat().st_mode & 0o777 for path in (folder.folder, folder.arriving)} == {0o700}
    left.abort()


def shown(folder: FolderStore, name: str) -> datetime:
    return datetime.fromtimestamp((folder.folder / name).stat().st_mtime, UTC)


def test_a_file_shows_its_day_and_a_renewed_one_not_even_that(folder: FolderStore) -> None:
    name = put(folder, b"x").name
    assert timedelta(0) <= datetime.now(UTC) - shown(folder, name) < timedelta(days=1, minutes=5)
    assert shown(folder, name).time() == datetime.min.time()
    assert shown(folder, folder.renew(name)) == LEVEL


def test_a_sweep_does_not_take_a_renewed_file_for_old(folder: FolderStore) -> None:
    """Its row may be on the way into the database just now."""
    renewed = folder.renew(put(folder, b"x").name)
    (changed,) = (lying.changed for lying in folder.blobs() if lying.name == renewed)
    assert datetime.now(UTC) - changed < timedelta(minutes=5)


def test_what_arrives_is_not_read_before_it_is_whole(folder: FolderStore) -> None:
    writer = folder.begin()
    writer.write(b"half")
    ((name, _, size),) = folder.blobs()
    assert size == len(b"half")
    with pytest.raises(Missing):
        folder.read(name)
    writer.finish()
    assert b"".join(folder.read(name)) == b"half"
    assert list(folder.arriving.iterdir()) == []


def test_other_files_are_no_blobs(folder: FolderStore) -> None:
    put(folder, b"x")
    (folder.folder / "README").write_text("hello")
    (folder.folder / ("a" * 31)).write_text("hello")
    assert len(list(folder.blobs())) == 1


def test_a_link_leads_nowhere(folder: FolderStore, tmp_path: Path) -> None:
    put(folder, b"x")
    secret, name = tmp_path / "secret", "a" * 32
    secret.write_bytes(b"secret")
    (folder.folder / name).symlink_to(secret)
    with pytest.raises((Missing, StoreDown, OSError)):
        b"".join(folder.read(name))
    folder.remove(name)
    assert secret.read_bytes() == b"secret"


def test_a_blob_that_goes_while_it_is_listed_is_left_out(folder: FolderStore) -> None:
    names = {put(folder, b"x").name for _ in range(3)}
    listed = folder.blobs()
    first = next(listed)[0]
    for name in names:
        folder.remove(name)
    assert {name for name, *_ in listed} | {first} <= names


def test_a_folder_that_cannot_be_made_is_the_stores_trouble(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("a file")
    with pytest.raises(StoreDown):
        FolderStore(tmp_path / "store").begin()


DYING = """
import sys, os, signal
from pathlib import Path
from wbs.store.folder import FolderStore
store = FolderStore(Path(sys.argv[1]))
whole = store.begin(); whole.write(b"whole"); whole.finish()
half = store.begin(); half.write(b"half")
print(flush=True)
signal.pause()
"""


def test_a_killed_process_leaves_whole_blobs_and_what_the_sweep_removes(folder: FolderStore) -> None:
    process = subprocess.Popen([sys.executable, "-c", DYING, folder.folder], cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    whole = [path for path in files(folder) if path.parent == folder.folder]
    assert [path.read_bytes() for path in whole] == [b"whole"]
    left = {name for name, *_ in folder.blobs()} - {whole[0].name}
    assert len(left) == 1
    folder.remove(left.pop())
    assert files(folder) == whole


def in_a_child(act: Callable[[], None]) -> int:
    """The exit code of what is done in a process of its own, 99 when it raised."""
    pid = os.fork()
    if not pid:
        try:
            act()
            os._exit(0)
        except BaseException:
            os._exit(99)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def fills_up(folder: Path, leaves: int = 0) -> None:
    """Writes until there is no room; what was written before must be as it was."""
    store = FolderStore(folder)
    kept = put(store, b"k" * 1000)
    writer = store.begin()
    try:
        for _ in range(64):
            writer.write(b"x" * 65_536)
        writer.finish()
    except StoreFull:
        assert [name for name, *_ in store.blobs()] == [kept.name]
        assert b"".join(store.read(kept.name)) == b"k" * 1000
        again = put(store, b"room again")
        assert b"".join(store.read(again.name)) == b"room again"
        return
    raise AssertionError("there was room")


def test_a_limit_that_is_reached_leaves_nothing_behind(folder: FolderStore) -> None:
    def act() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
        fills_up(folder.folder)

    assert in_a_child(act) == 0


def test_a_full_disk_leaves_nothing_behind(folder: FolderStore) -> None:
    """A disk of one megabyte, in a mount namespace of the child's own."""

    def mounts() -> bool:
        libc = ctypes.CDLL(None, use_errno=True)
        folder.folder.mkdir(exist_ok=True)
        if os.getuid():
            if libc.unshare(NEW_USER):
                return False
        if libc.unshare(NEW_MOUNTS) or libc.mount(b"none", b"/", None, 0x4000 | 0x40000, None):  # private, all of it
            return False
        return not libc.mount(b"none", os.fsencode(folder.folder), b"tmpfs", 0, b"size=1m,mode=700")

    def act() -> None:
        if not mounts():
            os._exit(77)
        fills_up(folder.folder)
        assert os.statvfs(folder.folder).f_blocks * os.statvfs(folder.folder).f_frsize == 1 << 20

    code = in_a_child(act)
    if code == 77:
        pytest.skip("no mounts on this machine")
    assert code == 0


def test_a_full_disk_and_a_spent_quota_are_known_by_their_numbers() -> None:
    assert {os.strerror(number) for number in FULL} >= {"No space left on device", "Disk quota exceeded"}


def test_a_reader_that_has_begun_keeps_what_is_removed(folder: FolderStore) -> None:
    """An officer reads while the night gives the blob a new name."""
    content = os.urandom(2_000_000)
    name = put(folder, content).name
    pieces = folder.read(name)
    first = next(pieces)
    renewed = folder.renew(name)
    folder.remove(name)
    assert first + b"".join(pieces) == content == b"".join(folder.read(renewed))


def test_times_do_not_order_what_came_on_one_day(folder: FolderStore) -> None:
    names = []
    for _ in range(3):
        names.append(put(folder, b"x").name)
        time.sleep(0.02)
    assert len({shown(folder, name) for name in names}) == 1
