"""The fixed sheet of one published period: headlines, balance, durations, tables. What a page or a file draws.

Rows stand in a fixed order, never by size: the order would tell what a hidden count hides.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from wbs.oversight.definitions import DEFINITIONS, Definition, label_of
from wbs.oversight.periods import Period
from wbs.oversight.publication import BREAKDOWNS, COUNTED_BY, MEDIAN, P90, Duration, Published

BALANCE = ("opening", "received", "reopened", "closed", "closing")
RATES = {"on_time": "due", "substantiated": "examined", "answered": "received"}
DURATIONS = {"days_to_closing": "closing", "days_to_first_answer": "first_answer"}
TABLES = {**BREAKDOWNS, "outcome": "closed"}
ORDER = ("age", "outcome", "kind", "unit_kind", "region", "month")
FULL_BAR = 1000


@dataclass(frozen=True)
class Line:
    """A row: `count` is None when hidden; `bar` is its length in thousandths of the longest bar shown."""

    label: str
    count: int | None
    bar: int = 0
    month: date | None = None


@dataclass(frozen=True)
class Table:
    """`merged`: hidden rows together, which anybody can work out from the total; None when there are none."""

    key: str
    definition: Definition
    total: int | None
    lines: tuple[Line, ...]
    merged: int | None

    def has_hidden(self) -> bool:
        return any(line.count is None for line in self.lines)


@dataclass(frozen=True)
class Rate:
    """`percent` is None when it would tell a hidden number, or when there is nothing to divide by."""

    key: str
    definition: Definition
    percent: Decimal | None
    numerator: int | None
    denominator: int | None
    denominator_label: str


@dataclass(frozen=True)
class Durations:
    """Median and P90 of working days, None where too few reports stand behind them."""

    key: str
    definition: Definition
    median: Duration | None
    p90: Duration | None
    reports: int | None


@dataclass(frozen=True)
class Headline:
    key: str
    definition: Definition
    count: int | None


@dataclass(frozen=True)
class Sheet:
    """Everything shown of one period; the order of the fields is the order on the page."""

    period: Period
    as_of: date
    is_finished: bool
    smallest: int  # the smallest count that is shown
    headlines: tuple[Headline, ...]
    rates: tuple[Rate, ...]
    durations: tuple[Durations, ...]
    balance: tuple[Headline, ...]
    balances: bool
    tables: tuple[Table, ...]
    excluded: int


def sheet_of(published: Published) -> Sheet:
    """The same sheet for the page and for the file."""
    figures, shown = published.figures, published.shown
    return Sheet(
        period=figures.period,
        as_of=figures.as_of,
        is_finished=figures.period.is_finished(figures.as_of),
        smallest=published.policy.k,
        headlines=tuple(_headline(key, shown) for key in ("received", "closed", "closing")),
        rates=tuple(_rate(published, *pair) for pair in RATES.items()),
        durations=tuple(_durations(published, *pair) for pair in DURATIONS.items()),
        balance=tuple(_headline(key, shown) for key in BALANCE),
        balances=figures.balances(),
        tables=tuple(_table(key, TABLES[key], shown, figures.as_of) for key in ORDER),
        excluded=figures.excluded,
    )


def _headline(key: str, shown: Mapping[str, int | None]) -> Headline:
    return Headline(key, DEFINITIONS[key], shown[key])


def _rate(published: Published, numerator: str, denominator: str) -> Rate:
    return Rate(
        key=numerator,
        definition=DEFINITIONS[numerator],
        percent=published.rate(numerator, denominator),
        numerator=published.shown[numerator],
        denominator=published.shown[denominator],
        denominator_label=DEFINITIONS[denominator].label,
    )


def _durations(published: Published, key: str, name: str) -> Durations:
    reports = published.shown[COUNTED_BY[name]]
    return Durations(key, DEFINITIONS[key], published.duration(name, MEDIAN), published.duration(name, P90), reports)


def _table(key: str, total_cell: str, shown: Mapping[str, int | None], as_of: date) -> Table:
    """A month still to come has no row."""
    rows = {name: count for name, count in shown.items() if name.startswith(f"{key}:")}
    counts = [count for count in rows.values() if count is not None]
    longest = max(counts, default=0) or 1
    total = shown[total_cell]
    merged = total - sum(counts) if total is not None and len(counts) < len(rows) else None
    every = (_line(name, count, longest) for name, count in rows.items())
    lines = tuple(line for line in every if line.month is None or line.month <= as_of)
    return Table(key, DEFINITIONS[key], total, lines, merged)


def _line(name: str, count: int | None, longest: int) -> Line:
    group, _, key = name.partition(":")
    month = date.fromisoformat(f"{key}-01") if group == "month" else None
    return Line(label_of(name), count, FULL_BAR * (count or 0) // longest, month)
