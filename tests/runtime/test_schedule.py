"""When what is due; and what a machine that was off makes up for."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

from flask import Flask

from tests.runtime.tiny import betray, build
from wbs.config import Settings
from wbs.db import db
from wbs.runtime.periodic import Failure, run_delivery, run_due_night, run_tick
from wbs.runtime.schedule import duties, is_night_due

NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)  # in Jakarta
NEXT_NIGHT = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)


def test_a_missed_tick_is_made_up_for_at_the_start(tmp_path: Path) -> None:
    by_name = {duty.function: duty for duty in duties(Settings(tmp_path, ""), NOON)}
    assert by_name["release_tick"].first(NOON) == NOON
    assert by_name["release_tick"].next_after(NOON) == NOON + timedelta(hours=3)
    assert by_name["deliver"].first(NOON) == NOON + timedelta(minutes=1)


def test_a_night_that_was_slept_through_is_made_up_for_once() -> None:
    settings = Settings(Path(), "")
    assert is_night_due(settings, NOON, None)
    assert not is_night_due(settings, NOON, NOON)
    assert not is_night_due(settings, NEXT_NIGHT - timedelta(seconds=1), NOON)
    assert is_night_due(settings, NEXT_NIGHT, NOON)


def test_a_complete_night_is_done_once_however_many_ask(database: Flask) -> None:
    """Each machine's scheduler asks when it starts."""
    done: list[datetime] = []
    nights = (lambda _instance, now: done.append(now),)
    database.extensions["wbs"] = replace(database.extensions["wbs"], on_night=nights)
    for now in (NOON, NOON + timedelta(hours=1), NEXT_NIGHT, NEXT_NIGHT + timedelta(minutes=1)):
        assert run_due_night(database, now) == []
    assert done == [NOON, NEXT_NIGHT]


def test_a_night_that_failed_is_done_again(database: Flask) -> None:
    done: list[datetime] = []
    nights = (lambda _instance, now: done.append(now), betray)
    database.extensions["wbs"] = replace(database.extensions["wbs"], on_night=nights)
    for _ in range(2):
        assert run_due_night(database, NOON) == [Failure("betray")]
    assert done == [NOON, NOON]


def test_rounds_of_two_machines_wait_for_each_other(database: Flask) -> None:
    """On SQLite there is one machine, and so one worker."""
    if db.engine.dialect.name == "sqlite":
        return
    order: list[str] = []
    begun = Event()

    def first(_instance: object, _now: datetime) -> None:
        begun.set()
        order.append("begins")
        with db.engine.connect() as connection:  # until the other one stands in line
            while not connection.exec_driver_sql("SELECT 1 FROM pg_locks WHERE NOT granted").first():
                connection.rollback()
        order.append("ends")

    instance = database.extensions["wbs"]
    database.extensions["wbs"] = replace(instance, on_tick=(first,), on_delivery=(lambda *_: order.append("other"),))
    ticking = Thread(target=run_tick, args=(database, NOON))
    ticking.start()
    begun.wait()
    assert run_delivery(database, NOON) == []
    ticking.join()
    assert order == ["begins", "ends", "other"]


def test_in_a_demo_the_nights_are_ticks(tmp_path: Path) -> None:
    settings = Settings(tmp_path, "", ticks="every:60", demo=True)
    nights = [duty.next_after(NOON) for duty in duties(settings, NOON) if duty.function == "sweep_night"]
    assert nights == [NOON + timedelta(minutes=1)]


def test_one_task_that_fails_does_not_stop_the_others(tmp_path: Path) -> None:
    app = build(Settings(tmp_path, ""))
    assert run_tick(app, NOON) == [Failure("betray")]
    assert (tmp_path / "tick").exists()
    assert [failure.outbox_id is None for failure in run_delivery(app, NOON)] == [True, False]
