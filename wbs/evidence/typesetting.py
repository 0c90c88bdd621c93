"""A plain document as PDF: a head on every page, headings, paragraphs, facts and tables, page numbers.

Runs in the limited process only, like everything that is drawn: what a reporter typed goes through a large library,
and neither its memory nor ours is kept. Decides how a page looks; which words stand on it is the caller's.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any, BinaryIO

import reportlab
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import registerFont, registerFontFamily
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from wbs.evidence.child import Reply

BLOCK = "█"
# Vera has no such sign: a black bar is drawn, and whoever copies the text gets the word that lies under it.
BAR = '<font backColor="#1a2027" color="#1a2027">{word}</font>'
INK, SOFT, LINE, BAD = HexColor("#1a2027"), HexColor("#55616d"), HexColor("#d3dae1"), HexColor("#a3171b")
MARGIN, PADDING = 20 * mm, 6  # of the page; what the library keeps free around a frame
MOST_LETTERS = 4_000  # of one paragraph: longer ones are laid out piece by piece


def draw(arguments: dict[str, Any], source: BinaryIO, reply: Reply) -> None:
    """The document comes as JSON: title, mark, number, page ("%(page)d %(pages)d"), hidden (a word), blocks."""
    document = json.loads(source.read())
    font = _fonts()
    styles = _styles()
    template = SimpleDocTemplate(
        _Sink(reply), pagesize=A4, leftMargin=MARGIN - PADDING, rightMargin=MARGIN - PADDING, topMargin=28 * mm,
        bottomMargin=22 * mm, title=document["title"], author="", creator="", subject="", lang="id",
    )  # fmt: skip
    flow = [one for block in document["blocks"] for one in _drawn(block, styles, _Words(font, document["hidden"]))]
    reply.header({})
    template.build(flow, canvasmaker=_canvas_with(document))


class _Sink:
    """What the library takes for a file."""

    def __init__(self, reply: Reply) -> None:
        self.write = reply.write


class _Words:
    """Typed text as the library wants it: escaped, in letters that the font has, with bars for what is masked."""

    def __init__(self, font: TTFont, hidden: str) -> None:
        self._has, self._hidden = font.face.charToGlyph, hidden

    def __call__(self, text: str) -> str:
        pieces = escape("".join(map(self._known, text.replace("\t", "    "))), quote=False).split(BLOCK)
        bars = (piece for piece in self._barred(pieces))
        return "".join(bars).replace("\n", "<br/>")

    def _barred(self, pieces: Sequence[str]) -> Iterator[str]:
        """Blocks that stand together are one bar."""
        for place, piece in enumerate(pieces):
            if place and (piece or place == len(pieces) - 1):
                yield BAR.format(word=self._hidden)
            yield piece

    def _known(self, letter: str) -> str:
        return letter if letter in f"\n{BLOCK}" or ord(letter) in self._has else f"[U+{ord(letter):04X}]"


def _drawn(block: Sequence[Any], styles: Mapping[str, ParagraphStyle], words: _Words) -> list[Flowable]:
    kind, content = block[0], block[1]
    if kind == "facts":
        rows = [[Paragraph(words(term), styles["quiet"]), Paragraph(words(value), styles["text"])]
                for term, value in content]  # fmt: skip
        return [_table(rows, (50 * mm, None), has_head=False), Spacer(1, 2 * mm)] if rows else []
    if kind == "table":
        heads = [[Paragraph(words(head), styles["quiet"]) for head in content[0]]]
        rows = [[Paragraph(words(cell), styles["cell"]) for cell in row] for row in content[1:]]
        return [_table(heads + rows, (None,) * len(content[0]), has_head=True), Spacer(1, 2 * mm)]
    paragraphs = [Paragraph(words(piece) or "&nbsp;", styles[kind]) for piece in _pieces(content)]
    return [KeepTogether(paragraphs)] if kind in ("title", "section", "heading", "letter") else paragraphs


def _pieces(text: str) -> list[str]:
    """A text in paragraphs of a length that the library lays out quickly."""
    lines = text.split("\n")
    pieces = [line[at : at + MOST_LETTERS] for line in lines for at in range(0, len(line) or 1, MOST_LETTERS)]
    return pieces or [""]


def _table(rows: list[list[Paragraph]], widths: Sequence[float | None], has_head: bool) -> Table:
    left = A4[0] - 2 * MARGIN - sum(width or 0 for width in widths)
    share = left / max(1, sum(width is None for width in widths))
    table = Table(rows, [width or share for width in widths], repeatRows=int(has_head), splitInRow=1)
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
                ("LEFTPADDING", (0, 0), (-1, -1), 0), ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
            ]
        )
    )  # fmt: skip
    return table


def _canvas_with(document: Mapping[str, Any]) -> type[Canvas]:
    class Numbered(Canvas):
        """Keeps its pages until their number is known, then writes head and foot on each."""

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **{**kwargs, "invariant": 1})
            self._kept: list[dict[str, Any]] = []

        def showPage(self) -> None:
            self._kept.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for page in self._kept:
                self.__dict__.update(page)
                _around(self, document, len(self._kept))
                super().showPage()
            super().save()

    return Numbered


def _around(canvas: Canvas, document: Mapping[str, Any], pages: int) -> None:
    width, height = A4
    canvas.setFillColor(BAD)
    canvas.setFont("VeraBd", 12)
    canvas.drawCentredString(width / 2, height - 15 * mm, document["mark"])
    canvas.setStrokeColor(LINE)
    canvas.line(MARGIN, height - 19 * mm, width - MARGIN, height - 19 * mm)
    canvas.setFillColor(SOFT)
    canvas.setFont("Vera", 8)
    canvas.drawString(MARGIN, 12 * mm, document["number"])
    numbered = document["page"] % {"page": canvas._pageNumber, "pages": pages}
    canvas.drawRightString(width - MARGIN, 12 * mm, numbered)


def _fonts() -> TTFont:
    """Bitstream Vera comes with the library: no font of the machine is asked for."""
    folder = Path(reportlab.__file__).parent / "fonts"
    fonts = [TTFont(name, str(folder / f"{name}.ttf")) for name in ("Vera", "VeraBd", "VeraIt", "VeraBI")]
    for font in fonts:
        registerFont(font)
    registerFontFamily("Vera", normal="Vera", bold="VeraBd", italic="VeraIt", boldItalic="VeraBI")
    return fonts[0]


def _styles() -> dict[str, ParagraphStyle]:
    def style(name: str, size: float, **more: Any) -> ParagraphStyle:
        plain = {"fontName": "Vera", "fontSize": size, "leading": size * 1.45, "textColor": INK, "spaceAfter": 4}
        return ParagraphStyle(name, **{**plain, "splitLongWords": 1, **more})

    return {
        "title": style("title", 16, fontName="VeraBd", spaceAfter=8),
        "section": style("section", 13, fontName="VeraBd", spaceBefore=16, spaceAfter=5, keepWithNext=1),
        "heading": style("heading", 11.5, fontName="VeraBd", spaceBefore=10, keepWithNext=1),
        "letter": style("letter", 9.5, fontName="VeraBd", spaceBefore=6, keepWithNext=1),
        "text": style("text", 9.5),
        "cell": style("cell", 8),
        "quiet": style("quiet", 8.5, textColor=SOFT),
    }
