"""Each figure on cases made by hand, the balance on any cases, and what a count may cost."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.oversight.world import REGIONS, UNIT_KINDS, Weekdays, a_case, some_cases
from wbs.oversight.facts import CaseFacts
from wbs.oversight.figures import Figures, combine, figures, quantile, series
from wbs.oversight.periods import Period, period_from_key, periods_between

YEAR = (date(2026, 1, 1), date(2026, 12, 31))
QUARTERS = periods_between(*YEAR, "triwulan")
AFTER = date(2027, 3, 1)


def counted(*cases: CaseFacts, period: tuple[date, date] = YEAR, as_of: date = AFTER) -> Figures:
    return figures(cases, period, as_of, Weekdays())


def test_received_is_counted_by_the_day_it_came() -> None:
    result = counted(a_case(date(2025, 12, 31)), a_case(date(2026, 1, 1)), a_case(date(2026, 12, 31), kind="korupsi"))
    assert result.cells["received"] == 2
    assert (result.cells["kind:pungli"], result.cells["kind:korupsi"]) == (1, 1)
    assert (result.cells["month:2026-01"], result.cells["month:2026-12"]) == (1, 1)
    assert result.cells["opening"] == 1


def test_an_unknown_key_is_counted_as_unrecorded_not_dropped() -> None:
    result = counted(
        a_case(date(2026, 5, 4), kind="?", unit_kind="", region="", outcome="?", closed_on=date(2026, 6, 1))
    )
    for cell in ("kind", "unit_kind", "region", "outcome"):
        assert result.cells[f"{cell}:tidak_tercatat"] == 1


@pytest.mark.parametrize(
    ("opened_on", "band"),
    [
        (date(2026, 12, 31), "0-14"),
        (date(2026, 12, 11), "0-14"),
        (date(2026, 12, 10), "15-30"),
        (date(2026, 11, 18), "31-60"),
        (date(2026, 10, 1), "61-90"),
        (date(2026, 1, 1), ">90"),
    ],
)
def test_age_counts_working_days_to_the_end_of_the_period(opened_on: date, band: str) -> None:
    result = counted(a_case(opened_on))
    assert result.cells[f"age:{band}"] == 1 == result.cells["closing"]


def test_a_case_closed_on_the_last_day_is_not_open() -> None:
    assert counted(a_case(date(2026, 3, 2), closed_on=date(2026, 12, 31))).cells["closing"] == 0


def test_on_time_counts_everything_due_against_the_original_date_open_ones_too() -> None:
    due = date(2026, 6, 30)
    result = counted(
        a_case(date(2026, 3, 2), due_on=due, closed_on=due),
        a_case(date(2026, 3, 2), due_on=due, closed_on=date(2026, 7, 1)),
        a_case(date(2026, 3, 2), due_on=due),
        a_case(date(2026, 3, 2), due_on=date(2027, 1, 4)),
    )
    assert (result.cells["on_time"], result.cells["late"], result.cells["due"]) == (1, 2, 3)


def test_a_later_reopening_does_not_move_what_was_on_time() -> None:
    again = a_case(
        date(2026, 3, 2),
        due_on=date(2026, 6, 30),
        closed_on=date(2026, 11, 2),
        reopened=True,
        earlier=((date(2026, 5, 4), date(2026, 9, 1)),),
        outcome="terbukti",
    )
    result = counted(again)
    assert result.cells["on_time"] == 1
    assert (result.cells["closed"], result.cells["reopened"]) == (2, 1)
    assert (result.cells["outcome:dibuka_kembali"], result.cells["outcome:terbukti"]) == (1, 1)
    assert [part.cells["closing"] for part in series([again], QUARTERS, AFTER, Weekdays())] == [1, 0, 1, 0]


def test_substantiated_is_a_share_of_what_was_examined() -> None:
    outcomes = ("terbukti", "terbukti_sebagian", "tidak_terbukti", "bukti_belum_cukup", "dilimpahkan", "digabung")
    result = counted(*(a_case(date(2026, 3, 2), closed_on=date(2026, 4, 1), outcome=outcome) for outcome in outcomes))
    assert (result.cells["substantiated"], result.cells["examined"], result.cells["closed"]) == (2, 4, 6)


def test_answers_and_days() -> None:
    result = counted(
        a_case(date(2026, 3, 2), first_answer_on=date(2026, 3, 4), closed_on=date(2026, 3, 9)),
        a_case(date(2026, 3, 2)),
    )
    assert (result.cells["answered"], result.cells["unanswered"]) == (1, 1)
    assert result.days == {"closing": {5: 1}, "first_answer": {2: 1}}


def test_probes_and_trials_are_only_numbered() -> None:
    result = counted(a_case(date(2026, 3, 2), excluded_from_figures=True))
    assert result.excluded == 1
    assert not any(result.cells.values())


def test_what_happens_after_the_day_of_the_figures_has_not_happened() -> None:
    case = a_case(date(2026, 3, 2), closed_on=date(2026, 6, 1), first_answer_on=date(2026, 5, 2), outcome="terbukti")
    result = counted(case, a_case(date(2026, 5, 4)), as_of=date(2026, 5, 1))
    assert (result.cells["received"], result.cells["closed"], result.cells["closing"]) == (1, 0, 1)
    assert (result.cells["answered"], result.cells["due"]) == (0, 0)


def test_rows_are_the_same_whether_counted_or_not() -> None:
    empty = figures([], YEAR, AFTER, Weekdays(), unit_kinds=UNIT_KINDS, regions=REGIONS)
    full = figures(some_cases(3, 200), YEAR, AFTER, Weekdays(), unit_kinds=UNIT_KINDS, regions=REGIONS)
    assert list(empty.cells) == list(full.cells)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 40))
def test_the_backlog_balances_and_quarters_add_up_to_their_year(seed: int, count: int) -> None:
    cases = some_cases(seed, count)
    parts = series(cases, QUARTERS, AFTER, Weekdays())
    assert all(part.balances() for part in parts)
    assert all(before.cells["closing"] == after.cells["opening"] for before, after in pairwise(parts))
    assert combine(parts) == figures(cases, YEAR, AFTER, Weekdays())


def test_a_case_closed_before_it_was_opened_breaks_the_balance() -> None:
    assert not counted(a_case(date(2026, 3, 2), closed_on=date(2025, 3, 2))).balances()


def test_periods_with_a_gap_and_periods_to_come_are_refused() -> None:
    with pytest.raises(ValueError, match="follow each other"):
        series([], [QUARTERS[0], QUARTERS[2]], AFTER, Weekdays())
    with pytest.raises(ValueError, match="not begun"):
        series([], [Period(date(2028, 1, 1), date(2028, 3, 31))], AFTER, Weekdays())


def test_quantiles_are_by_nearest_rank() -> None:
    days = {1: 4, 10: 5, 99: 1}
    assert (quantile(days, 50), quantile(days, 90), quantile(days, 100)) == (10, 10, 99)


class CountingCalendar(Weekdays):
    def __init__(self) -> None:
        self.asked: list[tuple[date, date]] = []

    def between(self, a: date, b: date) -> int:
        self.asked.append((a, b))
        return super().between(a, b)


def test_any_number_of_periods_costs_one_pass_and_no_question_twice() -> None:
    """Time is made of passes and calendar look-ups: one pass, and each pair of days at most once."""
    drawn = 0

    def once() -> Iterator[CaseFacts]:
        nonlocal drawn
        for case in some_cases(1, 50) * 10:
            drawn += 1
            yield case

    calendar = CountingCalendar()
    result = series(once(), QUARTERS, AFTER, calendar)
    assert drawn == 500
    assert len(calendar.asked) == len(set(calendar.asked))
    assert sum(part.cells["received"] for part in result) % 10 == 0


def test_facts_are_not_changed_by_counting() -> None:
    case = a_case(date(2026, 3, 2))
    before = replace(case)
    counted(case)
    assert case == before


def test_a_period_is_read_from_its_key() -> None:
    assert period_from_key("2026") == YEAR
