"""The only reading of the clock. Everything else is told the time as an argument."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def day_of(moment: datetime, zone: ZoneInfo) -> date:
    """The calendar day of an aware moment in the instance's zone: the only grain kept about a reporter."""
    return moment.astimezone(zone).date()
