"""The dialogue: letters between reporter and office, each sealed with the hash of the one before.

Nobody without the case key or the code can write, reorder or drop one. Holds for both sides; pages are elsewhere.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

import sqlalchemy as sa

from wbs.cases.records import Message
from wbs.crypto.case_key import direction_key
from wbs.crypto.envelope import open_sealed, seal
from wbs.crypto.failures import Unreadable
from wbs.crypto.labels import Part
from wbs.db import db

REPORTER, OFFICE = "reporter", "office"
START = bytes(32)


@dataclass(frozen=True)
class Letter:
    """One opened message. `role` is the officer's role key (never a name); `asks` marks a question or a request."""

    direction: str
    written_on: date
    text: str = field(repr=False)
    role: str = ""
    asks: str = ""
    position: int = 0
    visible_from: datetime | None = None

    def to_bytes(self) -> bytes:
        body = {"v": 1, "text": self.text, "role": self.role, "asks": self.asks}
        return json.dumps(body, ensure_ascii=False, sort_keys=True).encode()


def add_letter(channel: bytes, realm: str, case_id: UUID, letter: Letter) -> str:
    """Seals `letter` behind the last one, in the open transaction. Returns the sealed row's SHA-256 (hex).

    Two writers at once take the same position; the unique constraint lets one win and the other try again.
    """
    last = db.session.execute(
        sa.select(Message.position, Message.sealed_body)
        .where(Message.case_id == case_id)
        .order_by(Message.position.desc())
        .limit(1)
    ).first()
    position, before = (last.position + 1, _hash(last.sealed_body)) if last else (1, START)
    key = direction_key(channel, letter.direction)
    sealed = seal(key, letter.to_bytes(), *_where(realm, case_id, letter.direction, position, before))
    db.session.add(
        Message(
            id=uuid4(), case_id=case_id, position=position, direction=letter.direction, sealed_body=sealed,
            written_on=letter.written_on, visible_from=letter.visible_from,
        )
    )
    db.session.flush()
    return _hash(sealed).hex()


def read_letters(channel: bytes, realm: str, case_id: UUID) -> tuple[Letter, ...]:
    """All letters in order. Raises Unreadable when one was changed, moved, or dropped from before another.

    Letters missing at the end leave no gap: `wbs ledger verify` finds them, since each has its entry.
    """
    rows = db.session.execute(
        sa.select(Message).where(Message.case_id == case_id).order_by(Message.position)
    ).scalars().all()
    return tuple(_opened(channel, realm, case_id, rows))


def due(letters: Sequence[Letter], now: datetime) -> tuple[Letter, ...]:
    """What the reporter may see: their own letters, and the office's once their tick has come."""
    return tuple(letter for letter in letters if letter.visible_from is None or letter.visible_from <= now)


def asked_on(letters: Sequence[Letter]) -> date | None:
    """The day of the last question that no letter from the reporter follows; None when nothing is open."""
    for letter in reversed(letters):
        if letter.direction == REPORTER:
            return None
        if letter.asks == "question":
            return letter.written_on
    return None


def _opened(channel: bytes, realm: str, case_id: UUID, rows: Sequence[Message]) -> list[Letter]:
    letters, before = [], START
    for expected, row in enumerate(rows, start=1):
        if row.position != expected:
            raise Unreadable
        key = direction_key(channel, row.direction)
        plain = open_sealed(key, row.sealed_body, *_where(realm, case_id, row.direction, row.position, before))
        body, before = json.loads(plain), _hash(row.sealed_body)
        letters.append(
            Letter(
                row.direction, row.written_on, body["text"], body["role"], body["asks"], row.position,
                row.visible_from,
            )
        )
    return letters


def _where(realm: str, case_id: UUID, direction: str, position: int, before: bytes) -> tuple[Part, ...]:
    return ("message", realm, case_id, direction, position, before)


def _hash(sealed: bytes) -> bytes:
    return hashlib.sha256(sealed).digest()
