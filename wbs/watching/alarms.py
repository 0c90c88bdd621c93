"""Who keeps the machine is told what is broken: in the log at once, by mail once a day and kind, never about a case.

The worker looks at the state of things every minute, so that an alarm returns each day until it is mended. What only a
request notices (a sealed text that does not open) is told by the request, and leaves at the next tick like everything
that follows from somebody's visit.
"""

import logging
from collections.abc import Mapping
from datetime import datetime, time
from types import MappingProxyType

from wbs.db import transaction
from wbs.outbox.announce import announce_alarm
from wbs.runtime.quiet import where
from wbs.staff.instance import Instance
from wbs.watching import health

log = logging.getLogger("wbs.alarm")

LOOKED_AT: Mapping[str, health.Check] = MappingProxyType(
    {"outbox": health.parked, "ledger": health.ledger, "directory": health.directory, "disk": health.disk}
)
FROM_A_VISIT = frozenset({"unreadable"})


def look_around(instance: Instance, now: datetime) -> None:
    """The worker's round: names what is wrong."""
    for alarm in health.failed(LOOKED_AT, instance, now):
        raise_alarm(instance, alarm, now)


def raise_alarm(instance: Instance, alarm: str, now: datetime) -> bool:
    """Whether it was the first of its kind today. Must not be called within a transaction."""
    day = instance.today(now)
    at_once = datetime.combine(day, time(0), instance.settings.zone)  # a whole day: due already
    release_at = instance.next_tick(now) if alarm in FROM_A_VISIT else at_once
    with transaction():
        is_first = announce_alarm(alarm, day, release_at)
    if is_first:
        log.critical("ALARM %s", alarm)
    return is_first


def raise_alarm_quietly(instance: Instance, alarm: str, now: datetime) -> None:
    """For the end of a request, which must not fail because the alarm does."""
    try:
        raise_alarm(instance, alarm, now)
    except Exception as error:  # the database may be what is broken
        log.critical("ALARM %s, not stored: %s", alarm, where(error))
