"""The table of the worker's signs of life: in the database, because the worker may live on another machine."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from wbs.db import AwareTime, Base


class SignOfLife(Base):
    """One row for each kind of sign; `heard_at` is the worker's moment, never of what a reporter did."""

    __tablename__ = "sign_of_life"

    name: Mapped[str] = mapped_column(sa.String(8), primary_key=True)
    heard_at: Mapped[datetime] = mapped_column(AwareTime)
    ledger_main: Mapped[int | None] = mapped_column(sa.BigInteger)  # entries of the main realm, as of a night
