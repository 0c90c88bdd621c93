"""The list of units with its history: every state of every unit, each from a day on. Pure.

It stands in the signed directory (government.py), because whoever could move a unit could steer reports about it: out
of the subtree that bypasses the house, or under a person who is reported. Nothing is taken out of it again. Decides
what the list says of a day; which changes make sense is another package's matter.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from wbs.organisation.units import BadOrganisation, Organisation, Unit


@dataclass(frozen=True)
class State:
    """What is true of a unit from `since` on; None: since before there was a list."""

    unit: Unit
    since: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.since is None or self.since <= day


@dataclass(frozen=True)
class UnitList:
    """States in the order of the list, those of one unit in the order in which they were decided."""

    states: tuple[State, ...]

    @classmethod
    def founding(cls, organisation: Organisation) -> "UnitList":
        return cls(tuple(State(unit) for unit in organisation.units.values()))

    def on(self, day: date) -> Organisation:
        """The units as they are on a day. Raises BadOrganisation."""
        found: dict[str, Unit] = {}
        for state in self.states:
            if state.holds_on(day):
                found[state.unit.code] = _following(found.get(state.unit.code), state.unit)
        return Organisation.of(found.values())

    def in_force(self, day: date) -> int:
        """How many states count: the same number, the same organisation."""
        return sum(1 for state in self.states if state.holds_on(day))

    def history(self, code: str) -> tuple[State, ...]:
        return tuple(state for state in self.states if state.unit.code == code)

    def last_change(self, codes: Iterable[str]) -> date | None:
        """The latest day from which something is said of these units."""
        wanted = set(codes)
        return max((state.since for state in self.states if state.since and state.unit.code in wanted), default=None)

    def with_states(self, units: Sequence[Unit], since: date) -> "UnitList":
        """The list with these units as they are from a day on. Raises BadOrganisation when no tree comes of it, on
        that day or on a later one for which something is already decided."""
        after = UnitList((*self.states, *(State(unit, since) for unit in units)))
        days = {since} | {state.since for state in self.states if state.since and state.since > since}
        for day in sorted(days):
            _require_open_parents(after.on(day))
        return after

    def new_since(self, before: "UnitList") -> tuple[State, ...] | None:
        """The states that came after those of `before`; None when it is not the beginning of this list."""
        known = len(before.states)
        return self.states[known:] if self.states[:known] == before.states else None

    def to_document(self) -> list[list[Any]]:
        return [_row(state) for state in self.states]

    @classmethod
    def from_document(cls, rows: Iterable[Sequence[Any]]) -> "UnitList":
        """The value of `to_document`. Raises KeyError, TypeError or ValueError for anything else."""
        return cls(tuple(_state(row) for row in rows))


def unit_row(unit: Unit) -> list[Any]:
    """All facts of one state, short: a directory of 5,000 units must pass where files of a megabyte do not."""
    return [
        unit.code, unit.name, unit.short_name if unit.short_name != unit.name else "", unit.kind,
        unit.parent_code or "", unit.region, unit.employees, int(unit.runs_infrastructure), int(unit.is_open),
        unit.successor,
    ]  # fmt: skip


def unit_of_row(row: Sequence[Any]) -> Unit:
    code, name, short_name, kind, parent, region, employees, runs, is_open, successor = row
    return Unit(
        code, name, short_name or name, kind, parent or None, region, employees, bool(runs), bool(is_open), successor
    )


def _row(state: State) -> list[Any]:
    return [state.since.isoformat() if state.since else "", *unit_row(state.unit)]


def _state(row: Sequence[Any]) -> State:
    since, *facts = row
    return State(unit_of_row(facts), date.fromisoformat(since) if since else None)


def _following(former: Unit | None, unit: Unit) -> Unit:
    """The unit with the names that it no longer has."""
    if former is None:
        return unit
    names = (*former.former_names, former.name, former.short_name)
    gone = dict.fromkeys(name for name in names if name not in (unit.name, unit.short_name))
    return replace(unit, former_names=tuple(gone))


def _require_open_parents(organisation: Organisation) -> None:
    units: Mapping[str, Unit] = organisation.units
    for unit in organisation.open_units():
        if unit.parent_code and not organisation.is_open(unit.parent_code):
            raise BadOrganisation(unit.code, f"induk {units[unit.parent_code].name} sudah ditutup")
