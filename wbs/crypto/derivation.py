"""Slow derivations from what a person remembers: the reporter's code and officers' passwords (Argon2id, RFC 9106).

Decides costs and how many may run at once: one derivation holds a core for some 25 ms, so they queue behind a small
semaphore and the queue is bounded. Nothing is cached: a cache would keep codes in the memory of an idle server.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from wbs.crypto.failures import Busy
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
    """At most `at_once` derivations run and `waiting` wait; one more raises Busy."""

    def __init__(self, at_once: int = 1, waiting: int = 64) -> None:
        self._running = threading.Semaphore(at_once)
        self._places = threading.Semaphore(at_once + waiting)
        self.passed = 0  # how many derivations this process made: the benchmarks subtract them

    @contextmanager
    def entered(self) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise Busy
        try:
            with self._running:
                self.passed += 1
                yield
        finally:
            self._places.release()


@dataclass(frozen=True)
class Stretched:
    """What Argon2id made of a secret, before the pepper: the caller derives from it under each live pepper."""

    key: bytes = field(repr=False)

    def under(self, pepper: bytes, label: str) -> bytes:
        """32 bytes for one use, e.g. "locate", "open", "verifier", "unlock"."""
        return derive(self.key, label, salt=pepper)


def stretch(secret: bytes, salt: bytes, cost: Cost, gate: Gate) -> Stretched:
    """One slow derivation. `salt` is at least 16 bytes. Raises Busy."""
    with gate.entered():
        argon = Argon2id(salt=salt, length=32, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.kib)
        return Stretched(argon.derive(secret))
