"""Pages of a PDF to pixels, and the text that lies behind them, by PDFium. Runs in the limited child.

The library is built without a script engine and opens no connection; forms are drawn as they are filled in, and nothing
in the document acts. Knows no other format.
"""

import ctypes
import resource
from typing import Any, BinaryIO

import pypdfium2 as pdfium
from pypdfium2 import raw

from wbs.evidence.child import Reply
from wbs.evidence.extracting import Full, Gathered, Locked, Unreadable
from wbs.evidence.rendering_png import png
from wbs.evidence.viewing_limits import HIGHEST, MOST_PAGES, MOST_SHOWN, WIDEST

DOTS_PER_INCH = 110
POINTS = 72
SECONDS_FOR_TEXT = 6  # of the processor; the pictures are what matters


def tell_pages(arguments: dict[str, Any], source: BinaryIO, reply: Reply) -> None:
    """The task `pdf_pages`: how many, and their text behind it."""
    gathered = Gathered()
    reply.header({"pages": pdf_pages(source.read(), gathered)})
    reply.write(gathered.to_bytes())


def draw_page(arguments: dict[str, Any], source: BinaryIO, reply: Reply) -> None:
    """The task `pdf_page`: the PNG of `arguments["page"]`."""
    drawn = pdf_page(source.read(), int(arguments["page"]))
    reply.header({})
    reply.write(drawn)


def pdf_pages(content: bytes, gathered: Gathered) -> int:
    """How many pages there are; gathers their text, each after a block with its number."""
    document = _opened(content)
    count = len(document)
    try:
        for number in range(min(count, MOST_PAGES)):
            if _seconds() > SECONDS_FOR_TEXT:
                gathered.cut()
            text = _text(document, number)
            if text:
                gathered.add("page", str(number + 1))
                gathered.add("plain", text)
    except Full:
        pass
    return count


def pdf_page(content: bytes, page: int) -> bytes:
    """A PNG of one page, counted from 1. Raises Unreadable, Locked."""
    document = _opened(content)
    if not 1 <= page <= min(len(document), MOST_PAGES):
        raise Unreadable
    try:
        document.init_forms()
        leaf = document[page - 1]
        return png(leaf.render(scale=_scale(*leaf.get_size()), rev_byteorder=True).to_pil())
    except (pdfium.PdfiumError, ValueError, ctypes.ArgumentError) as error:
        raise Unreadable from error


def _opened(content: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        if raw.FPDF_GetLastError() in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise Locked from error
        raise Unreadable from error


def _text(document: pdfium.PdfDocument, number: int) -> str:
    try:
        leaf = document[number]
        text = leaf.get_textpage().get_text_range(errors="replace")
        leaf.close()
    except (pdfium.PdfiumError, ValueError):  # one broken page does not hide the others
        return ""
    return text.replace("\r\n", "\n").strip()


def _scale(width: float, height: float) -> float:
    """Pixels a point: about 110 dpi, within what is shown, whatever size the page claims to be."""
    width, height = max(width, 1.0), max(height, 1.0)
    return min(DOTS_PER_INCH / POINTS, WIDEST / width, HIGHEST / height, (MOST_SHOWN / (width * height)) ** 0.5)


def _seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
