"""Stand-ins whose time is over lose what they were given: at night, or at once when it was ended before its last day.

Decides that a stand-in keeps the one key that is left of a case until somebody else has one.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from wbs.cases.guests import REASON as GUEST_REASON
from wbs.cases.records import Case, Grant
from wbs.db import db, transaction
from wbs.people.aftermath import STAND_IN
from wbs.people.records import DirectoryChange, GrantAnswer, GrantRequest
from wbs.people.taking_back import delete_grants
from wbs.people.terms import APPROVED, DONE, END_STAND_IN, Terms
from wbs.people.terms import STAND_IN as STAND_IN_KIND
from wbs.staff.directory import REALMS, Ended, StandIn
from wbs.staff.instance import Instance


def ended_early() -> Ended:
    """What was ended by two people and still stands in the signed directory. Such a row keeps a stand-in out; it makes
    nobody a reader."""
    query = sa.select(DirectoryChange.person_id, DirectoryChange.terms).where(
        DirectoryChange.kind == END_STAND_IN, DirectoryChange.state == APPROVED
    )  # fmt: skip
    found = ((person_id, Terms.from_json(terms).period) for person_id, terms in db.session.execute(query))
    return frozenset((person_id, period) for person_id, period in found if period)


def end_early(
    instance: Instance, realm: str, person_id: UUID, period: StandIn, now: datetime, by: str | None = None
) -> None:
    """In the open transaction: this period counts no longer, and what was given for it goes."""
    today = instance.today(now)
    its_own = (
        GrantRequest.person_id == person_id, GrantRequest.reason == STAND_IN, GrantRequest.desk == period.desk,
        GrantRequest.begins_on == period.begins_on,
    )  # fmt: skip
    if period.begins_on > today:  # nothing was given for it yet
        db.session.execute(sa.delete(GrantRequest).where(*its_own))
    else:
        over = sa.update(GrantRequest).where(*its_own, GrantRequest.ends_on >= today)
        db.session.execute(over.values(ends_on=today - timedelta(days=1)))
    if person_id not in _standing_in(instance, realm, now):
        _take_away(instance, realm, person_id, now, by)


def end_stand_ins(instance: Instance, now: datetime) -> None:
    """At night: whoever stands in nowhere today keeps nothing that was given for it."""
    _forget_unsigned(instance, now)
    for realm in REALMS:
        standing = _standing_in(instance, realm, now)
        for person_id in sorted(set(_were_given(realm)) - standing, key=str):
            with transaction():
                _take_away(instance, realm, person_id, now)


def _standing_in(instance: Instance, realm: str, now: datetime) -> frozenset[UUID]:
    """By a request that was approved, or by the directory: a request goes with a lost key, a signature does not."""
    today, ended = instance.today(now), ended_early()
    asked = sa.select(GrantRequest.person_id).where(
        GrantRequest.realm == realm, GrantRequest.reason == STAND_IN, GrantRequest.begins_on <= today,
        GrantRequest.ends_on >= today,
    )  # fmt: skip
    signed = (
        person.id for person in instance.directory(realm, now).people
        for one in person.stands_in
        if one.begins_on <= today <= one.ends_on and (person.id, one) not in ended
    )  # fmt: skip
    return frozenset(db.session.execute(asked).scalars()).union(signed)


def _were_given(realm: str) -> Iterator[UUID]:
    asked = sa.select(GrantRequest.person_id).where(GrantRequest.realm == realm, GrantRequest.reason == STAND_IN)
    given = sa.select(Grant.person_id).join(Case, Case.id == Grant.case_id).where(
        Case.realm == realm, Grant.reason == STAND_IN
    )  # fmt: skip
    yield from db.session.execute(asked.union(given)).scalars().all()


def _take_away(instance: Instance, realm: str, person_id: UUID, now: datetime, by: str | None = None) -> None:
    """In the open transaction. The request stays as long as a last key does."""
    other = sa.orm.aliased(Grant)
    another = sa.select(sa.literal(1)).where(
        other.case_id == Grant.case_id, other.person_id != Grant.person_id, other.is_reserve.is_(False),
        other.reason != GUEST_REASON,
    )  # fmt: skip
    given = (Grant.person_id == person_id) & (Grant.reason == STAND_IN)
    delete_grants(instance, realm, given & another.exists(), now, by)
    if db.session.execute(sa.select(Grant.id).where(given)).first() is None:
        over = sa.select(GrantRequest.id).where(
            GrantRequest.person_id == person_id, GrantRequest.reason == STAND_IN,
            GrantRequest.ends_on < instance.today(now),
        )  # fmt: skip
        ids = list(db.session.execute(over).scalars())
        db.session.execute(sa.delete(GrantAnswer).where(GrantAnswer.request_id.in_(ids)))
        db.session.execute(sa.delete(GrantRequest).where(GrantRequest.id.in_(ids)))


def _forget_unsigned(instance: Instance, now: datetime) -> None:
    """Stand-ins, and their early ends, whose time went by before anybody signed them wait for no signature any more."""
    waiting = sa.select(DirectoryChange).where(
        DirectoryChange.kind.in_((STAND_IN_KIND, END_STAND_IN)), DirectoryChange.state == APPROVED
    )  # fmt: skip
    with transaction() as session:
        for row in session.execute(waiting).scalars():
            ends_on = Terms.from_json(row.terms).ends_on
            if ends_on and ends_on < instance.today(now):
                row.state = DONE
