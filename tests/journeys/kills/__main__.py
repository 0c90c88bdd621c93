"""`make kills`: kill -9 of random processes at random moments while people file; then all of it is judged.

`python -m tests.journeys.kills --kills N [--database postgresql|sqlite] [--rate A_SECOND] [--reporters N]`. Prints
a table and ends non-zero when anything was lost, doubled or damaged.
"""

import argparse
import os
import random
import signal
import sys
import threading
import time
from collections import Counter
from contextlib import suppress

from bench.server import _free_port
from tests import haste
from tests.journeys.kills.machine import Machine, a_machine, wait_until
from tests.journeys.kills.reporters import Filed, Reporter
from tests.journeys.kills.verdict import Row, judge
from tests.journeys.sink import mail_sink
from tests.visitor import Visitor

# How likely each kind is beside the others: while a database recovers or the parent begins anew nothing can be filed,
# so these die more rarely.
WEIGHTS = {
    "web process": 6, "web server": 3, "worker": 4, "scheduler": 2, "redis": 2, "postgresql": 0.8,
    "a process of postgresql": 1, "cleaner of files": 6, "parent of all": 0.05, "just forked": 1,
}  # fmt: skip
LOOKS_AGAIN_S = 0.02


def main() -> None:
    asked = argparse.ArgumentParser(prog="kills")
    asked.add_argument("--kills", type=int, default=1000)
    asked.add_argument("--database", choices=("postgresql", "sqlite"), default="postgresql")
    asked.add_argument("--rate", type=float, default=2.5)
    asked.add_argument("--reporters", type=int, default=12)
    asked.add_argument("--seed", type=int, default=None)
    given = asked.parse_args()
    haste.keep_files_in_memory()
    with mail_sink() as sink, a_machine(given.database, sink.port, (_free_port(), _free_port())) as machine:
        killed, reporters, seconds = _run(machine, given)
        filed = [one for reporter in reporters for one in reporter.filed]
        begun = sum(reporter.begun for reporter in reporters)
        rows = [*_about(given, killed, reporters, seconds), *_judged(machine, filed, begun, sink)]
        if any(row.is_ok is False for row in rows):
            sys.stderr.write((machine.folder / "log").read_text("utf-8", "replace")[-5_000:])
    for row in rows:
        mark = {True: "ok ", False: "BAD", None: "   "}[row.is_ok]
        print(f"{mark}  {row.what:<70}  {row.seen}")  # noqa: T201
    sys.exit(any(row.is_ok is False for row in rows))


def _run(machine: Machine, given: argparse.Namespace) -> tuple[Counter[str], list[Reporter], float]:
    ends, chance = threading.Event(), random.Random(given.seed)
    reporters = [Reporter(f"orang-{number}-", machine.urls, ends) for number in range(given.reporters)]
    with machine.running():
        wait_until(lambda: _answers(machine))
        began = time.monotonic()
        for reporter in reporters:
            reporter.start()
        killed = _kill(machine, given.kills, given.rate, chance)
        seconds = time.monotonic() - began
        ends.set()
        for reporter in reporters:
            reporter.join(180)
        time.sleep(12)  # two ticks: what waits for them leaves
    return killed, reporters, seconds


def _kill(machine: Machine, kills: int, rate: float, chance: random.Random) -> Counter[str]:
    """First which kind, then which process of it; a kind of which nothing runs just now is not replaced by another."""
    killed: Counter[str] = Counter()
    while killed.total() < kills:
        kind = chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        there = [pid for found, pid in machine.targets() if found == kind]
        if not there:
            time.sleep(LOOKS_AGAIN_S)
            continue
        with suppress(ProcessLookupError):
            os.kill(chance.choice(there), signal.SIGKILL)
            killed[kind] += 1
        time.sleep(chance.expovariate(rate))
    return killed


def _answers(machine: Machine) -> bool:
    with suppress(OSError):
        return all(Visitor(url).get("/").status == 200 for url in machine.urls)
    return False


def _about(
    given: argparse.Namespace, killed: Counter[str], reporters: list[Reporter], seconds: float
) -> list[Row]:
    kinds = ", ".join(f"{count} {kind}" for kind, count in killed.most_common())
    failed = [f"{reporter.name} {str(reporter.failure)[:200]!r}" for reporter in reporters if reporter.failure]
    failed += [f"{reporter.name} still waits" for reporter in reporters if reporter.is_alive()]
    return [
        Row("database", given.database),
        Row("kills", f"{killed.total()} in {seconds:.0f} s: {kinds}"),
        Row("requests sent again", str(sum(reporter.repeats for reporter in reporters))),
        Row("photos uploaded again", str(sum(reporter.uploads for reporter in reporters))),
        Row("reporters who could not go on", "; ".join(failed) or "0", not failed),
    ]


def _judged(machine: Machine, filed: list[Filed], begun: int, sink: object) -> list[Row]:
    from tests.journeys.database import stop

    database = machine.database.start() if machine.database else None
    try:
        if machine.database:
            wait_until(machine.database.is_up)
        return list(judge(machine, filed, begun, sink))  # type: ignore[arg-type]
    finally:
        if database:
            stop(database)


if __name__ == "__main__":
    main()
