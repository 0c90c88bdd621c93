"""Taking grants away from whoever left, or lost a key or a desk. No key is needed for it."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from wbs.cases.progress import turn_again
from wbs.cases.records import Case, Grant
from wbs.db import db, transaction
from wbs.ledger.append import record
from wbs.staff.directory import REALMS
from wbs.staff.instance import Instance


def take_back(instance: Instance, realm: str, person_id: UUID, now: datetime) -> None:
    """Deletes every grant of this person in the open transaction, each with its entry."""
    delete_grants(instance, realm, Grant.person_id == person_id, now)


def delete_grants(
    instance: Instance, realm: str, which: sa.ColumnElement[bool], now: datetime, by: str | None = None
) -> None:
    """The one door by which people lose grants: each goes with its entry, by an officer or the worker, and whose turn
    it is is asked again."""
    theirs = sa.select(Grant.case_id).join(Case, Case.id == Grant.case_id).where(Case.realm == realm, which)
    held = sa.select(Case.id).where(Case.id.in_(theirs)).order_by(Case.id).with_for_update()
    db.session.execute(held).all()  # before their grants: who decides a case meanwhile has locked it first, too
    query = (
        sa.select(Grant.id, Grant.case_id, Grant.person_id, Grant.is_reserve)
        .join(Case, Case.id == Grant.case_id).where(Case.realm == realm, which)
    )
    found = db.session.execute(query).all()
    for row in found:
        db.session.execute(sa.delete(Grant).where(Grant.id == row.id))
        if not row.is_reserve:  # those were never told of
            record(
                instance.pen("staff" if by else "worker"), realm, "case:grant:deleted", now, case_id=row.case_id,
                by=by, person=str(row.person_id),
            )  # fmt: skip
    for case_id in {row.case_id for row in found}:
        turn_again(instance, case_id, now)


def sweep_strays(instance: Instance, now: datetime) -> None:
    """At night: grants of people who are not in the directory, sealed while it changed, open nothing and go."""
    for realm in REALMS:
        here = {person.id for person in instance.directory(realm, now).people}
        query = sa.select(Grant.person_id).join(Case, Case.id == Grant.case_id).where(Case.realm == realm).distinct()
        strays = [person for person in db.session.execute(query).scalars() if person not in here]
        for person_id in strays:
            with transaction():
                take_back(instance, realm, person_id, now)
