"""Approving and returning: a second person's act, never the proposer's own. Signs nothing."""

from datetime import datetime
from uuid import UUID

from wbs.cases.second_person import refuse_others
from wbs.db import db, transaction
from wbs.errors import NotFound
from wbs.ledger.append import record
from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn
from wbs.structure.lists import APPROVED, OPEN, RETURNED, list_of, proposals, to_proposal, with_proposals
from wbs.structure.proposing import REALM, sha256_of
from wbs.structure.records import UnitChange


def approve(instance: Instance, signed_in: SignedIn, change_id: UUID, now: datetime) -> None:
    """From now on it waits to be signed. Raises NotFound, NotAllowed, Refused."""
    with transaction():
        row = _decidable(signed_in, change_id)
        approved = (*proposals(APPROVED), to_proposal(row))
        with_proposals(list_of(instance.directories.government()), approved)
        row.state = APPROVED
        _decided(instance, signed_in, row, "approved", now)


def send_back(instance: Instance, signed_in: SignedIn, change_id: UUID, now: datetime) -> None:
    """The change is off. The proposer may take it back, too; also after approval, as long as nobody signed it."""
    with transaction():
        row = _decidable(signed_in, change_id, or_own=True)
        row.state = RETURNED
        _decided(instance, signed_in, row, "returned", now)


def _decidable(signed_in: SignedIn, change_id: UUID, or_own: bool = False) -> UnitChange:
    """The open change, held until the transaction ends."""
    row = db.session.get(UnitChange, change_id, with_for_update=True, populate_existing=True)
    if row is None or signed_in.realm != REALM:
        raise NotFound
    is_undecided = row.state == OPEN or (or_own and row.state == APPROVED)
    refuse_others(signed_in.person, row.proposer_id, is_undecided=is_undecided, or_own=or_own)
    return row


def _decided(instance: Instance, signed_in: SignedIn, row: UnitChange, answer: str, now: datetime) -> None:
    row.decider_id, row.decided_on = signed_in.person.id, instance.today(now)
    record(
        instance.pen("staff"), REALM, "units:decided", now, by=signed_in.get_id(), change=row.kind, answer=answer,
        sha256=sha256_of(row.states),
    )  # fmt: skip
