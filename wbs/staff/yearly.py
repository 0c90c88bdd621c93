"""When the standing statement of conflicts is to be made again. Pure. It reminds, and keeps nobody from their work."""

from datetime import date, timedelta

YEAR = timedelta(days=365)


def is_due(stated_on: date | None, today: date) -> bool:
    return stated_on is None or today >= stated_on + YEAR
