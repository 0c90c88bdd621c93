"""The only periods that are ever counted: calendar quarters, semesters and years.

A free choice of dates would let a reader subtract one period from another and find the single report between them.
"""

import re
from datetime import date, timedelta
from typing import NamedTuple

RHYTHMS = {"triwulan": 3, "semester": 6, "tahun": 12}  # months
_SIGNS = {"T": "triwulan", "S": "semester"}
_KEY = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<sign>[TS])(?P<ordinal>[1-4]))?")
_DECEMBER = 12
_FIRST_YEAR, _LAST_YEAR = 2000, 2200


class Period(NamedTuple):
    """From `start` to `end`, both included."""

    start: date
    end: date

    def months(self) -> tuple[str, ...]:
        """The months touched, as "2026-01"."""
        first = self.start.year * _DECEMBER + self.start.month - 1
        last = self.end.year * _DECEMBER + self.end.month
        return tuple(f"{n // _DECEMBER:04d}-{n % _DECEMBER + 1:02d}" for n in range(first, last))

    def is_finished(self, as_of: date) -> bool:
        return self.end < as_of

    @property
    def rhythm(self) -> str:
        return {length: name for name, length in RHYTHMS.items()}.get(len(self.months()), "")

    @property
    def ordinal(self) -> int:
        return (self.start.month - 1) // RHYTHMS.get(self.rhythm, _DECEMBER) + 1

    @property
    def key(self) -> str:
        """ "2026", "2026-S1" or "2026-T3": what a form sends."""
        sign = {"triwulan": "T", "semester": "S"}.get(self.rhythm)
        return f"{self.start.year:04d}-{sign}{self.ordinal}" if sign else f"{self.start.year:04d}"

    def parts(self, rhythm: str) -> tuple["Period", ...]:
        """The periods of a finer rhythm this one is made of; itself when the rhythm is its own."""
        finer = periods_between(self.start, self.end, rhythm)
        return tuple(part for part in finer if self.start <= part.start and part.end <= self.end)


def period_from_key(key: str) -> Period | None:
    """None for anything that is not one of the fixed periods."""
    match = _KEY.fullmatch(key)
    if not match or not _FIRST_YEAR <= int(match["year"]) <= _LAST_YEAR:
        return None
    length = RHYTHMS[_SIGNS.get(match["sign"], "tahun")]
    first_month = (int(match["ordinal"] or 1) - 1) * length + 1
    return _period(int(match["year"]), first_month, length) if first_month <= _DECEMBER else None


def periods_between(first_day: date, last_day: date, rhythm: str) -> tuple[Period, ...]:
    """Every period of that rhythm that touches the days given, oldest first."""
    length = RHYTHMS[rhythm]
    starts = ((year, month) for year in range(first_day.year, last_day.year + 1) for month in range(1, 13, length))
    every = (_period(year, month, length) for year, month in starts)
    return tuple(period for period in every if period.end >= first_day and period.start <= last_day)


def offered(first_day: date, as_of: date, rhythm: str, with_running: bool = False) -> tuple[Period, ...]:
    """What the form offers, newest first: no period finer than the rhythm, and by default only finished ones.

    A running period changes from day to day, so two visits to it differ by the reports of the days between.
    """
    coarse = [name for name, length in RHYTHMS.items() if length >= RHYTHMS[rhythm]]
    every = [period for name in coarse for period in periods_between(first_day, as_of, name)]
    kept = [period for period in every if with_running or period.is_finished(as_of)]
    return tuple(sorted(kept, key=lambda period: (period.end, -period.start.toordinal()), reverse=True))


def _period(year: int, first_month: int, length: int) -> Period:
    after = date(year + (first_month + length > _DECEMBER), (first_month + length - 1) % _DECEMBER + 1, 1)
    return Period(date(year, first_month, 1), after - timedelta(days=1))
