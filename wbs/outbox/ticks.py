"""When the house speaks: the fixed moments at which updates leave, the same for every case.

Decides nothing about what leaves. Working days are not considered: a quiet Sunday tick is as regular as any other.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class BadTicks(ValueError):
    """The setting of the ticks cannot be meant; the message says what it should be."""


@dataclass(frozen=True)
class Daily:
    """At these times of day in the instance's zone, every day."""

    times: tuple[time, ...]

    def around(self, moment: datetime, zone: ZoneInfo) -> list[datetime]:
        day = moment.astimezone(zone).date()
        days = [day + timedelta(days=step) for step in (-2, -1, 0, 1, 2)]
        return [datetime.combine(day, at, tzinfo=zone).astimezone(UTC) for day in days for at in self.times]


@dataclass(frozen=True)
class Every:
    """At every multiple of so many seconds since 1970: the same moments in every process."""

    seconds: int

    def around(self, moment: datetime, zone: ZoneInfo) -> list[datetime]:
        step = timedelta(seconds=self.seconds)
        latest = EPOCH + (moment - EPOCH) // step * step
        return [latest - step, latest, latest + step]


@lru_cache(maxsize=8)
def parse(ticks: str) -> Daily | Every:
    """Reads "10:00,15:00" (local times) or "every:SECONDS". Raises BadTicks."""
    if ticks.startswith("every:"):
        return Every(_seconds(ticks.removeprefix("every:"), ticks))
    times = sorted({_time(word.strip(), ticks) for word in ticks.split(",")})
    return Daily(tuple(times))


def next_tick(now: datetime, ticks: str, zone: ZoneInfo) -> datetime:
    """The first tick strictly after `now`, aware, in UTC."""
    return min(tick for tick in parse(ticks).around(now, zone) if tick > now)


def previous_tick(now: datetime, ticks: str, zone: ZoneInfo) -> datetime:
    """The last tick at or before `now`, aware, in UTC."""
    return max(tick for tick in parse(ticks).around(now, zone) if tick <= now)


def _seconds(word: str, ticks: str) -> int:
    if re.fullmatch("[0-9]{1,5}", word) and 1 <= int(word) <= 24 * 3600:
        return int(word)
    raise BadTicks(f"WBS_TICKS harus every:DETIK dengan 1 sampai 86400 detik, bukan {ticks!r}.")


def _time(word: str, ticks: str) -> time:
    if re.fullmatch("([01][0-9]|2[0-3]):[0-5][0-9]", word):
        return time.fromisoformat(word)
    raise BadTicks(f"WBS_TICKS harus jam seperti 10:00,15:00, atau every:DETIK, bukan {ticks!r}.")
