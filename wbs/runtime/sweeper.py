"""What a request leaves behind in memory is cleared within seconds, also when no other request follows.

Forms and pages are full of cycles, which only the collector frees, and it wakes only when there is work: the text of
the last reports would stay in an idle server. Freed memory is overwritten by the allocator (process.py).
"""

import gc
import threading

from wbs.runtime import huge_pages
from wbs.runtime.process import trim_freed_memory

PAUSE_SECONDS = 1.0
YOUNG = 50_000  # objects before the collector looks by itself, amid a request: the sweeper is what clears
STILL = 2  # quiet pauses in a row before pages go back to the kernel
MOST_BUSY = 3  # busy pauses in a row before it is swept all the same
WARM = 10  # answers that show what requests touch


class Sweeper:
    """Counts answers, and sweeps in the first pause without any: one collection clears what many have left."""

    def __init__(self) -> None:
        self._answered = 0
        self._seen = 0
        self._busy, self._quiet = 0, STILL  # pauses in a row with and without an answer

    def answered(self) -> None:
        """A request has been answered. What is still at work has left nothing yet, so its end counts."""
        self._answered += 1

    def start(self) -> None:
        """In the process that serves: threads do not survive a fork."""
        gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
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
        answered = self._answered
        is_busy = answered != self._seen
        self._busy, self._quiet = (self._busy + 1, 0) if is_busy else (0, self._quiet + 1)
        if self._seen < WARM <= answered:
            huge_pages.gather()
        self._seen = answered
        if self._quiet == 1 or self._busy > MOST_BUSY:
            gc.collect()
            self._busy = 0
        elif self._quiet == STILL:
            trim_freed_memory()
        return self._quiet <= STILL
