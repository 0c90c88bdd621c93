"""The kind of a file is what its bytes say; its name lies and only chooses between kinds of text and zip."""

import pytest

from tests.evidence.kinds import FILES, kind_of
from wbs.evidence.types import TYPES, detect

KEYS = {"foto.jpg": "jpeg", "layar.png": "png", "foto.webp": "webp", "gerak.webp": "webp", "gerak.gif": "gif",
        "pindai.tif": "tiff", "gambar.bmp": "bmp", "foto.heic": "heic", "foto.avif": "avif", "suara.mp3": "mp3",
        "suara.wav": "wav", "suara.flac": "flac", "suara.ogg": "ogg", "suara.m4a": "m4a", "film.mp4": "mp4",
        "film.mov": "mov", "surat.docx": "docx", "tabel.xlsx": "xlsx", "paparan.pptx": "pptx", "surat.odt": "odt",
        "tabel.ods": "ods", "paparan.odp": "odp", "surat.pdf": "pdf"}  # fmt: skip
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("lie", ["", "exe.txt", "tagihan.pdf"])
def test_bytes_decide(name: str, lie: str) -> None:
    assert kind_of(FILES[name](), lie or name).key == KEYS[name]


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"MZ\x90\0", "foto.jpg"), (b"\x7fELF\2\1\1", "a"), (b"#!/bin/sh\nrm", "catatan.txt"),
        (b"\xef\xbb\xbf#!/bin/sh", "x"), (b"\xca\xfe\xba\xbe\0\0\0\x41", "A"), (b"L\0\0\0\x01\x14\x02\0", "x.pdf"),
        (b"echo off", "mulai.bat"), (b"alert(1)", "x.js"), (b"<html>", "x.hta"), (b"[InternetShortcut]", "x.url"),
        (b"PK\x03\x04" + bytes(22) + b"\x14\0\0\0META-INF/MANIFEST.MF", "x.zip"), (b"PK\x03\x04", "x.apk"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "pasang.msi"), (b"MSCF\0", "x"), (b"Cr24", "x"), (b"\0asm", "x"),
        (b"ISO-9660", "cakram.iso"), (b"\xfe\xed\xfa\xcf", "x"), (b"dex\n035", "x"), (b"Write-Host", "x.PS1"),
    ],
)  # fmt: skip
def test_what_runs_is_forbidden(head: bytes, name: str) -> None:
    assert detect(head, name, len(head)).is_forbidden


@pytest.mark.parametrize(
    ("head", "name", "key"),
    [
        (b"", "", "unknown"), (bytes(40), "x.jpg", "unknown"), (b"Jalan Merdeka 1", "x", "text"),
        ("Jalan \u201cMerdeka\u201d".encode("cp1252"), "x.txt", "text"), ("teks".encode("utf-16"), "x.txt", "text"),
        (b"a;b\n1;2", "x.csv", "csv"), (b"<!DOCTYPE html><script>", "x.jpg", "html"), (b"{\\rtf1", "x.doc", "rtf"),
        (b"<?xml version='1.0'?><svg onload=alert(1)>", "x.png", "svg"), (b"Received: from a", "x", "email"),
        (EICAR, "eicar.txt", "text"), (EICAR, "eicar", "text"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "x.doc", "ole"),
        (b"PK\x03\x04", "x.zip", "zip"), (b"PK\x05\x06" + bytes(18), "x.zip", "zip"),
        (b"Rar!\x1a\x07\x01\0", "x", "rar"),
        (b"7z\xbc\xaf\x27\x1c", "x", "7z"), (b"\x1f\x8b\x08", "x.tgz", "gzip"), (b"#!AMR\n", "x.amr", "amr"),
        (b"\x1a\x45\xdf\xa3\x01\0\0\0\0\0\0\x1f\x42\x82\x84webm", "x", "webm"), (b"\xff\xfb\x90\0", "x", "mp3"),
        (b"\xff\xf1P\x80", "x", "aac"), (b"\0\0\0\x18ftyp3gp5", "x", "3gp"), (b"\0\0\0\x14ftypM4A ", "x", "m4a"),
    ],
)  # fmt: skip
def test_others_are_what_they_are(head: bytes, name: str, key: str) -> None:
    assert detect(head, name, len(head)).key == key


@pytest.mark.parametrize("key", TYPES)
def test_the_table_is_whole(key: str) -> None:
    kind = TYPES[key]
    assert kind.label and kind.media and kind.key == key
    assert kind.viewer in ("image", "pdf", "office", "text", "audio", "video", "")
    assert not (kind.is_forbidden and (kind.cleaner or kind.viewer))
