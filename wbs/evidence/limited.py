"""One task on a stranger's bytes in a process that can do nothing else: no network, no files, little time and memory.

Decides the limits and how the process is started and ended; wire.py carries the bytes, locks.py is what the child gives
up. Does not know what the tasks do, nor who asks.
"""

import json
import os
import subprocess  # our own interpreter, no shell # nosec B404
import sys
import sysconfig
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from wbs.evidence import child
from wbs.evidence.wire import Broken, TooMuch, Wire

__all__ = ["MIB", "Broken", "Busy", "Gate", "Limits", "Outcome", "TooMuch", "isolation", "limits_for", "run"]

MIB = 1024 * 1024
ROOT = Path(__file__).parents[2]
LIBRARIES = tuple(dict.fromkeys((sysconfig.get_path("purelib"), sysconfig.get_path("platlib"))))
STANDARD = (sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"))
SYSTEM = ("/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/fonts", "/dev/null", "/dev/urandom")
START = "import sys; sys.path[:0] = sys.argv[1:]; from wbs.evidence.child import main; main()"


class Busy(Exception):
    """Too many at once, and none was finished in time."""


@dataclass(frozen=True)
class Limits:
    """`scratch_bytes` is the size of the private file system in memory at /tmp (0: nothing can be written at all);
    `programs` lets the task start others, which live under the same locks."""

    memory_bytes: int = 1024 * MIB
    cpu_seconds: int = 30
    wall_seconds: float = 60
    output_bytes: int = 128 * MIB
    scratch_bytes: int = 0
    programs: bool = False


def limits_for(size: int) -> Limits:
    """The usual limits for a file of `size` bytes."""
    return Limits(output_bytes=2 * size + 64 * MIB)


class Gate:
    """At most `at_once` children; others wait for `patience` seconds, then are told Busy."""

    def __init__(self, at_once: int = 2, patience: float = 30) -> None:
        self._places, self._patience = threading.BoundedSemaphore(at_once), patience
        self.busy = 0
        self._lock = threading.Lock()

    @contextmanager
    def enter(self) -> Iterator[None]:
        if not self._places.acquire(timeout=self._patience):
            raise Busy
        self._count(1)
        try:
            yield
        finally:
            self._count(-1)
            self._places.release()

    def _count(self, more: int) -> None:
        with self._lock:
            self.busy += more


@contextmanager
def run(
    task: str,
    arguments: Mapping[str, Any],
    source: Iterable[bytes],
    limits: Limits,
    tasks: Mapping[str, str] = child.TASKS,
) -> "Iterator[Outcome]":
    """Starts the child for `tasks[task]` and gives its answer as soon as the header is there.

    `source` is read in this thread, while the answer is awaited and read; its exceptions pass through. Raises TooMuch
    and Broken, also while the data is read. Whatever happens, the child is gone afterwards.
    """
    process = _start()
    try:
        order = {
            "task": tasks[task], "arguments": dict(arguments), "limits": asdict(limits), "parent": os.getpid(),
            "readable": _readable(),
        }  # fmt: skip
        encoded = json.dumps(order).encode()
        fed = _after(child.LENGTH.pack(len(encoded)) + encoded, source)
        with Wire(process, fed, limits.wall_seconds, limits.output_bytes) as wire:
            yield Outcome(wire)
    finally:
        process.kill()
        process.wait()


def _start() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-I", "-S", "-B", "-c", START, str(ROOT), *LIBRARIES]
    return subprocess.Popen(  # noqa: S603 - our own interpreter, no word of a stranger's # nosec B603
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0,
        cwd="/", env={"LANG": "C.UTF-8"}, close_fds=True,
    )  # fmt: skip


def _readable() -> list[str]:
    """What a task may open: libraries, never the folder that the installation keeps its data and keys in."""
    return [str(ROOT / "wbs"), *LIBRARIES, *STANDARD, *SYSTEM]


def _after(first: bytes, source: Iterable[bytes]) -> Iterator[bytes]:
    yield first
    yield from source


class Outcome:
    """The child's answer: `header`, and its data by iterating, once."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self.header: dict[str, Any] = wire.header()
        if "failed" in self.header:
            raise Broken(str(self.header["failed"]))

    def __iter__(self) -> Iterator[bytes]:
        return self._wire.rest()


@cache
def isolation() -> frozenset[str]:
    """Which locks hold on this machine, of "network", "ipc", "names", "mounts", "files", "calls"."""
    with run("isolation", {}, (), Limits()) as outcome:
        return frozenset(outcome.header["held"])
