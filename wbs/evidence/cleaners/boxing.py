"""The boxes of ISO 14496-12: where each begins and ends, never further than its parent. Knows no box's meaning."""

from collections.abc import Iterator
from typing import NamedTuple

from wbs.evidence.cleaners.verdicts import Refusal

MOST_BOXES = 200_000
LARGE, TO_THE_END = 1, 0


class Box(NamedTuple):
    """Offsets in the file; `body` is behind the length and the name."""

    name: bytes
    start: int
    body: int
    end: int


def children(file: bytes | bytearray, start: int, end: int) -> Iterator[Box]:
    """Boxes side by side. Raises Refusal("broken") for one that is longer than what is left, ("bomb") for too many."""
    for _ in range(MOST_BOXES):
        if end - start < 8:  # QuickTime ends a list with four zero bytes
            return
        size, name, body = int.from_bytes(file[start : start + 4], "big"), bytes(file[start + 4 : start + 8]), start + 8
        if size == LARGE:
            size, body = int.from_bytes(file[start + 8 : start + 16], "big"), start + 16
        elif size == TO_THE_END:
            size = end - start
        if size < body - start or start + size > end:
            raise Refusal("broken")
        yield Box(name, start, body, start + size)
        start += size
    raise Refusal("bomb")
