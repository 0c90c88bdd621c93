"""What a new directory changes in the database: grants, custody, accounts, and who waits for keys. One transaction."""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID, uuid4

import sqlalchemy as sa

from wbs.cases.records import Grant
from wbs.db import db, transaction
from wbs.ledger.append import record
from wbs.outbox.announce import announce_alarm
from wbs.people.aftermath import Aftermath, aftermath
from wbs.people.custody import holders, take_custody
from wbs.people.ending import end_early
from wbs.people.notifying import givers, tell
from wbs.people.records import DirectoryChange, GrantAnswer, GrantRequest
from wbs.people.renewed import put_shared
from wbs.people.renewing import needs_renewal
from wbs.people.taking_back import take_back
from wbs.people.terms import APPROVED, DONE, END_STAND_IN, RESET, SHARED, Terms
from wbs.staff.accounts import CUSTODY_OF
from wbs.staff.directory import Directory
from wbs.staff.first_time import OF_ONE_PERSON
from wbs.staff.instance import Instance
from wbs.staff.records import StaffAccount, StaffMail, StaffSession

KEY_HOLDER = "key_holder"  # the answer of the directory key, where nobody else was left
log = logging.getLogger("wbs.alarm")


@dataclass(frozen=True)
class Ready:
    """A signed part that fits this installation and what was approved."""

    realm: str
    raw: bytes
    before: Directory
    after: Directory
    changes: tuple[UUID, ...]  # that wait for it
    lone: tuple[UUID, ...] = ()  # of these, decided by the signature alone


def settle(instance: Instance, ready: Ready, now: datetime) -> None:
    """What follows from the new document; nothing when it was done before, for colleagues have given keys since."""
    realm, after = ready.realm, ready.after
    with transaction() as session:
        for one in aftermath(ready.before, after) if ready.changes else ():
            if one.loses_grants:
                take_back(instance, realm, one.person_id, now)
            _settle_person(instance, realm, after, one, now)
        which = DirectoryChange.id.in_(ready.changes)
        if ready.lone:
            _tell_alone(instance, realm, ready.lone, now)
        session.execute(sa.update(DirectoryChange).where(which, DirectoryChange.kind != RESET).values(state=DONE))
        session.execute(sa.update(DirectoryChange).where(which, DirectoryChange.kind == RESET).values(state=APPROVED))
        for row in session.execute(sa.select(DirectoryChange).where(which)).scalars():
            _settle_change(instance, ready.before, after, row, Terms.from_json(row.terms), now)
        session.flush()
        for shared in sorted(CUSTODY_OF):
            if needs_renewal(after, shared):
                tell(instance, realm, holders(after, shared), now)


def _settle_change(
    instance: Instance, before: Directory, after: Directory, row: DirectoryChange, terms: Terms, now: datetime
) -> None:
    if row.kind == SHARED:
        put_shared(instance, before, after, row, terms, now)
    elif row.kind == END_STAND_IN and terms.period:  # what was sealed while they were asked, or all of it
        end_early(instance, after.realm, row.person_id, terms.period, now)


def _tell_alone(instance: Instance, realm: str, lone: Collection[UUID], now: datetime) -> None:
    """Loud, because nobody of the house decided it: an entry for each, and an alarm to who keeps the machine."""
    for row in db.session.execute(sa.select(DirectoryChange).where(DirectoryChange.id.in_(lone))).scalars():
        row.decided_on = instance.today(now)
        record(
            instance.pen("worker"), realm, "people:decided", now, person=str(row.person_id), change=row.kind,
            answer=KEY_HOLDER,
        )  # fmt: skip
    today = instance.today(now)
    announce_alarm("people", today, datetime.combine(today, time(0), instance.settings.zone))
    log.critical("ALARM people")


def _settle_person(instance: Instance, realm: str, after: Directory, one: Aftermath, now: datetime) -> None:
    own = Grant.person_id == one.person_id
    if one.asks_again:
        db.session.execute(sa.update(Grant).where(own).values(is_confirmed=False))
    take_custody(instance, realm, one.person_id, one.custody, now)
    if one.has_left:
        _forget_person(one.person_id)
        return
    if one.loses_grants:
        _forget_requests(one.person_id)
        _delete(StaffSession, StaffSession.person_id == one.person_id)
    for desk in sorted(one.desks):
        tell(instance, realm, givers(after, desk, one.person_id), now)
        db.session.add(
            GrantRequest(
                id=uuid4(), realm=realm, person_id=one.person_id, desk=desk, reason=one.reason,
                begins_on=instance.today(now),
            )
        )  # fmt: skip


def _forget_person(person_id: UUID) -> None:
    """Everything by which somebody who left could sign in, hold or wait, in the open transaction."""
    _forget_requests(person_id)
    for table in (*OF_ONE_PERSON, StaffMail, StaffAccount):
        _delete(table, table.person_id == person_id)


def _forget_requests(person_id: UUID) -> None:
    theirs = sa.select(GrantRequest.id).where(GrantRequest.person_id == person_id)
    _delete(GrantAnswer, GrantAnswer.request_id.in_(theirs))
    _delete(GrantRequest, GrantRequest.person_id == person_id)


def _delete(table: type, *which: sa.ColumnElement[bool]) -> None:
    db.session.execute(sa.delete(table).where(*which))
