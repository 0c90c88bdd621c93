"""Room for files that nobody has sent yet: those of all visitors together, and nothing about any one of them.

Whoever uploads and never sends would fill the disk, and then no text could be filed either. So all unsent files share
one budget; once it is used up files wait and text does not. Under that pressure the oldest go first, but none that came
within the last hour. Decides how often it looks; how a refusal reads is in receiving.py.
"""

import time
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from threading import Lock
from uuid import UUID

import sqlalchemy as sa

from wbs.cases.records import SealedBlob
from wbs.config import Settings
from wbs.db import db, end_reading, transaction
from wbs.store import Lying, Missing, Room, Store, StoreDown
from wbs.web.refusals import note

LEAST_AGE = timedelta(hours=1)
SHARE = 4  # of the room that there is: one part in so many
IN_A_BUCKET = 10 * 1024**3  # which does not tell how much room it has
FILES_STOP = 2  # times the mark at which text stops, so that files never bring it there
LOOKS_EVERY_S, LOOKS_AGAIN_S = 60, 5  # again: once something was refused
IDLE = 20  # times as long as the last look took
AT_ONCE = 16  # files removed in one transaction: who is just sending waits for it


class Unsent:
    """What one process knows of it: what its last look found, and what came through itself since."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self.budget = 0
        self._store, self._settings = store, settings
        self._mark = FILES_STOP * settings.disk_bytes
        self._room = Room(settings.var_dir, self._mark)
        self._found = self._came = 0
        self._counting, self._looking = Lock(), Lock()
        self._has_refused = False
        self._looked: float | None = None
        self._took = 0.0

    def problem(self, count: int) -> str:
        """"" when so many more bytes may come, and then they count; else a key of receiving.PROBLEMS."""
        if self._room.is_short:
            return "full"
        with self._counting:
            if self._found + self._came + count > self.budget:
                self._has_refused = True
                return "crowded"
            self._came += count
        return ""

    def look_sometimes(self, now: datetime) -> None:
        """Looks when it is time. Failing costs nothing: the last look holds until the next."""
        if not self._is_time() or not self._looking.acquire(blocking=False):
            return
        try:
            self.look(now)
        except Exception as failure:
            note(failure, "unsent")
        finally:
            self._looking.release()

    def look(self, now: datetime) -> None:
        """Counts what lies there unsent. When that is more than three quarters of the budget, or something was refused,
        the oldest go until half is free. Raises StoreDown, and what the database raises."""
        began = time.monotonic()
        unsent = _unsent(self._store)
        found = sum(one.size for one in unsent)
        budget = budget_of(self._settings, self._room.free - self._mark, found)
        if found > budget * 3 // 4 or self._has_refused:
            found -= remove_unsent(self._store, _oldest(unsent, found - budget // 2, now))
        with self._counting:
            self._found, self._came, self.budget, self._has_refused = found, 0, budget, False
        self._looked = time.monotonic()
        self._took = self._looked - began

    def _is_time(self) -> bool:
        if self._looked is None:
            return True
        pause = max(LOOKS_AGAIN_S if self._has_refused else LOOKS_EVERY_S, IDLE * self._took)
        return time.monotonic() - self._looked >= pause


def budget_of(settings: Settings, free: int, unsent: int) -> int:
    """Bytes that may lie unsent, when so many are free beside those that do."""
    if settings.unsent_mb:
        return settings.unsent_mb * 1024 * 1024
    return IN_A_BUCKET if settings.store else max(0, free + unsent) // SHARE


def remove_unsent(store: Store, unwanted: Sequence[Lying]) -> int:
    """Removes those that no case has; how many bytes that were.

    No case gets one meanwhile: whoever writes a row waits until this transaction is over, and then asks `are_there`.
    """
    removed = 0
    for start in range(0, len(unwanted), AT_ONCE):
        some = unwanted[start : start + AT_ONCE]
        with transaction() as session:
            if session.connection().dialect.name == "postgresql":  # SQLite has one writer at a time
                session.execute(sa.text("LOCK TABLE sealed_blob IN SHARE MODE"))
            sent = _sent(one.name for one in some)
            for one in some:
                if one.name not in sent:
                    store.remove(one.name)
                    removed += one.size
    return removed


def are_there(store: Store, names: Iterable[str]) -> bool:
    """Whether files that a case is just getting are still there: to be asked in its transaction, after their rows."""
    try:
        for name in names:
            store.size(name)
    except Missing:
        return False
    except StoreDown:  # nobody knows; nothing can be removed then either
        return True
    return True


def _unsent(store: Store) -> list[Lying]:
    lying = list(store.blobs())
    sent = {name.hex for name in db.session.execute(sa.select(SealedBlob.name)).scalars()}  # asked last
    end_reading()
    return [one for one in lying if one.name not in sent]


def _sent(names: Iterable[str]) -> set[str]:
    wanted = [UUID(hex=name) for name in names]
    query = sa.select(SealedBlob.name).where(SealedBlob.name.in_(wanted))
    return {name.hex for name in db.session.execute(query).scalars()}


def _oldest(unsent: Iterable[Lying], wanted: int, now: datetime) -> list[Lying]:
    """The oldest, as many as hold so many bytes; none that came within the last hour."""
    chosen: list[Lying] = []
    for one in sorted(unsent, key=lambda one: one.changed):
        if wanted <= 0 or one.changed > now - LEAST_AGE:
            break
        chosen.append(one)
        wanted -= one.size
    return chosen
