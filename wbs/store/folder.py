"""A store in a folder of this machine: one file a blob, mode 600 (660 where accounts share the folder).

Bytes arrive under `arriving/`, are forced to the disk, renamed into place, and the folder is forced too: a crash
leaves a whole blob, or something under `arriving/` that the sweep removes. The times that files show are
days, as everywhere about reporters. Wiping is not promised: what was removed is unreadable because its key is gone.
"""

import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from wbs.keyfolder import shared_mode
from wbs.store.blobs import NAME, Blob, Lying, Missing, StoreDown, StoreFull, checked, new_name

BLOCK = 256 * 1024
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
DAY_S = 86_400
LEVEL = datetime(2000, 1, 1, tzinfo=UTC)  # the time of every renewed file


class FolderStore:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.arriving = folder / "arriving"

    def begin(self) -> "FolderWriter":
        with _failing():
            for folder in (self.folder, self.arriving):
                folder.mkdir(exist_ok=True, mode=0o700)
            return FolderWriter(self, new_name())

    def read(self, name: str, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        size = self.size(name)
        end = size if length is None else min(size, start + length)
        return self._pieces(name, start, end)

    def size(self, name: str) -> int:
        try:
            return os.stat(self.folder / checked(name), follow_symlinks=False).st_size
        except FileNotFoundError:
            raise Missing from None

    def renew(self, name: str) -> str:
        writer = self.begin()
        try:
            for piece in self.read(name):
                writer.write(piece)
            return writer.finish(changed=LEVEL.timestamp()).name
        finally:
            writer.abort()

    def remove(self, name: str) -> None:
        for folder in (self.folder, self.arriving):
            with suppress(FileNotFoundError):
                os.unlink(folder / checked(name))

    def blobs(self) -> Iterator[Lying]:
        for folder in (self.folder, self.arriving):
            with suppress(FileNotFoundError), os.scandir(folder) as entries:
                yield from (found for entry in entries if (found := _lying(entry)))

    def _pieces(self, name: str, start: int, end: int) -> Iterator[bytes]:
        try:
            file = open(os.open(self.folder / name, os.O_RDONLY | os.O_NOFOLLOW), "rb", buffering=0)
        except FileNotFoundError:
            raise Missing from None
        with file:
            file.seek(start)
            while start < end and (piece := file.read(min(BLOCK, end - start))):
                start += len(piece)
                yield piece


class FolderWriter:
    def __init__(self, store: FolderStore, name: str) -> None:
        """Raises OSError, like everything that touches the disk here: `_failing` gives it its meaning."""
        self._store, self._name = store, name
        self._path = store.arriving / name
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        self._file = open(os.open(self._path, flags, shared_mode(store.folder)), "wb", buffering=0)
        self._hash = hashlib.sha256()
        self._size = 0

    def write(self, data: bytes | memoryview) -> None:
        with _failing(self):
            rest = memoryview(data)
            while rest:
                rest = rest[self._file.write(rest) :]
        self._hash.update(data)
        self._size += len(data)

    def finish(self, changed: float | None = None) -> Blob:
        """`changed` is the time that the file shows; without one, the day of its last byte."""
        with _failing(self):
            self._show(changed)
            os.fsync(self._file.fileno())
            self._file.close()
            os.rename(self._path, self._store.folder / self._name)
            for folder in (self._store.folder, self._store.arriving):
                force_folder(folder)
        return Blob(self._name, self._hash.hexdigest(), self._size)

    def abort(self) -> None:
        self._file.close()
        with suppress(FileNotFoundError):
            self._path.unlink()

    def _show(self, changed: float | None) -> None:
        if changed is None:
            changed = os.fstat(self._file.fileno()).st_mtime // DAY_S * DAY_S
        os.utime(self._file.fileno(), (changed, changed))


def _lying(entry: "os.DirEntry[str]") -> Lying | None:
    """None for what is no blob, or was removed while it was listed.

    The time is the system's own: the one that a file shows is levelled, and would let a sweep take it for old.
    """
    if not NAME.fullmatch(entry.name):
        return None
    try:
        status = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return None
    return Lying(entry.name, datetime.fromtimestamp(status.st_ctime, UTC), status.st_size)


def force_folder(folder: Path) -> None:
    """A name survives a power failure when its folder has been forced to the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _failing(writer: FolderWriter | None = None) -> Iterator[None]:
    """Whatever the disk refuses takes the unfinished file with it."""
    try:
        yield
    except OSError as refused:
        if writer is not None:
            writer.abort()
        if refused.errno in FULL:
            raise StoreFull from None
        raise StoreDown(errno.errorcode.get(refused.errno or 0, "")) from None
