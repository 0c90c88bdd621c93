"""The table of proposed changes of units. It names units and staff, never a case."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from wbs.db import Base


class UnitChange(Base):
    """One proposal; `kind` is a key of `steps.KINDS`, state "open", "approved", "returned" or "done".

    `states` is JSON: a row for each unit it touches, as `unit_list.unit_row`. `code` is the unit it is about, "" for a
    whole list. `place` is the order in which proposals came, which is that in which they are applied.
    """

    __tablename__ = "unit_change"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    place: Mapped[int]
    kind: Mapped[str]
    code: Mapped[str] = mapped_column(index=True)
    states: Mapped[str] = mapped_column(sa.Text)
    effective_on: Mapped[date]
    state: Mapped[str] = mapped_column(default="open")
    proposer_id: Mapped[UUID]
    decider_id: Mapped[UUID | None]
    proposed_on: Mapped[date]
    decided_on: Mapped[date | None]
