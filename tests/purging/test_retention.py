"""The rule, held against a calendar: when the years are over, and what keeps a case beyond them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from wbs.purging.retention import HEARD, HELD, OPEN, PROPOSED, REASONS, YOUNG, Kept, ends_on, latest_closing, why_kept

CLOSED_ON = date(2026, 3, 10)
OVER = date(2031, 3, 10)
CASE = Kept("selesai", CLOSED_ON, date(2026, 3, 9), None, has_proposal=False)


def test_the_years_end_on_the_same_day() -> None:
    assert ends_on(CLOSED_ON, 5) == OVER
    assert ends_on(date(2024, 2, 29), 5) == date(2029, 3, 1)
    assert ends_on(date(2024, 2, 29), 4) == date(2028, 2, 29)


@pytest.mark.parametrize("years", [1, 4, 5, 10])
def test_the_list_and_the_rule_say_the_same(years: int) -> None:
    """Every day of five years, those around the leap day with them."""
    for count in range(5 * 366):
        today = date(2027, 1, 1) + timedelta(days=count)
        latest = latest_closing(today, years)
        assert ends_on(latest, years) <= today < ends_on(latest + timedelta(days=1), years)


def test_a_day_before_it_is_kept_and_on_the_day_it_is_not() -> None:
    assert why_kept(CASE, OVER - timedelta(days=1), 5) == YOUNG
    assert why_kept(CASE, OVER, 5) == ""


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"stage": "telaah", "closed_on": None}, OPEN),
        ({"closed_on": date(2026, 3, 11)}, YOUNG),
        ({"has_proposal": True}, PROPOSED),
        ({"review_on": OVER + timedelta(days=1)}, HELD),
        ({"review_on": OVER}, ""),
        ({"last_heard_on": OVER - timedelta(days=89)}, HEARD),
        ({"last_heard_on": OVER - timedelta(days=90)}, ""),
        ({"last_heard_on": None}, ""),
    ],
)
def test_what_keeps_it(change: dict[str, object], why: str) -> None:
    assert why_kept(replace(CASE, **change), OVER, 5) == why
    assert why in {*REASONS, ""}
