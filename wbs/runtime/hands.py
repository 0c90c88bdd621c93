"""The threads that answer requests. Who rested last works next: what it needs is still in the processor's caches.

The standard library's pool hands out work through one queue: whoever takes from it wakes the next thread too, which
finds nothing. Each such wake-up costs as much as reading the head of a request. Knows nothing of requests.
"""

import threading
from collections import deque
from collections.abc import Callable
from queue import SimpleQueue

Work = Callable[[], None]


class Hands:
    """At most `most` threads, started when there is work for one more. Work that fails must say so itself."""

    def __init__(self, most: int) -> None:
        self._most, self._started = most, 0
        self._resting: list[SimpleQueue[Work]] = []
        self._waiting: deque[Work] = deque()
        self._lock = threading.RLock()  # a signal to end may come to a thread that holds it

    def submit(self, work: Work) -> None:
        with self._lock:
            if self._resting:
                self._resting.pop().put(work)
            elif self._started < self._most:
                self._started += 1
                given: SimpleQueue[Work] = SimpleQueue()
                given.put(work)
                threading.Thread(target=self._work, args=(given,), name="hand", daemon=True).start()
            elif self._most:
                self._waiting.append(work)

    def shutdown(self, *, wait: bool) -> None:
        """Nothing is begun any more. What is at work ends with the process, if not before; nobody waits for it here."""
        with self._lock:
            self._most = 0
            self._resting.clear()
            self._waiting.clear()

    def _work(self, given: "SimpleQueue[Work]") -> None:
        while True:
            work = given.get()
            work()
            del work  # it may hold what is left of a request
            with self._lock:
                if self._waiting:
                    given.put(self._waiting.popleft())
                else:
                    self._resting.append(given)
