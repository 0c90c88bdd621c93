"""When which job is due: ticks, the night, and the retries between. A table; knows no queue and runs nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from wbs.config import Settings
from wbs.outbox.ticks import next_tick, previous_tick

NIGHT = "02:00"  # local: nobody files then, and the morning finds everything in order
RETRIES = "every:60"


@dataclass(frozen=True)
class Duty:
    """One function of wbs.worker and its moments."""

    function: str
    next_after: Callable[[datetime], datetime]  # strictly after
    at_start: bool  # whether a moment may have been missed while nothing ran
    expires: timedelta  # a job that waited longer than this is dropped: a later one does the same

    def first(self, now: datetime) -> datetime:
        return now if self.at_start else self.next_after(now)


def duties(settings: Settings, now: datetime) -> tuple[Duty, ...]:
    """What the scheduler enqueues, or a worker without a queue does itself. In a demo the nights are ticks."""
    nights = settings.ticks if settings.demo else NIGHT

    def at(ticks: str) -> Callable[[datetime], datetime]:
        return lambda moment: next_tick(moment, ticks, settings.zone)

    return (
        Duty("release_tick", at(settings.ticks), at_start=True, expires=timedelta(hours=12)),
        Duty("deliver", at(RETRIES), at_start=False, expires=timedelta(minutes=5)),
        Duty("sweep_night", at(nights), at_start=True, expires=timedelta(hours=12)),
    )


def is_night_due(settings: Settings, now: datetime, last: datetime | None) -> bool:
    """Whether the latest night is still to be done: offices switch their machines off, and where there are several, one
    of them does it. `last`: when the last complete one was done."""
    return settings.demo or last is None or last < previous_tick(now, NIGHT, settings.zone)
