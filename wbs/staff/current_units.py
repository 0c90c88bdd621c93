"""Which units there are today, by the signed list: the same value until the list or its day changes.

Followed by every process without a restart, as the directory is. A list that can no longer be trusted changes nothing:
pages go on with the last one, and nothing can be filed before the directory is whole again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from threading import Lock

from wbs.errors import Distrusted
from wbs.organisation.queries import organisation
from wbs.organisation.unit_list import UnitList
from wbs.organisation.units import Organisation
from wbs.staff.directory_files import DirectoryFiles


@dataclass(frozen=True)
class Kept:
    """What was worked out last, from which list and for which day."""

    units: UnitList | None
    day: date
    in_force: int
    organisation: Organisation


class CurrentUnits:
    """`today` reads the day at the edge: a change that was signed before begins on its own day."""

    def __init__(self, directories: DirectoryFiles, today: Callable[[], date]) -> None:
        self._directories, self.today = directories, today
        self._kept: Kept | None = None
        self._lock = Lock()

    def organisation(self) -> Organisation:
        kept, units, day = self._kept, self._signed(), self.today()
        if kept is None or kept.units is not units or kept.day != day:
            with self._lock:
                kept = self._kept = _worked_out(units, day, self._kept)
        return kept.organisation

    def _signed(self) -> UnitList | None:
        try:
            return self._directories.government().units
        except Distrusted:
            return self._kept.units if self._kept else None


def _worked_out(units: UnitList | None, day: date, former: Kept | None) -> Kept:
    """The same organisation, to the identity, where nothing came into force: pages drawn from it stay drawn."""
    if units is None:
        same = former.organisation if former and former.units is None else organisation()
        return Kept(None, day, 0, same)
    in_force = units.in_force(day)
    if former and former.units is units and former.in_force == in_force:
        return Kept(units, day, in_force, former.organisation)
    return Kept(units, day, in_force, units.on(day))
