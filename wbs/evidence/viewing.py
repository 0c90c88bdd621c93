"""What an officer sees of a file instead of the file: pictures of pages, text, or a list of what is inside.

Decides which kind of file is shown how, asks the limited process, and believes nothing that it answers before it is
checked. Sound and video are not here: they are played from the sealed store by range. How many may look at once
is the caller's matter (`limited.Gate`). Knows no case.
"""

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wbs.evidence.limited import MIB, Broken, Limits, TooMuch, isolation, run
from wbs.evidence.types import N_, FileType
from wbs.evidence.viewing_blocks import Block, NotBlocks, from_bytes
from wbs.evidence.viewing_limits import MOST_PAGES, MOST_PNG
from wbs.evidence.viewing_png import NotAPicture, checked

VIEWING = Limits(memory_bytes=1024 * MIB, cpu_seconds=20, wall_seconds=40, output_bytes=MOST_PNG + MIB)
CONVERTING = Limits(
    memory_bytes=8192 * MIB, cpu_seconds=60, wall_seconds=90, output_bytes=256 * MIB, scratch_bytes=512 * MIB,
    programs=True,
)  # fmt: skip
OLD_OFFICE, ARCHIVE = "ole", "zip"

# Why nothing is shown.
REASONS = {
    "encrypted": N_("Berkas ini terkunci kata sandi, jadi isinya tidak bisa ditampilkan di sini."),
    "broken": N_("Berkas ini rusak atau terpotong, jadi isinya tidak bisa ditampilkan di sini."),
    "too_many_pixels": N_("Gambar ini terlalu besar untuk ditampilkan di sini."),
    "too_much": N_("Isi berkas ini terlalu besar atau terlalu rumit untuk ditampilkan di sini."),
    "no_view": N_("Berkas jenis ini tidak bisa ditampilkan di sini. Unduh hanya bila benar-benar perlu."),
}
_NAMED = {"Locked": "encrypted", "TooManyPixels": "too_many_pixels"}


@dataclass(frozen=True)
class View:
    """`shape` is "pages" (pictures by `page_png`, `blocks` hold the text behind them), "text", "listing", "media" or
    "none" (then `reason` is a key of REASONS). Of more than MOST_PAGES pages, `hidden_pages` are not shown."""

    shape: str
    page_count: int = 0
    blocks: tuple[Block, ...] = field(default=(), repr=False)
    was_cut: bool = False
    reason: str = ""
    hidden_pages: int = 0


def view(source: Iterable[bytes], kind: FileType) -> View:
    """How a file of this kind is shown; what cannot be shown says why. Raises what `source` raises."""
    try:
        return _view(source, kind)
    except TooMuch:
        return View("none", reason="too_much")
    except Broken as broken:
        return View("none", reason=_NAMED.get(str(broken), "broken"))


def page_png(source: Iterable[bytes], kind: FileType, page: int) -> bytes:
    """The picture of one page, counted from 1: a PNG of pixels alone. Raises TooMuch, Broken."""
    if not has_pages(kind):
        raise Broken("no pages")
    if kind.viewer == "image":
        return _drawn("picture_page", source, page)
    return _drawn("pdf_page", source if kind.viewer == "pdf" else _as_pdf(source, kind), page)


def has_pages(kind: FileType) -> bool:
    """Whether `page_png` draws files of this kind on this machine."""
    return kind.viewer in ("image", "pdf") or (_is_office(kind) and bool(_office()))


def _view(source: Iterable[bytes], kind: FileType) -> View:
    if kind.viewer in ("audio", "video"):
        return View("media")
    if kind.viewer == "image":
        return _paged(*_asked("picture_pages", {}, source))
    if has_pages(kind):
        return _paged(*_asked("pdf_pages", {}, source if kind.viewer == "pdf" else _as_pdf(source, kind)))
    if kind.viewer in ("office", "text"):
        return _text("text", source, kind)
    if kind.key == ARCHIVE:
        return _text("listing", source, kind)
    return View("none", reason="no_view")


def _paged(header: dict[str, Any], data: bytes) -> View:
    count = header.get("pages")
    if type(count) is not int or not 0 < count < 2**31:
        raise Broken("pages")
    blocks, was_cut = _blocks(data) if data else ((), False)
    hidden = max(count - MOST_PAGES, 0)
    was_cut = was_cut or bool(hidden) or bool(header.get("moves"))
    return View("pages", count - hidden, blocks, was_cut, hidden_pages=hidden)


def _text(shape: str, source: Iterable[bytes], kind: FileType) -> View:
    blocks, was_cut = _blocks(_asked("text", {"kind": kind.key}, source)[1])
    return View(shape, blocks=blocks, was_cut=was_cut)


def _blocks(data: bytes) -> tuple[tuple[Block, ...], bool]:
    try:
        return from_bytes(data)
    except NotBlocks:
        raise Broken("blocks") from None


def _drawn(task: str, source: Iterable[bytes], page: int) -> bytes:
    try:
        return checked(_asked(task, {"page": page}, source)[1])
    except NotAPicture:
        raise Broken("picture") from None


def _asked(task: str, arguments: dict[str, Any], source: Iterable[bytes]) -> tuple[dict[str, Any], bytes]:
    with run(task, arguments, source, VIEWING) as outcome:
        return outcome.header, b"".join(outcome)


def _as_pdf(source: Iterable[bytes], kind: FileType) -> Iterator[bytes]:
    """An Office document as LibreOffice prints it."""
    ending = "doc" if kind.key == OLD_OFFICE else kind.key
    with run("office_pdf", {"program": _office(), "kind": ending}, source, CONVERTING) as outcome:
        yield from outcome


def _is_office(kind: FileType) -> bool:
    return kind.viewer == "office" or kind.key == OLD_OFFICE


def _office() -> str:
    """LibreOffice, where it is installed and can be given a file system of its own; "" otherwise."""
    found = shutil.which("soffice")
    if not found or "mounts" not in isolation():
        return ""
    program = Path(found).resolve().with_name("soffice.bin")
    return str(program) if program.exists() else str(Path(found).resolve())
