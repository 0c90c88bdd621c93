"""Text in its order: paragraphs and tables, as readers of office formats come across them. Knows no format."""

from dataclasses import dataclass, field

from wbs.evidence.extracting import Gathered
from wbs.evidence.viewing_limits import MOST_COLUMNS, MOST_LETTERS


@dataclass
class Flow:
    """Text in its order: paragraphs, and tables; a table within a cell becomes lines of that cell."""

    gathered: Gathered
    words: list[str] = field(default_factory=list)
    waiting: int = 0
    depth: int = 0
    rows: list[list[str]] = field(default_factory=list)
    row: list[str] = field(default_factory=list)
    cell: list[str] = field(default_factory=list)

    def write(self, text: str) -> None:
        self.words.append(text)
        self.waiting += len(text)
        if self.waiting > MOST_LETTERS:
            self.end_paragraph()
            self.gathered.cut()

    def end_paragraph(self, kind: str = "paragraph") -> None:
        text = "".join(self.words).strip()
        self.words.clear()
        if not self.depth:
            self.waiting = 0
        if text and self.depth:
            self.cell.append(text)
        elif text:
            self.gathered.add(kind, text)

    def begin_table(self) -> None:
        self.end_paragraph()
        if not self.depth:
            self.rows = self.gathered.add("table", "")
        self.depth += 1

    def end_cell(self, times: int = 1) -> None:
        if self.depth != 1:
            return
        self.end_paragraph()
        if len(self.row) <= MOST_COLUMNS:
            self.row += ["\n".join(self.cell)] * min(times, MOST_COLUMNS + 1)
        self.cell = []

    def end_row(self, times: int = 1) -> None:
        if self.depth != 1:
            return
        for _ in range(times if any(self.row) else 0):  # ends at the latest when no more is shown
            self.gathered.add_row(self.rows, list(self.row))
        self.row, self.waiting = [], 0

    def end_table(self) -> None:
        self.end_paragraph()
        self.depth = max(self.depth - 1, 0)
