"""What comes round for the staff package: sessions age, directories are remembered, the session pepper is replaced."""

import hashlib
from datetime import datetime

import sqlalchemy as sa

from wbs.db import transaction
from wbs.ledger.append import record
from wbs.staff.directory_files import remember_serial
from wbs.staff.instance import Instance
from wbs.staff.records import HalfSession, KnownBrowser, StaffSession

OLDEST = 2  # nights; the expiry inside the sealed bytes ends a session long before
FORGOTTEN = 180  # nights after which a browser is unknown again


def remember_directories(instance: Instance, now: datetime) -> None:
    """Notes each directory's serial, so that an older document is refused even after a restart."""
    for directory in instance.directories.all(instance.today(now)):
        digest = hashlib.sha256(instance.directories.path(directory.realm).read_bytes()).hexdigest()
        with transaction():
            if remember_serial(directory):
                record(
                    instance.pen("worker"), directory.realm, "directory:changed", now,
                    serial=directory.serial, sha256=digest,
                )


def sweep_staff_sessions(instance: Instance, now: datetime) -> None:
    if not instance.is_new_day(now):
        return
    with transaction() as session:
        for table, oldest in ((StaffSession, OLDEST), (HalfSession, OLDEST), (KnownBrowser, FORGOTTEN)):
            session.execute(sa.update(table).values(age=table.age + 1))
            session.execute(sa.delete(table).where(table.age > oldest))


def replace_session_pepper(instance: Instance, now: datetime) -> None:
    if instance.is_new_day(now):
        instance.session_peppers.replace()
