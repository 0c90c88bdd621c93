"""What the parent lets pass of what a process says that a hostile file may have taken over."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.evidence.viewing_samples import chunk, flood, pdf, picture
from wbs.evidence import viewing
from wbs.evidence.limited import Broken, TooMuch
from wbs.evidence.types import TYPES
from wbs.evidence.viewing_blocks import Block, NotBlocks, from_bytes
from wbs.evidence.viewing_limits import MOST_CELLS, MOST_LETTERS, MOST_PNG
from wbs.evidence.viewing_png import NotAPicture, checked

ROOT = Path(__file__).parents[2]
GOOD = picture("PNG")
END = chunk(b"IEND", b"")


def test_a_plain_picture_passes_unchanged() -> None:
    assert checked(GOOD) is GOOD


@pytest.mark.parametrize(
    "content",
    [
        b"", GOOD[:20], GOOD[:-1], GOOD[:-12], b"<html>" + GOOD, GOOD + b"<script>alert(1)</script>",
        GOOD[:33] + chunk(b"tEXt", b"Comment\0<script>") + GOOD[33:], GOOD[:8] + GOOD[33:], GOOD[:33] + END,
        GOOD[:33] + GOOD[8:33] + GOOD[33:], GOOD[:-12] + END + END, GOOD[:-12] + chunk(b"IEND", b"x"),
        GOOD[:50] + bytes([GOOD[50] ^ 1]) + GOOD[51:], GOOD[:33] + b"\xff\xff\xff\xffIDAT", GOOD + bytes(MOST_PNG),
        picture("JPEG"), picture("GIF"), b"%PDF-1.7",
    ],
)  # fmt: skip
def test_anything_else_does_not(content: bytes) -> None:
    with pytest.raises(NotAPicture):
        checked(content)


@pytest.mark.parametrize(
    "header",
    [(0, 1, 8, 2, 0, 0, 0), (1601, 1, 8, 2, 0, 0, 0), (1, 16_001, 8, 2, 0, 0, 0), (1600, 16_000, 8, 2, 0, 0, 0),
     (1, 1, 16, 2, 0, 0, 0), (1, 1, 8, 3, 0, 0, 0), (1, 1, 8, 6, 0, 0, 0), (1, 1, 8, 2, 0, 0, 1)],
)  # fmt: skip
def test_a_picture_keeps_to_the_agreed_size_and_form(header: tuple[int, ...]) -> None:
    width, height, *rest = header
    body = width.to_bytes(4) + height.to_bytes(4) + bytes(rest)
    with pytest.raises(NotAPicture):
        checked(GOOD[:8] + chunk(b"IHDR", body) + GOOD[33:])
    with pytest.raises(NotAPicture):
        checked(flood(30_000, 2))


def said(blocks: Any, was_cut: Any = False) -> bytes:
    return json.dumps({"blocks": blocks, "was_cut": was_cut}).encode()


def test_blocks_come_as_plain_values() -> None:
    given = said([["table", "", [["a", "b"]]], ["sheet", "Kas", []]], True)
    assert from_bytes(given) == ((Block("table", "", (("a", "b"),)), Block("sheet", "Kas")), True)
    assert from_bytes(given)[0][1].label == "Lembar"


def test_letters_that_no_page_can_carry_are_replaced() -> None:
    [block] = from_bytes(rb'{"blocks": [["plain", "a\ud800\u0000", [["\udfff"]]]], "was_cut": false}')[0]
    assert block == Block("plain", "a\ufffd\0", (("\ufffd",),))
    block.text.encode()


@pytest.mark.parametrize(
    "content",
    [
        b"", b"null", b"[]", b"{}", b"\xff", b"[" * 100_000, b'{"blocks": 7, "was_cut": false}',
        said([["script", "x", []]]), said([[["plain"], "x", []]]), said([["plain", 7, []]]), said([["plain", "x"]]),
        said([["plain", "x", [], 1]]), said(["abc"]), said([["table", "", ["abc"]]]), said([["table", "", {"a": 1}]]),
        said([["table", "", [[None]]]]), said([["table", "", [["x"] * 65]]]), said([{"kind": "plain"}]),
        said([["plain", "x" * (MOST_LETTERS + 1), []]]), said([["table", "", [[""] * 64] * (MOST_CELLS // 64 + 1)]]),
        said([["plain", "", []]] * 20_001), said([["table", "", [["x" * MOST_LETTERS, "y"]]]]), b" " * (1 << 25),
    ],
)  # fmt: skip
def test_other_answers_are_refused(content: bytes) -> None:
    with pytest.raises(NotBlocks):
        from_bytes(content)


@pytest.mark.parametrize(
    ("header", "data"),
    [({}, b""), ({"pages": 0}, b""), ({"pages": -1}, b""), ({"pages": True}, b""), ({"pages": "7"}, b""),
     ({"pages": 10**30}, b""), ({"pages": 1}, b"<html>")],
)  # fmt: skip
def test_a_count_of_pages_is_a_count(header: dict[str, Any], data: bytes) -> None:
    with pytest.raises(Broken):
        viewing._paged(header, data)


def test_more_pages_than_are_shown_are_told() -> None:
    assert viewing._paged({"pages": 10_000}, b"") == viewing.View("pages", 500, was_cut=True, hidden_pages=9_500)


def test_what_the_source_raises_passes_through() -> None:
    class Missing(Exception):
        pass

    def damaged() -> Any:
        yield pdf(["x"])[:100]
        raise Missing

    with pytest.raises(Missing):
        viewing.view(damaged(), TYPES["pdf"])
    with pytest.raises(Missing):
        viewing.page_png(damaged(), TYPES["pdf"], 1)


def test_an_endless_file_ends() -> None:
    def endless() -> Any:
        while True:
            yield bytes(1 << 20)

    assert viewing.view(endless(), TYPES["pdf"]).reason == "too_much"
    with pytest.raises((TooMuch, Broken)):
        viewing.page_png(endless(), TYPES["jpeg"], 1)


def test_the_process_of_the_pages_loads_no_library_that_reads_strange_files() -> None:
    heavy = "{'PIL', 'pillow_heif', 'pypdfium2', 'pikepdf', 'mutagen', 'lxml'}"
    code = f"import sys; import wbs.evidence.viewing; sys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
