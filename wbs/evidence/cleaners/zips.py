"""Zip files read without trust and written without traces: every length is measured, no name reaches a file system.

Decides what is a bomb, what is locked, what is broken; written anew without times, owners, comments and extra fields.
Knows nothing of what is inside.
"""

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator, Mapping

from wbs.evidence.cleaners.verdicts import Refusal

MIB = 1024 * 1024
MOST_ENTRIES = 5000
MOST_NAME = 512
MOST_TOTAL = 400 * MIB
MOST_RATIO = 120  # of the whole; what people send stays under 30
FREE_TOTAL = 32 * MIB  # under which no ratio is a bomb
PIECE = 1 * MIB
LOCKED = 0x1
NO_TIME = (1980, 1, 1, 0, 0, 0)
BAD = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, NotImplementedError,
       UnicodeDecodeError, RuntimeError)  # fmt: skip


def read(data: bytes) -> dict[str, bytes]:
    """Every file of the archive by its name, in order. Raises Refusal: encrypted, bomb, broken."""
    found: dict[str, bytes] = {}
    for name, content in each(data):
        if name in found:  # two readers could see two documents
            raise Refusal("broken")
        found[name] = content
    return found


def each(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Name and content, one by one, as long as the whole is no bomb."""
    most, total = min(MOST_TOTAL, max(FREE_TOTAL, MOST_RATIO * len(data))), 0
    with _opened(data) as archive:
        for entry in entries(archive):
            try:
                with archive.open(entry) as opened:
                    content = opened.read(most - total + 1)
            except BAD:
                raise Refusal("broken") from None
            total += len(content)
            if total > most:
                raise Refusal("bomb")
            yield entry.filename, content


def entries(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Those that are files; refuses by what the directory of the archive admits."""
    listed = archive.infolist()
    if len(listed) > MOST_ENTRIES:
        raise Refusal("bomb")
    if any(entry.flag_bits & LOCKED for entry in listed):
        raise Refusal("encrypted")
    if any(not _is_sane(entry.filename) for entry in listed):
        raise Refusal("broken")
    return [entry for entry in listed if not entry.is_dir()]


def _is_sane(name: str) -> bool:
    return (
        len(name) <= MOST_NAME
        and "\\" not in name
        and not name.startswith("/")
        and ".." not in name.split("/")
        and name.isprintable()
    )


def _opened(data: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except BAD:
        raise Refusal("broken") from None


def write(parts: Mapping[str, bytes], stored_first: str = "") -> bytes:
    """A new archive; `stored_first` comes first and uncompressed, as ODF wants its `mimetype`."""
    written = io.BytesIO()
    order = sorted(parts, key=lambda name: name != stored_first)  # stable: the others keep their order
    with zipfile.ZipFile(written, "w") as archive:
        for name in order:
            entry = zipfile.ZipInfo(name, NO_TIME)
            entry.create_system, entry.external_attr = 0, 0
            entry.compress_type = zipfile.ZIP_STORED if name == stored_first else zipfile.ZIP_DEFLATED
            archive.writestr(entry, parts[name])
    return written.getvalue()
