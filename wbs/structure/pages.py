"""The pages of units as values: the list as a tree, one unit with its history, a proposal. Puts into words only."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from wbs.cases.second_person import may_decide
from wbs.organisation.units import Organisation, Unit
from wbs.staff.instance import Instance
from wbs.staff.naming import name_of
from wbs.staff.signing_in import SignedIn
from wbs.structure.differences import GROUPS, difference, differences, told
from wbs.structure.lists import APPROVED, OPEN, Proposal, latest, list_of, proposals, proposals_about
from wbs.structure.rules import may_propose
from wbs.structure.steps import KINDS, States, children
from wbs.web.text import _, gettext

PER_PAGE = 200
MOST_LINES = 100  # of one group in a preview


@dataclass(frozen=True)
class UnitLine:
    """One row of the list; `depth` counts from 0."""

    code: str
    name: str
    short_name: str
    kind: str
    region: str
    employees: int | None
    depth: int
    is_open: bool
    note: str


@dataclass(frozen=True)
class Group:
    """What happens to some units, in words; `more` were left out of `lines`."""

    title: str
    count: int
    lines: tuple[str, ...]
    more: int


@dataclass(frozen=True)
class ProposalPage:
    """`may_approve` and `may_return` are about whoever looks at it."""

    id: UUID
    title: str
    subject: str
    since: date
    is_open: bool
    groups: tuple[Group, ...]
    unchanged: int
    proposed_by: str
    proposed_on: date
    may_approve: bool
    may_return: bool


@dataclass(frozen=True)
class Event:
    """One line of a unit's history."""

    since: date | None
    text: str


@dataclass(frozen=True)
class UnitPage:
    unit: Unit
    kind: str
    parent: Unit | None
    successor: Unit | None
    below: tuple[Unit, ...]
    merged_into_it: tuple[Unit, ...]
    history: tuple[Event, ...]
    waiting: tuple[ProposalPage, ...]
    may_propose: bool


def known_units(instance: Instance) -> Organisation:
    """With everything that is signed, also what begins later."""
    return latest(list_of(instance.directories.government()))


def unit_lines(organisation: Organisation, text: str = "", with_closed: bool = False) -> tuple[UnitLine, ...]:
    """As a tree; with a text, those in whose names or code it stands."""
    wanted = text.casefold()
    return tuple(
        _line(organisation, unit, depth)
        for unit, depth in _tree(organisation)
        if (unit.is_open or with_closed) and (not wanted or _is_called(organisation, unit, wanted))
    )


def waiting_page(instance: Instance, signed_in: SignedIn, now: datetime) -> tuple[ProposalPage, ...]:
    return tuple(proposal_page(instance, signed_in, one, now) for one in proposals(OPEN, APPROVED))


def proposal_page(instance: Instance, signed_in: SignedIn, one: Proposal, now: datetime) -> ProposalPage:
    organisation = known_units(instance)
    directory = instance.directory(signed_in.realm, now)
    decides = may_decide(signed_in.person, one.proposer_id)
    groups = grouped(organisation, one.states)
    return ProposalPage(
        one.id, gettext(KINDS[one.kind]), organisation.name_of(one.code), one.effective_on, one.state == OPEN,
        groups, unchanged(organisation, one.states), name_of(directory, one.proposer_id), one.proposed_on,
        may_approve=one.state == OPEN and decides,
        may_return=one.state in (OPEN, APPROVED) and (decides or one.proposer_id == signed_in.person.id),
    )


def grouped(organisation: Organisation, states: States) -> tuple[Group, ...]:
    """A preview: what these states change, group by group."""
    after = Organisation.of({**organisation.units, **{unit.code: unit for unit in states}}.values())
    found = []
    for key, members in groupby(differences(organisation, states), key=lambda one: one.group):
        lines = [told(one, organisation, after) for one in members]
        found.append(
            Group(gettext(GROUPS[key]), len(lines), tuple(lines[:MOST_LINES]), max(0, len(lines) - MOST_LINES))
        )
    return tuple(found)



def unit_page(instance: Instance, signed_in: SignedIn, code: str, now: datetime) -> UnitPage:
    """Raises KeyError for a code that was never in the list."""
    organisation = known_units(instance)
    unit = organisation.units[code]
    waiting = [one for one in proposals_about(code) if one.state in (OPEN, APPROVED)]
    return UnitPage(
        unit,
        kind_name(unit.kind),
        organisation.units.get(unit.parent_code or ""),
        organisation.units.get(unit.successor),
        children(organisation, code),
        tuple(each for each in organisation.units.values() if each.successor == code),
        tuple(_history(instance, organisation, code)),
        tuple(proposal_page(instance, signed_in, one, now) for one in waiting),
        may_propose(signed_in.person) and unit.is_open,
    )


def kind_name(kind: str) -> str:
    return kind.replace("_", " ").capitalize()


def _history(instance: Instance, organisation: Organisation, code: str) -> Iterator[Event]:
    former = None
    for state in list_of(instance.directories.government()).history(code):
        one = difference(former, state.unit)
        yield Event(state.since, f"{gettext(GROUPS[one.group])}: {told(one, organisation, organisation)}")
        former = state.unit


def unchanged(organisation: Organisation, states: States) -> int:
    changed = {unit.code for unit in states}
    return sum(1 for unit in organisation.open_units() if unit.code not in changed)


def _tree(organisation: Organisation) -> Iterator[tuple[Unit, int]]:
    """Every unit after the one it hangs under, in the order of the list."""
    under: dict[str, list[Unit]] = {}
    for unit in organisation.units.values():
        above = organisation.ancestors(unit.code)
        under.setdefault(above[0] if above else "", []).append(unit)
    waiting = [(unit, 0) for unit in reversed(under.get("", []))]
    while waiting:
        unit, depth = waiting.pop()
        yield unit, depth
        waiting += [(child, depth + 1) for child in reversed(under.get(unit.code, []))]


def _is_called(organisation: Organisation, unit: Unit, wanted: str) -> bool:
    return any(wanted in name.casefold() for name in (unit.code, *organisation.names_of(unit.code)))


def _line(organisation: Organisation, unit: Unit, depth: int) -> UnitLine:
    note = ""
    if unit.successor:
        note = _("kini %(into)s", into=organisation.name_of(organisation.current(unit.code)))
    elif not unit.is_open:
        note = _("ditutup")
    elif unit.former_names:
        note = _("dulu %(former)s", former=unit.former_names[0])
    return UnitLine(
        unit.code, unit.name, unit.short_name if unit.short_name != unit.name else "", kind_name(unit.kind),
        organisation.region_of(unit.code), unit.employees, depth, unit.is_open, note,
    )  # fmt: skip
