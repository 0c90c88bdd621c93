"""From approved changes to the next directory. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from wbs.people.terms import (
    ADD,
    CHANGE,
    CONFLICT_OVER,
    CONFLICTS,
    END_STAND_IN,
    IN_ORDER,
    KEY,
    LEAVE,
    RESET,
    SHARED,
    STAND_IN,
    Terms,
    is_reader,
)
from wbs.staff.directory import Directory, Person

VALID = timedelta(days=400)  # every document, so that its last day tells the day it was made


@dataclass(frozen=True)
class Change:
    """One approved change, as a plain value."""

    id: UUID
    kind: str
    person_id: UUID
    terms: Terms


def next_directory(directory: Directory, changes: Iterable[Change], valid_until: date) -> Directory:
    """The document that these changes make of the one in force."""
    people = {person.id: person for person in directory.people}
    shared = dict(directory.shared)
    for change in sorted(changes, key=lambda one: IN_ORDER.index(one.kind)):
        if change.kind == SHARED:
            shared[change.terms.shared] = change.terms.public_key
        _apply(people, change, valid_until - VALID)
    return replace(
        directory, serial=directory.serial + 1, valid_until=valid_until, people=tuple(people.values()), shared=shared
    )


def _apply(people: dict[UUID, Person], change: Change, today: date) -> None:
    facts = change.terms.facts
    if change.kind == ADD and facts:
        people[change.person_id] = Person(
            change.person_id, facts.name, facts.position, facts.unit, facts.roles, facts.desks,
            change.terms.public_key, facts.conflict_units, is_provisional=True,
        )  # fmt: skip
    elif change.person_id not in people:
        return
    elif change.kind == CHANGE and facts:
        kept = people[change.person_id].stands_in if is_reader(facts.roles) else ()
        people[change.person_id] = replace(people[change.person_id], **vars(facts), stands_in=kept)
    elif change.kind in (CONFLICT_OVER, CONFLICTS):
        known, units = people[change.person_id], change.terms.units
        left = known.conflict_units - units if change.kind == CONFLICT_OVER else known.conflict_units | units
        people[change.person_id] = replace(known, conflict_units=left)
    elif change.kind == KEY:
        known = people[change.person_id]
        people[change.person_id] = replace(known, public_key=change.terms.public_key, is_provisional=False)
    elif change.kind == STAND_IN:
        people[change.person_id] = _standing_in(people[change.person_id], change.terms, today)
    elif change.kind == END_STAND_IN:
        known = people[change.person_id]
        kept = tuple(one for one in known.stands_in if one != change.terms.period)
        people[change.person_id] = replace(known, stands_in=kept)
    elif change.kind == RESET:
        people[change.person_id] = replace(people[change.person_id], is_provisional=True)
    elif change.kind == LEAVE:
        del people[change.person_id]


def _standing_in(person: Person, terms: Terms, today: date) -> Person:
    """What is over is dropped."""
    period = terms.period
    if period is None or not is_reader(person.roles):
        return person
    kept = tuple(one for one in person.stands_in if one.ends_on >= today)
    return replace(person, stands_in=(*kept, period))
