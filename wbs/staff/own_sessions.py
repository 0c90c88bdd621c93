"""The sessions of one person: the list on their page, and ending one or all others.

A row knows the day it was begun and no browser: what a browser says of itself would be one more thing to keep.
"""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from wbs.db import db, transaction
from wbs.staff.records import StaffSession
from wbs.staff.signing_in import SignedIn


@dataclass(frozen=True)
class OwnSession:
    key: str  # the hash of its id, in hex: opens nothing
    begun_on: date
    is_this: bool


def own_sessions(signed_in: SignedIn) -> tuple[OwnSession, ...]:
    """This one first."""
    query = sa.select(StaffSession.id_hash, StaffSession.begun_on).where(StaffSession.person_id == signed_in.person.id)
    found = [
        OwnSession(row.id_hash.hex(), row.begun_on, row.id_hash == signed_in.session_hash)
        for row in db.session.execute(query)
    ]
    return tuple(sorted(found, key=lambda one: (not one.is_this, one.begun_on, one.key)))


def end_session(signed_in: SignedIn, key: str) -> None:
    """Ends one of one's own; anything else is left alone."""
    try:
        id_hash = bytes.fromhex(key)
    except ValueError:
        return
    _end(signed_in, StaffSession.id_hash == id_hash)


def end_other_sessions(signed_in: SignedIn) -> None:
    _end(signed_in, StaffSession.id_hash != signed_in.session_hash)


def _end(signed_in: SignedIn, which: sa.ColumnElement[bool]) -> None:
    with transaction() as session:
        session.execute(sa.delete(StaffSession).where(StaffSession.person_id == signed_in.person.id, which))
