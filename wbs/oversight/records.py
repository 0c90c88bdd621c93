"""What oversight has given to the public: a few numbers per period, in clear because they are printed anyway."""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from wbs.db import Base


class PublicRelease(Base):
    """One period's public figures, as an auditor released them."""

    __tablename__ = "public_release"

    period: Mapped[str] = mapped_column(primary_key=True)
    received: Mapped[int]
    closed: Mapped[int | None]
    median_band: Mapped[str | None]
    released_on: Mapped[date]
