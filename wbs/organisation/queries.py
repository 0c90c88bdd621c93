"""What the tables of the organisation hold, as plain frozen values; one query each."""

from zoneinfo import ZoneInfo

import sqlalchemy as sa

from wbs.db import db
from wbs.organisation.calendar import Correction, WorkingCalendar
from wbs.organisation.records import CalendarCorrection, UnitRecord
from wbs.organisation.units import Organisation, Unit

UNIT_FIELDS = ("code", "name", "short_name", "kind", "parent_code", "region", "employees", "runs_infrastructure")
CORRECTION_FIELDS = ("day", "kind", "name", "source", "confirmed_by")


def organisation() -> Organisation:
    """Every unit, in the order of the list."""
    columns = [getattr(UnitRecord, name) for name in UNIT_FIELDS]
    rows = db.session.execute(sa.select(*columns).order_by(UnitRecord.place, UnitRecord.code))
    return Organisation.of(Unit(*row) for row in rows)


def corrections() -> tuple[Correction, ...]:
    """By day."""
    columns = [getattr(CalendarCorrection, name) for name in CORRECTION_FIELDS]
    rows = db.session.execute(sa.select(*columns).order_by(CalendarCorrection.day))
    return tuple(Correction(*row) for row in rows)


def working_calendar(zone: ZoneInfo) -> WorkingCalendar:
    return WorkingCalendar(zone, corrections())
