"""Tables of the organisation: the units, and the days that differ from the national calendar."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from wbs.db import Base


class UnitRecord(Base):
    """One work unit. Never deleted: a sealed report may name its code."""

    __tablename__ = "unit"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    short_name: Mapped[str]
    kind: Mapped[str]
    parent_code: Mapped[str | None] = mapped_column(sa.ForeignKey("unit.code"))
    region: Mapped[str]
    employees: Mapped[int | None]
    runs_infrastructure: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    place: Mapped[int]  # in the list, which is in the order an office would write it


class CalendarCorrection(Base):
    """One day that is off or worked against the national list, with where that stands and who confirmed it."""

    __tablename__ = "calendar_correction"
    __table_args__ = (sa.CheckConstraint("kind IN ('libur', 'kerja')", name="kind"),)

    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    source: Mapped[str]
    confirmed_by: Mapped[str]
