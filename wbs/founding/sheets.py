"""What the ceremony hands out on paper: one sheet for each secret, for one holder alone, and the minutes for everybody.

Decides wording and drawing. The secret lives in memory and on the sheet; in the folder for the printer it is a file
that only its owner reads, and that is to be deleted once it is printed.
"""

import io
import json
import os
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wbs.evidence.limited import Limits, run
from wbs.founding.making import Member
from wbs.organisation.names import words

Block = tuple[str, Any]  # as evidence.typesetting draws them
DRAWN_BY = {"sheets": "wbs.evidence.typesetting_many:draw_all"}
LIMITS = Limits(cpu_seconds=60, wall_seconds=90)
WIDTH = 11  # words to a line are easier to copy
COLUMNS = 78


@dataclass(frozen=True)
class Sheet:
    """One page or more for one holder; `name` becomes the file's."""

    holder: str
    name: str
    title: str
    blocks: tuple[Block, ...] = field(repr=False)
    mark: str = "RAHASIA"


def password_sheet(member: Member, government: str, address: str) -> Sheet:
    """How one person signs in for the first time."""
    blocks: list[Block] = [
        ("text", f"Untuk {member.name}, {member.position}. Hanya untuk Anda; jangan difoto dan jangan diteruskan."),
        ("facts", [("Pemerintah", government), ("Alamat", f"{address}/sign-in"), ("Nama masuk", member.sign_in_name)]),
        ("heading", "Kata sandi sekali pakai"),
        ("letter", member.password),
        ("text", "Tulis delapan kata itu persis seperti di atas, dengan satu spasi di antaranya. Sesudah masuk, sistem "
                 "meminta kata sandi Anda sendiri (paling sedikit 15 huruf) dan membuat kunci baru yang hanya milik "
                 "Anda. Anda mulai menerima laporan sesudah direktori ditandatangani ulang."),
        ("text", "Robek lembar ini sesudah dipakai. Bila hilang sebelum dipakai, beri tahu pemegang kunci direktori."),
    ]  # fmt: skip
    return _sheet(member.name, "kata-sandi", "Masuk pertama kali", blocks)


def share_sheet(holder: str, realm: str, place: int, threshold: int, of: int, share: str) -> Sheet:
    """One share of a recovery identity."""
    said = share.split()
    lines = [" ".join(said[at : at + WIDTH]) for at in range(0, len(said), WIDTH)]
    blocks: list[Block] = [
        ("text", f"Untuk {holder}. Simpan di tempat terkunci, tidak di komputer, tidak bersama potongan lain."),
        ("facts", [
            ("Jalur", realm), ("Potongan", f"{place} dari {of}"), ("Diperlukan", f"{threshold} pemegang bersama"),
        ]),
        ("heading", f"{len(said)} kata, sesuai urutan"),
        *(("letter", line) for line in lines),
        ("text", "Potongan ini dipakai hanya bila semua pembaca sebuah kasus sudah tidak ada: pemegang berkumpul dan "
                 f"menjalankan `wbs recover --realm {realm}`. Satu potongan saja tidak membuka apa pun."),
    ]  # fmt: skip
    return _sheet(holder, f"pemulihan-{realm}-{place}", "Potongan kunci pemulihan", blocks)


def key_sheet(holder: str, path: Path, phrase: str) -> Sheet:
    """The words that open the directory key's file."""
    blocks: list[Block] = [
        ("text", f"Untuk {holder}. Simpan lembar ini terpisah dari berkas kuncinya."),
        ("facts", [("Berkas", str(path))]),
        ("heading", "Delapan kata pembuka"),
        ("letter", phrase),
        ("text", "Berkas itu ada di media lepas: cabut dan simpan. Bawa kembali hanya untuk "
                 "`wbs directory sign`: siapa yang memegang berkas dan kata ini dapat menambah pembaca."),
    ]  # fmt: skip
    return _sheet(holder, "kunci-direktori", "Kunci direktori", blocks)


def _sheet(holder: str, name: str, title: str, blocks: Sequence[Block]) -> Sheet:
    return Sheet(holder, f"{name}-{'-'.join(words(holder))}", title, (("title", title), *blocks))


def as_text(blocks: Sequence[Block]) -> str:
    """For a terminal, and for whoever has no printer for PDF."""
    lines: list[str] = []
    for kind, content in blocks:
        if kind == "facts":
            width = max((len(term) for term, _ in content), default=0)
            lines += [f"  {term:<{width}} : {value}" for term, value in content] + [""]
        elif kind == "table":
            lines += ["  " + " | ".join(row) for row in content] + [""]
        elif kind in ("title", "heading"):
            lines += [content, "-" * min(len(content), 72)]
        elif kind == "letter":
            lines += [f"    {content}", ""]
        else:
            lines += [textwrap.fill(content, COLUMNS), ""]
    return "\n".join(lines).rstrip() + "\n"


def as_pdfs(sheets: Sequence[Sheet]) -> list[bytes]:
    """Drawn in the limited process, like everything that is drawn."""
    documents = [
        {
            "title": sheet.title, "mark": sheet.mark, "number": sheet.holder,
            "page": "Halaman %(page)d dari %(pages)d", "hidden": "disamarkan", "blocks": sheet.blocks,
        }
        for sheet in sheets
    ]  # fmt: skip
    with run("sheets", {}, (json.dumps(documents).encode(),), LIMITS, DRAWN_BY) as drawn:
        all_of_them = io.BytesIO(b"".join(drawn))
        return [all_of_them.read(length) for length in drawn.header["lengths"]]


def write_private(path: Path, content: bytes) -> None:
    """A new file of mode 600. Raises FileExistsError."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def write_sheets(sheets: Sequence[Sheet], folder: Path) -> None:
    """One PDF for each sheet, to be printed, handed over and deleted."""
    for place, (sheet, pdf) in enumerate(zip(sheets, as_pdfs(sheets), strict=True), start=1):
        write_private(folder / f"{place:02d}-{sheet.name}.pdf", pdf)


def show_sheets(sheets: Sequence[Sheet], show: Callable[[str], None], wait: Callable[[str], None]) -> None:
    """Each alone on a cleared screen: the holder comes, reads and copies, and the screen is cleared again."""
    for place, sheet in enumerate(sheets, start=1):
        show("")
        wait(f"Lembar {place} dari {len(sheets)}, untuk {sheet.holder}. Yang lain menjauh; tekan sembarang tombol ")
        show(as_text(sheet.blocks))
        wait("Salin dengan tangan, sesuai urutan. Sesudah selesai, tekan sembarang tombol: layar dikosongkan ")
    show("")
