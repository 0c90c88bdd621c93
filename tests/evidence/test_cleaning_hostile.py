"""Files made to hurt: each ends in a verdict with a reason, in bounded time and memory, and nothing comes out."""

import io
import struct
import zipfile
import zlib

import pikepdf
import pytest
from PIL import Image

from tests.evidence import making, making_documents, making_films
from tests.evidence.kinds import FILES, cleaned, kind_of
from wbs.evidence.cleaning import NOT_CLEANABLE, REASONS, REFUSED, clean, renamed
from wbs.evidence.limited import MIB
from wbs.evidence.types import TYPES


def zipped(parts: dict[str, bytes], stored: bool = False) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return written.getvalue()


def nested(depth: int) -> bytes:
    return zipped({"a.zip": nested(depth - 1) if depth else b"x"})


def office(part: bytes, **more: bytes) -> bytes:
    types = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    return zipped({"[Content_Types].xml": types, "word/document.xml": part} | more)


def png_of(width: int, height: int) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def locked_pdf() -> bytes:
    document, written = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    document.save(written, encryption=pikepdf.Encryption(owner="a", user="b"))
    return written.getvalue()


def locked_zip() -> bytes:
    plain = bytearray(zipped({"a.txt": b"x"}))
    plain[6] |= 1
    plain[plain.index(b"PK\x01\x02") + 8] |= 1
    return bytes(plain)


def overlong(name: str) -> bytes:
    """A wrong length where the format says how much is to come."""
    lies = {
        "foto.jpg": (b"\xff\xe0\0\x10JFIF", b"\xff\xe0\xff\xffJFIF"),
        "layar.png": (b"\0\0\0\x0dIHDR", b"\x7f\xff\xff\xffIHDR"),
        "suara.wav": (b"fmt \x10\0\0\0", b"fmt \xff\xff\xff\x7f"),
    }
    old, new = lies[name]
    data = FILES[name]()
    assert old in data
    return data.replace(old, new, 1)


BILLION = b'<!DOCTYPE a [<!ENTITY x "ha">' + b"".join(
    b'<!ENTITY x%d "%s">' % (n, b"&x%s;" % (str(n - 1).encode() if n else b"") * 10) for n in range(1, 10)
) + b"]><w:document xmlns:w='w'>&x9;</w:document>"
STRANGER = b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><w:document xmlns:w='w'>&x;</w:document>"
BOMB = zipped({"besar.txt": bytes(64 * MIB)})

HOSTILE = {
    "billion laughs": (office(BILLION), "x.docx", REFUSED, "bomb"),
    "billion laughs in 16 bits": (office(BILLION.decode().encode("utf-16")), "x.docx", REFUSED, "bomb"),
    "external entity": (office(STRANGER), "x.docx", REFUSED, "bomb"),
    "office bomb": (office(b"<a/>", **{"word/media/a.txt": bytes(64 * MIB)}), "x.docx", REFUSED, "bomb"),
    "deep markup": (office(b"<a>" * 100_000), "x.docx", REFUSED, "broken"),
    "a letter without a letter": (zipped({"[Content_Types].xml": b"<a/>"}), "x.docx", REFUSED, "broken"),
    "zip under another name": (zipped({"a.txt": b"x"}), "x.docx", REFUSED, "broken"),
    "names that climb": (office(b"<a/>", **{"../../etc/cron.d/x": b"x"}), "x.docx", REFUSED, "broken"),
    "absolute names": (office(b"<a/>", **{"/etc/cron.d/x": b"x"}), "x.docx", REFUSED, "broken"),
    "absurd names": (office(b"<a/>", **{"a" * 5000: b"x"}), "x.docx", REFUSED, "broken"),
    "turned names": (office(b"<a/>", **{"word/\u202egnp.exe": b"x"}), "x.docx", REFUSED, "broken"),
    "too many parts": (office(b"<a/>", **{f"word/{n}": b"" for n in range(6000)}), "x.docx", REFUSED, "bomb"),
    "zip bomb": (BOMB, "x.zip", REFUSED, "bomb"),
    "nested bomb": (zipped({"a.zip": BOMB}), "x.zip", REFUSED, "bomb"),
    "zips in zips": (nested(4), "x.zip", REFUSED, "bomb"),
    "program in a zip": (zipped({"foto.jpg": b"MZ\x90\0"}), "x.zip", REFUSED, "forbidden"),
    "a plain zip": (zipped({"a.txt": b"x"}), "x.zip", NOT_CLEANABLE, "archive"),
    "locked zip": (locked_zip(), "x.zip", REFUSED, "encrypted"),
    "locked letter": (locked_zip(), "x.docx", REFUSED, "encrypted"),
    "locked pdf": (locked_pdf(), "x.pdf", REFUSED, "encrypted"),
    "locked new office": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
                          "x.docx", REFUSED, "encrypted"),
    "locked 7z": (b"7z\xbc\xaf\x27\x1c\0\4" + bytes(4) + struct.pack("<QQI", 0, 8, 0) + b"\1\4\6\x24\6\xf1\7\1",
                  "x.7z", REFUSED, "encrypted"),
    "locked rar 5": (b"Rar!\x1a\x07\x01\0" + bytes(4) + b"\x08\x04\0\0\0\x0f" + bytes(8),
                     "x.rar", REFUSED, "encrypted"),
    "locked rar 4": (b"Rar!\x1a\x07\0" + struct.pack("<HBHH", 0, 0x73, 0x80, 13) + bytes(12),
                     "x.rar", REFUSED, "encrypted"),
    "old office": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "x.doc", NOT_CLEANABLE, "old_office"),
    "pixel flood png": (png_of(60_000, 60_000), "x.png", REFUSED, "too_many_pixels"),
    "pixel flood webp": (b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + b"\xff\xff\xff" * 2, "x.webp", REFUSED, None),
    "pixel flood tiff": (b"II*\0\x08\0\0\0\2\0\0\1\3\0\1\0\0\0\xff\xff\0\0\1\1\3\0\1\0\0\0\xff\xff\0\0\0\0\0\0",
                         "x.tif", REFUSED, None),
    "no pixels": (png_of(0, 9), "x.png", REFUSED, "broken"),
    "long segment": (overlong("foto.jpg"), "x.jpg", REFUSED, "broken"),
    "long chunk": (overlong("layar.png"), "x.png", REFUSED, "broken"),
    "long format": (overlong("suara.wav"), "x.wav", NOT_CLEANABLE, "broken"),
    "box longer than the film": (b"\0\0\0\x10ftypisom\0\0\0\0\x7f\0\0\0moov", "x.mp4", NOT_CLEANABLE, "broken"),
    "box shorter than its head": (b"\0\0\0\x10ftypisom\0\0\0\0\0\0\0\2moov", "x.mp4", NOT_CLEANABLE, "broken"),
    "film without an index": (b"\0\0\0\x10ftypisom\0\0\0\0\0\0\0\x0cmdatabcd", "x.mp4", NOT_CLEANABLE, "broken"),
    "pdf of nothing": (b"%PDF-1.7\n%%EOF", "x.pdf", REFUSED, "broken"),
    "pdf that is its own page": (b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1"
                                 b"/Kids[2 0 R]>>endobj\ntrailer<</Root 1 0 R>>", "x.pdf", REFUSED, "broken"),
    "pdf of brackets": (b"%PDF-1.7\n1 0 obj" + b"[" * 200_000 + b"endobj\ntrailer<</Root 1 0 R>>",
                        "x.pdf", REFUSED, "broken"),
    "nothing": (b"", "x.jpg", REFUSED, "broken"),
    "program": (b"MZ\x90\0", "foto.jpg", REFUSED, "forbidden"),
    "svg": (b"<svg onload='alert(1)'/>", "x.svg", NOT_CLEANABLE, "unknown"),
    "noise": (bytes(range(256)) * 40, "x.bin", NOT_CLEANABLE, "unknown"),
    "text that is none": (b"a" * 5000 + b"\0", "x.txt", NOT_CLEANABLE, "unknown"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "name", "outcome", "reason"), HOSTILE.values(), ids=HOSTILE)
