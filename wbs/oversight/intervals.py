"""What a reader can work out about hidden cells from published ones: exact intervals. Knows nothing of figures.

Two methods. Bounds travel along the equations until nothing changes; that is exact when no two ways lead from one
hidden cell to another (the hypergraph of hidden cells is a forest), as on the figures page. Otherwise, as in a table
of rows and columns, linear programming in fractions decides, and its bounds are rounded inward to whole numbers.
Rounding is exact for forests and for tables of two dimensions (the matrix is totally unimodular); for anything
wilder it is what a linear-programming attacker reaches, not what an integer one might.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

UNBOUNDED = math.inf
Bound = int | float  # the float is only ever UNBOUNDED
Interval = tuple[int, Bound]


@dataclass(frozen=True)
class Row:
    """A published equation reduced to its hidden cells: the sum of sign x cell is `total`."""

    signs: Mapping[str, int]
    total: int


def outer_intervals(rows: Sequence[Row], hidden: Iterable[str]) -> dict[str, Interval]:
    """Intervals by propagating bounds; never narrower than the truth, and exact on a forest."""
    bounds: dict[str, Interval] = {name: (0, UNBOUNDED) for name in hidden}
    waiting = set(range(len(rows)))
    rows_of: dict[str, list[int]] = {}
    for at, row in enumerate(rows):
        for name in row.signs:
            rows_of.setdefault(name, []).append(at)
    for _ in range(50 * (len(rows) + 1)):  # enough for a forest; elsewhere the simplex has the last word
        if not waiting:
            break
        at = waiting.pop()
        for name in _tighten(rows[at], bounds):
            waiting.update(other for other in rows_of[name] if other != at)
    return bounds


def _tighten(row: Row, bounds: dict[str, Interval]) -> list[str]:
    changed = []
    for name, sign in row.signs.items():
        lowest, highest = _others(row, name, bounds)
        low, high = (row.total - highest, row.total - lowest) if sign > 0 else (lowest - row.total, highest - row.total)
        before = bounds[name]
        after = (before[0] if low == -UNBOUNDED else max(before[0], int(low)), min(before[1], high))
        if after != before:
            bounds[name] = after
            changed.append(name)
    return changed


def _others(row: Row, name: str, bounds: Mapping[str, Interval]) -> tuple[Bound, Bound]:
    """Lowest and highest signed sum of the other cells of the row."""
    lowest: Bound = 0
    highest: Bound = 0
    for other, sign in row.signs.items():
        if other != name:
            low, high = bounds[other]
            lowest += low if sign > 0 else -high
            highest += high if sign > 0 else -low
    return lowest, highest


def components(rows: Sequence[Row], hidden: Iterable[str]) -> list[tuple[set[str], list[Row], bool]]:
    """Connected groups of hidden cells: the cells, their rows, and whether the group is a forest."""
    group: dict[str, set[str]] = {name: {name} for name in hidden}
    for row in rows:
        merged = set().union(*(group[name] for name in row.signs))
        group.update(dict.fromkeys(merged, merged))
    distinct = {id(cells): cells for cells in group.values()}
    found = []
    for cells in distinct.values():
        own = [row for row in rows if not cells.isdisjoint(row.signs)]
        ties = sum(len(row.signs) for row in own)
        found.append((cells, own, ties == len(cells) + len(own) - 1))  # edges of a tree with these nodes
    return found


@dataclass
class Polytope:
    """All non-negative values of the hidden cells that fit the rows; a simplex tableau in fractions (Bland's rule)."""

    cells: Sequence[str]
    rows: Sequence[Row]
    _table: list[list[Fraction]] = field(default_factory=list)
    _basis: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        size = len(self.cells)
        for at, row in enumerate(self.rows):
            flip = -1 if row.total < 0 else 1
            artificial = [Fraction(at == other) for other in range(len(self.rows))]
            values = [Fraction(flip * row.signs.get(name, 0)) for name in self.cells]
            self._table.append([*values, *artificial, Fraction(flip * row.total)])
            self._basis.append(size + at)
        self._optimise({size + at: Fraction(-1) for at in range(len(self.rows))})
        self._drop_artificial(size)

    def extreme(self, name: str, sign: int) -> Fraction | None:
        """Highest (sign 1) or lowest (sign -1) value of a cell; None when there is no end."""
        at = self.cells.index(name)
        return self.point()[name] if self._optimise({at: Fraction(sign)}) else None

    def point(self) -> dict[str, Fraction]:
        """The corner at which the last search ended."""
        values = dict.fromkeys(self.cells, Fraction(0))
        values.update({self.cells[column]: self._table[at][-1] for at, column in enumerate(self._basis)})
        return values

    def _optimise(self, gains: Mapping[int, Fraction]) -> bool:
        """Climb to the best corner; False when it climbs for ever."""
        while True:
            column = self._entering(gains)
            if column is None:
                return True
            rising = [(at, row) for at, row in enumerate(self._table) if row[column] > 0]
            ratios = [(row[-1] / row[column], self._basis[at], at) for at, row in rising]
            if not ratios:
                return False
            self._pivot(min(ratios)[2], column)

    def _entering(self, gains: Mapping[int, Fraction]) -> int | None:
        weights = [(gains[column], self._table[at]) for at, column in enumerate(self._basis) if column in gains]
        width = len(self._table[0]) - 1 if self._table else 0
        for column in range(width):
            if gains.get(column, 0) > sum(weight * row[column] for weight, row in weights):
                return column
        return None

    def _pivot(self, at: int, column: int) -> None:
        scale = self._table[at][column]
        pivot = [value / scale for value in self._table[at]]
        self._table[at] = pivot
        for other, row in enumerate(self._table):
            factor = row[column]
            if other != at and factor:
                self._table[other] = [value - factor * step for value, step in zip(row, pivot, strict=True)]
        self._basis[at] = column

    def _drop_artificial(self, size: int) -> None:
        for at in range(len(self._basis)):
            column = next((c for c in range(size) if self._table[at][c]), None)
            if self._basis[at] >= size and column is not None:
                self._pivot(at, column)
        kept = [at for at, column in enumerate(self._basis) if column < size]
        self._table = [[*self._table[at][:size], self._table[at][-1]] for at in kept]
        self._basis = [self._basis[at] for at in kept]
