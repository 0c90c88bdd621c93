"""What can be wrong with an installation, part by part. Each check answers yes or no, and none says why: the log does.

Nothing here follows from what a reporter did: rows that wait for their tick are not looked at before it.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

import sqlalchemy as sa

from wbs.db import db, transaction
from wbs.keyfolder import load_keys
from wbs.ledger.records import PendingEntry
from wbs.outbox.mail import KINDS_OF_ALARM
from wbs.outbox.records import PARKED, WAITING, Notice
from wbs.runtime.quiet import where
from wbs.staff.instance import Instance
from wbs.watching import beats

log = logging.getLogger(__name__)

SILENT_AFTER = timedelta(minutes=20)  # longer than the longest job, during which no other sign comes
WAITS_TOO_LONG = timedelta(hours=6)
NEEDED = {"public": ("code_peppers", "ticket"), "staff": ("staff_peppers",)}


class Wrong(Exception):
    """A part is not as it must be."""


Check = Callable[[Instance, datetime], None]


def database(instance: Instance, now: datetime) -> None:
    """A writer gets its turn, and the tables are there."""
    with transaction() as session:
        session.execute(sa.select(sa.func.count()).select_from(Notice).where(sa.false()))


def store(instance: Instance, now: datetime) -> None:
    """A file could arrive; in a bucket this costs no request until it does."""
    instance.store.begin().abort()


def keys(instance: Instance, now: datetime) -> None:
    """Those of this face can still be read: a later start will find them."""
    settings = instance.settings
    found, faces = load_keys(settings.keys_dir), ("public", "staff") if settings.face == "both" else (settings.face,)
    for face in faces:
        found.ledger_key(face)
        if not all(getattr(found, name) for name in NEEDED[face]):
            raise Wrong


def directory(instance: Instance, now: datetime) -> None:
    """Both are signed, in force, and not older than seen before. Raises Distrusted."""
    instance.directories.all(instance.today(now))


def worker(instance: Instance, now: datetime) -> None:
    """It left its sign of life lately."""
    heard = beats.last(beats.MINUTE)
    if heard is None or now - heard > SILENT_AFTER:
        raise Wrong


def outbox(instance: Instance, now: datetime) -> None:
    if instance.settings.mail.host:
        waits = oldest_due(now)
        if waits is not None and now - waits > WAITS_TOO_LONG:
            raise Wrong


def disk(instance: Instance, now: datetime) -> None:
    if instance.room.is_short:
        raise Wrong


def parked(instance: Instance, now: datetime) -> None:
    if count(PARKED):
        raise Wrong


def ledger(instance: Instance, now: datetime) -> None:
    """The sequencer refused nothing."""
    query = sa.select(sa.func.count()).select_from(PendingEntry).where(PendingEntry.refused.is_not(None))
    if db.session.execute(query).scalar_one():
        raise Wrong


CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        "database": database, "keys": keys, "directory": directory, "disk": disk, "store": store, "worker": worker,
        "outbox": outbox,
    }
)  # fmt: skip


def failed(checks: Mapping[str, Check], instance: Instance, now: datetime) -> tuple[str, ...]:
    """Names of the parts that are not well, in the order of the table."""
    return tuple(name for name, check in checks.items() if not _holds(name, check, instance, now))


def _holds(name: str, check: Check, instance: Instance, now: datetime) -> bool:
    try:
        check(instance, now)
    except Wrong:
        return False
    except Exception as error:  # whatever a broken part raises, it is that part which is broken
        log.warning("check %s: %s", name, where(error))
        return False
    finally:
        db.session.remove()
    return True


def oldest_due(now: datetime) -> datetime | None:
    """Since when the longest waiting notice could have left."""
    query = sa.select(sa.func.min(Notice.release_at)).where(Notice.state == WAITING, Notice.release_at <= now)
    return db.session.execute(query.where(Notice.kind.not_in(KINDS_OF_ALARM))).scalar()


def count(state: str, due_at: datetime | None = None) -> int:
    """Notices in a state, alarms not among them; with `due_at` those that may leave by then."""
    query = sa.select(sa.func.count()).select_from(Notice).where(
        Notice.state == state, Notice.kind.not_in(KINDS_OF_ALARM)
    )
    query = query if due_at is None else query.where(Notice.release_at <= due_at)
    return db.session.execute(query).scalar_one()
