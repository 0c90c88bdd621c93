"""Slow derivations from what a person remembers: the reporter's code and officers' passwords (Argon2id, RFC 9106).

Decides costs and how many may run at once: one derivation holds a core for some 25 ms, so they queue before few threads
and the queue is bounded. Nothing is cached: a cache would keep codes in the memory of an idle server.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from wbs.crypto.failures import Busy
from wbs.crypto.forks import this_process
from wbs.crypto.labels import derive


@dataclass(frozen=True)
class Cost:
    """Argon2id parameters; `kib` is memory in KiB."""

    kib: int
    passes: int
    lanes: int = 1


CODE_COST = Cost(kib=19 * 1024, passes=2)
PASSWORD_COST = Cost(kib=64 * 1024, passes=3)


class Gate:
    """At most `at_once` derivations run and `waiting` wait; one more raises Busy.

    They run in threads of their own, so that one memory block serves them all: every thread allocates in its own part
    of memory, and fetching 19 MiB from the kernel takes half as long as the work itself.
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


@dataclass(frozen=True)
class Stretched:
    """What Argon2id made of a secret, before the pepper: the caller derives from it under each live pepper."""

    key: bytes = field(repr=False)

    def under(self, pepper: bytes, label: str) -> bytes:
        """32 bytes for one use, e.g. "locate", "open", "verifier", "unlock"."""
        return derive(self.key, label, salt=pepper)


def stretch(secret: bytes, salt: bytes, cost: Cost, gate: Gate) -> Stretched:
    """One slow derivation. `salt` is at least 16 bytes. Raises Busy."""
    argon = Argon2id(salt=salt, length=32, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.kib)
    return Stretched(gate.run(lambda: argon.derive(secret)))
