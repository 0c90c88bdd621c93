"""Reading a case: the conflict question first, then the report, with the reading in the ledger before it is shown."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID

import sqlalchemy as sa

from wbs.cases.access import Held, hold, rewrap
from wbs.cases.dialogue import Letter, read_letters
from wbs.cases.lifecycle import line_order
from wbs.cases.notes import DatedEntry, read_entries
from wbs.cases.progress import lock, turn_again
from wbs.cases.records import Escalation, Grant, NamedIdentity, SealedReport, TimelineRow
from wbs.cases.report import Report
from wbs.cases.rerouting import hand_on
from wbs.crypto.envelope import open_sealed
from wbs.db import db, transaction
from wbs.errors import NotFound
from wbs.ledger.append import record
from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn


@dataclass(frozen=True)
class OpenedCase:
    """Everything the case page shows, in clear, for as long as the page is drawn."""

    held: Held
    report: Report = field(repr=False)
    letters: tuple[Letter, ...] = field(repr=False)
    entries: tuple[DatedEntry, ...] = field(repr=False)
    readers: tuple[tuple[UUID, bool], ...]  # person, has confirmed (and so opened)
    timeline: tuple[tuple[str, date, date | None], ...]  # template, day, promised day
    has_identity: bool = False  # the reporter left a name, sealed in two halves


def confirm_no_conflict(instance: Instance, signed_in: SignedIn, case_id: UUID, now: datetime) -> None:
    """The officer declares to be free of conflict; from here on the content opens for them."""
    held = hold(signed_in, case_id)
    rewrap(signed_in, {held.grant_id: (held.key, held.realm)})
    with transaction() as session:
        session.execute(sa.update(Grant).where(Grant.id == held.grant_id).values(is_confirmed=True))
        session.execute(sa.delete(Escalation).where(Escalation.case_id == case_id))
        record(
            instance.pen("staff"), held.realm, "conflict:declared", now, case_id=case_id, by=signed_in.get_id(),
            answer="none",
        )


def declare_conflict(instance: Instance, signed_in: SignedIn, case_id: UUID, now: datetime) -> None:
    """The grant is deleted in the same transaction: the case no longer exists for this officer.

    The last reader, or the last head, hands the case on first. Raises Refused when no other desk of the realm may read
    it.
    """
    held = hold(signed_in, case_id)
    with transaction() as session:
        lock(case_id)  # or the last two who leave at once would both count the other
        staying = session.execute(
            sa.select(Grant.person_id)
            .where(Grant.case_id == case_id, Grant.id != held.grant_id, Grant.is_reserve.is_(False))
        ).scalars().all()
        hand_on(instance, signed_in, held, _report(held), staying, now)
        session.execute(sa.delete(Grant).where(Grant.id == held.grant_id))
        pen, by = instance.pen("staff"), signed_in.get_id()
        record(pen, held.realm, "conflict:declared", now, case_id=case_id, by=by, answer="conflict")
        record(pen, held.realm, "case:grant:deleted", now, case_id=case_id, by=by, person=by)
        turn_again(instance, case_id, now)


def read_case(instance: Instance, signed_in: SignedIn, case_id: UUID, now: datetime) -> OpenedCase:
    """Opens a case. Raises NotFound without a grant, or before the conflict question is answered."""
    held = hold(signed_in, case_id)
    if not held.is_confirmed:
        raise NotFound
    opened = OpenedCase(
        held,
        _report(held),
        read_letters(held.key.channel, held.realm, case_id),
        read_entries(held.key, held.realm, case_id),
        readers(case_id),
        _timeline(case_id),
        _has_identity(case_id),
    )
    with transaction():
        record(instance.pen("staff"), held.realm, "case:report:read", now, case_id=case_id, by=signed_in.get_id())
    return opened


def _report(held: Held) -> Report:
    row = db.session.get_one(SealedReport, held.case_id)
    plain = open_sealed(held.key.channel, row.sealed_report, held.realm, "sealed_report", held.case_id, "sealed_report")
    return Report.from_bytes(plain)


def readers(case_id: UUID) -> tuple[tuple[UUID, bool], ...]:
    """Who can read the case: person, has confirmed to be free of conflict."""
    rows = db.session.execute(
        sa.select(Grant.person_id, Grant.is_confirmed).where(Grant.case_id == case_id, Grant.is_reserve.is_(False))
    )
    return tuple((row.person_id, row.is_confirmed) for row in rows)


def _has_identity(case_id: UUID) -> bool:
    return db.session.get(NamedIdentity, case_id) is not None


def _timeline(case_id: UUID) -> tuple[tuple[str, date, date | None], ...]:
    rows = db.session.execute(
        sa.select(TimelineRow.template, TimelineRow.day, TimelineRow.until, TimelineRow.visible_from)
        .where(TimelineRow.case_id == case_id)
    ).all()
    first = datetime.min.replace(tzinfo=UTC)
    ordered = sorted(rows, key=lambda row: (row.day, row.visible_from or first, line_order(row.template)))
    return tuple((row.template, row.day, row.until) for row in ordered)
