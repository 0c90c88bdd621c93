"""Cells of one sheet of a workbook, and the table of texts that they point into."""

import re
from datetime import datetime

from wbs.evidence.extracting import Gathered
from wbs.evidence.extracting_styles import date_of
from wbs.evidence.extracting_xml import Attributes, Nothing, number
from wbs.evidence.viewing_limits import MOST_COLUMNS

MOST_STRINGS, MOST_STRING_LETTERS = 1_000_000, 8_000_000
COLUMN = re.compile("[A-Z]{1,3}")


class Strings(Nothing):
    """The table of texts that cells point into."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._words: list[str] = []
        self._in_text = False
        self._letters = 0

    def start(self, name: str, attributes: Attributes) -> None:
        self._in_text = name == "t"

    def data(self, text: str) -> None:
        if self._in_text and self._letters < MOST_STRING_LETTERS:
            self._letters += len(text)
            self._words.append(text)

    def end(self, name: str) -> None:
        self._in_text = False
        if name == "si" and len(self.texts) < MOST_STRINGS:
            self.texts.append("".join(self._words))
            self._words.clear()


class Sheet(Nothing):
    """Rows of one sheet."""

    def __init__(self, gathered: Gathered, rows: list[list[str]], texts: list[str], dates: list[bool], epoch: datetime):
        self._gathered, self._rows = gathered, rows
        self._texts, self._dates, self._epoch = texts, dates, epoch
        self._row: list[str] = []
        self._kind, self._style, self._column = "n", 0, 0
        self._value: list[str] = []
        self._formula: list[str] = []
        self._into: list[str] | None = None

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "row":
            self._row = []
        elif name == "c":
            self._kind = attributes.get("t", "n")
            self._style = _number(attributes.get("s"))
            self._column = _column(attributes.get("r", ""), len(self._row))
            self._value, self._formula = [], []
        elif name in ("v", "t"):
            self._into = self._value
        elif name == "f":
            self._into = self._formula
        elif name == "rPh":  # how to pronounce it
            self._into = None

    def data(self, text: str) -> None:
        if self._into is not None:
            self._into.append(text)

    def end(self, name: str) -> None:
        self._into = None
        if name == "c":
            self._place(self._shown())
        elif name == "row":
            self._gathered.add_row(self._rows, self._row)
            self._row = []

    def _place(self, text: str) -> None:
        if not text:
            return
        if self._column >= MOST_COLUMNS:
            self._gathered.was_cut = True
            return
        self._row += [""] * (self._column + 1 - len(self._row))
        self._row[self._column] = text

    def _shown(self) -> str:
        value = "".join(self._value)
        if not value and self._formula:
            return "=" + "".join(self._formula)
        if self._kind == "s":
            place = _number(value)
            return self._texts[place] if 0 <= place < len(self._texts) else "?"
        if self._kind == "n" and 0 <= self._style < len(self._dates) and self._dates[self._style]:
            return date_of(value, self._epoch)
        return value


def _number(text: str | None) -> int:
    return number(text or "", missing=0, wrong=-1)


def _column(reference: str, following: int) -> int:
    letters = reference.rstrip("0123456789")
    if not COLUMN.fullmatch(letters):
        return following
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column - 1
