"""What is gathered from a document as text: blocks in their order, capped, saying when something was left out. Pure.

Runs in the limited child. Knows no format (those are the neighbours `extracting_*`) and does not trust its own result:
the parent checks every block again (`viewing_blocks.py`).
"""

import json
from dataclasses import dataclass, field

from wbs.evidence.viewing_limits import MOST_BLOCKS, MOST_CELLS, MOST_COLUMNS, MOST_LETTERS


class Unreadable(Exception):
    """A file, or a part of one, that is missing, damaged, or not what it says."""


class Locked(Exception):
    """It asks for a password."""


class Full(Exception):
    """No more is shown; reading can end here."""


@dataclass
class Gathered:
    """Blocks as plain lists [kind, text, rows], ready for JSON."""

    blocks: list[list] = field(default_factory=list)
    was_cut: bool = False
    letters: int = 0
    cells: int = 0

    def add(self, kind: str, text: str) -> list[list[str]]:
        """A block; answers with its list of rows, for a table to grow in."""
        if len(self.blocks) >= MOST_BLOCKS:
            self.cut()
        rows: list[list[str]] = []
        room = MOST_LETTERS - self.letters
        self.blocks.append([kind, text[:room], rows])
        self._count(len(text))
        return rows

    def add_row(self, rows: list[list[str]], cells: list[str]) -> None:
        """A row of a table without its empty end; an empty row is not shown."""
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            return
        if len(cells) > MOST_COLUMNS:
            del cells[MOST_COLUMNS:]
            self.was_cut = True
        if self.cells + len(cells) > MOST_CELLS:
            self.cut()
        self.cells += len(cells)
        letters = sum(map(len, cells))
        if self.letters + letters > MOST_LETTERS:
            self.cut()
        rows.append(cells)
        self.letters += letters

    def _count(self, letters: int) -> None:
        self.letters += letters
        if self.letters > MOST_LETTERS:
            self.cut()

    def cut(self) -> None:
        """Says that something was left out, and ends the reading. Raises Full."""
        self.was_cut = True
        raise Full

    def to_bytes(self) -> bytes:
        return json.dumps({"blocks": self.blocks, "was_cut": self.was_cut}).encode()
