"""Figures for Prometheus, none of which moves because a reporter did something today.

Decides how coarse each is. CPU time is left out on purpose, since a filing costs a visible piece of it; memory is its
peak, threads and the disk are rounded; of visits there is yesterday's number (counting.py).
"""

import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import Metric
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily

from wbs.outbox.records import PARKED, WAITING
from wbs.staff.instance import Instance
from wbs.watching import beats, health
from wbs.watching.counting import Answers

MEMORY_STEP, DISK_STEP, THREADS_STEP = 64 * 1024 * 1024, 100 * 1024 * 1024, 16
STATUS = Path("/proc/self/status")


class House:
    """Collects at each asking; whoever asks holds the application's context."""

    def __init__(self, instance: Instance, answers: Answers, now: Callable[[], datetime]) -> None:
        self._instance, self._answers, self._now = instance, answers, now

    def collect(self) -> Iterator[Metric]:
        now = self._now()
        yield _gauge("wbs_memory_peak_bytes", "Largest memory of the web process, rounded up", _peak())
        threads, free = _up(threading.active_count(), THREADS_STEP), self._instance.room.free
        yield _gauge("wbs_threads", "Threads of the web process, rounded up", threads)
        yield _gauge("wbs_disk_free_bytes", "Free on the disk of WBS_VAR, rounded down", free // DISK_STEP * DISK_STEP)
        yield _gauge("wbs_outbox_due", "Notices that may leave and have not", health.count(WAITING, now))
        yield _gauge("wbs_outbox_parked", "Notices that were given up", health.count(PARKED))
        yield _gauge("wbs_viewers_busy", "Children that draw files for officers", self._instance.viewers.busy)
        yield _counter("wbs_broken", "Answers with status 500", self._answers.broken)
        yield from self._ages(now)
        size = beats.ledger_size_of_the_night()
        if size is not None:
            yield _gauge("wbs_ledger_entries", "Entries in the log of the main realm, as of last night", size)
        yield self._visits()

    def _ages(self, now: datetime) -> Iterator[Metric]:
        for name, sign in (("worker", beats.MINUTE), ("tick", beats.TICK), ("night", beats.NIGHT)):
            heard = beats.last(sign)
            if heard is not None:
                age = max(0.0, (now - heard).total_seconds())
                yield _gauge(f"wbs_{name}_age_seconds", f"Since the last sign of the {name}", age)

    def _visits(self) -> Metric:
        found = GaugeMetricFamily("wbs_answers_yesterday", "Answers of the last whole day, in tens", labels=["status"])
        for kind, number in self._answers.yesterday().items():
            found.add_metric([kind], number)
        return found


def exposition(house: House) -> bytes:
    """The text that Prometheus reads."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(house)
    try:
        return generate_latest(registry)
    finally:
        registry.unregister(house)


def _gauge(name: str, says: str, value: float) -> Metric:
    return GaugeMetricFamily(name, says, value=value)


def _counter(name: str, says: str, value: float) -> Metric:
    return CounterMetricFamily(name, says, value=value)


def _up(number: int, step: int) -> int:
    return -(-number // step) * step


def _peak() -> int:
    try:
        lines = STATUS.read_text("ascii").splitlines()
    except OSError:
        return 0
    kib = next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)
    return _up(kib * 1024, MEMORY_STEP)
