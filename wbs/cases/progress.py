"""The one door through which a case moves: stage, waiting, whose turn, timeline, ledger and notice in one transaction.

`advance` is the only writer of `case.stage`. It asks the lifecycle tables and knows no page and no key but the card's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

import sqlalchemy as sa

from wbs.cases.deadlines import first_news_on
from wbs.cases.dialogue import REPORTER
from wbs.cases.lifecycle import CLOSED, movers
from wbs.cases.opening import Turn
from wbs.cases.records import Case, Contact, Grant, Message, Proposal, TimelineRow
from wbs.db import db
from wbs.errors import Refused
from wbs.ledger.append import record
from wbs.outbox.announce import announce
from wbs.staff.instance import Instance
from wbs.web.text import N_

OVERTAKEN = N_("Rekan Anda sudah melangkah lebih dulu pada kasus ini. Halaman di bawah menunjukkan keadaan sekarang.")


@dataclass(frozen=True)
class Move:
    """What changes about a case; None leaves it as it is. `expects` is the stage the mover saw."""

    expects: str
    stage: str | None = None
    waiting: str | None = None
    holder: UUID | None = None
    proposer: UUID | None = None
    timeline: str = ""  # a template key for the reporter's timeline
    until: date | None = None
    face: str = "public"  # that writes when nobody of the house moves it


def advance(instance: Instance, case_id: UUID, move: Move, now: datetime, by: str | None) -> None:
    """Moves a case in the open transaction. `by` is a person id, or None when the reporter's answer moves it.

    Raises Refused when somebody else moved it first.
    """
    case = lock(case_id)
    if case.stage != move.expects or _would_pass_over_proposal(case, move):
        raise Refused(OVERTAKEN)
    _move_stage(instance, case, move, now, by)
    _move_waiting(instance, case, move, now, by)
    _move_turns(instance, case, move, now)
    if move.timeline:
        release(instance, case, move.timeline, now, move.until)


def lock(case_id: UUID) -> Case:
    """The case as it stands now, held until the open transaction ends: others who act on it wait."""
    return db.session.get_one(Case, case_id, with_for_update=True, populate_existing=True)


def turn_again(instance: Instance, case_id: UUID, now: datetime) -> None:
    """Whose move it is, asked once more: a holder who leaves takes no case along, a closed one may be written to."""
    case = lock(case_id)
    _move_turns(instance, case, Move(case.stage), now)


def release(instance: Instance, case: Case, template: str, now: datetime, until: date | None = None) -> None:
    """A line on the reporter's timeline, visible and announced at the next tick."""
    tick = instance.next_tick(now)
    day = instance.today(now)
    db.session.add(
        TimelineRow(id=uuid4(), case_id=case.id, template=template, day=day, visible_from=tick, until=until)
    )
    announce_news(instance, case.id, case.realm, now)


def announce_news(instance: Instance, case_id: UUID, realm: str, now: datetime) -> None:
    """One "there is news" for each contact the reporter left."""
    for contact_id in db.session.execute(sa.select(Contact.id).where(Contact.case_id == case_id)).scalars():
        announce("reporter_news", contact_id, instance.next_tick(now), realm)


def _move_stage(instance: Instance, case: Case, move: Move, now: datetime, by: str | None) -> None:
    """A case that opens again has as many working days left as when it was closed."""
    if move.stage is None or move.stage == case.stage:
        return
    if case.closed_on is not None:
        _extend(instance, case, instance.calendar.between(case.closed_on, instance.today(now)), now, by)
    case.stage = move.stage
    case.closed_on = instance.today(now) if move.stage == CLOSED else None
    pen = instance.pen("staff" if by else move.face)
    record(pen, case.realm, "case:stage:changed", now, case_id=case.id, by=by, stage=move.stage)


def _move_waiting(instance: Instance, case: Case, move: Move, now: datetime, by: str | None) -> None:
    """Waiting for the reporter stops the clock: the due day moves by the working days waited."""
    if move.waiting == case.waiting:
        return
    today = instance.today(now)
    if case.waiting == "pelapor" and case.waiting_since is not None:
        _extend(instance, case, instance.calendar.between(case.waiting_since, today), now, by)
    case.waiting, case.waiting_since = move.waiting, today if move.waiting else None
    if by is not None:
        record(
            instance.pen("staff"), case.realm, "case:waiting:changed", now, case_id=case.id, by=by,
            waiting=move.waiting,
        )


def _extend(instance: Instance, case: Case, working_days: int, now: datetime, by: str | None) -> None:
    if working_days > 0:
        case.due_on = instance.calendar.add(case.due_on, working_days)
        record(
            instance.pen("staff" if by else "public"), case.realm, "case:deadline:extended", now, case_id=case.id,
            by=by, due_on=case.due_on.isoformat(),
        )


def _move_turns(instance: Instance, case: Case, move: Move, now: datetime) -> None:
    grants = db.session.execute(
        sa.select(Grant).where(Grant.case_id == case.id, Grant.is_reserve.is_(False))
    ).scalars().all()
    if move.holder is not None:
        for grant in grants:
            grant.holds = grant.person_id == move.holder
    proposer, written_on = move.proposer or _open_proposer(case), _written_after_closing(case)
    holders = _turns(instance, case.realm, grants, now)
    turns = movers(case.stage, case.waiting, holders, proposer, is_written_to=written_on is not None)
    due_on = first_news_on(written_on) if written_on else case.due_on
    for grant in grants:
        grant.turn_due_on = due_on if grant.person_id in turns else None


def _written_after_closing(case: Case) -> date | None:
    """The day of the reporter's letter to a closed case that nobody answered: the closing letter was the office's."""
    if case.stage != CLOSED:
        return None
    last = sa.select(Message.direction, Message.written_on).where(Message.case_id == case.id)
    row = db.session.execute(last.order_by(Message.position.desc()).limit(1)).first()
    return row.written_on if row is not None and row.direction == REPORTER else None


def _would_pass_over_proposal(case: Case, move: Move) -> bool:
    """Whoever looked at the case before it was proposed for closing must not move it away from its second person."""
    leaves = case.waiting == "tanda_tangan" and move.waiting != "tanda_tangan"
    return leaves and _open_proposer(case) is not None


def _open_proposer(case: Case) -> UUID | None:
    """Who proposed what waits for a signature: a promised day in between must not make it their own to sign."""
    if case.waiting != "tanda_tangan":
        return None
    query = sa.select(Proposal.proposer_id).where(Proposal.case_id == case.id, Proposal.state == "open")
    return db.session.execute(query).scalar()


def _turns(instance: Instance, realm: str, grants: Iterable[Grant], now: datetime) -> list[Turn]:
    directory = instance.directory(realm, now)
    people = ((directory.find(grant.person_id), grant) for grant in grants)
    return [Turn(person.id, person.roles, grant.holds) for person, grant in people if person is not None]
