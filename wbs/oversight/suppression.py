"""Which cells of a release stay hidden so that no small one can be worked out. Knows nothing of cases or pages.

A release is named counts plus the equations a reader knows to hold among them, over all tables published together.
Small cells (1 to k-1) are hidden first; then more, until the published ones and the equations leave every hidden
cell an interval at least k wide, as `audit` computes it exactly and as tests attack it with linear programming.

What is not claimed. The mark of a hidden cell never says whether it is small or hides another: if it did, the reader
would gain a bound. Somebody who re-runs this very algorithm on every candidate could still exclude some candidates
(a "minimality attack"); and somebody who already knows all but one of the reports in a cell knows the last one.
Differences between releases are the business of `publication.py`, which feeds earlier releases in as settled.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from wbs.oversight.intervals import Interval, Polytope, Row, components, outer_intervals


@dataclass(frozen=True)
class Equation:
    """The cells on the left add up to those on the right."""

    left: tuple[str, ...]
    right: tuple[str, ...]

    def names(self) -> tuple[str, ...]:
        return (*self.left, *self.right)


@dataclass(frozen=True)
class Release:
    """Everything that leaves the house together. Raises ValueError when an equation does not hold."""

    cells: Mapping[str, int]
    equations: tuple[Equation, ...]

    def __post_init__(self) -> None:
        for equation in self.equations:
            if self.total(equation.left) != self.total(equation.right):
                raise ValueError(f"does not add up: {equation}")

    def total(self, names: Iterable[str]) -> int:
        return sum(self.cells[name] for name in names)


@dataclass(frozen=True)
class Policy:
    """`k`: smallest count that may be shown. `show_zero`: only where a zero says nothing about a small unit."""

    k: int = 5
    show_zero: bool = True

    def is_small(self, count: int) -> bool:
        return count < self.k and not (count == 0 and self.show_zero)


STAFF = Policy(k=5)
PUBLIC = Policy(k=10)


@dataclass(frozen=True)
class Protected:
    """A release and what stays hidden in it."""

    release: Release
    policy: Policy
    hidden: frozenset[str]

    def shown(self, name: str) -> int | None:
        """The count, or None when it stays hidden."""
        return None if name in self.hidden else self.release.cells[name]


@dataclass(frozen=True)
class Settled:
    """Decided in an earlier release, and not to be changed: published cells stay published, hidden ones hidden."""

    hidden: frozenset[str] = field(default=frozenset())
    shown: frozenset[str] = field(default=frozenset())


def suppress(release: Release, policy: Policy, settled: Settled = Settled()) -> Protected:
    """Hide small cells, then the cheapest others until `audit` finds nothing; then give back what was not needed."""
    small = {name for name, count in release.cells.items() if policy.is_small(count)} - settled.shown
    forced = frozenset(small | settled.hidden)
    hidden = forced
    while pinned := _pinned(release, hidden, policy.k):
        weakest = min(pinned, key=lambda name: (release.cells[name], name))
        hidden |= {_cover(release, hidden, settled.shown, weakest, policy.k - pinned[weakest])}
    for name in sorted(hidden - forced, key=lambda name: (-release.cells[name], name)):
        if not _pinned(release, hidden - {name}, policy.k):
            hidden -= {name}
    return Protected(release, policy, hidden)


def audit(protected: Protected) -> list[str]:
    """The hidden cells that a reader can place within fewer than k; empty is good."""
    return sorted(_pinned(protected.release, protected.hidden, protected.policy.k))


def reader_intervals(protected: Protected) -> dict[str, Interval]:
    """What the reader knows of every hidden cell, for groups whose bounds are exact without a simplex."""
    return outer_intervals(_rows(protected.release, protected.hidden), protected.hidden)


def _pinned(release: Release, hidden: frozenset[str], k: int) -> dict[str, int]:
    """Hidden cells whose interval is narrower than k, with its width."""
    rows = _rows(release, hidden)
    bounds = outer_intervals(rows, hidden)
    pinned = {name: int(high - low) for name, (low, high) in bounds.items() if high - low < k}
    for cells, own, is_forest in [] if pinned else components(rows, hidden):
        if not is_forest:
            pinned |= _pinned_in_polytope(release, sorted(cells), own, k)
    return pinned


def _pinned_in_polytope(release: Release, cells: Sequence[str], rows: Sequence[Row], k: int) -> dict[str, int]:
    polytope = Polytope(cells, rows)
    seen = {name: (release.cells[name], release.cells[name]) for name in cells}  # every corner found bounds all cells
    pinned = {}
    for name in cells:
        for sign in (1, -1):
            if seen[name][1] - seen[name][0] >= k:
                break
            value = polytope.extreme(name, sign)
            if value is None:
                break
            corner = polytope.point()
            seen = {c: (min(low, -(-corner[c] // 1)), max(high, corner[c] // 1)) for c, (low, high) in seen.items()}
        else:
            if seen[name][1] - seen[name][0] < k:
                pinned[name] = int(seen[name][1] - seen[name][0])
    return pinned


def _rows(release: Release, hidden: frozenset[str]) -> list[Row]:
    rows = []
    for equation in release.equations:
        signs: dict[str, int] = {}
        for sign, names in ((1, equation.left), (-1, equation.right)):
            for name in hidden.intersection(names):
                signs[name] = signs.get(name, 0) + sign
        signs = {name: signs[name] for name in sorted(signs) if signs[name]}
        if signs:
            rows.append(Row(signs, sum(sign * release.cells[name] for name, sign in signs.items())))
    return rows


def _cover(release: Release, hidden: frozenset[str], shown: frozenset[str], name: str, lacking: int) -> str:
    """The next cell to hide for a pinned one: few equations first, parts before totals, then just large enough."""
    near = [equation for equation in release.equations if name in equation.names()]
    far = [equation for equation in release.equations if not hidden.isdisjoint(equation.names())]
    for equations in (near, far):
        choices = {other for equation in equations for other in equation.names()} - hidden - shown
        if choices:
            return min(choices, key=lambda other: _price(release, other, lacking))
    raise ValueError(f"cannot be protected: {name}")


def _price(release: Release, name: str, lacking: int) -> tuple[int, int, bool, int, str]:
    count = release.cells[name]
    equations = sum(name in equation.names() for equation in release.equations)
    totals = sum(name in equation.left for equation in release.equations)
    too_small = count < lacking
    return equations, totals, too_small, -count if too_small else count, name
