"""What people have stated of their conflicts themselves: when last, and which units no signed directory says yet.

Rows, believed without proof: what they say keeps a person from opening a case they were given, which whoever writes
rows could do by deleting the grant. Nothing is routed by them (docs/decisions/0030).
"""

from dataclasses import replace
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from wbs.db import db
from wbs.people.records import DirectoryChange
from wbs.people.terms import APPROVED, CONFLICT_OVER, CONFLICTS, OPEN, Terms
from wbs.staff.directory import Person


def stated_on(person_id: UUID) -> date | None:
    """The day of the last statement, of units or of none."""
    days = sa.select(sa.func.max(DirectoryChange.proposed_on)).where(*_own(person_id, CONFLICTS))
    return db.session.execute(days).scalar_one()


def declared(person_id: UUID) -> frozenset[str]:
    """Units that wait for a second person or for the signature."""
    return frozenset(_waiting(person_id, CONFLICTS))


def ending(person_id: UUID) -> frozenset[str]:
    """Units that are to be taken away, and count until that is signed."""
    return frozenset(_waiting(person_id, CONFLICT_OVER))


def as_stated(person: Person) -> Person:
    """With what stands in no signed directory yet."""
    return replace(person, conflict_units=person.conflict_units | declared(person.id))


def _own(person_id: UUID, kind: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        DirectoryChange.person_id == person_id, DirectoryChange.proposer_id == person_id, DirectoryChange.kind == kind,
    )  # fmt: skip


def _waiting(person_id: UUID, kind: str) -> set[str]:
    waiting = DirectoryChange.state.in_((OPEN, APPROVED))
    rows = db.session.execute(sa.select(DirectoryChange.terms).where(*_own(person_id, kind), waiting)).scalars()
    return {unit for terms in rows for unit in Terms.from_json(terms).units}
