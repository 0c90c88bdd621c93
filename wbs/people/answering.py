"""The quarterly review as an act: each person's roles and desks are confirmed, or marked, by somebody who knows them.

A mark takes nothing away: it is shown where changes are proposed, until somebody has proposed one. How many cases
somebody holds stands in the ledger's entry; a head is not shown it (reviewing.py says why).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from wbs.cases.records import Case, Grant
from wbs.db import db, transaction
from wbs.ledger.append import record
from wbs.people.records import AccessAnswer
from wbs.people.reviewers import ANSWERS, REMOVE, about, due, quarter_of, reviewed_by
from wbs.staff.directory import Directory, Person
from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn


@dataclass(frozen=True)
class Reviewed:
    """One person and what was said of them this quarter; `answer` is "" before."""

    person: Person
    answer: str = ""
    answered_on: date | None = None
    reviewer_id: UUID | None = None


def to_review(instance: Instance, signed_in: SignedIn, now: datetime) -> tuple[Reviewed, ...]:
    """Whom this officer reviews, the unanswered first."""
    directory, today = instance.directory(signed_in.realm, now), instance.today(now)
    said = answers(directory.realm, today)
    found = [_reviewed(person, said) for person in reviewed_by(directory, signed_in.person)]
    return tuple(sorted(found, key=lambda one: (bool(one.answer), one.person.name)))


def marked(directory: Directory, today: date) -> tuple[Reviewed, ...]:
    """Who is to lose something and still has it."""
    said = answers(directory.realm, today)
    found = (_reviewed(person, said) for person in directory.people)
    return tuple(one for one in found if one.answer == REMOVE and said[one.person.id].about == about(one.person))


def still_due(directory: Directory, today: date) -> tuple[Person, ...]:
    return due(directory, answers(directory.realm, today))


def answer_review(instance: Instance, signed_in: SignedIn, given: Mapping[UUID, str], now: datetime) -> int:
    """Notes what was said of people whom this officer reviews, and nothing of others; returns of how many."""
    directory, today = instance.directory(signed_in.realm, now), instance.today(now)
    mine = [person for person in reviewed_by(directory, signed_in.person) if given.get(person.id) in ANSWERS]
    held = _held(directory.realm, [person.id for person in mine])
    with transaction() as session:
        was_due = still_due(directory, today)
        for person in mine:
            session.merge(
                AccessAnswer(
                    person_id=person.id, quarter_on=quarter_of(today), realm=directory.realm, about=about(person),
                    answer=given[person.id], reviewer_id=signed_in.person.id, answered_on=today,
                )
            )  # fmt: skip
            record(
                instance.pen("staff"), directory.realm, "access:answered", now, by=signed_in.get_id(),
                person=str(person.id), answer=given[person.id], held=held.get(person.id, 0),
            )  # fmt: skip
        session.flush()
        if was_due and not still_due(directory, today):
            record(instance.pen("staff"), directory.realm, "access:reviewed", now, by=signed_in.get_id())
    return len(mine)


def answers(realm: str, today: date) -> dict[UUID, AccessAnswer]:
    query = sa.select(AccessAnswer).where(AccessAnswer.realm == realm, AccessAnswer.quarter_on == quarter_of(today))
    return {row.person_id: row for row in db.session.execute(query).scalars()}


def _reviewed(person: Person, said: Mapping[UUID, AccessAnswer]) -> Reviewed:
    row = said.get(person.id)
    return Reviewed(person, row.answer, row.answered_on, row.reviewer_id) if row else Reviewed(person)


def _held(realm: str, people: Iterable[UUID]) -> dict[UUID, int]:
    query = (
        sa.select(Grant.person_id, sa.func.count()).join(Case, Case.id == Grant.case_id)
        .where(Case.realm == realm, Grant.is_reserve.is_(False), Grant.person_id.in_(list(people)))
        .group_by(Grant.person_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}
