"""What anybody may read: whole old semesters, ten or more, and never what auditors may not see."""

from dataclasses import replace
from datetime import date, timedelta

from tests.oversight.world import Weekdays, a_case
from wbs.oversight.figures import figures
from wbs.oversight.periods import Period
from wbs.oversight.public_figures import last_public_semester, public_figures
from wbs.oversight.publication import Published, publish

SEMESTER = Period(date(2026, 1, 1), date(2026, 6, 30))
OLD_ENOUGH = date(2026, 8, 1)


def published(received: int, closed: int) -> Published:
    first = date(2026, 1, 5)
    cases = [
        a_case(first, closed_on=first + timedelta(days=30) if at < closed else None, outcome="terbukti")
        for at in range(received)
    ]
    return publish([figures(cases, SEMESTER, OLD_ENOUGH, Weekdays())])[0]


def test_totals_and_a_coarse_median() -> None:
    told = public_figures(published(31, 15), OLD_ENOUGH)
    assert told is not None
    assert (told.received, told.closed, told.median_band) == (31, 15, "15-30")


def test_nothing_below_ten_and_no_median_of_few() -> None:
    assert public_figures(published(9, 9), OLD_ENOUGH) is None
    told = public_figures(published(31, 9), OLD_ENOUGH)
    assert told is not None
    assert (told.closed, told.median_band) == (None, None)


def test_nothing_while_the_semester_is_young() -> None:
    assert public_figures(published(31, 15), SEMESTER.end + timedelta(days=29)) is None


def test_what_the_auditors_sheet_hides_is_not_told() -> None:
    sheet = published(31, 15)
    assert public_figures(replace(sheet, shown={**sheet.shown, "received": None}), OLD_ENOUGH) is None
    told = public_figures(replace(sheet, shown={**sheet.shown, "closed": None}), OLD_ENOUGH)
    assert told is not None
    assert told.closed is None


def test_the_newest_semester_that_is_old_enough() -> None:
    assert last_public_semester(date(2026, 7, 29)).key == "2025-S2"
    assert last_public_semester(date(2026, 7, 30)) == SEMESTER
