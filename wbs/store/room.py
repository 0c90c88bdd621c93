"""Whether the disk has room for more: below a mark nothing new is taken in, long before anything would be lost.

Decides how often it looks. Knows neither what is refused nor in which words; who reads needs no room.
"""

import os
import time
from pathlib import Path

LOOKS_EVERY_S = 1.0


class Room:
    """Free bytes of one folder's disk. `least` 0: there is always room."""

    def __init__(self, folder: Path, least: int) -> None:
        self._folder, self._least = folder, least
        self._looked: float | None = None
        self._free = 0

    @property
    def free(self) -> int:
        """As of at most a second ago. A folder that cannot be asked is somebody else's failure: as if full of room."""
        now = time.monotonic()
        if self._looked is None or now - self._looked >= LOOKS_EVERY_S:
            self._free, self._looked = _free(self._folder), now
        return self._free

    @property
    def is_short(self) -> bool:
        return bool(self._least) and self.free < self._least


def _free(folder: Path) -> int:
    try:
        found = os.statvfs(folder)
    except OSError:
        return 1 << 60
    return found.f_bavail * found.f_frsize
