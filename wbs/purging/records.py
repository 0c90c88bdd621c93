"""Tables of the end: what was decided about keeping a case, and what is left of one that was destroyed."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from wbs.db import RANDOM_ORDER, Base


class CaseRetention(Base):
    """About a closed case: kept until `review_on`, or approved to be destroyed in the night of `purge_on`."""

    __tablename__ = "case_retention"
    __table_args__ = (RANDOM_ORDER,)

    case_id: Mapped[UUID] = mapped_column(sa.ForeignKey("case_file.id"), primary_key=True)
    review_on: Mapped[date | None]
    purge_on: Mapped[date | None] = mapped_column(index=True)


class PurgedCase(Base):
    """The tombstone, for the minutes of its two signers. Which entries of the ledger were its own, it does not say."""

    __tablename__ = "purged_case"
    __table_args__ = (RANDOM_ORDER,)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    realm: Mapped[str]
    number: Mapped[str] = mapped_column(unique=True)
    closed_on: Mapped[date | None]
    purged_on: Mapped[date]
    proposer_id: Mapped[UUID]
    approver_id: Mapped[UUID]
