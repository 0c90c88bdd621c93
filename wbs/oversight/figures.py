"""Counts reports: one pass over the facts, any number of periods. Decides what each figure means, not what is shown.

A figure is a named cell holding a non-negative integer; which cells must add up is said in `publication.py`.
Everything known on `as_of` is used, so that the figures of quarters add up to those of their year. Days are ends of
days; events after `as_of` do not exist.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from wbs.oversight.definitions import KINDS, OUTCOMES, REOPENED_LATER, UNRECORDED
from wbs.oversight.facts import CaseFacts, WorkingDays
from wbs.oversight.periods import Period

AGE_BANDS = (("0-14", 14), ("15-30", 30), ("31-60", 60), ("61-90", 90), (">90", None))  # working days, inclusive
SUBSTANTIATED = ("terbukti", "terbukti_sebagian")
EXAMINED = (*SUBSTANTIATED, "tidak_terbukti", "bukti_belum_cukup")
STOCKS_AT_START = ("opening",)
STOCKS_AT_END = ("closing", *(f"age:{name}" for name, _ in AGE_BANDS))
DURATIONS = ("closing", "first_answer")


@dataclass(frozen=True)
class Figures:
    """True counts of one period, not yet protected: `cells` by name, `days` as {duration: {working days: reports}}."""

    period: Period
    as_of: date
    cells: Mapping[str, int]
    days: Mapping[str, Mapping[int, int]]
    excluded: int  # probes and trials received in the period

    def balances(self) -> bool:
        """awal + masuk + dibuka kembali - ditutup = akhir, each counted on its own."""
        cells = self.cells
        return cells["opening"] + cells["received"] + cells["reopened"] - cells["closed"] == cells["closing"]


def figures(
    facts: Iterable[CaseFacts], period: tuple[date, date], as_of: date, calendar: WorkingDays, **lists: Iterable[str]
) -> Figures:
    """One period; `lists` as in `series`."""
    return series(facts, [Period(*period)], as_of, calendar, **lists)[0]


def series(
    facts: Iterable[CaseFacts],
    periods: Sequence[Period],
    as_of: date,
    calendar: WorkingDays,
    *,
    unit_kinds: Iterable[str] = (),
    regions: Iterable[str] = (),
) -> tuple[Figures, ...]:
    """Figures of periods that follow each other without a gap, in one pass.

    `unit_kinds` and `regions` are the whole organisation's, so that a table has the same rows in every period.
    Raises ValueError for a gap, or a period that has not begun.
    """
    tally = _Tally(periods, as_of, calendar)
    for case in facts:
        tally.add(case)
    return tally.finish({*unit_kinds}, {*regions})


def combine(parts: Sequence[Figures], period: Period | None = None) -> Figures:
    """The figures of a longer period from those of its consecutive parts: flows add, stocks are of the two ends.

    `period` names the whole when its last parts have not begun yet.
    """
    first, last = parts[0], parts[-1]
    cells = {name: sum(part.cells.get(name, 0) for part in parts) for part in parts for name in part.cells}
    cells.update({name: first.cells[name] for name in STOCKS_AT_START})
    cells.update({name: last.cells[name] for name in STOCKS_AT_END})
    days = {name: dict(sum((Counter(part.days[name]) for part in parts), Counter())) for name in DURATIONS}
    whole = period or Period(first.period.start, last.period.end)
    return Figures(whole, last.as_of, cells, days, sum(part.excluded for part in parts))


def age_band(working_days: int) -> str:
    return next(name for name, highest in AGE_BANDS if highest is None or working_days <= highest)


def quantile(days: Mapping[int, int], share: int) -> int:
    """Nearest rank: the smallest value that has `share` hundredths of all at or below it."""
    rank = -(-sum(days.values()) * share // 100)
    for value in sorted(days):
        rank -= days[value]
        if rank <= 0:
            return value
    raise ValueError("no durations")


class _Tally:
    """Counters for every period, and what is remembered by day, so that a case costs a few look-ups and no sum."""

    def __init__(self, periods: Sequence[Period], as_of: date, calendar: WorkingDays) -> None:
        if any(before.end + timedelta(days=1) != after.start for before, after in pairwise(periods)):
            raise ValueError("periods must follow each other")
        if periods[-1].start > as_of:
            raise ValueError("a period has not begun")
        self.periods, self.as_of, self.calendar = periods, as_of, calendar
        self.starts = [period.start for period in periods]
        self.ends = [periods[0].start - timedelta(days=1), *(min(period.end, as_of) for period in periods)]
        self.counts: list[Counter[str]] = [Counter() for _ in periods]
        self.days = [{name: Counter[int]() for name in DURATIONS} for _ in periods]
        self.excluded: Counter[int] = Counter()
        self.unit_kinds = {UNRECORDED}
        self.regions = {UNRECORDED}
        self._period_of: dict[date, int | None] = {}
        self._months: dict[date, str] = {}
        self._ages: dict[tuple[date, date], str] = {}
        self._between: dict[tuple[date, date], int] = {}

    def add(self, case: CaseFacts) -> None:
        arrived_in = self._index(case.opened_on)
        if case.excluded_from_figures:
            if arrived_in is not None:
                self.excluded[arrived_in] += 1
            return
        self.unit_kinds.add(case.unit_kind or UNRECORDED)
        self.regions.add(case.region or UNRECORDED)
        if arrived_in is not None:
            self._count_arrival(case, arrived_in)
        self._count_deadline(case)
        self._count_closings(case)
        self._count_stock(case)

    def _count_arrival(self, case: CaseFacts, at: int) -> None:
        counts = self.counts[at]
        counts["received"] += 1
        counts["kind:" + (case.kind if case.kind in KINDS else UNRECORDED)] += 1
        counts["unit_kind:" + (case.unit_kind or UNRECORDED)] += 1
        counts["region:" + (case.region or UNRECORDED)] += 1
        counts[self._month_cell(case.opened_on)] += 1
        if case.first_answer_on is not None and case.first_answer_on <= self.as_of:
            counts["answered"] += 1
            self.days[at]["first_answer"][self._days(case.opened_on, case.first_answer_on)] += 1
        else:
            counts["unanswered"] += 1

    def _count_deadline(self, case: CaseFacts) -> None:
        at = self._index(case.due_on)
        if at is not None:
            closed_on = case.first_closed_on()
            self.counts[at]["due"] += 1
            self.counts[at]["on_time" if closed_on is not None and closed_on <= case.due_on else "late"] += 1

    def _count_closings(self, case: CaseFacts) -> None:
        for closed_on, reopened_on in case.earlier:
            self._count_closing(case.opened_on, closed_on, REOPENED_LATER)
            reopened_in = self._index(reopened_on)
            if reopened_in is not None:
                self.counts[reopened_in]["reopened"] += 1
        if case.closed_on is not None:
            self._count_closing(case.opened_on, case.closed_on, case.outcome)

    def _count_closing(self, opened_on: date, closed_on: date, outcome: str | None) -> None:
        at = self._index(closed_on)
        if at is None:
            return
        known = outcome if outcome in OUTCOMES else UNRECORDED
        counts = self.counts[at]
        counts["closed"] += 1
        counts[f"outcome:{known}"] += 1
        counts["examined"] += known in EXAMINED
        counts["substantiated"] += known in SUBSTANTIATED
        self.days[at]["closing"][self._days(opened_on, closed_on)] += 1

    def _count_stock(self, case: CaseFacts) -> None:
        first = bisect_left(self.ends, case.opened_on)
        stop = len(self.ends) if case.closed_on is None else bisect_left(self.ends, case.closed_on)
        for boundary in range(first, stop):
            day = self.ends[boundary]
            if case.earlier and not case.is_open_on(day):
                continue
            if boundary > 0:
                self.counts[boundary - 1]["closing"] += 1
                self.counts[boundary - 1][self._age_cell(case.opened_on, day)] += 1
            if boundary < len(self.periods):
                self.counts[boundary]["opening"] += 1

    def _index(self, day: date) -> int | None:
        if day not in self._period_of:
            inside = self.starts[0] <= day <= self.ends[-1]
            self._period_of[day] = bisect_left(self.ends, day) - 1 if inside else None
        return self._period_of[day]

    def _month_cell(self, day: date) -> str:
        if day not in self._months:
            self._months[day] = f"month:{day:%Y-%m}"
        return self._months[day]

    def _age_cell(self, opened_on: date, day: date) -> str:
        if (opened_on, day) not in self._ages:
            self._ages[opened_on, day] = "age:" + age_band(self._days(opened_on, day))
        return self._ages[opened_on, day]

    def _days(self, a: date, b: date) -> int:
        if (a, b) not in self._between:
            self._between[a, b] = self.calendar.between(a, b)
        return self._between[a, b]

    def finish(self, unit_kinds: set[str], regions: set[str]) -> tuple[Figures, ...]:
        """Zero where nothing was counted: a row that is missing would say zero to those who may not know it."""
        named = [f"unit_kind:{name}" for name in sorted(unit_kinds | self.unit_kinds)]
        named += [f"region:{name}" for name in sorted(regions | self.regions)]
        return tuple(
            Figures(
                period=period,
                as_of=self.as_of,
                cells={name: counts[name] for name in (*_FIXED, *named, *_months(period), *sorted(counts))},
                days={name: dict(counter) for name, counter in days.items()},
                excluded=self.excluded[at],
            )
            for at, (period, counts, days) in enumerate(zip(self.periods, self.counts, self.days, strict=True))
        )


_FIXED = (
    *STOCKS_AT_START,
    *("received", "reopened", "closed"),
    *STOCKS_AT_END,
    *("examined", "substantiated"),
    *(f"outcome:{key}" for key in OUTCOMES),
    *("due", "on_time", "late", "answered", "unanswered"),
    *(f"kind:{key}" for key in KINDS),
)


def _months(period: Period) -> list[str]:
    return [f"month:{month}" for month in period.months()]
