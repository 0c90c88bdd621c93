"""Putting a notice into the outbox, in the transaction of the act it belongs to. Never sends anything."""

from datetime import date, datetime
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

import sqlalchemy as sa

from wbs.db import db, insert_new, writing
from wbs.outbox.mail import KINDS, KINDS_OF_ALARM
from wbs.outbox.records import WAITING, Notice


def announce(kind: str, recipient: UUID, release_at: datetime, realm: str) -> UUID:
    """Adds a row to the open transaction and returns its id.

    What is already waiting for the same tick is not announced twice: the number of mails must not tell
    the number of events.
    """
    if kind not in KINDS:
        raise ValueError(f"unknown kind of notice: {kind!r}")
    waiting = _waiting(kind, recipient, release_at, realm)
    if waiting:
        return waiting
    notice = Notice(id=uuid4(), realm=realm, kind=kind, recipient=recipient, release_at=release_at)
    db.session.add(notice)
    db.session.flush()
    return notice.id


def announce_alarm(alarm: str, day: date, release_at: datetime) -> bool:
    """Adds one row for each alarm and day to the open transaction, whoever tells first; False when it is there."""
    kind = f"alarm_{alarm}"
    if kind not in KINDS_OF_ALARM:
        raise ValueError(f"unknown alarm: {alarm!r}")
    one = uuid5(NAMESPACE_OID, f"wbs {kind} {day}")
    row = {"id": one, "realm": "main", "kind": kind, "recipient": one, "release_at": release_at}
    return writing().execute(insert_new(Notice.__table__), {**row, "state": WAITING, "attempts": 0}).rowcount == 1


def _waiting(kind: str, recipient: UUID, release_at: datetime, realm: str) -> UUID | None:
    query = sa.select(Notice.id).where(
        Notice.state == WAITING, Notice.release_at == release_at,
        Notice.recipient == recipient, Notice.kind == kind, Notice.realm == realm, Notice.attempts == 0,
    )
    return db.session.execute(query.limit(1)).scalar()
