"""The units of a government as one frozen value: who is under whom, and where. Knows nothing of files or tables.

Closed units stay in it, for a sealed report may name them: a merged one hangs under its successor, so that whoever
works there now counts as of one line with it. Whatever can be asked is worked out when the value is made, never
remembered while it is asked: an idle server must not show which units its reports were about.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from wbs.organisation.names import words


class BadOrganisation(Exception):
    """The units do not form a tree; `code` is the unit at fault, the message is Bahasa and safe to show."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Unit:
    """One work unit. `region` is "" when it has that of its parent; `employees` is None when not known."""

    code: str
    name: str
    short_name: str
    kind: str
    parent_code: str | None = None
    region: str = ""
    employees: int | None = None
    runs_infrastructure: bool = False  # keeps the servers or the network: reporters are told
    is_open: bool = True
    successor: str = ""  # of a closed one: the unit it became part of
    former_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Organisation:
    """A forest of units in the order of the list. Make it with `Organisation.of`."""

    units: Mapping[str, Unit]
    _above: Mapping[str, tuple[str, ...]] = field(repr=False, compare=False)
    _below: Mapping[str, frozenset[str]] = field(repr=False, compare=False)
    _named: Mapping[tuple[str, ...], frozenset[str]] = field(repr=False, compare=False)
    _called: Mapping[str, tuple[str, ...]] = field(repr=False, compare=False)

    @classmethod
    def of(cls, units: Iterable[Unit]) -> "Organisation":
        """Raises BadOrganisation for a code used twice, an unknown parent or a circle."""
        by_code = _by_code(units)
        above = {code: _ancestors(code, by_code) for code in by_code}
        return cls(by_code, above, _descendants(above), _names(by_code), _callings(by_code))

    def ancestors(self, code: str) -> tuple[str, ...]:
        """Parent first, without the unit itself; of a merged unit its successor first."""
        return self._above.get(code, ())

    def subtree(self, code: str) -> frozenset[str]:
        """The unit and everything under it. A code that left the list still stands for itself; "" for nothing."""
        return self._below.get(code, frozenset({code} if code else ()))

    def is_root(self, code: str) -> bool:
        """Whether the code is a whole government rather than a part of one."""
        return code in self.units and not _under(self.units[code])

    def is_open(self, code: str) -> bool:
        return code in self.units and self.units[code].is_open

    def open_units(self) -> tuple[Unit, ...]:
        """Those that can be reported about and worked in today."""
        return tuple(unit for unit in self.units.values() if unit.is_open)

    def current(self, code: str) -> str:
        """What became of a unit: the last of its successors, or the code itself."""
        return _current(code, self.units)

    def region_of(self, code: str) -> str:
        """Its own region, else the nearest one above; "" when nobody says."""
        regions = (self.units[each].region for each in (code, *self.ancestors(code)) if each in self.units)
        return next(filter(None, regions), "")

    def name_of(self, code: str) -> str:
        return self.units[code].name if code in self.units else code

    def short_name_of(self, code: str) -> str:
        return self.units[code].short_name if code in self.units else code

    def names_of(self, code: str) -> tuple[str, ...]:
        """Everything it is or was called, and what became part of it was called."""
        return self._called.get(code, ())

    def kind_of(self, code: str) -> str:
        return self.units[code].kind if code in self.units else ""

    def kinds(self) -> tuple[str, ...]:
        """Of open units, as `of_kind`: what can be chosen."""
        return tuple(dict.fromkeys(unit.kind for unit in self.open_units()))

    def of_kind(self, kind: str) -> tuple[Unit, ...]:
        return tuple(unit for unit in self.open_units() if unit.kind == kind)

    def infrastructure(self) -> tuple[Unit, ...]:
        """The units that run the servers or the network."""
        return tuple(unit for unit in self.open_units() if unit.runs_infrastructure)

    def units_named(self, text: str) -> frozenset[str]:
        """Codes whose code, name or short name is or was exactly this text, but for capitals and punctuation.

        A merged unit's names lead to its successor.
        """
        return self._named.get(words(text), frozenset()) if text else frozenset()


def _by_code(units: Iterable[Unit]) -> dict[str, Unit]:
    by_code: dict[str, Unit] = {}
    for unit in units:
        if unit.code in by_code:
            raise BadOrganisation(unit.code, f"kode {unit.code} dipakai dua kali")
        by_code[unit.code] = unit
    return by_code


def _under(unit: Unit) -> str | None:
    return unit.successor or unit.parent_code


def _ancestors(code: str, by_code: Mapping[str, Unit]) -> tuple[str, ...]:
    above: list[str] = []
    parent = _under(by_code[code])
    while parent:
        if parent not in by_code:
            raise BadOrganisation(above[-1] if above else code, f"induk {parent} tidak ada di daftar")
        if parent == code or parent in above:
            raise BadOrganisation(code, f"unit {code} berada di bawah dirinya sendiri")
        above.append(parent)
        parent = _under(by_code[parent])
    return tuple(above)


def _current(code: str, by_code: Mapping[str, Unit]) -> str:
    while code in by_code and by_code[code].successor:  # no circle: successors are ancestors
        code = by_code[code].successor
    return code


def _descendants(above: Mapping[str, tuple[str, ...]]) -> dict[str, frozenset[str]]:
    below: dict[str, set[str]] = {code: {code} for code in above}
    for code, ancestors in above.items():
        for ancestor in ancestors:
            below[ancestor].add(code)
    return {code: frozenset(codes) for code, codes in below.items()}


def _names(by_code: Mapping[str, Unit]) -> dict[tuple[str, ...], frozenset[str]]:
    named: dict[tuple[str, ...], set[str]] = {}
    for unit in by_code.values():
        for text in (unit.code, unit.name, unit.short_name, *unit.former_names):
            named.setdefault(words(text), set()).add(_current(unit.code, by_code))
    named.pop((), None)
    return {text: frozenset(codes) for text, codes in named.items()}


def _callings(by_code: Mapping[str, Unit]) -> dict[str, tuple[str, ...]]:
    called: dict[str, list[str]] = {code: [] for code in by_code}
    for unit in by_code.values():
        for code in {unit.code, _current(unit.code, by_code)}:
            called[code] += [unit.name, unit.short_name, *unit.former_names]
    return {code: tuple(dict.fromkeys(names)) for code, names in called.items()}
