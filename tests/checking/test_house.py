"""What the office must have in order, each check alone."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from wbs.cases.desk_check import BLOCKING, NOTE, WARNING
from wbs.checking.house import (
    check_demo,
    check_directories,
    check_holidays,
    check_infrastructure,
    check_mail,
    check_nights,
    check_witnesses,
)
from wbs.organisation.calendar import Correction, WorkingCalendar
from wbs.organisation.loading import load_bundled_units

ZONE = ZoneInfo("Asia/Jakarta")
CONFIRMED = [Correction(date(year, 1, 1), "libur", "Tahun Baru", "SKB", "ketua") for year in (2026, 2031, 2032)]


@pytest.mark.parametrize(("month", "found"), [(9, []), (10, [NOTE]), (11, [NOTE]), (12, [WARNING])])
def test_next_years_holidays_are_asked_for_from_autumn_on(month: int, found: list[str]) -> None:
    calendar = WorkingCalendar(ZONE, CONFIRMED[:1])
    assert [one.severity for one in check_holidays(calendar, date(2026, month, 1))] == found


def test_a_confirmed_year_is_enough() -> None:
    calendar = WorkingCalendar(ZONE, CONFIRMED)
    assert [*check_holidays(calendar, date(2031, 12, 31))] == []
    told = [one.sentence for one in check_holidays(calendar, date(2030, 11, 1))]
    assert len(told) == 1 and "2030" in told[0]


def test_who_runs_the_machines_is_told_and_nobody_is_suspicious() -> None:
    units = load_bundled_units("dki", infrastructure=["DISKOMINFOTIK"]).infrastructure()
    (named,) = check_infrastructure(units)
    assert named.severity == NOTE and "Diskominfotik" in named.sentence
    (nobody,) = check_infrastructure(())
    assert nobody.severity == WARNING


def test_the_ledger_is_always_told_to_be_unwitnessed() -> None:
    (told,) = check_witnesses({"main": 12, "bypass": 0})
    assert "belum disaksikan" in told.sentence and "main 12" in told.sentence and told.severity == NOTE


def test_mail_and_demo() -> None:
    assert [one.severity for one in check_mail("")] == [NOTE] and not [*check_mail("surel.go.id")]
    assert [one.severity for one in check_demo(True)] == [WARNING] and not [*check_demo(False)]


@pytest.mark.parametrize(
    ("last", "told"), [(None, 1), (date(2026, 11, 20), 1), (date(2026, 11, 21), 0), (date(2026, 11, 23), 0)]
)
def test_nights_that_do_not_come(last: date | None, told: int) -> None:
    assert len([*check_nights(last, date(2026, 11, 23))]) == told


def test_directories_that_end() -> None:
    ends = {"main": date(2026, 12, 1), "bypass": None}
    found = [*check_directories(ends, date(2026, 11, 23))]
    assert [one.severity for one in found] == [BLOCKING, WARNING]
    assert not [*check_directories({"main": date(2027, 11, 1)}, date(2026, 11, 23))]
