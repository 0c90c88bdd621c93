"""The bytes of an entry, its leaf and its MAC (docs/LEDGER.md has them by example). Knows no tables and no clock.

The MAC covers the leaf too, and with it the salt: a row copied under a new salt does not fit, and one copied whole
repeats a leaf. So it stays bound to its place in the tree when the salt is deleted.
"""

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from wbs.ledger import vocabulary
from wbs.ledger.kinds import BadEntry

SALT_BYTES = 16
ENTRY_LABEL = b"wbs ledger entry 1\x00"
HEAD_LABEL = b"wbs ledger head 1\x00"

_to_json = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode

_IMPLIED = frozenset(("v", "realm", "face", "tag", "case", "by", "at", "day"))
_FACE_AND_TAG = re.compile(rb'"face":"([a-z]+)".*"tag":"([a-z:-]+)"')


@dataclass(frozen=True)
class SignedEntry:
    """An entry that can go into the log: canonical bytes, 16 random bytes, 32-byte leaf, 32-byte MAC."""

    entry: bytes
    salt: bytes
    leaf: bytes
    mac: bytes


@dataclass(frozen=True)
class Entry:
    """An entry as read: exactly one of `at` (2026-01-31T08:30:00Z) and `day` (2026-01-31) is set."""

    realm: str
    face: str
    tag: str
    case: str | None = None
    by: str | None = None
    at: str | None = None
    day: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)

    @property
    def on(self) -> str:
        """The day, in UTC for those that carry a time."""
        return self.day or (self.at or "")[:10]

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Entry":
        """Raises BadEntry for what the vocabulary does not know."""
        values = parse(raw)
        own = {name: value for name, value in values.items() if name not in _IMPLIED}
        return cls(**{name: values[name] for name in _IMPLIED & values.keys() - {"v"}}, fields=own)


def when(tag: str, face: str, now: datetime, zone: ZoneInfo) -> dict[str, str]:
    """What the entry tells about time: the day in the instance's zone, or whole seconds in UTC."""
    if vocabulary.tells_day_only(tag, face):
        return {"day": now.astimezone(zone).date().isoformat()}
    return {"at": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}


def to_bytes(values: Mapping[str, object]) -> bytes:
    """Canonical JSON: sorted keys, no spaces, ASCII. Raises BadEntry unless the vocabulary knows every bit of it."""
    try:
        raw = _to_json(values).encode("ascii")
    except (TypeError, ValueError):
        raw = b""
    if not _has_its_shape(values, raw):  # one match for the whole; only when it fails, what fails
        vocabulary.check(values)
        raise BadEntry("not canonical")
    return raw


def _has_its_shape(values: Mapping[str, object], raw: bytes) -> bool:
    realm, tag, face = values.get("realm"), values.get("tag"), values.get("face")
    if realm not in vocabulary.REALMS or tag not in vocabulary.TAGS or face not in vocabulary.TAGS[tag].faces:
        return False
    return vocabulary.shape(tag, face, realm).fullmatch(raw) is not None


def parse(raw: bytes) -> dict[str, Any]:
    """The values of canonical bytes. Raises BadEntry, with the reason."""
    try:
        values = json.loads(raw)
    except (ValueError, RecursionError):
        raise BadEntry("not JSON") from None
    if not isinstance(values, dict):
        raise BadEntry("not an object")
    face, tag = face_and_tag(raw)
    if (values.get("tag"), values.get("face")) == (tag, face) and _has_its_shape(values, raw):
        return values
    vocabulary.check(values)
    raise BadEntry(f"{tag}: not canonical")


def face_and_tag(raw: bytes) -> tuple[str, str]:
    """Which shape the bytes claim to have; two empty words when they claim none. Says nothing about the rest."""
    found = _FACE_AND_TAG.search(raw)
    return _words(found.group(1, 2)) if found else ("", "")


@lru_cache(maxsize=256)
def _words(pair: tuple[bytes, bytes]) -> tuple[str, str]:
    return pair[0].decode("ascii"), pair[1].decode("ascii")


def misfit(raw: bytes, face: str, tag: str, realm: str) -> str | None:
    """Why these bytes, which claim this face and tag, are no entry of the realm's log; None when they are one.

    Otherwise "unknown_tag", "wrong_face", "wrong_realm" or "shape".
    """
    if tag not in vocabulary.TAGS:
        return "unknown_tag"
    if face not in vocabulary.TAGS[tag].faces:
        return "wrong_face"
    if vocabulary.shape(tag, face, realm).fullmatch(raw):
        return None
    others = (other for other in vocabulary.REALMS if other != realm)
    return "wrong_realm" if any(vocabulary.shape(tag, face, other).fullmatch(raw) for other in others) else "shape"


def leaf_of(salt: bytes, entry: bytes) -> bytes:
    """SHA-256(0x00 || salt || entry): the leaf hash of RFC 6962 over the salted entry."""
    return hashlib.sha256(b"\x00" + salt + entry).digest()


def mac_of(key: bytes, leaf: bytes, entry: bytes) -> bytes:
    """HMAC-SHA256 under the face's key over the label, the leaf (32 bytes) and the entry."""
    return hmac.digest(key, ENTRY_LABEL + leaf + entry, "sha256")


def head_mac_of(key: bytes, realm: str, size: int, root: bytes) -> bytes:
    """HMAC-SHA256 under the worker's key: who edits the log cannot make a head that fits it."""
    head = json.dumps({"realm": realm, "root": root.hex(), "size": size}, separators=(",", ":"))
    return hmac.digest(key, HEAD_LABEL + head.encode("ascii"), "sha256")


def sign(key: bytes, entry: bytes, salt: bytes | None = None) -> SignedEntry:
    """Binds an entry to a fresh salt, its leaf and its MAC; `salt` is given by the vectors only."""
    salt = secrets.token_bytes(SALT_BYTES) if salt is None else salt
    leaf = leaf_of(salt, entry)
    return SignedEntry(entry, salt, leaf, mac_of(key, leaf, entry))
