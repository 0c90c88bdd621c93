"""Opening a dossier off line: all of it is checked before a byte is written, and then into a new folder only.

Anybody can seal an archive to a public key, so one that opens is still a stranger's: names, sizes and kinds of entries
are held to what we make ourselves. Knows no database, no server and no directory.
"""

import hashlib
import json
import os
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from wbs.cases.plain_archive import PIECE, zip_of
from wbs.crypto.archive import Archive
from wbs.crypto.failures import Unreadable

MANIFEST = "manifest.json"
FORMAT, VERSION = "wbs dossier", 1
MOST_FILES, MOST_MANIFEST = 10_000, 16 * 1024 * 1024
SAFE = re.compile(r"(?:[a-z][a-z0-9]{0,15}/)?[a-z0-9][a-z0-9_-]{0,40}\.[a-z0-9]{1,8}")
DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)\..*")  # names that mean something else on some systems

DAMAGED = "Isi berkas ini rusak, terpotong, atau pernah diubah. Tidak ada yang ditulis. Mintalah salinan baru."
STRANGE = "Berkas ini terbuka, tetapi isinya bukan berkas kasus yang kami buat. Tidak ada yang ditulis."
OTHER = "Berkas ini dibuat oleh versi WBS yang lain. Pakailah wbs open dari versi itu atau yang lebih baru."
TAKEN = "Folder tujuan sudah ada. Pilih folder lain: yang sudah ada tidak pernah ditimpa."


class NotOpened(Exception):
    """Why nothing was written, in Bahasa: commands speak no other language."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Contents:
    """A dossier of which every hash was checked; `names` are its files, the manifest first."""

    manifest: Mapping[str, Any] = field(repr=False)
    sha256: str  # of the manifest: what the ledger says of this dossier
    names: tuple[str, ...]
    _archive: Archive = field(repr=False)

    def unpack(self, folder: Path) -> None:
        """Writes it all into a new folder that only its owner can read. Raises NotOpened when there is one already."""
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            raise NotOpened(TAKEN) from None
        with zip_of(self._archive) as opened:
            for name in self.names:
                target = folder / name
                target.parent.mkdir(mode=0o700, exist_ok=True)
                with _new_file(target) as written, opened.open(name) as plain:
                    for piece in _pieces(plain):
                        written.write(piece)


def check(archive: Archive) -> Contents:
    """Reads all of it and holds every file against the manifest. Raises NotOpened."""
    try:
        for _ in archive.whole():
            """Each chunk, the zeros and the end: damage anywhere is found here."""
    except Unreadable:
        raise NotOpened(DAMAGED) from None
    try:
        with zip_of(archive) as opened:
            return _checked(opened, archive)
    except NotOpened:
        raise
    except Unreadable:
        raise NotOpened(DAMAGED) from None
    except Exception:  # whatever a library makes of a stranger's bytes
        raise NotOpened(STRANGE) from None


def _checked(opened: zipfile.ZipFile, archive: Archive) -> Contents:
    entries = {entry.filename: entry for entry in opened.infolist()}
    if not _is_ours(opened.infolist(), archive.size):
        raise NotOpened(STRANGE)
    raw = opened.read(MANIFEST)
    manifest = json.loads(raw)
    if (manifest["format"], manifest["v"]) != (FORMAT, VERSION):
        raise NotOpened(OTHER)
    listed = {file["name"]: file for file in manifest["files"]}
    if listed.keys() | {MANIFEST} != entries.keys() or len(listed) != len(manifest["files"]) or MANIFEST in listed:
        raise NotOpened(DAMAGED)
    for name, file in listed.items():
        with opened.open(name) as plain:
            if _told(_pieces(plain)) != (file["size"], file["sha256"]):
                raise NotOpened(DAMAGED)
    return Contents(manifest, hashlib.sha256(raw).hexdigest(), (MANIFEST, *sorted(listed)), archive)


def _is_ours(entries: list[zipfile.ZipInfo], size: int) -> bool:
    """Stored as they are, under names that we give, no more of them and no longer than the archive itself."""
    names = [entry.filename for entry in entries]
    if not entries or len(entries) > MOST_FILES or len(set(names)) != len(names) or MANIFEST not in names:
        return False
    is_plain = all(
        entry.compress_type == zipfile.ZIP_STORED and entry.file_size == entry.compress_size and not entry.is_dir()
        for entry in entries
    )
    is_safe = all(SAFE.fullmatch(name) and not DEVICES.fullmatch(name.rpartition("/")[2]) for name in names)
    fits = sum(entry.file_size for entry in entries) <= size
    manifest = next(entry for entry in entries if entry.filename == MANIFEST)
    return is_plain and is_safe and fits and manifest.file_size <= MOST_MANIFEST


def _told(pieces: Iterable[bytes]) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    for piece in pieces:
        size += len(piece)
        digest.update(piece)
    return size, digest.hexdigest()


def _pieces(plain: Any) -> Iterator[bytes]:
    while piece := plain.read(PIECE):
        yield piece


def _new_file(path: Path) -> BinaryIO:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    return os.fdopen(os.open(path, flags, 0o600), "wb")
