"""Every kind that is cleaned with the files that tests make of it, and one word for cleaning in a test."""

from collections.abc import Callable

from tests.evidence import making, making_documents, making_films
from wbs.evidence.cleaning import Cleaned, clean
from wbs.evidence.types import HEAD, FileType, detect

FILES: dict[str, Callable[[], bytes]] = {
    "foto.jpg": making.jpeg,
    "layar.png": making.png,
    "foto.webp": making.webp,
    "gerak.webp": making.moving_webp,
    "gerak.gif": making.gif,
    "pindai.tif": making.tiff,
    "gambar.bmp": making.bmp,
    "foto.heic": making.heic,
    "foto.avif": making.avif,
    "suara.mp3": making.mp3,
    "suara.wav": making.wav,
    "suara.flac": making.flac,
    "suara.ogg": making.ogg,
    "suara.m4a": making_films.m4a,
    "film.mp4": making_films.mp4,
    "film.mov": making_films.mov,
    "surat.docx": making_documents.word,
    "tabel.xlsx": making_documents.workbook,
    "paparan.pptx": making_documents.slides,
    "surat.odt": making_documents.writer,
    "tabel.ods": making_documents.calc,
    "paparan.odp": making_documents.impress,
    "surat.pdf": making_documents.pdf,
}


def kind_of(data: bytes, name: str) -> FileType:
    return detect(data[:HEAD], name, len(data))


def cleaned(data: bytes, name: str) -> tuple[Cleaned, bytes]:
    """The verdict and the clean copy, through the limited process as everybody does it."""
    copy, pieces = bytearray(), (data[at : at + 65536] for at in range(0, len(data), 65536))
    verdict = clean(pieces, kind_of(data, name), len(data), copy.extend)
    return verdict, bytes(copy)
