"""When what is due; and what a machine that was off makes up for."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.runtime.tiny import build
from wbs.config import Settings
from wbs.runtime.periodic import Failure, run_delivery, run_night, run_tick
from wbs.runtime.schedule import duties, is_night_missed

NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)  # in Jakarta
NEXT_NIGHT = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)


def test_a_missed_tick_is_made_up_for_at_the_start(tmp_path: Path) -> None:
    by_name = {duty.function: duty for duty in duties(Settings(tmp_path, ""), NOON)}
    assert by_name["release_tick"].first(NOON) == NOON
    assert by_name["release_tick"].next_after(NOON) == NOON + timedelta(hours=3)
    assert by_name["deliver"].first(NOON) == NOON + timedelta(minutes=1)


def test_a_night_that_was_slept_through_is_made_up_for_once(tmp_path: Path) -> None:
    settings = Settings(tmp_path, "")
    assert is_night_missed(settings, NOON)
    assert run_night(build(settings), NOON) == []
    assert not is_night_missed(settings, NOON)
    assert not is_night_missed(settings, NEXT_NIGHT - timedelta(seconds=1))
    assert is_night_missed(settings, NEXT_NIGHT)


def test_in_a_demo_the_nights_are_ticks(tmp_path: Path) -> None:
    settings = Settings(tmp_path, "", ticks="every:60", demo=True)
    nights = [duty.next_after(NOON) for duty in duties(settings, NOON) if duty.function == "sweep_night"]
    assert nights == [NOON + timedelta(minutes=1)]


def test_one_task_that_fails_does_not_stop_the_others(tmp_path: Path) -> None:
    app = build(Settings(tmp_path, ""))
    assert run_tick(app, NOON) == [Failure("betray")]
    assert (tmp_path / "tick").exists()
    assert [failure.outbox_id is None for failure in run_delivery(app, NOON)] == [True, False]
