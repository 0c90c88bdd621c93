"""A sealed archive that leaves the house: a head that says who can open it, one stream, and its length at the end.

The length comes last because nobody knows it while the stream runs; without it nothing opens, so a cut archive is told
at once. Decides bytes and keys only: what is inside, and where it goes, is not known here. docs/SEALING.md, "Dossier".
"""

import hashlib
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from wbs.crypto.envelope import open_key, open_sealed, seal, seal_key
from wbs.crypto.failures import Unreadable
from wbs.crypto.gate import Gate
from wbs.crypto.identity import Identity, Recipient
from wbs.crypto.labels import Part
from wbs.crypto.passphrase import LOCK_BYTES, PhraseLock
from wbs.crypto.stream import StreamSealer, open_range, open_stream, sealed_size

MAGIC, VERSION = b"wbs dossier\n", b"\x01"
FOR_PERSON, FOR_WORDS = b"\x01", b"\x02"
ID_BYTES, KEY_BYTES, WRAP_BYTES, SEALED_KEY_BYTES = 16, 32, 1169, 113
OPENING_BYTES = len(MAGIC + VERSION) + 1 + ID_BYTES
TAIL_BYTES = 113  # `seal` of eight bytes, padded to 64

Read = Callable[[int, int], Iterable[bytes]]  # (offset, length) of the sealed file


class OtherVersion(Exception):
    """No archive of ours, or one of a version that this program does not know."""


class WrongKey(Unreadable):
    """The head does not open: another person's archive, other words, or a damaged head."""


@dataclass(frozen=True)
class Head:
    """The first bytes of an archive and the key that its stream is sealed under."""

    raw: bytes
    key: bytes = field(repr=False)

    @property
    def where(self) -> tuple[Part, ...]:
        """Binds the stream to this very head."""
        return "dossier", hashlib.sha256(self.raw).digest()


def head_for_person(recipient: Recipient) -> Head:
    archive_id, key = secrets.token_bytes(ID_BYTES), secrets.token_bytes(KEY_BYTES)
    opening = MAGIC + VERSION + FOR_PERSON + archive_id
    return Head(opening + seal_key(recipient, key, "dossier", archive_id), key)


def head_for_words(words: str, gate: Gate) -> Head:
    """Raises Busy."""
    archive_id, lock = secrets.token_bytes(ID_BYTES), PhraseLock.new()
    key = secrets.token_bytes(KEY_BYTES)
    opening = MAGIC + VERSION + FOR_WORDS + archive_id
    return Head(opening + lock.to_bytes() + seal(lock.key(words, gate), key, "dossier", archive_id, least=64), key)


class ArchiveSealer:
    """Takes the plain archive in pieces; `sink` gets the file from its first byte to its last."""

    def __init__(self, head: Head, sink: Callable[[bytes], object]) -> None:
        self._head, self._sink = head, sink
        sink(head.raw)
        self._stream = StreamSealer(head.key, sink, *head.where)

    def write(self, data: bytes | memoryview) -> None:
        self._stream.write(data)

    def finish(self) -> None:
        size = self._stream.finish()
        self._sink(seal(self._head.key, size.to_bytes(8, "big"), *self._head.where, "size", least=64))


@dataclass(frozen=True)
class Archive:
    """An opened archive: `size` plain bytes, to be read whole or in parts."""

    head: Head
    size: int
    _read: Read = field(repr=False)

    def range(self, start: int, length: int) -> Iterator[bytes]:
        """Raises Unreadable."""
        return open_range(self.head.key, self._read_stream, self.size, start, length, *self.head.where)

    def whole(self) -> Iterator[bytes]:
        """Every byte, held against everything that the format says. Raises Unreadable."""
        sealed = self._read_stream(0, sealed_size(self.size))
        return open_stream(self.head.key, sealed, self.size, *self.head.where)

    def _read_stream(self, offset: int, length: int) -> Iterable[bytes]:
        return self._read(len(self.head.raw) + offset, length)


def is_for_words(read: Read) -> bool:
    """Whether words open it, rather than a person's key. Raises OtherVersion."""
    opening = b"".join(read(0, OPENING_BYTES))
    mode = opening[len(MAGIC + VERSION) :][:1]
    if not opening.startswith(MAGIC + VERSION) or len(opening) != OPENING_BYTES or mode not in (FOR_PERSON, FOR_WORDS):
        raise OtherVersion
    return mode == FOR_WORDS


def open_with_words(read: Read, length: int, words: str, gate: Gate) -> Archive:
    """`length` bytes of an archive. Raises WrongKey, Unreadable, UnknownWord, WrongCount."""
    raw = b"".join(read(0, OPENING_BYTES + LOCK_BYTES + SEALED_KEY_BYTES))
    lock, sealed = raw[OPENING_BYTES : OPENING_BYTES + LOCK_BYTES], raw[OPENING_BYTES + LOCK_BYTES :]
    key = PhraseLock.from_bytes(lock).key(words, gate)
    return _opened(raw, lambda: open_sealed(key, sealed, "dossier", _id(raw)), read, length)


def open_with_key(read: Read, length: int, identity: Identity) -> Archive:
    """Raises WrongKey, Unreadable."""
    raw = b"".join(read(0, OPENING_BYTES + WRAP_BYTES))
    return _opened(raw, lambda: open_key(identity, raw[OPENING_BYTES:], "dossier", _id(raw)), read, length)


def _id(raw: bytes) -> bytes:
    return raw[OPENING_BYTES - ID_BYTES : OPENING_BYTES]


def _opened(raw: bytes, unwrap: Callable[[], bytes], read: Read, length: int) -> Archive:
    try:
        head = Head(raw, unwrap())
    except Unreadable:
        raise WrongKey from None
    return archive_of(head, read, length)


def archive_of(head: Head, read: Read, length: int) -> Archive:
    """What a head that opened belongs to: the length told at the end must be that of the file. Raises Unreadable."""
    if len(head.key) != KEY_BYTES:
        raise Unreadable
    tail = b"".join(read(max(length - TAIL_BYTES, 0), TAIL_BYTES))
    size = int.from_bytes(open_sealed(head.key, tail, *head.where, "size"), "big")
    if length != len(head.raw) + sealed_size(size) + TAIL_BYTES:
        raise Unreadable
    return Archive(head, size, read)
