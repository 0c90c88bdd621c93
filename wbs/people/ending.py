"""Stand-ins whose time is over lose what they were given.

Decides that a stand-in keeps the one key that is left of a case until somebody else has one.
"""

from datetime import datetime

import sqlalchemy as sa

from wbs.cases.guests import REASON as GUEST_REASON
from wbs.cases.records import Grant
from wbs.db import db, transaction
from wbs.people.aftermath import STAND_IN
from wbs.people.records import DirectoryChange, GrantAnswer, GrantRequest
from wbs.people.taking_back import delete_grants
from wbs.people.terms import APPROVED, DONE, Terms
from wbs.people.terms import STAND_IN as STAND_IN_KIND
from wbs.staff.instance import Instance


def end_stand_ins(instance: Instance, now: datetime) -> None:
    """At night: what was given for a time that is over is taken away."""
    over = sa.select(GrantRequest).where(
        GrantRequest.reason == STAND_IN, GrantRequest.ends_on < instance.today(now)
    )  # fmt: skip
    _forget_unsigned(instance, now)
    ended = [(row.id, row.realm, row.person_id) for row in db.session.execute(over).scalars()]
    other = sa.orm.aliased(Grant)
    another = sa.select(sa.literal(1)).where(
        other.case_id == Grant.case_id, other.person_id != Grant.person_id, other.is_reserve.is_(False),
        other.reason != GUEST_REASON,
    )  # fmt: skip
    for request_id, realm, person_id in ended:
        given = (Grant.person_id == person_id) & (Grant.reason == STAND_IN)
        with transaction() as session:
            delete_grants(instance, realm, given & another.exists(), now)
            if session.execute(sa.select(Grant.id).where(given)).first() is None:
                session.execute(sa.delete(GrantAnswer).where(GrantAnswer.request_id == request_id))
                session.execute(sa.delete(GrantRequest).where(GrantRequest.id == request_id))


def _forget_unsigned(instance: Instance, now: datetime) -> None:
    """Stand-ins whose time went by before anybody signed them into the directory wait for no signature any more."""
    waiting = sa.select(DirectoryChange).where(
        DirectoryChange.kind == STAND_IN_KIND, DirectoryChange.state == APPROVED
    )  # fmt: skip
    with transaction() as session:
        for row in session.execute(waiting).scalars():
            ends_on = Terms.from_json(row.terms).ends_on
            if ends_on and ends_on < instance.today(now):
                row.state = DONE
