"""What the night forgets of timelines: at which tick of its day a line came to be seen, and so when somebody acted.

Decides how little is left: the line's day, and a place within it only where the order of life (`line_order`) would put
the lines of that day in another order than the one in which they were shown.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from wbs.cases.lifecycle import line_order
from wbs.cases.records import TimelineRow
from wbs.db import db, end_reading, table_of, transaction, writing
from wbs.staff.instance import Instance

PLACE = timedelta(microseconds=1)
PLACES_END = timedelta(seconds=1)  # ticks are whole seconds, and strictly after the act: none is before this
LINES = table_of(TimelineRow)


class Line(NamedTuple):
    id: UUID
    case_id: UUID
    template: str
    visible_from: datetime


def flatten_timelines(instance: Instance, now: datetime) -> None:
    """Each line that has come to be seen says from now on that it always was, since its day began."""
    zone = instance.settings.zone
    for day in _days_with_ticks(zone, now):
        with transaction():
            _flatten(day, datetime.combine(day, time(0), zone), now)


def places(lines: Iterable[Line]) -> Iterator[tuple[Line, int]]:
    """The lines of one case and day as they were shown, each with its place: 0 unless it needs to come later."""
    place, before = 0, -1
    for line in sorted(lines, key=lambda line: (line.visible_from, line_order(line.template))):
        place += line_order(line.template) <= before
        before = line_order(line.template)
        yield line, place


def _days_with_ticks(zone: ZoneInfo, now: datetime) -> list[date]:
    newest = sa.select(LINES.c.day, sa.func.max(LINES.c.visible_from)).where(LINES.c.visible_from <= now)
    found = db.session.execute(newest.group_by(LINES.c.day)).all()
    end_reading()
    return [day for day, last in found if last >= datetime.combine(day, time(0), zone) + PLACES_END]


def _flatten(day: date, start: datetime, now: datetime) -> None:
    columns = (LINES.c.id, LINES.c.case_id, LINES.c.template, LINES.c.visible_from)
    shown = sa.select(*columns).where(LINES.c.day == day, LINES.c.visible_from <= now).order_by(LINES.c.case_id)
    lines = [Line(*row) for row in writing().execute(shown)]
    change = sa.update(LINES).where(LINES.c.id == sa.bindparam("line")).values(visible_from=sa.bindparam("moment"))
    changed: list[dict[str, Any]] = [
        {"line": line.id, "moment": start + place * PLACE}
        for _, of_case in groupby(lines, key=lambda line: line.case_id)
        for line, place in places(of_case)
    ]
    writing().execute(change, changed)
