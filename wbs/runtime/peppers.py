"""The session peppers of several machines: a Redis hands them on, in its memory; a file on each remembers them.

Decides that the newest list wins: a machine that was cut off, or a Redis that began anew, ends nobody's session.
Without Redis everybody goes on with what the file says. In Redis they lie sealed under the salt that every process has.
"""

import json
import logging
import os
import time
from datetime import date
from pathlib import Path
from threading import Lock
from zoneinfo import ZoneInfo

from redis.exceptions import RedisError

from wbs.config import Settings
from wbs.crypto.envelope import open_sealed, seal
from wbs.crypto.failures import Unreadable
from wbs.crypto.labels import derive
from wbs.keyfolder import Keys, SessionPeppers
from wbs.runtime.queue import connect

log = logging.getLogger(__name__)

NAME = "wbs:session-peppers"
CONTEXT = "session peppers"
ASKS_EVERY_S, RESTS_S = 1.0, 10.0  # while Redis answers, and after it did not


def session_peppers(settings: Settings, keys: Keys) -> SessionPeppers:
    """Of one process; on one machine without a Redis of its own the file is enough."""
    path = settings.var_dir / "run" / "session-peppers"
    if not settings.redis_url:
        return SessionPeppers(path)
    return SharedPeppers(path, settings.redis_url, derive(keys.salt, CONTEXT))


class SharedPeppers(SessionPeppers):
    def __init__(self, path: Path, url: str, key: bytes) -> None:
        super().__init__(path)
        self._redis, self._key = connect(url), key
        self._asks_at, self._asking = 0.0, Lock()

    def live(self) -> tuple[bytes, ...]:
        self._agree()
        return super().live()

    def replaced_on(self, zone: ZoneInfo) -> date:
        self._agree()
        return super().replaced_on(zone)

    def replace(self) -> None:
        self._agree()
        super().replace()
        self._agree(at_once=True)

    def _agree(self, at_once: bool = False) -> None:
        """Once a second at most, and one thread at a time: the others go on with what is known."""
        if not at_once and time.monotonic() < self._asks_at:
            return
        if not self._asking.acquire(blocking=at_once or not self.path.exists()):
            return
        try:
            self._exchange()
            self._asks_at = time.monotonic() + ASKS_EVERY_S
        except RedisError as error:
            self._asks_at = time.monotonic() + RESTS_S
            log.warning("session peppers: no Redis (%s), the file decides", type(error).__name__)
        finally:
            self._asking.release()

    def _exchange(self) -> None:
        theirs, mine = self._open(self._redis.get(NAME)), self._file()
        if theirs is None and mine is None:
            super().replace()
            self._redis.set(NAME, self._sealed(self._file()), nx=True)  # another machine may begin at this moment
            theirs = self._open(self._redis.get(NAME))
        if theirs and (mine is None or mine[0] < theirs[0]):
            self._keep(theirs)
        elif mine and (theirs is None or theirs[0] < mine[0]):
            self._redis.set(NAME, self._sealed(mine))

    def _file(self) -> tuple[int, list[str]] | None:
        """When it was written (nanoseconds), and what it holds."""
        if not self.path.exists():
            return None
        return self.path.stat().st_mtime_ns, self.path.read_text("ascii").split()

    def _keep(self, peppers: tuple[int, list[str]]) -> None:
        self._write(peppers[1])
        os.utime(self.path, ns=(peppers[0], peppers[0]))

    def _sealed(self, peppers: tuple[int, list[str]] | None) -> bytes:
        return seal(self._key, json.dumps(peppers).encode("ascii"), CONTEXT)

    def _open(self, found: bytes | None) -> tuple[int, list[str]] | None:
        """None for nothing, and for what somebody else wrote there."""
        try:
            at, peppers = json.loads(open_sealed(self._key, found, CONTEXT)) if found else (0, [])
        except Unreadable:
            return None
        return (at, peppers) if peppers else None
