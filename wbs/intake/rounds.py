"""What comes round for the counter: used tickets are forgotten once they have expired, closed mailboxes are swept."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from wbs.crypto.ticket import LIFETIME
from wbs.db import transaction
from wbs.intake.records import FiledTicket, ReporterSession
from wbs.staff.instance import Instance

OLDEST = 1  # nights


def forget_tickets(instance: Instance, now: datetime) -> None:
    """A day longer than a ticket lives, since rows know only their day."""
    before = instance.today(now - LIFETIME) - timedelta(days=1)
    with transaction() as session:
        session.execute(sa.delete(FiledTicket).where(FiledTicket.filed_on < before))


def sweep_reporter_sessions(instance: Instance, now: datetime) -> None:
    if not instance.is_new_day(now):
        return
    with transaction() as session:
        session.execute(sa.update(ReporterSession).values(age=ReporterSession.age + 1))
        session.execute(sa.delete(ReporterSession).where(ReporterSession.age > OLDEST))
