"""The inputs of the sealing vectors: names instead of randomness, and `envelope.seal` with a salt that is known."""

from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import shake_256
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from wbs.crypto.case_key import CaseKey
from wbs.crypto.envelope import NONCE, SYMMETRIC
from wbs.crypto.identity import Identity
from wbs.crypto.labels import Part, context, derive
from wbs.crypto.lengths import pad

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
Vector = dict[str, Any]
Where = tuple[Part, ...]


def fixed(name: str, length: int = 32) -> bytes:
    """The value that stands for randomness: SHAKE-256 of its name."""
    return shake_256(f"wbs vectors {name}".encode()).digest(length)


def an_id(name: str) -> UUID:
    return UUID(bytes=fixed(name, 16), version=4)


CASE, OTHER_CASE, GRANT, MAILBOX, NOTE = map(an_id, ("case", "other case", "grant", "mailbox", "note"))
PROPOSAL, CONTACT, EPOCH, OFFICER = map(an_id, ("proposal", "contact", "epoch", "officer"))
KEY, OTHER_KEY = CaseKey(fixed("case key")), CaseKey(fixed("other case key"))
IDENTITY, STRANGER = Identity(fixed("identity")), Identity(fixed("stranger"))
TICKET_KEY, SALT, PEPPERS = fixed("ticket key"), fixed("salt"), (fixed("pepper 2"), fixed("pepper 1"))
CODE = fixed("code", 11)


def told(parts: Where) -> list[list[Any]]:
    """Parts as JSON: [kind, value]."""
    kinds: dict[type, Callable[[Any], list[Any]]] = {
        str: lambda part: ["text", part],
        bytes: lambda part: ["bytes", part.hex()],
        UUID: lambda part: ["uuid", str(part)],
        int: lambda part: ["int", part],
    }
    return [kinds[type(part)](part) for part in parts]


def sealed(key: bytes, plain: bytes, where: Where, least: int = 1024, padded: bytes | None = None) -> bytes:
    """`envelope.seal` with a salt that follows from the context; `padded` forges what lies inside."""
    salt = fixed("salt of " + context(*where).hex())
    cipher = AESGCM(derive(key, "seal", context(*where), salt=salt))
    return SYMMETRIC + salt + cipher.encrypt(NONCE, padded or pad(plain, least), None)


def flipped(raw: bytes, at: int) -> bytes:
    changed = bytearray(raw)
    changed[at] ^= 1
    return bytes(changed)
