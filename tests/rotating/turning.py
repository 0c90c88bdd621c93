"""Rotating as an operator does it: the command, processes started anew, nights that pass."""

from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask, current_app

from tests.conftest import NOW
from wbs.app import build_instance
from wbs.cases.proof import discrepancies
from wbs.db import db
from wbs.keynumbers import names_in
from wbs.ledger.verify import verify
from wbs.rotating import actions
from wbs.runtime.periodic import run_night, run_tick
from wbs.staff.directory import REALMS
from wbs.staff.instance import Instance

DAY = timedelta(days=1)
LATER = NOW + 3 * DAY  # every rest is over


def started_anew(instance: Instance) -> Instance:
    """What a process holds that begins now, with the key folder as it is."""
    db.session.rollback()
    fresh = build_instance(instance.settings)
    current_app.extensions["wbs"] = fresh
    return fresh


def rotated(instance: Instance, *kinds: str, now: datetime = NOW) -> Instance:
    actions.rotate(instance, kinds, now)
    return started_anew(instance)


def retired(instance: Instance, kind: str, now: datetime = LATER) -> Instance:
    db.session.rollback()
    actions.retire(instance, kind, now)
    return started_anew(instance)


def a_night_after(app: Flask, day: datetime = NOW) -> datetime:
    """The tick of the day and the night behind it."""
    after = day + DAY
    db.session.remove()
    assert run_tick(app, after) == run_night(app, after) == []
    return after


def key_names(instance: Instance, kind: str) -> set[str]:
    return {name for name in names_in(instance.settings.keys_dir) if name.startswith(kind)}


def modes(folder: Path) -> set[int]:
    return {path.stat().st_mode & 0o777 for path in folder.iterdir() if not path.name.startswith("directory")}


def everything_fits(instance: Instance) -> bool:
    db.session.rollback()
    found = [
        finding
        for realm in REALMS
        for finding in (*verify(realm, instance.keys.ledger), *discrepancies(realm, instance.settings.zone))
    ]
    assert found == []
    return True
