"""Files of every kind as people bring them, made by the libraries that people's programs are built on."""

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime

import docx
import openpyxl
import pillow_heif
import pptx
from odf import draw, office, opendocument, style, table, text
from PIL import Image, ImageDraw
from reportlab.pdfgen import canvas

ORIENTATION = 0x112


def pieces(content: bytes, size: int = 50_000) -> Iterator[bytes]:
    """A file as it comes from the store."""
    return (content[at : at + size] for at in range(0, len(content), size))


def two_halves(size: tuple[int, int] = (400, 200)) -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", size, (220, 20, 20))
    ImageDraw.Draw(image).rectangle((size[0] // 2, 0, *size), fill=(20, 20, 220))
    return image


def picture(form: str, image: Image.Image | None = None, **options: object) -> bytes:
    written = io.BytesIO()
    if form == "HEIF":
        pillow_heif.register_heif_opener()
    (image or two_halves()).save(written, form, **options)
    return written.getvalue()


def turned_photo(orientation: int = 6, size: tuple[int, int] = (2000, 1000)) -> bytes:
    """A photo whose pixels lie on their side; its Exif says how to turn them: upright is red left, blue right."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    lying = {6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270, 3: Image.Transpose.ROTATE_180}
    return picture("JPEG", two_halves(size).transpose(lying[orientation]), exif=exif)


def pdf(texts: Iterable[str], size: tuple[float, float] = (595, 842), password: str | None = None) -> bytes:
    written = io.BytesIO()
    page = canvas.Canvas(written, pagesize=size, encrypt=password)
    for words in texts:
        page.drawString(72, size[1] - 82, words)
        page.showPage()
    page.save()
    return written.getvalue()


def word() -> bytes:
    document = docx.Document()
    document.add_heading("Berita acara", 1)
    document.add_paragraph("Uang diterima\tdi ruang 3.")
    grid = document.add_table(2, 2)
    for place, words in enumerate(("Nama", "Jumlah", "CV Maju", "Rp1.250.000")):
        grid.cell(place // 2, place % 2).text = words
    grid.cell(1, 0).add_table(1, 1).cell(0, 0).text = "tabel di dalam"
    document.sections[0].header.paragraphs[0].text = "Kop surat"
    document.add_comment(document.paragraphs[1].runs, text="Siapa yang terima?", author="Sari")
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Kas"
    for row in (("Tanggal", "Uraian", "Jumlah"), (datetime(2026, 11, 21), "Setoran", 1_250_000)):  # noqa: DTZ001
        sheet.append(row)
    sheet["C3"] = "=SUM(C2:C2)"
    hidden = book.create_sheet("Rahasia")
    hidden.sheet_state = "hidden"
    hidden["B2"] = "tersembunyi"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def slides() -> bytes:
    deck = pptx.Presentation()
    for title in ("Anggaran", "Realisasi"):
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = title
    slide.notes_slide.notes_text_frame.text = "jangan disebut"
    grid = slide.shapes.add_table(1, 2, 0, 0, 100, 100).table
    grid.cell(0, 0).text, grid.cell(0, 1).text = "a", "b"
    written = io.BytesIO()
    deck.save(written)
    return written.getvalue()


def odt() -> bytes:
    document = opendocument.OpenDocumentText()
    words = text.P(text="Sebelum ")
    note = office.Annotation()
    note.addElement(text.P(text="komentar Budi"))
    words.addElement(note)
    words.addText("sesudah.")
    document.text.addElement(words)
    grid = table.Table(name="T")
    row = table.TableRow()
    for words in ("kiri", "kanan"):
        cell = table.TableCell()
        cell.addElement(text.P(text=words))
        row.addElement(cell)
    grid.addElement(row)
    document.text.addElement(grid)
    return _saved(document)


def ods(repeated: int = 1) -> bytes:
    document = opendocument.OpenDocumentSpreadsheet()
    grid = table.Table(name="Kas")
    row = table.TableRow(numberrowsrepeated=repeated)
    cell = table.TableCell(numbercolumnsrepeated=repeated + 1)
    cell.addElement(text.P(text="7"))
    row.addElement(cell)
    grid.addElement(row)
    document.spreadsheet.addElement(grid)
    return _saved(document)


def odp() -> bytes:
    document = opendocument.OpenDocumentPresentation()
    layout = style.PageLayout(name="L")
    document.automaticstyles.addElement(layout)
    master = style.MasterPage(name="M", pagelayoutname=layout)
    document.masterstyles.addElement(master)
    for words in ("satu", "dua"):
        page = draw.Page(masterpagename=master)
        frame, box = draw.Frame(width="5cm", height="5cm"), draw.TextBox()
        box.addElement(text.P(text=words))
        frame.addElement(box)
        page.addElement(frame)
        document.presentation.addElement(page)
    return _saved(document)


def _saved(document: opendocument.OpenDocument) -> bytes:
    written = io.BytesIO()
    document.write(written)
    return written.getvalue()


def packed(parts: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return written.getvalue()


def word_of(body: bytes) -> bytes:
    """A document with just this main part."""
    return packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": body})


def flood(width: int, height: int, form: bytes = b"\1\0", bits: int = 1) -> bytes:
    """A PNG of a few kilobytes that claims, and holds, that many pixels of nothing; `form` is depth and colour type."""
    header = width.to_bytes(4) + height.to_bytes(4) + form + b"\0\0\0"
    squeeze = zlib.compressobj(1)
    row = bytes(1 + (width * bits + 7) // 8)
    body = b"".join(squeeze.compress(row) for _ in range(height)) + squeeze.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def chunk(name: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4) + name + body + zlib.crc32(name + body).to_bytes(4)
