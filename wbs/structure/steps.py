"""What each kind of change makes of the units, as their new states. Pure; whether it may be is another file's matter.

A unit keeps its code for life: a new name is the same unit, another code another one. What is merged or closed keeps
its name, for old cases; units under a merged one move to its successor.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from wbs.organisation.units import Organisation, Unit
from wbs.web.text import N_

NEW, CHANGE, MERGE, CLOSE, IMPORT = "new", "change", "merge", "close", "import"
KINDS: Mapping[str, str] = MappingProxyType(
    {
        NEW: N_("Unit baru"),
        CHANGE: N_("Perubahan unit"),
        MERGE: N_("Penggabungan unit"),
        CLOSE: N_("Penutupan unit"),
        IMPORT: N_("Impor daftar unit"),
    }
)

States = tuple[Unit, ...]  # each the whole truth about one unit from a day on


def bare(unit: Unit) -> Unit:
    """As it is signed: what it was called before follows from its earlier states."""
    return replace(unit, former_names=())


def stated(organisation: Organisation, unit: Unit) -> States:
    """A new unit, or an existing one with other facts; nothing when it says what is known."""
    known = organisation.units.get(unit.code)
    return () if known and bare(known) == bare(unit) else (bare(unit),)


def merged(organisation: Organisation, code: str, into: str) -> States:
    """The unit becomes part of another one, and what was under it comes under that. Neither is below the other's
    children: that is refused elsewhere."""
    unit, successor = organisation.units[code], organisation.units[into]
    states = [replace(bare(unit), is_open=False, successor=into)]
    if into in organisation.subtree(code):
        successor = replace(successor, parent_code=unit.parent_code)
    if unit.runs_infrastructure:  # reporters are told of it as before
        successor = replace(successor, runs_infrastructure=True)
    states += stated(organisation, successor)
    states += [replace(bare(child), parent_code=into) for child in children(organisation, code) if child.code != into]
    return tuple(states)


def closed(organisation: Organisation, code: str) -> States:
    return (replace(bare(organisation.units[code]), is_open=False),)


def imported(organisation: Organisation, listed: Organisation) -> States:
    """A whole list takes the place of the present one: what it lacks is closed. A list does not say who runs the
    infrastructure; that stays as it is."""
    states: list[Unit] = []
    for unit in listed.units.values():
        known = organisation.units.get(unit.code)
        runs = known is not None and known.is_open and known.runs_infrastructure
        states += stated(organisation, replace(unit, runs_infrastructure=runs))
    gone = (unit for unit in organisation.open_units() if unit.code not in listed.units)
    return (*states, *(replace(bare(unit), is_open=False) for unit in gone))


def children(organisation: Organisation, code: str) -> tuple[Unit, ...]:
    """The open units directly under this one."""
    return tuple(unit for unit in organisation.open_units() if unit.parent_code == code)
