"""The page of one's own standing statement as values: what is declared, how far it is, when it was last made."""

from dataclasses import dataclass
from datetime import date, datetime

from wbs.people.stated import declared, ending, stated_on
from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn
from wbs.staff.yearly import is_due

IN_FORCE, WAITING, ENDING = "in_force", "waiting", "ending"


@dataclass(frozen=True)
class UnitLine:
    code: str
    name: str
    state: str


@dataclass(frozen=True)
class StatementPage:
    units: tuple[UnitLine, ...]
    stated_on: date | None
    is_due: bool

    @property
    def in_force(self) -> tuple[UnitLine, ...]:
        """What can be proposed to be over."""
        return tuple(one for one in self.units if one.state == IN_FORCE)


def statement_page(instance: Instance, signed_in: SignedIn, now: datetime) -> StatementPage:
    person = instance.directory(signed_in.realm, now).person(signed_in.person.id)
    waits, ends, last = declared(person.id), ending(person.id), stated_on(person.id)
    lines = (
        UnitLine(code, instance.organisation.name_of(code), _state(code, person.conflict_units, ends))
        for code in person.conflict_units | waits
    )
    return StatementPage(tuple(sorted(lines, key=lambda one: one.name)), last, is_due(last, instance.today(now)))


def _state(code: str, signed: frozenset[str], ends: frozenset[str]) -> str:
    if code not in signed:
        return WAITING
    return ENDING if code in ends else IN_FORCE
