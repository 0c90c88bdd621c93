"""Files for the counter's tests: each with something that betrays its maker, or nothing that can be cleaned."""

from io import BytesIO

import docx
import pikepdf
from PIL import Image

AUTHOR = "Budi Santoso Pegawai"


def a_photo_with_gps(colour: tuple[int, int, int] = (40, 90, 120)) -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "Ponsel Budi"  # make
    exif[0x013B] = AUTHOR
    exif[0x8825] = {1: "S", 2: (6.0, 10.0, 30.0), 3: "E", 4: (106.0, 49.0, 12.0)}
    made = BytesIO()
    Image.new("RGB", (64, 48), colour).save(made, "JPEG", exif=exif)
    return made.getvalue()


def a_document_with_author() -> bytes:
    document = docx.Document()
    document.add_paragraph("Setoran tiap Jumat dicatat di buku hijau.")
    document.core_properties.author = document.core_properties.last_modified_by = AUTHOR
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def a_pdf_with_author() -> bytes:
    made = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.docinfo["/Author"] = AUTHOR
        pdf.save(made)
    return made.getvalue()


def a_bare_photo() -> bytes:
    made = BytesIO()
    Image.new("RGB", (8, 8), (200, 10, 10)).save(made, "JPEG")
    return made.getvalue()


NOT_CLEANABLE = b"\x93tidak dikenal\x00\x01\x02" * 40
PROGRAM = b"MZ" + bytes(200)
