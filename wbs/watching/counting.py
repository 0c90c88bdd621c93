"""Counts answers without telling when anybody came: yesterday's, in tens; faults of ours alone are counted at once.

Decides what is told of traffic. Keeps two days in memory and nothing else: neither path, nor size, nor address.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
COARSE = 10
BROKEN = "500"


class Answers:
    """Answers of this process by the first digit of their status; `today` is asked at each."""

    def __init__(self, today: Callable[[], date]) -> None:
        self.broken = 0  # answers that were a fault of ours: the log has each with its second anyhow
        self._today = today
        self._days: dict[date, Counter[str]] = {}
        self._lock = threading.Lock()

    def watching(self, app: Wsgi) -> Wsgi:
        """The same application, counted."""

        def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            def start(status: str, *more: Any) -> Any:
                self.count(status)
                return start_response(status, *more)

            return app(environ, start)

        return answer

    def count(self, status: str) -> None:
        today = self._today()
        with self._lock:
            self.broken += status.startswith(BROKEN)
            self._days.setdefault(today, Counter())[f"{status[:1]}xx"] += 1
            for day in sorted(self._days)[:-2]:
                del self._days[day]

    def yesterday(self) -> Mapping[str, int]:
        """Of the last whole day with any answer, rounded down to tens: a few visits are none."""
        today = self._today()
        with self._lock:
            whole = [day for day in self._days if day < today]
            counts = self._days[max(whole)] if whole else Counter[str]()
            return {kind: number // COARSE * COARSE for kind, number in sorted(counts.items())}
