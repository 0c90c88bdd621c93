"""The quarterly review of access: who can read how many cases, and who has not signed in. Counts and days, no case.

Which desk a case lies at is sealed in its card: the counts stand beside the desks of the people who hold the keys.
For administrators and auditors, never for readers: one case fewer than a colleague would tell of the one about oneself.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from wbs.cases.lifecycle import CLOSED
from wbs.cases.records import Case, Grant
from wbs.db import db
from wbs.ledger.entry import Entry
from wbs.ledger.read import entries, pending_entries
from wbs.people.aftermath import STAND_IN
from wbs.people.reviewers import quarter_of
from wbs.staff.directory import Directory, Person
from wbs.staff.frames import SEEING
from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn
from wbs.staff.yearly import is_due

SIGNED_IN, REVIEWED, STATED = "staff:signed-in", "access:reviewed", "conflict:stated"
TOLD = (SIGNED_IN, REVIEWED, STATED)


@dataclass(frozen=True)
class Reader:
    person: Person
    all: int
    open: int
    as_stand_in: int
    last_on: date | None  # when they last signed in
    stated_on: date | None = None  # when they last made the standing statement of conflicts
    must_state: bool = False  # who is given cases, and has not within a year

    def was_here(self, since: date) -> bool:
        return self.last_on is not None and self.last_on >= since


@dataclass(frozen=True)
class Review:
    since: date  # first day of the quarter
    desks: tuple[tuple[str, tuple[Reader, ...]], ...]
    others: tuple[Reader, ...]  # at no desk
    reviewed_on: date | None
    reviewed_by: UUID | None


def access_review(instance: Instance, signed_in: SignedIn, now: datetime) -> Review:
    directory, today = instance.directory(signed_in.realm, now), instance.today(now)
    told = [*(entry for _, entry in entries(directory.realm, TOLD))]
    told += [entry for entry in pending_entries(directory.realm) if entry.tag in TOLD]
    readers = _readers(instance, directory, told, today)
    last = max((entry for entry in told if entry.tag == REVIEWED), key=lambda entry: entry.at or "", default=None)
    return Review(
        since=quarter_of(today),
        desks=tuple(
            (desk, tuple(readers[person.id] for person in directory.members(desk))) for desk in sorted(directory.desks)
        ),
        others=tuple(readers[person.id] for person in directory.people if not person.desks),
        reviewed_on=_day(instance, last) if last else None,
        reviewed_by=UUID(last.by) if last else None,
    )


def _readers(
    instance: Instance, directory: Directory, told: list[Entry], today: date
) -> dict[UUID, Reader]:
    is_open = sa.case((Case.stage != CLOSED, 1), else_=0)
    stands_in = sa.case((Grant.reason == STAND_IN, 1), else_=0)
    query = (
        sa.select(Grant.person_id, sa.func.count(), sa.func.sum(is_open), sa.func.sum(stands_in))
        .join(Case, Case.id == Grant.case_id)
        .where(Case.realm == directory.realm, Grant.is_reserve.is_(False)).group_by(Grant.person_id)
    )
    counts = {row[0]: (row[1], int(row[2]), int(row[3])) for row in db.session.execute(query)}
    last, stated = _last(instance, told, SIGNED_IN), _last(instance, told, STATED)
    return {
        person.id: Reader(
            person, *counts.get(person.id, (0, 0, 0)), last.get(str(person.id)), stated.get(str(person.id)),
            must_state=person.has_role(*SEEING) and is_due(stated.get(str(person.id)), today),
        )
        for person in directory.people
    }  # fmt: skip


def _last(instance: Instance, told: list[Entry], tag: str) -> dict[str, date]:
    """The last day of each person."""
    days: dict[str, date] = {}
    for entry in told:
        if entry.tag == tag and entry.by:
            days[entry.by] = max(_day(instance, entry), days.get(entry.by, date.min))
    return days


def _day(instance: Instance, entry: Entry) -> date:
    return instance.today(datetime.fromisoformat(entry.at or ""))
