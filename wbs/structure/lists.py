"""The list in force, what is proposed about it, and what the next one will be: as plain values, one query each.

A list that nobody has signed yet is the founding's table; the first approved change signs all of it.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from wbs.db import db
from wbs.errors import Refused
from wbs.organisation.government import Government
from wbs.organisation.queries import organisation as founded_organisation
from wbs.organisation.unit_list import UnitList, unit_of_row, unit_row
from wbs.organisation.units import BadOrganisation, Organisation
from wbs.structure.records import UnitChange
from wbs.structure.steps import States
from wbs.web.text import N_, _

OPEN, APPROVED, RETURNED, DONE = "open", "approved", "returned", "done"
LAST_DAY = date.max
TOGETHER = N_("Bersama usulan lain, susunan unitnya tidak utuh (%(code)s: %(why)s). Kembalikan salah satunya.")


@dataclass(frozen=True)
class Proposal:
    """One proposal as a plain value; `states` are bare units."""

    id: UUID
    kind: str
    code: str
    states: States
    effective_on: date
    state: str
    proposer_id: UUID
    proposed_on: date
    decider_id: UUID | None
    decided_on: date | None

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(unit.code for unit in self.states)


def states_to_json(states: States) -> str:
    return json.dumps([unit_row(unit) for unit in states], ensure_ascii=False, separators=(",", ":"))


def list_of(government: Government) -> UnitList:
    """As signed, else as founded."""
    return government.units or UnitList.founding(founded_organisation())


def latest(units: UnitList) -> Organisation:
    """With everything that is signed already, also what begins on a later day."""
    return units.on(LAST_DAY)


def proposals(*states: str) -> tuple[Proposal, ...]:
    """In the order in which they came."""
    return _found(UnitChange.state.in_(states))


def proposals_about(code: str) -> tuple[Proposal, ...]:
    return _found(UnitChange.code == code)


def proposals_with_ids(ids: Iterable[UUID]) -> tuple[Proposal, ...]:
    return _found(UnitChange.id.in_(tuple(ids)))


def with_proposals(units: UnitList, found: Iterable[Proposal]) -> UnitList:
    """What these would make of the list. Raises Refused where they do not fit together."""
    for one in found:
        try:
            units = units.with_states(one.states, one.effective_on)
        except BadOrganisation as bad:
            raise Refused(_(TOGETHER, code=bad.code, why=str(bad))) from None
    return units


def to_proposal(row: UnitChange) -> Proposal:
    states = tuple(unit_of_row(one) for one in json.loads(row.states))
    return Proposal(
        row.id, row.kind, row.code, states, row.effective_on, row.state, row.proposer_id, row.proposed_on,
        row.decider_id, row.decided_on,
    )  # fmt: skip


def _found(which: sa.ColumnElement[bool]) -> tuple[Proposal, ...]:
    rows = db.session.execute(sa.select(UnitChange).where(which).order_by(UnitChange.place)).scalars()
    return tuple(to_proposal(row) for row in rows)
