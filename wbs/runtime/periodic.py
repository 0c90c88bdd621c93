"""What is done at a tick, at night, and between: the callables the installation registered, each on its own.

One that fails does not stop the others. Does not know what they do. They are tuples on `app.extensions["wbs"]`:
`on_tick`, `on_night`, `on_night_done`, `on_delivery`, each of functions `(instance, now) -> None`.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wbs.errors import DeliveryFailed
from wbs.runtime.application import Application, no_other_round
from wbs.runtime.quiet import where
from wbs.runtime.schedule import is_night_due

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Failure:
    """What failed: the name of a function and, when it was about one notice, the id of its outbox row."""

    task: str
    outbox_id: str | None = None


def run_tick(app: Application, now: datetime) -> list[Failure]:
    """Releases what waits for a tick. Safe to repeat. Returns what failed; empty is good."""
    return _run(app, "on_tick", now)


def run_delivery(app: Application, now: datetime) -> list[Failure]:
    """Tries again what could not be delivered at its tick."""
    return _run(app, "on_delivery", now)


def run_night(app: Application, now: datetime) -> list[Failure]:
    """Does the night's work and notes that it is complete, so that a machine that slept makes up for it."""
    return _run(app, "on_night", now) or _run(app, "on_night_done", now)


def run_due_night(app: Application, now: datetime) -> list[Failure]:
    """The same, unless this night was completed before: by another machine, or before this one started again."""
    with app.app_context():
        instance = app.extensions["wbs"]
        if not is_night_due(instance.settings, now, instance.last_night()):
            return []
    return run_night(app, now)


def _run(app: Application, name: str, now: datetime) -> list[Failure]:
    instance = app.extensions["wbs"]
    try:
        with no_other_round(app):
            tried = [_try(app, task, instance, now) for task in getattr(instance, name, ())]
    except Exception as error:  # no database, or another machine is not done: the next round does the same
        log.error("%s not begun, or its end not noted: %s", name, where(error))
        return [Failure(name)]
    return [failure for failure in tried if failure]


def _try(app: Application, task: Any, instance: Any, now: datetime) -> Failure | None:
    name = getattr(task, "__name__", type(task).__name__)
    try:
        with app.app_context():
            task(instance, now)
    except DeliveryFailed as failed:
        return Failure(name, str(failed))
    except Exception as error:  # named by class and place: its text may hold what somebody wrote
        log.error("%s failed: %s", name, where(error))
        return Failure(name)
    return None
