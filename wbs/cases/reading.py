"""Reading a case: the conflict question first, then the report, with the reading in the ledger before it is shown."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from uuid import UUID

import sqlalchemy as sa

from wbs.cases.access import Held, hold, rewrap
from wbs.cases.attachments import count_files
from wbs.cases.dialogue import Letter, read_letters
from wbs.cases.examining import change_card
from wbs.cases.guests import REASON, is_barred, is_guest
from wbs.cases.lifecycle import line_order
from wbs.cases.masks import KINDS, Masks, masks_of
from wbs.cases.notes import DatedEntry, read_entries
from wbs.cases.progress import lock, turn_again
from wbs.cases.records import Escalation, Grant, NamedIdentity, SealedReport, TimelineRow
from wbs.cases.report import Report
from wbs.cases.rerouting import hand_on
from wbs.cases.typed_texts import changed
from wbs.crypto.envelope import open_sealed
from wbs.db import db, transaction
from wbs.errors import NotFound
from wbs.ledger.append import record
from wbs.outbox.announce import announce
from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn


@dataclass(frozen=True)
class OpenedCase:
    """Everything the case page shows, in clear, for as long as the page is drawn.

    What is masked is marked in report, letters and entries (`Marked`); in `entries` masks themselves are left out.
    """

    held: Held
    report: Report = field(repr=False)
    letters: tuple[Letter, ...] = field(repr=False)
    entries: tuple[DatedEntry, ...] = field(repr=False)
    readers: tuple[tuple[UUID, bool], ...]  # person, has confirmed (and so opened)
    timeline: tuple[tuple[str, date, date | None], ...]  # template, day, promised day
    has_identity: bool = False  # the reporter left a name, sealed in two halves
    masks: Masks = field(default_factory=Masks, repr=False)
    file_count: int = 0


def confirm_no_conflict(instance: Instance, signed_in: SignedIn, case_id: UUID, now: datetime) -> None:
    """The officer declares to be free of conflict; from here on the content opens for them.

    What the directory has learnt of them since the grant was sealed counts as declared: then there is no such case.
    """
    held = hold(signed_in, case_id)
    if is_barred(instance.as_stated(signed_in.person), open_report(held), instance.organisation):
        declare_conflict(instance, signed_in, case_id, now)
        raise NotFound
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

    The last reader, or the last head, hands the case on first; a guest has nothing to hand on, but whose move it is
    now hears of it. Raises Refused when no other desk of the realm may read it.
    """
    held = hold(signed_in, case_id)
    with transaction():
        leave(instance, signed_in, held, now)


def leave(instance: Instance, signed_in: SignedIn, held: Held, now: datetime) -> None:
    """The same in the open transaction; what it refuses, it refuses before it has written anything."""
    case_id, session, is_a_guest = held.case_id, db.session, is_guest(signed_in.person.roles)
    lock(case_id)  # or the last two who leave at once would both count the other
    staying = session.execute(
        sa.select(Grant.person_id)
        .where(Grant.case_id == case_id, Grant.id != held.grant_id, Grant.is_reserve.is_(False))
        .where(Grant.reason != REASON)
    ).scalars().all()
    if not is_a_guest:
        hand_on(instance, signed_in, held, open_report(held), staying, now)
    session.execute(sa.delete(Grant).where(Grant.id == held.grant_id))
    pen, by = instance.pen("staff"), signed_in.get_id()
    record(pen, held.realm, "conflict:declared", now, case_id=case_id, by=by, answer="conflict")
    record(pen, held.realm, "case:grant:deleted", now, case_id=case_id, by=by, person=by)
    if held.card.holder == by:
        change_card(instance, signed_in, held, held.card.without_holder(), now)
    turn_again(instance, case_id, now)
    if is_a_guest:
        _remind_movers(instance, held, now)


def read_case(instance: Instance, signed_in: SignedIn, case_id: UUID, now: datetime) -> OpenedCase:
    """Opens a case. Raises NotFound without a grant, or before the conflict question is answered."""
    held = hold(signed_in, case_id)
    if not held.is_confirmed:
        raise NotFound
    opened = open_case(held)
    with transaction():
        record(instance.pen("staff"), held.realm, "case:report:read", now, case_id=case_id, by=signed_in.get_id())
    return opened


def open_case(held: Held) -> OpenedCase:
    """What `held` opens, for whoever records in the ledger that it was read. Raises Unreadable."""
    entries = read_entries(held.key, held.realm, held.case_id)
    masks = masks_of(entries)
    letters = read_letters(held.key.channel, held.realm, held.case_id)
    return OpenedCase(
        held,
        changed(open_report(held), masks.mark),
        tuple(replace(letter, text=masks.mark(f"letter:{letter.position}", letter.text)) for letter in letters),
        tuple(_marked(dated, masks) for dated in entries if dated.entry.kind not in KINDS),
        readers(held.case_id),
        _timeline(held.case_id),
        _has_identity(held.case_id),
        masks,
        count_files(held.case_id),
    )


def _remind_movers(instance: Instance, held: Held, now: datetime) -> None:
    query = sa.select(Grant.person_id).where(Grant.case_id == held.case_id, Grant.turn_due_on.is_not(None))
    for person_id in db.session.execute(query.where(Grant.is_reserve.is_(False))).scalars().all():
        announce("reminder", person_id, instance.next_tick(now), held.realm)


def _marked(dated: DatedEntry, masks: Masks) -> DatedEntry:
    text = masks.mark(f"note:{dated.id}", dated.entry.text)
    return replace(dated, entry=replace(dated.entry, text=text))


def open_report(held: Held) -> Report:
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
