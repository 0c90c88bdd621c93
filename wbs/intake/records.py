"""Tables of the counter: what makes a filing safe to repeat, and the reporters' open mailboxes."""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from wbs.db import RANDOM_ORDER, Base


class FiledTicket(Base):
    """A form ticket that was used. Says nothing about what was filed; deleted when tickets of its day have expired."""

    __tablename__ = "filed_ticket"
    __table_args__ = (RANDOM_ORDER,)

    filing_id: Mapped[bytes] = mapped_column(primary_key=True)
    filed_on: Mapped[date]
    content_tag: Mapped[bytes]  # keyed by the ticket: tells the same text sent again from a new one
    is_confirmed: Mapped[bool] = mapped_column(default=False)


class ReporterSession(Base):
    """An open mailbox. `age` counts sweeps: no time of a reporter's visit is kept."""

    __tablename__ = "reporter_session"
    __table_args__ = (RANDOM_ORDER,)

    id_hash: Mapped[bytes] = mapped_column(primary_key=True)
    sealed_channel: Mapped[bytes]
    age: Mapped[int] = mapped_column(default=0)
