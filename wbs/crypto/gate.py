"""How many slow derivations may run at once: one holds a core for some 25 ms, so they queue before few threads.

The queue is bounded: who comes when it is full is told to come again.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from wbs.crypto.failures import Busy
from wbs.crypto.forks import this_process


class Gate:
    """At most `at_once` derivations run and `waiting` wait; one more raises Busy.

    They run in threads of their own: what they cost can be read beside the rest, and where OpenSSL derives (an older
    installation) one memory block serves them all.
    """

    def __init__(self, at_once: int = 1, waiting: int = 64) -> None:
        self.passed = 0  # derivations begun in this process: known and unknown names must cost as many
        self._places = threading.Semaphore(at_once + waiting)
        self._start = partial(ThreadPoolExecutor, at_once, "derivation")
        self._lock = threading.Lock()
        self._threads, self._process = self._start(), this_process()

    def run(self, work: Callable[[], bytes]) -> bytes:
        """What `work` gives. Raises Busy."""
        if not self._places.acquire(blocking=False):
            raise Busy
        try:
            with self._lock:
                self.passed += 1
                threads = self._living_threads()
            return threads.submit(work).result()
        finally:
            self._places.release()

    def _living_threads(self) -> ThreadPoolExecutor:
        process = this_process()
        if self._process != process:  # threads stay behind in the parent
            self._threads, self._process = self._start(), process
        return self._threads
