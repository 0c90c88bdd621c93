"""What follows for keys from a new directory: who loses grants, who waits for some, who is asked again. Pure.

Whoever loses a desk loses every grant, for which case lies at which desk is sealed in its card: what they may still
read comes back by a colleague's click, and is asked anew for each case.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from wbs.cases.guests import is_guest
from wbs.people.terms import is_reader
from wbs.staff.accounts import CUSTODY_OF
from wbs.staff.directory import Directory, Person

JOINED, NEW_KEY, STAND_IN = "joined", "new_key", "stand_in"  # reasons of grants that colleagues give


@dataclass(frozen=True)
class Aftermath:
    """What follows from a new directory for one person."""

    person_id: UUID
    has_left: bool = False
    loses_grants: bool = False  # all of them: what they may still read comes back by a colleague's click
    asks_again: bool = False  # the conflict question, before anything opens
    desks: frozenset[str] = frozenset()  # of which they wait for keys
    reason: str = JOINED
    custody: frozenset[str] = frozenset()  # shared seeds they hold no longer


def aftermath(before: Directory, after: Directory) -> Sequence[Aftermath]:
    """What follows for each person whom the new document changes."""
    known = {person.id: person for person in before.people}
    found = [_after(known.pop(person.id, None), person) for person in after.people]
    every = frozenset(CUSTODY_OF)
    gone = [Aftermath(person_id, has_left=True, loses_grants=True, custody=every) for person_id in known]
    return tuple(one for one in found if one is not None) + tuple(gone)


def _after(former: Person | None, person: Person) -> Aftermath | None:
    if former == person:
        return None
    desks = person.desks if is_reader(person.roles) and not person.is_provisional else frozenset()
    if former is None:
        return Aftermath(person.id, desks=desks)
    has_new_key = former.public_key != person.public_key
    lost_key = has_new_key and not former.is_provisional  # the ceremony's is there: its copies are taken along
    custody = frozenset(
        shared for shared, role in CUSTODY_OF.items()
        if role in former.roles and (lost_key or role not in person.roles)
    )  # fmt: skip
    stops = (is_reader(former.roles) and not is_reader(person.roles)) or is_guest(former.roles) > is_guest(person.roles)
    loses = has_new_key or not former.desks <= person.desks or stops
    return Aftermath(
        person.id,
        loses_grants=loses,
        asks_again=not loses and _may_be_barred_since(former, person),
        desks=desks if loses else desks - former.desks,
        reason=NEW_KEY if lost_key else JOINED,
        custody=custody,
    )


def _may_be_barred_since(former: Person, person: Person) -> bool:
    """Whether eligibility could say no where it said yes: another name, post or unit, or a conflict declared."""
    same = (former.name, former.position, former.unit) == (person.name, person.position, person.unit)
    return not same or not person.conflict_units <= former.conflict_units
