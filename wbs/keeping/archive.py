"""The file around the frames: a head that names installation, moment and backup key, then one sealed stream.

Everything but the first 52 bytes is closed to whoever does not hold the backup key. The head names the installation so
that a backup can find its older ones, and a restore can say that the key folder beside it is another's.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from wbs.crypto.archive import Archive, ArchiveSealer, Head, OtherVersion, Read, WrongKey, archive_of
from wbs.crypto.envelope import open_key, seal_key
from wbs.crypto.identity import Identity, Recipient
from wbs.crypto.labels import Part, derive

MAGIC, VERSION = b"wbs backup\n", b"\x01"
ORIGIN_BYTES, MOMENT_BYTES, KEY_ID_BYTES, SEALED_KEY_BYTES = 16, 8, 16, 1169
OPENING_BYTES = len(MAGIC + VERSION) + ORIGIN_BYTES + MOMENT_BYTES + KEY_ID_BYTES
HEAD_BYTES = OPENING_BYTES + SEALED_KEY_BYTES


@dataclass(frozen=True)
class Opening:
    """What an archive says of itself to everybody."""

    origin: bytes
    made_at: datetime
    key_id: str

    def to_bytes(self) -> bytes:
        seconds = int(self.made_at.timestamp()).to_bytes(MOMENT_BYTES, "big")
        return MAGIC + VERSION + self.origin + seconds + self.key_id.encode("ascii")


@dataclass(frozen=True)
class BackupHead(Head):
    @property
    def where(self) -> tuple[Part, ...]:
        return "backup", hashlib.sha256(self.raw).digest()


def origin_of(salt: bytes) -> bytes:
    """Which installation this is: out of the salt of its codes, the one secret that never changes."""
    return derive(salt, "backup", "origin", length=ORIGIN_BYTES)


def begin_archive(opening: Opening, recipient: Recipient, sink: Callable[[bytes], object]) -> ArchiveSealer:
    key = secrets.token_bytes(32)
    raw = opening.to_bytes()
    return ArchiveSealer(BackupHead(raw + seal_key(recipient, key, "backup", raw), key), sink)


def read_opening(raw: bytes) -> Opening:
    """Out of the first `OPENING_BYTES`. Raises OtherVersion for whatever is no backup of this version."""
    start = len(MAGIC + VERSION)
    origin, rest = raw[start : start + ORIGIN_BYTES], raw[start + ORIGIN_BYTES : OPENING_BYTES]
    if not raw.startswith(MAGIC + VERSION) or len(rest) != MOMENT_BYTES + KEY_ID_BYTES:
        raise OtherVersion
    try:
        made_at = datetime.fromtimestamp(int.from_bytes(rest[:MOMENT_BYTES], "big"), UTC)
    except (OverflowError, ValueError, OSError):
        raise OtherVersion from None
    return Opening(origin, made_at, rest[MOMENT_BYTES:].decode("ascii", "replace"))


def open_archive(read: Read, length: int, identity: Identity) -> Archive:
    """Raises OtherVersion, WrongKey for another backup key, Unreadable for damage."""
    raw = b"".join(read(0, HEAD_BYTES))
    if read_opening(raw).key_id != identity.key_id:
        raise WrongKey
    key = open_key(identity, raw[OPENING_BYTES:], "backup", raw[:OPENING_BYTES])
    return archive_of(BackupHead(raw, key), read, length)
