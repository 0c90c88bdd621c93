"""Who reviews whom in a quarter, and until when. Pure.

Never oneself: a member of a desk is reviewed by a head of it, whoever has none by an auditor, auditors by an
administrator, and where there is none of these by a head.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from uuid import UUID

from wbs.cases.lifecycle import HEADS
from wbs.staff.directory import Directory, Person

MONTHS = 3
PATIENCE = timedelta(days=30)  # from the start of the quarter, then it is late
KEEP, REMOVE = "keep", "remove"
ANSWERS: Mapping[str, str] = MappingProxyType({KEEP: "tetap", REMOVE: "cabut"})


def quarter_of(day: date) -> date:
    """Its first day."""
    return day.replace(month=(day.month - 1) // MONTHS * MONTHS + 1, day=1)


def is_late(today: date, began_on: date) -> bool:
    """`began_on`: when the installation began; before that there was nobody to review."""
    return today >= max(quarter_of(today), began_on) + PATIENCE


def reviewers_of(directory: Directory, person: Person) -> tuple[Person, ...]:
    """Empty only where nobody else is there."""
    kinds: tuple[Callable[[Person], bool], ...] = (
        lambda one: one.has_role(*HEADS) and not one.desks.isdisjoint(person.desks) and not person.has_role(*HEADS),
        lambda one: one.has_role("auditor") and not person.has_role("auditor"),
        lambda one: one.has_role("admin"),
        lambda one: one.has_role(*HEADS),
    )
    others = [one for one in directory.people if one.id != person.id and not one.is_provisional]
    found = (tuple(one for one in others if fits(one)) for fits in kinds)
    return next(filter(None, found), ())


def reviewed_by(directory: Directory, reviewer: Person) -> tuple[Person, ...]:
    return tuple(one for one in directory.people if reviewer in reviewers_of(directory, one))


def due(directory: Directory, answered: Iterable[UUID]) -> tuple[Person, ...]:
    """People of whom nobody has said anything, and somebody could."""
    done = set(answered)
    return tuple(one for one in directory.people if one.id not in done and reviewers_of(directory, one))


def about(person: Person) -> str:
    """What was confirmed or is to be taken away: a mark counts as long as this is still so."""
    return f"{' '.join(sorted(person.roles))} / {' '.join(sorted(person.desks))}"
