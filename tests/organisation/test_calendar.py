from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbs.organisation.calendar import Correction, WorkingCalendar, official_days_off

ZONE = ZoneInfo("Asia/Jakarta")
CALENDAR = WorkingCalendar(ZONE)
DAYS = st.dates(date(2015, 1, 1), date(2060, 12, 31))
IN_2026 = st.dates(date(2026, 1, 1), date(2026, 12, 31))
CORRECTIONS = st.lists(st.builds(Correction, IN_2026, st.sampled_from(["libur", "kerja"])))


def local(year, month, day, hour, minute=0):
    return datetime(year, month, day, hour, minute, tzinfo=ZONE)


def test_2026_has_17_public_and_8_joint_leave_days():
    names = official_days_off(2026).values()
    assert len(names) == 25
    assert sum(name.startswith("Cuti Bersama") for name in names) == 8


def test_weekends_holidays_and_joint_leave_are_off():
    assert CALENDAR.is_working_day(date(2026, 1, 2))
    assert not CALENDAR.is_working_day(date(2026, 1, 3))
    assert not CALENDAR.is_working_day(date(2026, 8, 17))
    assert not CALENDAR.is_working_day(date(2026, 12, 24))
    assert CALENDAR.day_off_name(date(2026, 12, 24)) == "Cuti Bersama Hari Raya Natal"
    assert CALENDAR.day_off_name(date(2026, 1, 3)) == ""


def test_a_correction_outranks_the_list():
    polling_day, worked = date(2026, 11, 25), date(2026, 12, 24)
    corrected = WorkingCalendar(ZONE, [Correction(polling_day, "libur", "Pilkada"), Correction(worked, "kerja")])
    assert not corrected.is_working_day(polling_day)
    assert corrected.day_off_name(polling_day) == "Pilkada"
    assert corrected.is_working_day(worked)
    assert corrected.add(date(2026, 11, 24), 1) == date(2026, 11, 26)


def test_counting_over_the_end_of_a_year():
    assert CALENDAR.add(date(2026, 12, 23), 1) == date(2026, 12, 28)
    assert CALENDAR.add(date(2026, 12, 31), 1) == date(2027, 1, 4)
    assert CALENDAR.between(date(2026, 12, 23), date(2027, 1, 4)) == 5


def test_sixty_working_days_over_idul_fitri():
    assert CALENDAR.add(date(2026, 2, 2), 60) == date(2026, 5, 8)


@given(DAYS, st.integers(0, 700), CORRECTIONS)
def test_between_takes_back_what_add_gave(day, n, corrections):
    calendar = WorkingCalendar(ZONE, corrections)
    last = calendar.add(day, n)
    assert calendar.between(day, last) == n
    assert n == 0 or calendar.is_working_day(last)


@given(DAYS, DAYS, DAYS)
def test_spans_add_up(one, other, third):
    assert CALENDAR.between(one, other) + CALENDAR.between(other, third) == CALENDAR.between(one, third)


@given(DAYS, st.integers(0, 400))
def test_between_counts_like_a_finger_on_a_wall_calendar(day, n):
    days = [day + timedelta(step) for step in range(1, n + 1)]
    assert CALENDAR.between(day, day + timedelta(n)) == sum(map(CALENDAR.is_working_day, days))


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (local(2026, 1, 5, 9), date(2026, 1, 5)),
        (local(2026, 1, 5, 16), date(2026, 1, 5)),
        (local(2026, 1, 5, 16, 1), date(2026, 1, 6)),
        (local(2026, 1, 9, 20), date(2026, 1, 12)),
        (local(2026, 1, 10, 9), date(2026, 1, 12)),
        (local(2026, 3, 18, 9), date(2026, 3, 25)),
        (datetime(2026, 1, 5, 23, tzinfo=UTC), date(2026, 1, 6)),
        (datetime(2026, 1, 5, 10, tzinfo=UTC), date(2026, 1, 6)),
    ],
)
def test_what_comes_late_or_on_a_day_off_counts_from_the_next_working_day(moment, day):
    assert CALENDAR.first_counted_day(moment) == day


def test_naive_moments_and_counting_back_are_refused():
    with pytest.raises(ValueError):
        CALENDAR.first_counted_day(datetime(2026, 1, 5))  # noqa: DTZ001
    with pytest.raises(ValueError):
        CALENDAR.add(date(2026, 1, 5), -1)


def test_a_year_is_known_when_its_list_stands_or_a_person_says_so():
    assert CALENDAR.is_year_known(2026)
    assert not CALENDAR.is_year_known(2060)
    new_year = date(2060, 1, 1)
    word = [Correction(new_year, "libur", "Tahun Baru Masehi", "SKB 3 Menteri", "kepala kepegawaian")]
    assert WorkingCalendar(ZONE, word).is_year_known(2060)
    assert not WorkingCalendar(ZONE, [Correction(new_year, "libur")]).is_year_known(2060)


def test_a_jumped_clock_breaks_nothing():
    assert CALENDAR.add(date(2190, 1, 1), 3) == date(2190, 1, 6)
    assert not CALENDAR.is_year_known(2190)
