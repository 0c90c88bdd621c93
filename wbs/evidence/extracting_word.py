"""Words of Office Open XML: documents (.docx) and slides (.pptx), which share the names of paragraph, text and table.

What was deleted with changes tracked is shown as deleted, not hidden: it is in the file. Comments, notes, headers and
footers follow the text. Knows neither layout nor pictures.
"""

from wbs.evidence.extracting import Gathered
from wbs.evidence.extracting_flow import Flow
from wbs.evidence.extracting_relations import main_part, relation_id, relations_of
from wbs.evidence.extracting_xml import Attributes, Nothing, Parts

BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
APART = (("footnotes", "footnotes"), ("endnotes", "footnotes"), ("comments", "comments"),
         ("header", "header"), ("footer", "footer"))  # fmt: skip


class Words:
    """Reads w:p, w:t, w:tbl and their like in DrawingML."""

    def __init__(self, gathered: Gathered, kind: str = "paragraph") -> None:
        self._flow, self._gathered, self._kind = Flow(gathered), gathered, kind
        self._deleted: list[str] = []
        self._author = ""
        self._in_text = self._skipped = 0
        self._in_deleted = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "Fallback":  # the same text a second time, for programs of 2007
            self._skipped += 1
        if self._skipped:
            return
        if name == "t":
            self._in_text += 1
        elif name == "delText":
            self._in_deleted = True
        elif name in BREAKS:
            self._flow.write(BREAKS[name])
        elif name == "tbl":
            self._flow.begin_table()
        elif name == "p":
            self._flow.end_paragraph(self._kind)
            self._flow.write(self._author)
            self._author = ""
        elif name == "comment":
            self._author = _signed(attributes)

    def end(self, name: str) -> None:
        if self._skipped:
            self._skipped -= name == "Fallback"
            return
        if name == "t":
            self._in_text -= 1
        elif name == "delText":
            self._in_deleted = False
        elif name == "p":
            self._end_paragraph()
        elif name == "tc":
            self._flow.end_cell()
        elif name == "tr":
            self._flow.end_row()
        elif name == "tbl":
            self._flow.end_table()

    def data(self, text: str) -> None:
        if self._skipped:
            return
        if self._in_text:
            self._flow.write(text)
        elif self._in_deleted:
            self._deleted.append(text)

    def _end_paragraph(self) -> None:
        self._flow.end_paragraph(self._kind)
        if self._deleted:
            text = "".join(self._deleted)
            self._deleted.clear()
            self._gathered.add("deleted", text)


def document(parts: Parts, gathered: Gathered) -> None:
    """A text document and what lies apart from it."""
    main = main_part(parts, "word/document.xml")
    parts.read(main, Words(gathered))
    apart = relations_of(parts, main).by_type
    for relation, kind in APART:
        for path in apart.get(relation, ()):
            parts.read(path, Words(gathered, kind))


def slides(parts: Parts, gathered: Gathered) -> None:
    """Slides in their order, each with its notes and comments."""
    main = main_part(parts, "ppt/presentation.xml")
    order, known = _Order(), relations_of(parts, main).by_id
    parts.read(main, order)
    for number, path in enumerate((known[one] for one in order.ids if one in known), 1):
        gathered.add("slide", str(number))
        parts.read(path, Words(gathered))
        beside = relations_of(parts, path).by_type
        for relation, kind in (("notesSlide", "notes"), ("comments", "comments")):
            for other in beside.get(relation, ()):
                parts.read(other, Words(gathered, kind))


class _Order(Nothing):
    def __init__(self) -> None:
        self.ids: list[str] = []

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "sldId":
            self.ids.append(relation_id(attributes))


def _signed(attributes: Attributes) -> str:
    author = next((value for name, value in attributes.items() if name.endswith(" author")), "")
    return f"{author}: " if author else ""
