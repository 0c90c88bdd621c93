"""Looks at machine and installation for the checks: modes, room, locks, days, directories. Judges nothing."""

import shutil
from contextlib import suppress
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from wbs.cases.records import Case
from wbs.checking.machine import KeyFolder
from wbs.clock import day_of
from wbs.config import Settings
from wbs.db import db
from wbs.errors import Distrusted
from wbs.evidence.limited import Broken, TooMuch, isolation
from wbs.keyfolder import is_open_to_others
from wbs.staff.directory import REALMS
from wbs.staff.instance import Instance
from wbs.watching import beats


def key_folder(folder: Path) -> KeyFolder:
    """As this account sees it; `is_systemds` when it is what systemd gave this process."""
    if not folder.is_dir():
        return KeyFolder(None)
    files = sorted(path for path in folder.iterdir() if path.is_file())
    return KeyFolder(
        folder.stat().st_mode & 0o7777,
        tuple(path.name for path in files),
        tuple(path.name for path in files if is_open_to_others(path)),
        is_systemds=folder.is_relative_to("/run/credentials"),
    )


def free_bytes(settings: Settings) -> int:
    """What an unprivileged account may still write where the installation lies."""
    return shutil.disk_usage(settings.var_dir).free


def held_locks() -> frozenset[str]:
    """Of the cleaning child; none when it does not even start."""
    with suppress(Broken, TooMuch, OSError):
        return isolation()
    return frozenset()


def last_night(settings: Settings) -> date | None:
    """The day of the last complete one."""
    done = beats.last_night()
    return day_of(done, settings.zone) if done else None


def recorded_days(settings: Settings) -> list[date]:
    """The latest days that the installation wrote down itself."""
    latest = db.session.execute(sa.select(sa.func.max(Case.opened_on))).scalar()
    return [day for day in (latest, last_night(settings)) if day is not None]


def directory_ends(instance: Instance, today: date) -> dict[str, date | None]:
    """The last day of each realm's directory; None for one that no process trusts."""
    return {realm: _end(instance, realm, today) for realm in REALMS}


def _end(instance: Instance, realm: str, today: date) -> date | None:
    with suppress(Distrusted):
        return instance.directories.current(realm, today).valid_until
    return None
