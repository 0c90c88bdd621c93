"""What comes round for people: on the first night of each week, who has something to decide hears that it waits.

The mails say nothing, and one person gets one. What is new was told at once (notifying.py); this is for what stayed.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from wbs.db import db, transaction
from wbs.people.answering import still_due
from wbs.people.custody import holders, lacking
from wbs.people.notifying import deciders, givers, proposers, tell
from wbs.people.proposals import proposals
from wbs.people.records import GrantAnswer, GrantRequest
from wbs.people.renewing import needs_renewal
from wbs.people.reviewers import reviewers_of
from wbs.people.terms import OPEN
from wbs.staff.accounts import CUSTODY_OF
from wbs.staff.directory import REALMS, Directory, Person
from wbs.staff.first_time import waiting_keys
from wbs.staff.instance import Instance

MONDAY = 0
WORTH_ASKING = timedelta(days=28)  # a request that nobody has met by then is one that nobody can


def remind_people(instance: Instance, now: datetime) -> None:
    today = instance.today(now)
    if today.weekday() != MONDAY or not instance.is_new_day(now):
        return
    for realm in REALMS:
        directory = instance.directory(realm, now)
        with transaction():
            tell(instance, realm, waited_for(directory, today), now)


def waited_for(directory: Directory, today: date) -> Iterator[Person]:
    """Everybody of this realm for whom something about people waits."""
    for one in proposals(directory.realm, OPEN):
        yield from deciders(directory, one.proposer_id)
    for key in waiting_keys(directory.realm):
        yield from proposers(directory, key.person_id)
    for shared in CUSTODY_OF:
        if lacking(directory, shared) or needs_renewal(directory, shared):
            yield from holders(directory, shared)
    for person in still_due(directory, today):
        yield from reviewers_of(directory, person)
    yield from _asked_for_keys(directory, today)


def _asked_for_keys(directory: Directory, today: date) -> Iterator[Person]:
    query = sa.select(GrantRequest).where(
        GrantRequest.realm == directory.realm, GrantRequest.begins_on <= today,
        GrantRequest.begins_on > today - WORTH_ASKING,
        sa.or_(GrantRequest.ends_on.is_(None), GrantRequest.ends_on >= today),
    )  # fmt: skip
    for row in db.session.execute(query).scalars():
        done = set(db.session.execute(sa.select(GrantAnswer.holder_id).filter_by(request_id=row.id)).scalars())
        yield from (one for one in givers(directory, row.desk, row.person_id) if one.id not in done)
