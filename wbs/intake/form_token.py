"""What every form of the counter carries: its ticket, and the second in which it was drawn.

A ticket tells only the minute of its issue, so that second travels beside it, MACed together with it: nobody writes
fifty letters in three seconds. What is expired, foreign or missing is replaced by a new token; the page is drawn again
and nothing is lost. Nothing here is stored.
"""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from wbs.crypto.labels import derive_lasting
from wbs.crypto.ticket import BadTicket, Ticket, check_ticket, check_under, issue_ticket

LEAST_AGE = timedelta(seconds=3)
MAC_LETTERS = 32


@dataclass(frozen=True)
class FormToken:
    """The hidden fields `ticket` and `drawn`, and what they say. `is_new`: made now, because none came or fitted."""

    text: str = field(repr=False)
    drawn: str
    ticket: Ticket
    drawn_at: datetime
    is_new: bool = False

    @property
    def hidden(self) -> dict[str, str]:
        return {"ticket": self.text, "drawn": self.drawn}

    def is_too_young(self, now: datetime) -> bool:
        return now - self.drawn_at < LEAST_AGE


def new_token(key: bytes, now: datetime) -> FormToken:
    """For a form that is drawn for the first time; `key` is the instance's newest ticket key."""
    text, second = issue_ticket(key, now), str(int(now.timestamp()))
    drawn = f"{second}.{_mac(key, text, second)}"
    return FormToken(text, drawn, check_ticket(key, text), datetime.fromtimestamp(int(second), UTC), is_new=True)


def posted_token(keys: Sequence[bytes], posted: Mapping[str, str], now: datetime) -> FormToken:
    """The token that came with a form, else a new one. An expired one counts as none; `keys` are newest first."""
    text, drawn = posted.get("ticket", ""), posted.get("drawn", "")
    try:
        ticket = check_under(keys, text)
    except BadTicket:
        return new_token(keys[0], now)
    second, _, mac = drawn.partition(".")
    if ticket.is_expired(now) or not hmac.compare_digest(mac.encode(), _mac(ticket.key, text, second).encode()):
        return new_token(keys[0], now)
    return FormToken(text, drawn, ticket, datetime.fromtimestamp(int(second), UTC))


def posted_ticket(keys: Sequence[bytes], posted: Mapping[str, str]) -> Ticket | None:
    """The ticket that came with a form, expired or not: a receipt is found under it as long as it is kept."""
    try:
        return check_under(keys, posted.get("ticket", ""))
    except BadTicket:
        return None


def _mac(key: bytes, ticket: str, second: str) -> str:
    return hmac.digest(derive_lasting(key, "drawn"), f"{second} {ticket}".encode(), "sha256").hex()[:MAC_LETTERS]
