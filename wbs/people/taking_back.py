"""Taking grants away: from whoever left, lost a key or a desk, and from stand-ins when their time is over.

No key is needed for it. Decides that a stand-in keeps the one key that is left of a case until somebody else has one.
"""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from wbs.cases.progress import turn_again
from wbs.cases.records import Case, Grant
from wbs.db import db, transaction
from wbs.ledger.append import record
from wbs.people.aftermath import STAND_IN
from wbs.people.records import GrantAnswer, GrantRequest
from wbs.staff.directory import REALMS
from wbs.staff.instance import Instance


def take_back(instance: Instance, realm: str, person_id: UUID, now: datetime) -> None:
    """Deletes every grant of this person in the open transaction, each with its entry."""
    _delete(instance, realm, Grant.person_id == person_id, now)


def _delete(instance: Instance, realm: str, which: sa.ColumnElement[bool], now: datetime) -> None:
    query = (
        sa.select(Grant.id, Grant.case_id, Grant.person_id, Grant.is_reserve)
        .join(Case, Case.id == Grant.case_id).where(Case.realm == realm, which)
    )
    found = db.session.execute(query).all()
    for row in found:
        db.session.execute(sa.delete(Grant).where(Grant.id == row.id))
        if not row.is_reserve:  # those were never told of
            record(
                instance.pen("worker"), realm, "case:grant:deleted", now, case_id=row.case_id,
                person=str(row.person_id),
            )  # fmt: skip
    for case_id in {row.case_id for row in found}:
        turn_again(instance, case_id, now)


def end_stand_ins(instance: Instance, now: datetime) -> None:
    """At night: what was given for a time that is over is taken away."""
    over = sa.select(GrantRequest).where(
        GrantRequest.reason == STAND_IN, GrantRequest.ends_on < instance.today(now)
    )  # fmt: skip
    ended = [(row.id, row.realm, row.person_id) for row in db.session.execute(over).scalars()]
    other = sa.orm.aliased(Grant)
    another = sa.select(sa.literal(1)).where(
        other.case_id == Grant.case_id, other.person_id != Grant.person_id, other.is_reserve.is_(False)
    )
    for request_id, realm, person_id in ended:
        given = (Grant.person_id == person_id) & (Grant.reason == STAND_IN)
        with transaction() as session:
            _delete(instance, realm, given & another.exists(), now)
            if session.execute(sa.select(Grant.id).where(given)).first() is None:
                session.execute(sa.delete(GrantAnswer).where(GrantAnswer.request_id == request_id))
                session.execute(sa.delete(GrantRequest).where(GrantRequest.id == request_id))


def sweep_strays(instance: Instance, now: datetime) -> None:
    """At night: grants of people who are not in the directory, sealed while it changed, open nothing and go."""
    for realm in REALMS:
        here = {person.id for person in instance.directory(realm, now).people}
        query = sa.select(Grant.person_id).join(Case, Case.id == Grant.case_id).where(Case.realm == realm).distinct()
        strays = [person for person in db.session.execute(query).scalars() if person not in here]
        for person_id in strays:
            with transaction():
                take_back(instance, realm, person_id, now)
