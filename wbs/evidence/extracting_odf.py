"""Words and cells of OpenDocument files: text (.odt), sheets (.ods), slides (.odp), which share one vocabulary.

What was deleted with changes tracked, comments and notes are shown as such. A cell shows the text it last showed.
"""

from wbs.evidence.extracting import Gathered, Locked
from wbs.evidence.extracting_flow import Flow
from wbs.evidence.extracting_xml import Attributes, Nothing, Parts, number

BREAKS = {"tab": "\t", "line-break": "\n"}
ASIDE = {"deletion": "deleted", "annotation": "comments", "note-body": "footnotes", "notes": "notes"}
MOST_SPACES = 100


class Content:
    """Reads content.xml."""

    def __init__(self, gathered: Gathered, is_sheet: bool) -> None:
        self._gathered, self._is_sheet = gathered, is_sheet
        self._main = self._flow = Flow(gathered)
        self._aside: list[tuple[str, Flow]] = []
        self._paragraphs: list[Flow] = []
        self._repeated: list[int] = []  # how often each open cell
        self._repeated_rows: list[int] = []
        self._slides = 0

    def start(self, name: str, attributes: Attributes) -> None:
        if name in ASIDE:
            self._flow = Flow(self._gathered)
            self._aside.append((name, self._flow))
        elif name in ("p", "h") or (name == "creator" and self._aside):
            self._paragraphs.append(self._flow)
        elif name in BREAKS:
            self._flow.write(BREAKS[name])
        elif name == "s":
            self._flow.write(" " * min(_number(attributes, "c"), MOST_SPACES))
        elif name == "table":
            self._begin_table(attributes)
        elif name in ("table-cell", "covered-table-cell"):
            self._repeated.append(_number(attributes, "number-columns-repeated"))
        elif name == "table-row":
            self._repeated_rows.append(_number(attributes, "number-rows-repeated"))
        elif name == "page":
            self._slides += 1
            self._gathered.add("slide", str(self._slides))

    def end(self, name: str) -> None:
        if name in ASIDE and self._aside:
            self._end_aside()
        elif name in ("p", "h") and self._paragraphs:
            self._paragraphs.pop()
            self._flow.end_paragraph(ASIDE[self._aside[-1][0]] if self._aside else "paragraph")
        elif name == "creator" and self._aside and self._paragraphs:
            self._paragraphs.pop()
            self._flow.write(": ")
        elif name in ("table-cell", "covered-table-cell") and self._repeated:
            self._flow.end_cell(self._repeated.pop())
        elif name == "table-row" and self._repeated_rows:
            self._flow.end_row(self._repeated_rows.pop())
        elif name == "table":
            self._flow.end_table()

    def data(self, text: str) -> None:
        if self._paragraphs and self._paragraphs[-1] is self._flow:
            self._flow.write(text)

    def _begin_table(self, attributes: Attributes) -> None:
        self._flow.begin_table()
        if self._is_sheet and self._flow is self._main and self._flow.depth == 1:
            block = self._gathered.blocks[-1]
            block[0], block[1] = "sheet", _named(attributes, "name")[:1000]

    def _end_aside(self) -> None:
        """A comment stands in the middle of a sentence: the sentence goes on afterwards."""
        self._aside.pop()
        self._flow = self._aside[-1][1] if self._aside else self._main


def open_document(parts: Parts, gathered: Gathered, is_sheet: bool = False) -> None:
    """The content of an OpenDocument file; Raises Locked where a password is asked for."""
    encrypted = _Encrypted()
    if parts.has("META-INF/manifest.xml"):
        parts.read("META-INF/manifest.xml", encrypted)
    if encrypted.found:
        raise Locked
    parts.read("content.xml", Content(gathered, is_sheet))


class _Encrypted(Nothing):
    found = False

    def start(self, name: str, attributes: Attributes) -> None:
        self.found = self.found or name == "encryption-data"


def _named(attributes: Attributes, name: str) -> str:
    return next((value for key, value in attributes.items() if key.endswith(f" {name}")), "")


def _number(attributes: Attributes, name: str) -> int:
    return number(_named(attributes, name), missing=1, wrong=1)
