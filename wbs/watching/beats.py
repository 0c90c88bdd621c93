"""Signs of life that the worker leaves for the other processes, on whichever machine they are.

None of them follows from what a reporter did: they are written every minute, at ticks, and when a night is complete.
"""

from datetime import datetime

import sqlalchemy as sa

from wbs.db import db, transaction
from wbs.ledger.read import tree_head
from wbs.staff.instance import Instance
from wbs.watching.records import SignOfLife

MINUTE, TICK, NIGHT = "minute", "tick", "night"


def beat(instance: Instance, now: datetime) -> None:
    """Every minute: the worker lives."""
    _leave(MINUTE, now)


def beat_at_tick(instance: Instance, now: datetime) -> None:
    """Which is also the first that a worker does when it starts."""
    beat(instance, now)
    _leave(TICK, now)


def beat_at_night(instance: Instance, now: datetime) -> None:
    """With the size of the log as it is now: between nights it would tell how many officers read today."""
    _leave(NIGHT, now, tree_head("main").size)


def last(name: str) -> datetime | None:
    """The moment of the last sign, or None."""
    return db.session.execute(sa.select(SignOfLife.heard_at).where(SignOfLife.name == name)).scalar()


def last_night() -> datetime | None:
    """When the last complete night was done."""
    return last(NIGHT)


def ledger_size_of_the_night() -> int | None:
    return db.session.execute(sa.select(SignOfLife.ledger_main).where(SignOfLife.name == NIGHT)).scalar()


def _leave(name: str, now: datetime, ledger_main: int | None = None) -> None:
    with transaction() as session:
        session.merge(SignOfLife(name=name, heard_at=now, ledger_main=ledger_main))
