"""Proposed changes as plain values, oldest first."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from wbs.db import db
from wbs.people.changing import Change
from wbs.people.records import DirectoryChange
from wbs.people.terms import APPROVED, KEY, OPEN, SIGNED, Terms, has_two, is_alone
from wbs.staff.directory import Directory
from wbs.staff.first_time import waiting_keys


@dataclass(frozen=True)
class Proposal:
    """A change as it stands, as a plain value."""

    change: Change
    state: str
    proposer_id: UUID
    proposed_on: date


def proposals(realm: str, *states: str) -> tuple[Proposal, ...]:
    """Oldest first."""
    query = sa.select(DirectoryChange).where(DirectoryChange.realm == realm, DirectoryChange.state.in_(states))
    rows = db.session.execute(query.order_by(DirectoryChange.proposed_on, DirectoryChange.id)).scalars()
    return tuple(_proposal(row) for row in rows)


def approved_changes(realm: str) -> tuple[Change, ...]:
    """What the next directory is made of."""
    return tuple(one.change for one in proposals(realm, APPROVED) if one.change.kind in SIGNED)


def lone_changes(directory: Directory) -> tuple[Change, ...]:
    """Proposed, and nobody is left here to decide them."""
    return tuple(
        one.change for one in proposals(directory.realm, OPEN)
        if is_alone(directory, one.change.kind, one.proposer_id, one.change.person_id)
    )  # fmt: skip


def first_keys(directory: Directory) -> tuple[Change, ...]:
    """After a founding nobody can propose or decide yet: the keys that wait go to the signer, who compares them all."""
    if has_two(directory):
        return ()
    return tuple(
        Change(key.person_id, KEY, key.person_id, Terms(public_key=key.public_key))
        for key in waiting_keys(directory.realm)
        if directory.find(key.person_id)
    )


def _proposal(row: DirectoryChange) -> Proposal:
    change = Change(row.id, row.kind, row.person_id, Terms.from_json(row.terms))
    return Proposal(change, row.state, row.proposer_id, row.proposed_on)
