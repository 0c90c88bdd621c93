"""Sealed sessions, for officers and for reporters alike: a row opens only with the secret its holder carries.

The row holds the hash of an id; the key is derived from the secret and a pepper that is replaced every night; the
expiry lies inside the sealed bytes, so that editing the row prolongs nothing.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from wbs.crypto.envelope import open_sealed, seal
from wbs.crypto.failures import Unreadable
from wbs.crypto.labels import derive

ID_BYTES = 16
SECRET_BYTES = 32


@dataclass(frozen=True)
class Token:
    """What the holder carries: in a cookie (officers) or in a hidden field (reporters)."""

    id: bytes = field(repr=False)
    secret: bytes = field(repr=False)

    @classmethod
    def new(cls) -> "Token":
        return cls(secrets.token_bytes(ID_BYTES), secrets.token_bytes(SECRET_BYTES))

    @classmethod
    def parse(cls, text: str) -> "Token | None":
        try:
            raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        except ValueError:
            return None
        return cls(raw[:ID_BYTES], raw[ID_BYTES:]) if len(raw) == ID_BYTES + SECRET_BYTES else None

    @property
    def id_hash(self) -> bytes:
        return hashlib.sha256(self.id).digest()

    def __str__(self) -> str:
        return base64.urlsafe_b64encode(self.id + self.secret).decode("ascii").rstrip("=")


def seal_session(token: Token, pepper: bytes, kind: str, values: dict[str, Any], ends_at: datetime) -> bytes:
    """The sealed column of a session row; `values` is plain JSON, `kind` the table."""
    plain = json.dumps({**values, "ends_at": int(ends_at.timestamp())}).encode()
    return seal(_key(token, pepper), plain, kind, token.id_hash)


def open_session(
    token: Token, peppers: Sequence[bytes], kind: str, sealed: bytes, now: datetime
) -> dict[str, Any] | None:
    """The values, or None when the session has ended or its pepper was replaced."""
    for pepper in peppers:
        try:
            values: dict[str, Any] = json.loads(open_sealed(_key(token, pepper), sealed, kind, token.id_hash))
        except Unreadable:
            continue
        return values if values.pop("ends_at") > now.timestamp() else None
    return None


def ends_after(now: datetime, hours: float) -> datetime:
    return now + timedelta(hours=hours)


def _key(token: Token, pepper: bytes) -> bytes:
    return derive(token.secret, "session", salt=pepper)
