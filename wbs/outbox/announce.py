"""Putting a notice into the outbox, in the transaction of the act it belongs to. Never sends anything."""

from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa

from wbs.db import db
from wbs.outbox.mail import KINDS
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


def _waiting(kind: str, recipient: UUID, release_at: datetime, realm: str) -> UUID | None:
    query = sa.select(Notice.id).where(
        Notice.state == WAITING, Notice.release_at == release_at,
        Notice.recipient == recipient, Notice.kind == kind, Notice.realm == realm, Notice.attempts == 0,
    )
    return db.session.execute(query.limit(1)).scalar()
