"""When things are due, counted in working days of the instance or, towards a reporter, in calendar days.

Pure; days come in, days go out. Does not know pauses and extensions: they move the result, not the rule.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from wbs.cases.vocabulary import TRACKS
from wbs.organisation.calendar import WorkingCalendar

DEFAULT_TRACK = "c"  # until verification chooses one
NEWS_WITHIN = timedelta(days=30)  # calendar days: the longest a reporter waits for a word
QUESTION_PATIENCE = timedelta(days=90)  # calendar days: an unanswered question closes no case before


@dataclass(frozen=True)
class Band:
    """A span of working days, both ends included; `most` is None for the open end."""

    key: str
    label: str
    least: int
    most: int | None

    def holds(self, days: int) -> bool:
        return self.least <= days and (self.most is None or days <= self.most)


AGEING = (
    Band("0-14", "0-14 hari kerja", 0, 14),
    Band("15-30", "15-30 hari kerja", 15, 30),
    Band("31-60", "31-60 hari kerja", 31, 60),
    Band("61-90", "61-90 hari kerja", 61, 90),
    Band("90+", "lebih dari 90 hari kerja", 91, None),
)


def due_on(
    calendar: WorkingCalendar, moment: datetime, track: str = DEFAULT_TRACK, *, is_urgent: bool = False
) -> date:
    """The last day on which what came at `moment` is on time: by its track, or the same working day when urgent."""
    first = calendar.first_counted_day(moment)
    return first if is_urgent else due_from(calendar, first, track)


def due_from(calendar: WorkingCalendar, first_counted_on: date, track: str) -> date:
    """The same from a day that is already known to count, as after a change of track."""
    return calendar.add(first_counted_on, TRACKS[track].working_days)


def first_news_on(opened_on: date) -> date:
    """Until when a reporter gets the first word from a person."""
    return opened_on + NEWS_WITHIN


def next_news_by(today: date, promised_on: date | None = None) -> date:
    """Until when the reporter gets the next word: what was promised, but never over 30 calendar days ahead, and never
    in the past."""
    latest = first_news_on(today)
    return latest if promised_on is None else max(today, min(promised_on, latest))


def question_lapses_on(asked_on: date) -> date:
    """The first day on which an unanswered question may close a case."""
    return asked_on + QUESTION_PATIENCE


def working_days_left(due: date, today: date, calendar: WorkingCalendar) -> int:
    """0 on the due day itself; negative when it has passed, also when only days off have."""
    left = calendar.between(today, due)
    return min(left, -1) if is_overdue(due, today) else left


def is_overdue(due: date, today: date) -> bool:
    return today > due


def age(first_counted_on: date, today: date, calendar: WorkingCalendar) -> int:
    """Working days a case has been open; 0 on its first."""
    return max(0, calendar.between(first_counted_on, today))


def ageing_band(days: int) -> Band:
    """The band of an age in working days."""
    return next(band for band in AGEING if band.holds(max(0, days)))
