from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbs.cases.deadlines import (
    AGEING,
    age,
    ageing_band,
    due_from,
    due_on,
    first_news_on,
    is_overdue,
    next_news_by,
    question_lapses_on,
    working_days_left,
)
from wbs.organisation.calendar import WorkingCalendar

ZONE = ZoneInfo("Asia/Jakarta")
CALENDAR = WorkingCalendar(ZONE)
MONDAY = date(2026, 1, 5)
DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@pytest.mark.parametrize(
    ("track", "day"), [("a", date(2026, 1, 8)), ("b", date(2026, 1, 26)), ("c", date(2026, 4, 10))]
)
def test_each_track_has_its_days(track, day):
    assert due_from(CALENDAR, MONDAY, track) == day
    assert due_on(CALENDAR, datetime(2026, 1, 5, 9, tzinfo=ZONE), track) == day


def test_track_c_is_the_default_and_late_reports_count_from_the_next_working_day():
    assert due_on(CALENDAR, datetime(2026, 1, 2, 17, tzinfo=ZONE)) == due_from(CALENDAR, MONDAY, "c")


@pytest.mark.parametrize(("hour", "day"), [(9, date(2026, 1, 2)), (17, MONDAY)])
def test_an_urgent_case_is_due_on_the_same_working_day(hour, day):
    assert due_on(CALENDAR, datetime(2026, 1, 2, hour, tzinfo=ZONE), is_urgent=True) == day


@given(DAYS, st.none() | DAYS)
def test_news_is_never_promised_for_later_than_thirty_days_nor_for_the_past(today, promised):
    assert today <= next_news_by(today, promised) <= first_news_on(today) == today + timedelta(30)


def test_a_promise_within_reach_stands():
    assert next_news_by(MONDAY, MONDAY + timedelta(9)) == MONDAY + timedelta(9)


def test_an_unanswered_question_waits_ninety_days():
    assert question_lapses_on(date(2026, 1, 1)) == date(2026, 4, 1)


def test_days_left_and_overdue():
    friday, saturday, next_monday = date(2026, 1, 9), date(2026, 1, 10), date(2026, 1, 12)
    assert working_days_left(friday, MONDAY, CALENDAR) == 4
    assert working_days_left(friday, friday, CALENDAR) == 0
    assert working_days_left(friday, saturday, CALENDAR) == -1
    assert working_days_left(friday, next_monday, CALENDAR) == -1
    assert working_days_left(friday, date(2026, 1, 13), CALENDAR) == -2
    assert not is_overdue(friday, friday)
    assert is_overdue(friday, saturday)


def test_age_is_counted_in_working_days():
    assert age(MONDAY, MONDAY, CALENDAR) == 0
    assert age(MONDAY, date(2026, 1, 12), CALENDAR) == 5
    assert age(MONDAY, date(2026, 1, 4), CALENDAR) == 0


@pytest.mark.parametrize(
    ("days", "band"),
    [(0, "0-14"), (14, "0-14"), (15, "15-30"), (30, "15-30"), (60, "31-60"), (61, "61-90"), (91, "90+")],
)
def test_ageing_bands(days, band):
    assert ageing_band(days).key == band


@given(st.integers(0, 5000))
def test_every_age_has_exactly_one_band(days):
    assert sum(band.holds(days) for band in AGEING) == 1
