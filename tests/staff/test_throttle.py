"""The pause after wrong passwords grows, and stays short enough that nobody can lock a colleague out for long."""

from datetime import timedelta

from wbs.staff.throttle import FREE_TRIES, LONGEST, pause_after


def test_the_first_slips_cost_nothing() -> None:
    assert {pause_after(failures) for failures in range(FREE_TRIES)} == {timedelta(0)}


def test_then_each_doubles_the_pause_up_to_five_minutes() -> None:
    pauses = [pause_after(failures).total_seconds() for failures in range(FREE_TRIES, FREE_TRIES + 9)]
    assert pauses == [2, 4, 8, 16, 32, 64, 128, 256, 300]
    assert pause_after(10**9) == LONGEST == timedelta(minutes=5)
