"""What comes round for the archive: urgent cases that nobody opened go further, officers are reminded.

Nothing here opens a case: an escalation only makes grants valid that were sealed when the case was opened.
"""

from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from wbs.cases.records import Case, Escalation, Grant
from wbs.db import db, transaction
from wbs.ledger.append import record
from wbs.outbox.announce import announce
from wbs.staff.instance import Instance

HEAD, NEXT_DESK = 0, 1  # the steps of an escalation
REMIND_WITHIN = timedelta(days=3)


def escalate_urgent(instance: Instance, now: datetime) -> None:
    """Unopened after one working day: first the head is told again, then the next desk can read."""
    due = sa.select(Escalation.case_id).where(Escalation.next_on < instance.today(now))
    for case_id in db.session.execute(due).scalars().all():
        with transaction() as session:
            row = session.get(Escalation, case_id, with_for_update=True)
            if row is not None and row.next_on < instance.today(now):  # nobody else was faster
                _escalate(instance, row, now)


def remind_officers(instance: Instance, now: datetime) -> None:
    """One content-free mail a night to whoever has a move due within three days or overdue."""
    if not instance.is_new_day(now):
        return
    soon = instance.today(now) + REMIND_WITHIN
    query = (
        sa.select(Grant.person_id, Case.realm).join(Case, Case.id == Grant.case_id)
        .where(Grant.is_reserve.is_(False), Grant.turn_due_on <= soon).distinct()
    )
    waiting = db.session.execute(query).all()
    with transaction():
        for person_id, realm in waiting:
            announce("reminder", person_id, instance.next_tick(now), realm)


def _escalate(instance: Instance, row: Escalation, now: datetime) -> None:
    realm = db.session.get_one(Case, row.case_id).realm
    if row.step == HEAD:
        row.step, row.next_on = NEXT_DESK, instance.calendar.add(instance.today(now), 1)
        people = _heads(instance, row.case_id, realm, now)
    else:
        people = _let_reserve_in(instance, row.case_id, realm, now)
        db.session.delete(row)
    for person_id in people:
        announce("urgent_case", person_id, instance.next_tick(now), realm)
    record(instance.pen("worker"), realm, "case:escalated", now, case_id=row.case_id)


def _heads(instance: Instance, case_id: UUID, realm: str, now: datetime) -> list[UUID]:
    heads = {person.id for person in instance.directory(realm, now).with_role("irban", "inspektur")}
    readers = db.session.execute(
        sa.select(Grant.person_id).where(Grant.case_id == case_id, Grant.is_reserve.is_(False))
    ).scalars()
    return [person_id for person_id in readers if person_id in heads]


def _let_reserve_in(instance: Instance, case_id: UUID, realm: str, now: datetime) -> list[UUID]:
    """The next desk's grants become valid, each with its entry."""
    grants = db.session.execute(
        sa.select(Grant).where(Grant.case_id == case_id, Grant.is_reserve.is_(True))
    ).scalars().all()
    for grant in grants:
        grant.is_reserve = False
        record(
            instance.pen("worker"), realm, "case:granted", now, case_id=case_id,
            person=str(grant.person_id), grant_reason="reserve",
        )
    return [grant.person_id for grant in grants]
