"""What is known of guests on a case, and ending a visit: the grant goes with the question it was given for.

Asking somebody is inviting.py's matter.
"""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from wbs.cases.access import Held
from wbs.cases.guests import REASON, is_guest, may_second
from wbs.cases.lifecycle import GUEST, HEADS
from wbs.cases.reading import open_report
from wbs.cases.records import Grant
from wbs.cases.rerouting import have_left
from wbs.db import db
from wbs.errors import NotFound
from wbs.ledger.append import record
from wbs.staff.directory import Person
from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn


def other_heads(instance: Instance, held: Held, proposer: UUID, now: datetime) -> tuple[Person, ...]:
    """Who reads the case and could decide what this person proposes."""
    query = sa.select(Grant.person_id).where(Grant.case_id == held.case_id, Grant.is_reserve.is_(False))
    directory = instance.directory(held.realm, now)
    people = (directory.find(person_id) for person_id in db.session.execute(query).scalars())
    return tuple(one for one in people if one and one.has_role(*HEADS) and one.id != proposer)


def guests_for(instance: Instance, held: Held, now: datetime) -> tuple[Person, ...]:
    """Who of the realm's guests may be asked about this case, by name."""
    gone, report = have_left(held), open_report(held)
    found = instance.directory(held.realm, now).with_role(GUEST)
    may = (one for one in found if str(one.id) not in gone and may_second(one, report, instance.organisation))
    return tuple(sorted(may, key=lambda one: one.name))


def guest_on(case_id: UUID) -> tuple[UUID, bool] | None:
    """Who is asked, and whether they have confirmed to be free of conflict."""
    query = sa.select(Grant.person_id, Grant.is_confirmed).where(Grant.case_id == case_id, Grant.reason == REASON)
    row = db.session.execute(query).first()
    return (row.person_id, row.is_confirmed) if row else None


def end_with_decision(instance: Instance, signed_in: SignedIn, held: Held, now: datetime) -> None:
    """After a decision, with the case locked. Raises NotFound for a guest whose visit was ended meanwhile."""
    was_visited = end_visit(instance, held, signed_in.get_id(), now)
    if is_guest(signed_in.person.roles) and not was_visited:
        raise NotFound


def end_visit(instance: Instance, held: Held, by: str, now: datetime) -> bool:
    """Deletes the guest's grant in the open transaction; False where there is none."""
    guest = guest_on(held.case_id)
    if guest is None:
        return False
    db.session.execute(sa.delete(Grant).where(Grant.case_id == held.case_id, Grant.reason == REASON))
    record(
        instance.pen("staff"), held.realm, "case:grant:deleted", now, case_id=held.case_id, by=by,
        person=str(guest[0]),
    )  # fmt: skip
    return True
