"""Only calendar quarters, semesters and years exist."""

from datetime import date

import pytest

from wbs.oversight.periods import Period, offered, period_from_key, periods_between


@pytest.mark.parametrize(
    ("key", "start", "end", "rhythm"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31), "tahun"),
        ("2026-S2", date(2026, 7, 1), date(2026, 12, 31), "semester"),
        ("2028-T1", date(2028, 1, 1), date(2028, 3, 31), "triwulan"),
        ("2026-T4", date(2026, 10, 1), date(2026, 12, 31), "triwulan"),
    ],
)
def test_a_key_names_a_period_and_back(key: str, start: date, end: date, rhythm: str) -> None:
    period = period_from_key(key)
    assert period == (start, end)
    assert (period.key, period.rhythm) == (key, rhythm)


@pytest.mark.parametrize("key", ["", "2026-S3", "2026-T5", "2026-M1", "0000", "9999", "2026-01-01", "2026 ", "٢٠٢٦"])
def test_anything_else_is_no_period(key: str) -> None:
    assert period_from_key(key) is None


def test_finished_periods_are_offered_newest_first_and_none_finer_than_the_rhythm() -> None:
    keys = [period.key for period in offered(date(2025, 11, 3), date(2026, 8, 1), "semester")]
    assert keys == ["2026-S1", "2025", "2025-S2"]
    running = offered(date(2025, 11, 3), date(2026, 8, 1), "semester", with_running=True)
    assert [period.key for period in running][:2] == ["2026", "2026-S2"]


def test_a_period_is_finished_the_day_after_its_last() -> None:
    period = Period(date(2026, 1, 1), date(2026, 3, 31))
    assert not period.is_finished(date(2026, 3, 31))
    assert period.is_finished(date(2026, 4, 1))


def test_a_year_is_made_of_its_parts() -> None:
    year = Period(date(2026, 1, 1), date(2026, 12, 31))
    assert [part.key for part in year.parts("triwulan")] == ["2026-T1", "2026-T2", "2026-T3", "2026-T4"]
    assert year.parts("tahun") == (year,)
    assert len(periods_between(date(2026, 3, 31), date(2026, 4, 1), "triwulan")) == 2
