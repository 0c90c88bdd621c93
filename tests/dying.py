"""An act in a process that dies amid it: the parent sees what is left."""

import os
from collections.abc import Callable

from sqlalchemy import event

from wbs.db import db

DIED, DONE, FAILED = 9, 0, 1
STATEMENTS = ("before_cursor_execute", "commit")


def run_until(moment: int, act: Callable[[], object], moments: tuple[str, ...] = STATEMENTS) -> int:
    """Does `act` in a child process that is gone at its moment of that number (before a statement, at a commit)."""
    db.session.remove()
    db.engine.dispose()
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        _die_at(moment, moments)
        act()
        os._exit(DONE)
    finally:
        os._exit(FAILED)


def _die_at(moment: int, moments: tuple[str, ...]) -> None:
    left = [moment]

    def count(*_: object) -> None:
        left[0] -= 1
        if not left[0]:
            os._exit(DIED)

    for name in moments:
        event.listen(db.engine, name, count)
