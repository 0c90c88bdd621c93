"""What a new directory changes in the database: grants, custody, accounts, and who waits for keys. One transaction."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa

from wbs.cases.records import Grant
from wbs.db import db, transaction
from wbs.people.aftermath import Aftermath, aftermath
from wbs.people.records import DirectoryChange, GrantAnswer, GrantRequest
from wbs.people.taking_back import take_back
from wbs.people.terms import DONE
from wbs.staff.directory import Directory
from wbs.staff.first_time import OF_ONE_PERSON
from wbs.staff.instance import Instance
from wbs.staff.records import Custody, StaffAccount, StaffMail, StaffSession


def settle(
    instance: Instance, realm: str, before: Directory, after: Directory, changes: Collection[UUID], now: datetime
) -> None:
    """What follows from the new document; nothing when it was done before, for colleagues have given keys since."""
    with transaction() as session:
        for one in aftermath(before, after) if changes else ():
            if one.loses_grants:
                take_back(instance, realm, one.person_id, now)
            _settle_person(instance, realm, one, now)
        which = DirectoryChange.id.in_(changes)
        session.execute(sa.update(DirectoryChange).where(which).values(state=DONE))


def _settle_person(instance: Instance, realm: str, one: Aftermath, now: datetime) -> None:
    own = Grant.person_id == one.person_id
    if one.asks_again:
        db.session.execute(sa.update(Grant).where(own).values(is_confirmed=False))
    for shared in one.custody:
        _delete(Custody, Custody.person_id == one.person_id, Custody.shared == shared)
    if one.has_left:
        _forget_person(one.person_id)
        return
    if one.loses_grants:
        _forget_requests(one.person_id)
        _delete(StaffSession, StaffSession.person_id == one.person_id)
    for desk in sorted(one.desks):
        db.session.add(
            GrantRequest(
                id=uuid4(), realm=realm, person_id=one.person_id, desk=desk, reason=one.reason,
                begins_on=instance.today(now),
            )
        )  # fmt: skip


def _forget_person(person_id: UUID) -> None:
    """Everything by which somebody who left could sign in, hold or wait, in the open transaction."""
    _forget_requests(person_id)
    for table in (*OF_ONE_PERSON, Custody, StaffMail, StaffAccount):
        _delete(table, table.person_id == person_id)


def _forget_requests(person_id: UUID) -> None:
    theirs = sa.select(GrantRequest.id).where(GrantRequest.person_id == person_id)
    _delete(GrantAnswer, GrantAnswer.request_id.in_(theirs))
    _delete(GrantRequest, GrantRequest.person_id == person_id)


def _delete(table: type, *which: sa.ColumnElement[bool]) -> None:
    db.session.execute(sa.delete(table).where(*which))
