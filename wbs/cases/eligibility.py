"""Who may read a report: the members of a desk, minus whom the reporter left out, minus whoever it may be about.

Pure. A doubtful match leaves a person out: keys are handed to who is left, and nothing takes a key back. Remembers
nothing of the reports it was asked about. Does not know desks, rules or realms (routing.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol, TypeVar
from uuid import UUID

from wbs.cases.report import Party, Report
from wbs.organisation.names import Words, may_be_same_name, may_be_same_text, name_words, position_words, words
from wbs.organisation.units import Organisation

EXCLUDED, NAMED, POSITION, UNIT = "dikecualikan_pelapor", "nama", "jabatan", "unit"
PROVISIONAL = "identitas_sementara"

# In an exclusion, words that stand where a name would and tell none: then the whole unit is meant.
EVERYBODY = frozenset({"semua", "semuanya", "seluruh", "seluruhnya", "siapapun"})
NOBODY = frozenset({"tidak", "tak", "belum", "lupa", "tahu", "tau", "diketahui", "nama", "namanya"})

# Only ever asked about people of the directory: what a reporter wrote must not stay in an idle server.
_own_name = lru_cache(maxsize=4096)(name_words)
_own_position = lru_cache(maxsize=4096)(position_words)


class Person(Protocol):
    """What must be known of somebody who works here; units are codes."""

    @property
    def id(self) -> UUID: ...
    @property
    def name(self) -> str: ...
    @property
    def position(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def roles(self) -> frozenset[str]: ...
    @property
    def desks(self) -> frozenset[str]: ...
    @property
    def conflict_units(self) -> frozenset[str]: ...
    @property
    def is_provisional(self) -> bool: ...


P = TypeVar("P", bound=Person)


@dataclass(frozen=True)
class Sought:
    """A party taken apart: `units` are the listed units it certainly names, `typed` a unit that is not in the list."""

    name: Words = field(repr=False)
    position: Words = field(repr=False)
    units: frozenset[str] = field(repr=False)
    typed: Words = field(repr=False)

    @classmethod
    def of(cls, party: Party, organisation: Organisation) -> "Sought":
        listed = organisation.units_named(party.unit_text)
        typed = () if listed else words(party.unit_text)
        units = listed | ({party.unit, organisation.current(party.unit)} - {""})  # whoever took it over, too
        return cls(name_words(party.name), position_words(party.position), units, typed)

    def is_whole_unit(self) -> bool:
        said = {*self.name, *self.position} - NOBODY
        return not said or not EVERYBODY.isdisjoint(said)


@dataclass(frozen=True)
class Subject:
    """Whom and what a report is about, and who must not read it, taken apart once for many readers."""

    place: Sought = field(repr=False)
    persons: tuple[Sought, ...] = field(repr=False)
    excluded: tuple[Sought, ...] = field(repr=False)
    units: frozenset[str] = field(repr=False)  # every listed unit it names
    reach: frozenset[str] = field(repr=False)  # with all that is under them

    @classmethod
    def of(cls, report: Report, organisation: Organisation) -> "Subject":
        place = Sought.of(Party(unit=report.unit, unit_text=report.unit_text), organisation)
        persons = tuple(Sought.of(party, organisation) for party in report.persons if not party.is_empty())
        excluded = tuple(Sought.of(party, organisation) for party in report.excluded if not party.is_empty())
        units = place.units.union(*(person.units for person in persons))
        reach = frozenset().union(*(_reach(code, organisation) for code in units))
        return cls(place, persons, excluded, units, reach)

    def units_left_out(self, organisation: Organisation) -> frozenset[str]:
        """Every unit the reporter left out as a whole, with all that is under it."""
        codes = (code for party in self.excluded if party.is_whole_unit() for code in party.units)
        return frozenset().union(*(organisation.subtree(code) for code in codes))


def eligible(members: Iterable[P], report: Report, organisation: Organisation) -> tuple[P, ...]:
    """The members who may be given the key of this report, in their order."""
    return eligible_about(members, Subject.of(report, organisation), organisation)


def why_not(person: Person, report: Report, organisation: Organisation) -> str | None:
    """Why this person must not read the report, as a key, or None when they may."""
    return why_not_about(person, Subject.of(report, organisation), organisation)


def eligible_about(members: Iterable[P], subject: Subject, organisation: Organisation) -> tuple[P, ...]:
    return tuple(member for member in members if why_not_about(member, subject, organisation) is None)


def why_not_about(person: Person, subject: Subject, organisation: Organisation) -> str | None:
    if any(_is_left_out(person, party, organisation) for party in subject.excluded):
        return EXCLUDED
    if any(is_maybe_named(person, party) for party in subject.persons):
        return NAMED
    if any(_holds_position(person, party, subject.place.units, organisation) for party in subject.persons):
        return POSITION
    if _belongs_to(person, subject, organisation):
        return UNIT
    if person.is_provisional:  # their key is still the ceremony's, under a one-time password on paper
        return PROVISIONAL
    return None


def is_maybe_named(person: Person, party: Sought) -> bool:
    return bool(party.name) and may_be_same_name(party.name, _own_name(person.name))


def is_one_line(one: str, other: str, organisation: Organisation) -> bool:
    """Whether one unit is the other or above it; a whole government is above nobody in particular."""
    return one in _reach(other, organisation) or other in _reach(one, organisation)


def _is_left_out(person: Person, party: Sought, organisation: Organisation) -> bool:
    if not party.is_whole_unit():
        return is_maybe_named(person, party) or _holds_position(person, party, frozenset(), organisation)
    if party.units:
        return any(person.unit in organisation.subtree(code) for code in party.units)
    return _is_maybe_called(party.typed, person, organisation)


def _holds_position(person: Person, party: Sought, place: frozenset[str], organisation: Organisation) -> bool:
    """The same position in the same unit; where no unit was told, the position alone is doubt enough."""
    if not may_be_same_text(party.position, _own_position(person.position)):
        return False
    told = {code for code in party.units or place if not organisation.is_root(code)}
    if told:
        return any(is_one_line(person.unit, code, organisation) for code in told)
    return not party.typed or _is_maybe_called(party.typed, person, organisation)


def _belongs_to(person: Person, subject: Subject, organisation: Organisation) -> bool:
    """Whether the person, or a declared conflict, belongs to a unit the report is about."""
    if person.unit in subject.reach:
        return True
    if any(is_one_line(conflict, code, organisation) for conflict in person.conflict_units for code in subject.units):
        return True
    return any(_is_maybe_called(party.typed, person, organisation) for party in (subject.place, *subject.persons))


def _is_maybe_called(typed: Words, person: Person, organisation: Organisation) -> bool:
    """Whether a typed unit may be the person's, or one above it."""
    if not typed:
        return False
    line = (code for code in (person.unit, *organisation.ancestors(person.unit)) if not organisation.is_root(code))
    names = (name for code in line for name in organisation.names_of(code) or (code,))
    return any(may_be_same_text(typed, words(name)) for name in names)


def _reach(code: str, organisation: Organisation) -> frozenset[str]:
    return frozenset({code}) if organisation.is_root(code) else organisation.subtree(code)
