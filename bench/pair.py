"""`pair --with TREE`: the server of another tree and ours, both at once, filings alternating between them.

Between two hours, or two runs, a shared machine differs by more than most changes save; between two filings a moment
apart it does not. Milliseconds of CPU beside the derivation, medians of each step: differences of a tenth show.
"""

import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from bench import filing
from bench.report import Figures, median
from bench.server import Server, running_server
from tests.visitor import Visitor

ROUNDS, A_ROUND = 5, 30
Spent = dict[int, float]  # seconds of each thread

STEPS: dict[str, Callable[[Visitor], object]] = {
    "form": lambda visitor: visitor.press("Buat laporan"),
    "review": filing.review,
    "send": filing.send,
}


class Side:
    """One of the two servers, and what each step has cost there."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.spent: dict[str, list[Spent]] = defaultdict(list)

    def do(self, step: str, visitor: Visitor) -> None:
        before = self.server.web_threads_s()
        STEPS[step](visitor)
        after = self.server.web_threads_s()
        self.spent[step].append({thread: seconds - before.get(thread, 0) for thread, seconds in after.items()})

    def figures(self, name: str) -> Iterator[tuple[str, float]]:
        whole: Spent = defaultdict(float)
        for spent in (one for step in self.spent.values() for one in step):
            for thread, seconds in spent.items():
                whole[thread] += seconds
        deriving = max(whole, key=whole.__getitem__)
        for step, found in self.spent.items():
            yield f"{name}.{step}_ms", median([1000 * (sum(one.values()) - one.get(deriving, 0)) for one in found])
        yield f"{name}.derivation_ms", median([1000 * one[deriving] for one in self.spent["send"]])


def measure(other: Path) -> Figures:
    with ExitStack() as stack:
        theirs, ours = (Side(stack.enter_context(running_server(tree=tree))) for tree in (other, Path()))
        _round((theirs, ours), 4)
        theirs.spent.clear()
        ours.spent.clear()
        for _ in range(ROUNDS):
            _round((theirs, ours), A_ROUND)
        return {**dict(theirs.figures("other")), **dict(ours.figures("ours"))}


def _round(sides: tuple[Side, Side], count: int) -> None:
    visitors = {side: [Visitor(side.server.url) for _ in range(count)] for side in sides}
    for visitor in (one for found in visitors.values() for one in found):
        visitor.get("/")
    for place in range(count):
        for side in random.sample(sides, 2):
            side.do("form", visitors[side][place])
    for visitor in (one for found in visitors.values() for one in found):
        _ = visitor.page.forms
    time.sleep(4)  # as people read before they send
    for place in range(count):
        for side in random.sample(sides, 2):
            side.do("review", visitors[side][place])
            side.do("send", visitors[side][place])
            visitors[side][place].close()
