"""The public figures as the landing page shows them. Counted, and refused when they are small, by somebody else."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FiguresBox:
    """`period` and `median` are in the reader's language; `closed` and `median` are empty when too small to be told."""

    period: str
    received: int
    closed: int | None = None
    median: str = ""
