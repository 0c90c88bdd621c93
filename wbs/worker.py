"""The functions a job may name: nothing in, nothing out. What they do is registered elsewhere (runtime.periodic).

A job raises DeliveryFailed or nothing: the queue would keep the text of any other exception.
"""

from collections.abc import Callable
from datetime import datetime

from wbs import clock
from wbs.errors import DeliveryFailed
from wbs.runtime import periodic
from wbs.runtime.application import Application

_app: Application | None = None


def set_app(app: Application) -> None:
    """Gives this process its application, before the first job."""
    global _app  # noqa: PLW0603 - jobs are named by path and take no arguments, so the process holds the application
    _app = app


def release_tick() -> None:
    """At a tick: everything that waited for it leaves."""
    _run(periodic.run_tick)


def deliver() -> None:
    """Between ticks: what could not be delivered is tried again."""
    _run(periodic.run_delivery)


def sweep_night() -> None:
    """At night, or after one that was missed: sequences, deadlines, and what is to be forgotten."""
    _run(periodic.run_due_night)


def _run(run: Callable[[Application, datetime], list[periodic.Failure]]) -> None:
    if _app is None:
        raise RuntimeError("no application was set for this worker")
    for failure in run(_app, clock.now()):
        if failure.outbox_id:
            raise DeliveryFailed(failure.outbox_id) from None
