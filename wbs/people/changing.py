"""From approved changes to the next directory. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from wbs.people.terms import ADD, CHANGE, IN_ORDER, KEY, LEAVE, RESET, SHARED, STAND_IN, Terms, is_reader
from wbs.staff.directory import Directory, Person, StandIn


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
        _apply(people, change)
    return replace(
        directory, serial=directory.serial + 1, valid_until=valid_until, people=tuple(people.values()), shared=shared
    )


def _apply(people: dict[UUID, Person], change: Change) -> None:
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
    elif change.kind == KEY:
        known = people[change.person_id]
        people[change.person_id] = replace(known, public_key=change.terms.public_key, is_provisional=False)
    elif change.kind == STAND_IN:
        people[change.person_id] = _standing_in(people[change.person_id], change.terms)
    elif change.kind == RESET:
        people[change.person_id] = replace(people[change.person_id], is_provisional=True)
    elif change.kind == LEAVE:
        del people[change.person_id]


def _standing_in(person: Person, terms: Terms) -> Person:
    """What was over before the new time begins is dropped."""
    if not (terms.begins_on and terms.ends_on and is_reader(person.roles)):
        return person
    kept = tuple(one for one in person.stands_in if one.ends_on >= terms.begins_on)
    return replace(person, stands_in=(*kept, StandIn(terms.desk, terms.begins_on, terms.ends_on)))
