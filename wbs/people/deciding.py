"""Approving and returning: a second person's act, never the proposer's own. Signs nothing."""

from datetime import datetime
from uuid import UUID, uuid4

from wbs.cases.second_person import refuse_others
from wbs.db import db, transaction
from wbs.errors import NotFound, Refused
from wbs.ledger.append import record
from wbs.people.aftermath import STAND_IN as STAND_IN_REASON
from wbs.people.ending import end_early
from wbs.people.notifying import givers, tell
from wbs.people.proposing import NO_SUCH_KEY, refuse_second_place, waiting_key
from wbs.people.records import DirectoryChange, GrantRequest
from wbs.people.terms import APPROVED, END_STAND_IN, KEY, OPEN, RETURNED, STAND_IN, Terms
from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn
from wbs.web.text import N_

ENDED = N_("Pengganti ini sudah berakhir begitu disetujui. Untuk menugaskannya lagi, usulkan pengganti baru.")


def approve(instance: Instance, signed_in: SignedIn, change_id: UUID, now: datetime) -> None:
    """A stand-in begins to wait for keys of what is there, and an early end is one at once; for new reports, and
    everything else, the directory must be signed, or words drawn."""
    with transaction() as session:
        row = _decidable(signed_in, change_id)
        terms = Terms.from_json(row.terms)
        if row.kind == KEY and waiting_key(row.realm, row.person_id) != terms.public_key:
            raise Refused(NO_SUCH_KEY)
        row.state = APPROVED
        if row.kind == STAND_IN:
            refuse_second_place(row.person_id, terms, instance.today(now))
            session.add(
                GrantRequest(
                    id=uuid4(), realm=row.realm, person_id=row.person_id, desk=terms.desk, reason=STAND_IN_REASON,
                    stands_for=terms.stands_for, begins_on=terms.begins_on, ends_on=terms.ends_on,
                )
            )  # fmt: skip
            directory = instance.directory(row.realm, now)
            tell(instance, row.realm, givers(directory, terms.desk, row.person_id), now)
        elif row.kind == END_STAND_IN and terms.period:
            db.session.flush()  # from here on the period is known as ended
            end_early(instance, row.realm, row.person_id, terms.period, now, signed_in.get_id())
        _decided(instance, signed_in, row, "approved", now)


def send_back(instance: Instance, signed_in: SignedIn, change_id: UUID, now: datetime) -> None:
    """The change is off. The proposer may take it back, too."""
    with transaction():
        row = _decidable(signed_in, change_id, or_own=True)
        was_approved, period = row.state == APPROVED, Terms.from_json(row.terms).period
        if row.kind == END_STAND_IN and was_approved:
            raise Refused(ENDED)
        row.state = RETURNED
        if row.kind == STAND_IN and was_approved and period:
            end_early(instance, row.realm, row.person_id, period, now, signed_in.get_id())
        _decided(instance, signed_in, row, "returned", now)


def _decidable(signed_in: SignedIn, change_id: UUID, or_own: bool = False) -> DirectoryChange:
    """The open change, held until the transaction ends. Raises NotFound, NotAllowed, Refused."""
    row = db.session.get(DirectoryChange, change_id, with_for_update=True, populate_existing=True)
    if row is None or row.realm != signed_in.realm:
        raise NotFound
    is_undecided = row.state == OPEN or (or_own and row.state == APPROVED)
    refuse_others(signed_in.person, row.proposer_id, is_undecided=is_undecided, or_own=or_own)
    return row


def _decided(instance: Instance, signed_in: SignedIn, row: DirectoryChange, answer: str, now: datetime) -> None:
    row.decider_id, row.decided_on = signed_in.person.id, instance.today(now)
    record(
        instance.pen("staff"), signed_in.realm, "people:decided", now, by=signed_in.get_id(),
        person=str(row.person_id), change=row.kind, answer=answer,
    )  # fmt: skip
