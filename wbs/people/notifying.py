"""Who is told, by a mail without content, that something about people waits for them. Decides nothing else."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from wbs.cases.second_person import may_decide
from wbs.outbox.announce import announce
from wbs.people.terms import is_reader, may_propose
from wbs.staff.directory import Directory, Person
from wbs.staff.instance import Instance

KIND = "reminder"


def tell(instance: Instance, realm: str, people: Iterable[Person], now: datetime) -> None:
    """In the open transaction; leaves at the next tick, once for each person however much waits."""
    for person in sorted(set(people), key=lambda one: str(one.id)):
        if not person.is_provisional:
            announce(KIND, person.id, instance.next_tick(now), realm)


def tell_deciders(instance: Instance, directory: Directory, proposer: UUID, now: datetime) -> None:
    tell(instance, directory.realm, deciders(directory, proposer), now)


def deciders(directory: Directory, proposer: UUID) -> tuple[Person, ...]:
    return tuple(person for person in directory.people if may_decide(person, proposer))


def proposers(directory: Directory, subject: UUID) -> tuple[Person, ...]:
    known = directory.find(subject)
    return tuple(one for one in directory.people if one.id != subject and may_propose(directory, one, known))


def givers(directory: Directory, desk: str, receiver: UUID) -> tuple[Person, ...]:
    """Who may hold keys of that desk. Whether they do, only their own cards say."""
    return tuple(one for one in directory.members(desk) if one.id != receiver and is_reader(one.roles))