def test_each_has_its_verdict(data: bytes, name: str, outcome: str, reason: str | None) -> None:
    verdict, copy = cleaned(data, name)
    assert verdict.outcome == outcome and verdict.reason in REASONS
    assert reason is None or verdict.reason == reason
    assert copy == b""


@pytest.mark.parametrize("name", FILES)
def test_cut_short_or_damaged_files_end_in_a_verdict(name: str) -> None:
    whole = FILES[name]()
    for part in (whole[: len(whole) // 3], whole[:-20] + bytes(20), whole[:200], _damaged(whole)):
        verdict, copy = cleaned(part, name)
        assert bool(copy) == (verdict.outcome == "cleaned")
        assert (verdict.reason in REASONS) == (verdict.outcome in (REFUSED, NOT_CLEANABLE))


def _damaged(whole: bytes) -> bytes:
    copy = bytearray(whole)
    for at in range(61, len(copy), 97):
        copy[at] ^= 0x55
    return bytes(copy)


def test_a_photo_that_was_cut_short_keeps_what_there_is() -> None:
    whole = making.jpeg()
    start = whole.rindex(b"\xff\xda") + 40
    verdict, copy = cleaned(whole[:start], "foto.jpg")
    assert verdict.outcome == "cleaned" and Image.open(io.BytesIO(copy)).size == (96, 64)
    assert making.MARK.encode() not in copy


def test_a_file_that_is_larger_than_it_said_is_still_one_file() -> None:
    """`size` sets limits; the bytes decide."""
    whole, copy = making.png(), bytearray()
    assert clean([whole], kind_of(whole, "x"), 10, copy.extend).outcome == "cleaned"


def test_a_document_with_macros_becomes_one_without() -> None:
    kept = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    runs = b"application/vnd.ms-word.document.macroEnabled.main+xml"
    macros = making_documents.with_parts(making_documents.word(), {}, {"[Content_Types].xml": (kept, runs)})
    verdict, copy = cleaned(macros, "x.docm")
    assert "scripts" in verdict.removed and renamed("x.docm", TYPES["docx"], verdict.kind) == "x.docx"
    with zipfile.ZipFile(io.BytesIO(copy)) as archive:
        assert kept in archive.read("[Content_Types].xml") and "word/vbaProject.bin" not in archive.namelist()


def test_a_film_with_a_lying_index_is_not_emptied() -> None:
    film = making_films.mp4()
    at = film.index(b"stco") + 8
    verdict, _ = cleaned(film[:at] + b"\x7f\xff\xff\xff" + film[at + 4 :], "x.mp4")
    assert verdict.outcome != "cleaned"


@pytest.mark.parametrize(("name", "after", "expected"), [
    ("foto.heic", "jpeg", "foto.jpg"), ("IMG.1.HEIC", "jpeg", "IMG.1.jpg"), ("foto", "jpeg", "foto.jpg"),
    (".heic", "jpeg", ".heic.jpg"), ("a.heic", "heic", "a.heic"),
])  # fmt: skip
def test_the_name_follows_the_kind(name: str, after: str, expected: str) -> None:
    assert renamed(name, TYPES["heic"], TYPES[after]) == expected
