"""Figures as they may be shown: which cells must add up, period after period. Draws nothing, counts nothing.

Periods are published in one rhythm (quarters, or semesters, or years) and always in the order of time, each with
everything published before it: what was left open at the end of one period opens the next. A longer period shows only
sums of what its parts show, so that a year never tells more than its quarters did. What a reader can work out by
adding up hidden parts, as the balance sometimes allows, is then never a small number: each part is at most that sum,
so a sum known to be below k would have pinned the parts, and the audit of the parts forbids it.

Honest limits: the true counts of a past period still move when a report is reclassified or a closing is undone, so
whoever keeps two printings of one period may see that one report changed; a running period differs from day to day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from wbs.oversight.figures import (
    EXAMINED,
    STOCKS_AT_END,
    STOCKS_AT_START,
    SUBSTANTIATED,
    Figures,
    age_band,
    combine,
    quantile,
)
from wbs.oversight.periods import Period
from wbs.oversight.suppression import STAFF, Equation, Policy, Release, Settled, suppress

BREAKDOWNS = {"kind": "received", "unit_kind": "received", "region": "received", "month": "received", "age": "closing"}
COUNTED_BY = {"closing": "closed", "first_answer": "answered"}  # the cell that says how many durations there are
MEDIAN, P90 = 50, 90
_ROUNDED_FROM = 50  # durations; below, a band of days
_ROUNDED_TO = 5


@dataclass(frozen=True)
class Duration:
    """A quantile of working days, coarse on purpose: a band of AGE_BANDS, or about so many days."""

    band: str | None = None
    about: int | None = None


@dataclass(frozen=True)
class Published:
    """`shown` holds every cell of the period: a count, or None where it stays hidden."""

    figures: Figures
    policy: Policy
    shown: Mapping[str, int | None]

    def rate(self, numerator: str, denominator: str) -> Decimal | None:
        """In hundredths; None unless both numbers are shown, since a rate beside one of them tells the other."""
        part, whole = self.shown[numerator], self.shown[denominator]
        return Decimal(100 * part) / whole if part is not None and whole else None

    def duration(self, name: str, share: int) -> Duration | None:
        """The quantile at `share` hundredths (nearest rank); None when too few durations stand behind it."""
        count = self.shown[COUNTED_BY[name]]
        needed = self.policy.k if share == MEDIAN else 2 * self.policy.k  # P90 points at the few slowest
        if count is None or count < needed:
            return None
        days = quantile(self.figures.days[name], share)
        if count < _ROUNDED_FROM:
            return Duration(band=age_band(days))
        return Duration(about=(days + _ROUNDED_TO // 2) // _ROUNDED_TO * _ROUNDED_TO)


def publish(series: Sequence[Figures], policy: Policy = STAFF) -> tuple[Published, ...]:
    """Protect consecutive periods, oldest first; always begin with the first period of the instance."""
    published: list[Published] = []
    chain: list[Published] = []  # earlier periods from which the next one cannot be separated
    for figures in series:
        if chain and chain[-1].shown["closing"] is not None:
            chain = []
        shown = _protect(figures, chain, policy, follows=bool(published))
        published.append(Published(figures, policy, shown))
        chain.append(published[-1])
    return tuple(published)


def compose(parts: Sequence[Published], period: Period | None = None) -> Published:
    """A longer period out of published consecutive parts (one is enough), named `period`; adds no knowledge."""
    figures = combine([part.figures for part in parts], period)
    shown = {name: _sum(parts, name) for name in figures.cells}
    shown.update({name: parts[0].shown[name] for name in STOCKS_AT_START})
    shown.update({name: parts[-1].shown[name] for name in STOCKS_AT_END})
    return Published(figures, parts[0].policy, shown)


def equations_of(figures: Figures) -> tuple[Equation, ...]:
    """All that adds up within a period. The balance only where it holds: a false equation misleads nobody."""
    cells = figures.cells
    outcomes = tuple(name for name in cells if name.startswith("outcome:"))
    examined = tuple(f"outcome:{key}" for key in EXAMINED)
    substantiated = tuple(f"outcome:{key}" for key in SUBSTANTIATED)
    breakdowns = [
        Equation((total,), tuple(name for name in cells if name.startswith(f"{group}:")))
        for group, total in BREAKDOWNS.items()
    ]
    nested = [
        Equation(("closed",), ("examined", *(name for name in outcomes if name not in examined))),
        Equation(("examined",), ("substantiated", *(name for name in examined if name not in substantiated))),
        Equation(("substantiated",), substantiated),
        Equation(("due",), ("on_time", "late")),
        Equation(("received",), ("answered", "unanswered")),
    ]
    balance = [Equation(("opening", "received", "reopened"), ("closed", "closing"))] if figures.balances() else []
    return (*breakdowns, *nested, *balance)


def joined(series: Sequence[Figures]) -> Release:
    """Consecutive periods as one release; the cells of the nth are named "n|cell"."""
    cells = {f"{at}|{name}": count for at, figures in enumerate(series) for name, count in figures.cells.items()}
    inside = [
        Equation(tuple(f"{at}|{name}" for name in each.left), tuple(f"{at}|{name}" for name in each.right))
        for at, figures in enumerate(series)
        for each in equations_of(figures)
    ]
    links = [Equation((f"{at}|closing",), (f"{at + 1}|opening",)) for at in range(len(series) - 1)]
    return Release(cells, (*inside, *links))


def _protect(figures: Figures, chain: Sequence[Published], policy: Policy, follows: bool) -> dict[str, int | None]:
    at = len(chain)
    before = {f"{n}|{name}": count for n, part in enumerate(chain) for name, count in part.shown.items()}
    hidden = {name for name, count in before.items() if count is None}
    shown = set(before) - hidden
    if follows:
        (hidden if chain else shown).add(f"{at}|opening")
    release = joined([*(part.figures for part in chain), figures])
    protected = suppress(release, policy, Settled(frozenset(hidden), frozenset(shown)))
    return {name: protected.shown(f"{at}|{name}") for name in figures.cells}


def _sum(parts: Sequence[Published], name: str) -> int | None:
    counts = [part.shown[name] for part in parts if name in part.shown]
    return None if None in counts else sum(count for count in counts if count is not None)
