"""From approved changes to the next directory. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from wbs.people.terms import ADD, CHANGE, KEY, LEAVE, SIGNED, Terms
from wbs.staff.directory import Directory, Person


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
    for change in sorted(changes, key=lambda one: SIGNED.index(one.kind)):
        _apply(people, change)
    return replace(
        directory, serial=directory.serial + 1, valid_until=valid_until, people=tuple(people.values())
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
        people[change.person_id] = replace(people[change.person_id], **vars(facts))
    elif change.kind == KEY:
        known = people[change.person_id]
        people[change.person_id] = replace(known, public_key=change.terms.public_key, is_provisional=False)
    elif change.kind == LEAVE:
        del people[change.person_id]
