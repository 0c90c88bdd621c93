"""How soon after its form was drawn a report may be sent: nobody writes fifty letters in three seconds.

A ticket tells only the minute of its issue, so the second travels beside it, MACed together with it. A missing or
forged stamp counts as drawn just now: the sender sees the review once more, and nothing is lost.
"""

import hmac
from datetime import UTC, datetime, timedelta

from wbs.crypto.labels import derive

LEAST_AGE = timedelta(seconds=3)


def stamp(key: bytes, ticket: str, now: datetime) -> str:
    """For a hidden field beside `ticket`; `key` is the instance's ticket key."""
    second = str(int(now.timestamp()))
    return f"{second}.{_mac(key, ticket, second)}"


def is_too_soon(key: bytes, ticket: str, stamped: str, now: datetime) -> bool:
    second, _, mac = stamped.partition(".")
    if not (second.isascii() and second.isdigit() and hmac.compare_digest(mac.encode(), _mac(key, ticket, second).encode())):
        return True
    return now - datetime.fromtimestamp(int(second), UTC) < LEAST_AGE


def is_ours(key: bytes, ticket: str, stamped: str) -> bool:
    """Whether the stamp belongs to this ticket."""
    second, _, mac = stamped.partition(".")
    return hmac.compare_digest(mac.encode(), _mac(key, ticket, second).encode())


def _mac(key: bytes, ticket: str, second: str) -> str:
    return hmac.digest(derive(key, "pace"), f"{second} {ticket}".encode(), "sha256").hex()[:32]
