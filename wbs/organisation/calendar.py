"""Which days are working days, and counting in them. Pure: the corrections are handed in.

Days off are the national holidays and joint leave days (SKB 3 Menteri) of `national_days`, then a table of local
corrections, which outrank it. Does not know what a deadline is.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from wbs.organisation.national_days import days_off

CORRECTION_KINDS = ("libur", "kerja")
COUNTS_UNTIL = time(16)  # local; what comes later counts from the next working day
SATURDAY = 5
ESTIMATE = "(perkiraan)"  # how the package marks a day that depends on the moon


@dataclass(frozen=True)
class Correction:
    """One day that differs from the national list: `kind` is libur (off) or kerja (worked)."""

    day: date
    kind: str
    name: str = ""
    source: str = ""
    confirmed_by: str = ""


@lru_cache(maxsize=64)
def official_days_off(year: int) -> Mapping[date, str]:
    """Day -> Bahasa name, 25 days for 2026."""
    return days_off(year)


@lru_cache(maxsize=64)
def _joint_leave(year: int) -> int:
    return len(days_off(year, joint_leave_alone=True))


class WorkingCalendar:
    """The working days of one place. Years are worked out once each."""

    def __init__(self, zone: ZoneInfo, corrections: Iterable[Correction] = ()) -> None:
        self.zone = zone
        self._corrections = {correction.day: correction for correction in corrections}
        self._years: dict[int, list[date]] = {}

    def is_working_day(self, day: date) -> bool:
        if day in self._corrections:
            return self._corrections[day].kind == "kerja"
        return day.weekday() < SATURDAY and day not in official_days_off(day.year)

    def day_off_name(self, day: date) -> str:
        """Why a weekday is off; "" for working days and plain weekends."""
        if self.is_working_day(day):
            return ""
        correction = self._corrections.get(day)
        return correction.name if correction else official_days_off(day.year).get(day, "")

    def add(self, day: date, n: int) -> date:
        """The n-th working day after `day` (whether or not that is one); 0 gives `day` back. n >= 0."""
        if n < 0:
            raise ValueError("working days are counted forward")
        if n == 0:
            return day
        year, at = day.year, bisect_right(self._working_days(day.year), day) + n - 1
        while at >= len(self._working_days(year)):
            at -= len(self._working_days(year))
            year += 1
        return self._working_days(year)[at]

    def between(self, first: date, last: date) -> int:
        """How many working days come after `first`, up to and including `last`; negative when `last` is earlier.

        `between(day, add(day, n)) == n`.
        """
        if last < first:
            return -self.between(last, first)
        whole_years = sum(len(self._working_days(year)) for year in range(first.year, last.year))
        return whole_years + self._counted(last) - self._counted(first)

    def first_counted_day(self, moment: datetime) -> date:
        """The day from which an aware moment counts: its own local day, or the next working day when it came after
        16:00 or on a day off."""
        if moment.tzinfo is None:
            raise ValueError("naive datetime")
        local = moment.astimezone(self.zone)
        counts = self.is_working_day(local.date()) and local.time() <= COUNTS_UNTIL
        return local.date() if counts else self.add(local.date(), 1)

    def is_year_known(self, year: int) -> bool:
        """Whether the year's list stands: joint leave is published and nothing is an estimate, or a person confirmed
        it, which is said by a confirmed correction on its 1 January that carries the decree as source."""
        new_year = self._corrections.get(date(year, 1, 1))
        if new_year is not None and new_year.kind == "libur" and new_year.confirmed_by:
            return True
        return _joint_leave(year) > 0 and not any(ESTIMATE in name for name in official_days_off(year).values())

    def _counted(self, day: date) -> int:
        return bisect_right(self._working_days(day.year), day)

    def _working_days(self, year: int) -> list[date]:
        if year not in self._years:
            start = date(year, 1, 1)
            days = (start + timedelta(n) for n in range((date(year, 12, 31) - start).days + 1))
            self._years[year] = [day for day in days if self.is_working_day(day)]
        return self._years[year]
