"""What a request leaves behind in memory is cleared within seconds, also when no other request follows.

Forms and pages are full of cycles, which only the collector frees, and it wakes only when there is work: the text of
the last reports would stay in an idle server. Freed memory is overwritten by the allocator (process.py).
"""

import gc
import threading
from collections.abc import Callable, Iterable
from typing import Any

from wbs.runtime.process import return_freed_memory

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
PAUSE_SECONDS = 2.0


class Sweeper:
    """Counts requests, and sweeps after a pause in which there were some."""

    def __init__(self) -> None:
        self._served = 0
        self._swept = 0
        self._has_trimmed = True

    def watching(self, app: Wsgi) -> Wsgi:
        """The same application, counted."""

        def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            self._served += 1
            return app(environ, start_response)

        return answer

    def start(self) -> None:
        """In the process that serves: threads do not survive a fork."""
        threading.Thread(target=self._run, name="sweeper", daemon=True).start()

    def _run(self) -> None:
        pause = threading.Event()
        while not pause.wait(PAUSE_SECONDS):
            self.sweep()

    def sweep(self) -> bool:
        """Whether there was anything to do since the last time.

        Collecting is what clears. Pages go back to the kernel only when nobody comes any more: under load the next key
        derivation would ask for them again, and fetching them takes it half as long as its whole work.
        """
        served = self._served
        if served != self._swept:
            gc.collect()
            self._swept, self._has_trimmed = served, False
        elif not self._has_trimmed:
            return_freed_memory()
            self._has_trimmed = True
        else:
            return False
        return True
