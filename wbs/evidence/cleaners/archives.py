"""Archives and old Office files are not cleaned, only looked at: locked ones, bombs and hidden programs are refused."""

import io
import re
import zipfile

from wbs.evidence.cleaners import zips
from wbs.evidence.cleaners.verdicts import Clean, NotCleanable, Refusal
from wbs.evidence.types import HEAD, detect

MOST_DEPTH = 3
INSTALLER = bytes.fromhex("84100c0000000000c000000000000046")  # the class of a Windows installer's root
AES_OF_7Z = b"\x06\xf1\x07\x01"
WORD_DOCUMENT = re.compile(rb"\xec\xa5[\xc0-\xd9]\x00")  # the first bytes of the stream: magic and version
WORD_FLAGS, WORD_LOCKED = 11, 0x01


def zipped(data: bytes, kind: str) -> Clean:
    """Always raises: Refusal for what is dangerous or locked, else NotCleanable("archive")."""
    _look(data, 1)
    raise NotCleanable("archive")


def _look(data: bytes, depth: int) -> None:
    if depth > MOST_DEPTH:
        raise Refusal("bomb")
    for name, content in zips.each(data):
        inside = detect(content[:HEAD], name, len(content))
        if inside.is_forbidden:
            raise Refusal("forbidden")
        if inside.key == "zip" and zipfile.is_zipfile(io.BytesIO(content)):
            _look(content, depth + 1)


def ole(data: bytes, kind: str) -> Clean:
    """Old Office, mail of Outlook, or the wrapping of an encrypted new document."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Refusal("encrypted")
    if INSTALLER in data:
        raise Refusal("forbidden")
    word = WORD_DOCUMENT.search(data, 512)
    if word and data[word.start() + WORD_FLAGS : word.start() + WORD_FLAGS + 1] and (
        data[word.start() + WORD_FLAGS] & WORD_LOCKED
    ):
        raise Refusal("encrypted")
    raise NotCleanable("old_office")


def seven(data: bytes, kind: str) -> Clean:
    """A 7z whose names or files are locked names AES in its header, unless the header itself is packed."""
    offset, length = int.from_bytes(data[12:20], "little"), int.from_bytes(data[20:28], "little")
    if 32 + offset + length > len(data):
        raise Refusal("broken")
    if AES_OF_7Z in data[32 + offset : 32 + offset + length]:
        raise Refusal("encrypted")
    raise NotCleanable("archive")
