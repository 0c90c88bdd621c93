"""Where archives lie: written under another name until they are whole, mode 600, and removed when their days are over.

One backup or restore at a time: whoever holds the lock may clear away what a dead one left.
"""

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from wbs.crypto.archive import OtherVersion, Read
from wbs.keeping.archive import OPENING_BYTES, read_opening
from wbs.keyfolder import shared_mode
from wbs.store.folder import force_folder

ENDING, PARTIAL = ".cadangan", ".sebagian"
BLOCK = 1 << 20


class Busy(Exception):
    """Another backup or restore of this installation is running."""


class Exists(Exception):
    """There is a file of that name: archives are never overwritten."""


@contextmanager
def alone(var_dir: Path) -> Iterator[Path]:
    """The scratch folder of whoever works alone; empty at the beginning, gone at the end. Raises Busy."""
    run = var_dir / "run"
    run.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(run / "keeping.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        with suppress(PermissionError):  # another account's: then it was shared when it was made
            os.fchmod(descriptor, shared_mode(run))  # by hand it is root's turn, at night the worker's
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy from None
        scratch = run / "keeping"
        _remove(scratch)
        try:
            scratch.mkdir(mode=0o700)
            yield scratch
        finally:
            _remove(scratch)
    finally:
        os.close(descriptor)


def last_backup(var_dir: Path) -> Path:
    """Says when the last one was made, for whoever watches."""
    return var_dir / "run" / "last-backup"


def _remove(folder: Path) -> None:
    with suppress(FileNotFoundError):
        shutil.rmtree(folder)


def target_of(path: Path, now: datetime) -> Path:
    """The file itself, or one named after the moment in the folder. Raises Exists, FileNotFoundError.

    What does not exist is a folder unless it is named like an archive: a nightly command must never fill a file that
    was meant as its folder.
    """
    if not os.path.lexists(path) and path.suffix != ENDING and path.parent.is_dir():
        path.mkdir(mode=0o700)
    file = path / f"wbs-{now:%Y%m%d-%H%M%S}{ENDING}" if path.is_dir() else path
    if os.path.lexists(file):
        raise Exists
    if not file.parent.is_dir():
        raise FileNotFoundError
    return file


@contextmanager
def arriving(file: Path) -> Iterator[BinaryIO]:
    """A file that gets its name when it is whole and on the disk; of a broken one nothing is left."""
    partial = file.with_name(f".{file.name}.{secrets.token_hex(4)}{PARTIAL}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        os.fchmod(descriptor, shared_mode(file.parent))  # whoever removes old ones must be able to read them
        with open(descriptor, "wb", buffering=BLOCK) as opened:
            with suppress(OSError):  # some shares know no locks
                fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield opened
            opened.flush()
            os.fsync(opened.fileno())
        os.rename(partial, file)
    finally:
        partial.unlink(missing_ok=True)
    force_folder(file.parent)


def remove_old(folder: Path, origin: bytes, before: datetime) -> list[str]:
    """Removes this installation's archives that were made before; other files, and other installations', stay."""
    removed = []
    for path in sorted(folder.iterdir()):
        if path.is_symlink() or not path.is_file():
            continue
        try:
            with path.open("rb") as opened:
                opening = read_opening(opened.read(OPENING_BYTES))
        except (OtherVersion, OSError):
            continue
        if opening.origin == origin and opening.made_at < before:
            path.unlink()
            removed.append(path.name)
    return removed


def remove_partial(folder: Path) -> None:
    """What a backup that was killed has left."""
    for path in folder.glob(f".*{PARTIAL}"):
        with suppress(OSError), path.open("rb") as opened:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)  # refused while another installation writes it
            path.unlink()


def reader(file: BinaryIO) -> Read:
    """Parts of an opened file, in pieces."""

    def read(offset: int, length: int) -> Iterator[bytes]:
        file.seek(offset)
        while length and (piece := file.read(min(length, BLOCK))):
            length -= len(piece)
            yield piece

    return read
