"""The outbox table: who is to hear that something is new, and from when. Never what, and never an address.

`recipient` is a contact id (sealed elsewhere) or a person id. `lease_until` is the moment until which nobody else
touches a waiting row: while it is being sent, and between two attempts.
"""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from wbs.db import RANDOM_ORDER, AwareTime, Base

WAITING, SENT, PARKED = STATES = ("waiting", "sent", "parked")


class Notice(Base):
    __tablename__ = "outbox"

    id: Mapped[UUID] = mapped_column(sa.Uuid, primary_key=True)
    realm: Mapped[str] = mapped_column(sa.String(16))
    kind: Mapped[str] = mapped_column(sa.String(32))
    recipient: Mapped[UUID] = mapped_column(sa.Uuid)
    release_at: Mapped[datetime] = mapped_column(AwareTime)
    state: Mapped[str] = mapped_column(sa.String(8), default=WAITING)
    attempts: Mapped[int] = mapped_column(sa.Integer, default=0)
    lease_until: Mapped[datetime | None] = mapped_column(AwareTime)

    __table_args__ = (
        sa.CheckConstraint("state in ('waiting', 'sent', 'parked')", name="state"),
        sa.Index(None, "state", "release_at"),
        RANDOM_ORDER,
    )
