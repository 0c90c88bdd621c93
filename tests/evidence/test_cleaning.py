"""What betrays is there before and gone after: a search of every byte, and an independent reader of metadata."""

import io
import re
import subprocess
import zipfile
import zlib
from pathlib import Path

import pikepdf
import pytest

from tests.evidence.kinds import FILES, cleaned, kind_of
from tests.evidence.making import MARK
from wbs.evidence.cleaning import CLEANED, WHAT_HIDES, renamed

# What telephones, cameras and office programs call the things that tell; none may be left with any value.
TELLING = re.compile(
    r"^(?:GPS(?!Version)|Author|Artist|Creator|Producer|By-line|LastModifiedBy|Company|Make\b|Model\b|Serial|Software"
    r"|XMP|DocumentID|Thumbnail|ProfileDescription|Comment|Keywords|MakerNote|HandlerDescription|CompressorName"
    r"|VendorID|UserComment|ImageDescription|Initial-?creator|Location)"
)
HARMLESS = {"", "-", "0"}
NO_TIME = re.compile(r"^(?:0000:00:00 00:00:00|1980:01:01.*|1904:01:01.*)$")
OF_THIS_DISK = re.compile(r"System|ExifTool")


@pytest.fixture(scope="session", params=FILES)
def pair(request: pytest.FixtureRequest) -> tuple[str, bytes, bytes]:
    """Name, the file as it came, its clean copy."""
    before = FILES[request.param]()
    verdict, after = cleaned(before, request.param)
    assert verdict.outcome == CLEANED, verdict
    assert set(verdict.removed) <= set(WHAT_HIDES)
    return renamed(request.param, kind_of(before, request.param), verdict.kind), before, after


def everything(data: bytes) -> bytes:
    """All bytes, and those that lie packed in a zip or in streams of a PDF."""
    found = [data]
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                inner = archive.read(entry)
                found += [entry.filename.encode(), entry.comment, entry.extra, everything(inner)]
    if data.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(data)) as document:
            for held in document.objects:
                found.append(held.unparse(resolved=True))
                if isinstance(held, pikepdf.Stream):
                    found.append(held.read_raw_bytes())
    for start in (match.start() for match in re.finditer(rb"x[\x01\x5e\x9c\xda]", data)):
        try:
            found.append(zlib.decompressobj().decompress(data[start:], 1 << 20))
        except zlib.error:
            continue
    return b"\n".join(found)


def holds_mark(data: bytes) -> bool:
    held = everything(data)
    return any(MARK.encode(coding) in held for coding in ("ascii", "utf-16-le", "utf-16-be"))


def test_the_mark_is_there_and_goes(pair: tuple[str, bytes, bytes]) -> None:
    _, before, after = pair
    assert holds_mark(before) and not holds_mark(after)


def test_an_independent_reader_finds_nothing(
    pair: tuple[str, bytes, bytes], exiftool: str, exiftool_reads_zip: bool, tmp_path: Path
) -> None:
    name, before, after = pair
    if before.startswith(b"PK") and not exiftool_reads_zip:
        pytest.skip("exiftool cannot read zip on this machine")
    assert any(MARK in value for _, value in told(exiftool, tmp_path / name, before)) or name.endswith(".bmp")
    found = told(exiftool, tmp_path / name, after)
    assert [(tag, value) for tag, value in found if MARK in value] == []
    assert [(tag, value) for tag, value in found if TELLING.search(tag) and value not in HARMLESS] == []
    dated = [(tag, value) for tag, value in found if re.search(r"Date$|DateTime", tag) and not NO_TIME.match(value)]
    assert dated == []


def told(exiftool: str, path: Path, data: bytes) -> list[tuple[str, str]]:
    """Tag and value of all groups but those about the file on this disk."""
    path.write_bytes(data)
    answer = subprocess.run([exiftool, "-a", "-u", "-s", "-G1", "-ee3", path], capture_output=True, check=False)
    lines = answer.stdout.decode("utf-8", "replace").splitlines()
    rows = re.findall(r"^\[(.+?)\]\s+(\S+)\s*: ?(.*)$", "\n".join(lines), re.MULTILINE)
    return [(tag, value.strip()) for group, tag, value in rows if not OF_THIS_DISK.match(group)]


def test_cleaning_again_finds_nothing_more(pair: tuple[str, bytes, bytes]) -> None:
    name, _, after = pair
    verdict, _ = cleaned(after, name)
    assert verdict.removed == () and verdict.outcome in (CLEANED, "nothing_found")


def test_the_same_file_gives_the_same_clean_copy() -> None:
    for name in ("surat.docx", "surat.pdf", "foto.jpg"):
        before = FILES[name]()
        assert cleaned(before, name)[1] == cleaned(before, name)[1]
