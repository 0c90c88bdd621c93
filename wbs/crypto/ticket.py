"""The form ticket: what makes filing safe to repeat without a cookie.

A ticket is a MACed 32-byte nonce with the minute of its issue. From the nonce come the code, the public number and
the filing id, so that the same form sent twice gives the same receipt; the nonce itself is never stored.
"""

import base64
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property

from wbs.crypto.labels import derive, derive_lasting
from wbs.crypto.words import CODE_BYTES

VERSION = b"\x01"
NONCE_BYTES = 32
MAC_BYTES = 16
LIFETIME = timedelta(hours=24)
NUMBER_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0/O, no 1/I: read aloud over a telephone
NUMBER_LETTERS = 10


class BadTicket(ValueError):
    """Not a ticket of this instance."""


@dataclass(frozen=True)
class Ticket:
    """A checked ticket."""

    nonce: bytes = field(repr=False)
    issued_at: datetime
    key: bytes = field(repr=False)

    def is_expired(self, now: datetime) -> bool:
        return not self.issued_at - timedelta(minutes=5) <= now <= self.issued_at + LIFETIME

    def age(self, now: datetime) -> timedelta:
        return now - self.issued_at

    @cached_property
    def code(self) -> bytes:
        """The 88 bits of the receipt."""
        return derive(self.nonce, "receipt", salt=self.key, length=CODE_BYTES)

    @cached_property
    def filing_id(self) -> bytes:
        """16 bytes, unique in the database."""
        return derive(self.nonce, "filing", salt=self.key, length=16)

    @cached_property
    def number(self) -> str:
        """The public-safe report number: 50 bits, neither sequential nor dated, e.g. `7K4Q2-9XMBH`."""
        bits = int.from_bytes(derive(self.nonce, "number", salt=self.key, length=8), "big")
        letters = "".join(NUMBER_ALPHABET[bits >> (5 * place) & 31] for place in range(NUMBER_LETTERS))
        return f"{letters[:5]}-{letters[5:]}"


def issue_ticket(key: bytes, now: datetime) -> str:
    """A new ticket as text for a hidden field; `key` is the instance's ticket key."""
    body = VERSION + int(now.timestamp() // 60).to_bytes(4, "big") + secrets.token_bytes(NONCE_BYTES)
    return _to_text(body + _mac(key, body))


def check_ticket(key: bytes, text: str) -> Ticket:
    """The ticket in `text`, expired or not. Raises BadTicket."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        raise BadTicket from None
    if _to_text(raw) != text:  # the decoder skips foreign letters: one ticket would have many texts
        raise BadTicket
    body, mac = raw[:-MAC_BYTES], raw[-MAC_BYTES:]
    if len(body) != 5 + NONCE_BYTES or body[:1] != VERSION or not hmac.compare_digest(mac, _mac(key, body)):
        raise BadTicket
    issued_at = datetime.fromtimestamp(int.from_bytes(body[1:5], "big") * 60, UTC)
    return Ticket(body[5:], issued_at, key)


def check_under(keys: Iterable[bytes], text: str) -> Ticket:
    """The ticket in `text` under whichever of the live keys it was issued. Raises BadTicket."""
    for key in keys:
        try:
            return check_ticket(key, text)
        except BadTicket:
            continue
    raise BadTicket


def _to_text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def _mac(key: bytes, body: bytes) -> bytes:
    return hmac.digest(derive_lasting(key, "ticket"), body, "sha256")[:MAC_BYTES]
