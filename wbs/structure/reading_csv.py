"""A list of units as an office hands it in: CSV from a spreadsheet, with whatever was done to it. Pure.

The columns are those of the founding (wbs/organisation/loading.py). Commas, semicolons or tabs; a byte order mark is
taken off; every mistake is told with its line, all at once. Nothing is guessed: a doubtful cell is a mistake.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from wbs.organisation.loading import COLUMNS, NEEDED
from wbs.organisation.units import BadOrganisation, Organisation, Unit
from wbs.structure.rules import MOST_UNITS, bad_code, bad_text
from wbs.web.text import N_, _

SEPARATORS = (",", ";", "\t")
MOST_EMPLOYEES, MOST_DIGITS = 1_000_000, 7
TWICE = N_("Kode %(code)s sudah dipakai di baris %(line)d. Satu kode untuk satu unit.")
CIRCLE = N_("Unit %(code)s berada di bawah dirinya sendiri. Perbaiki parent_code.")
UNEVEN = N_("Jumlah kolom berbeda dari baris 1. Apit nama yang berisi koma dengan tanda kutip.")
Row = Mapping[str, str]


@dataclass(frozen=True)
class Mistake:
    """`line` counts from 1, the heads; 0 is the file as a whole."""

    line: int
    message: str


@dataclass(frozen=True)
class Reading:
    """The units, or what must be mended first."""

    organisation: Organisation | None
    mistakes: tuple[Mistake, ...] = ()


def read_text(raw: bytes) -> str:
    """With lines that end alike. Raises UnicodeDecodeError for anything but UTF-8."""
    return raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


def read_units(text: str, present: Organisation) -> Reading:
    """What a file says, held against the units there are: codes of those are taken as they are."""
    lines = csv.reader(StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=_separator(text), strict=True)
    try:
        rows = [(lines.line_num, [cell.strip() for cell in row]) for row in lines]
    except csv.Error:
        return _broken(lines.line_num, _("CSV ini tidak terbaca. Simpan ulang dari lembar kerjanya sebagai CSV UTF-8."))
    rows = [(line, cells) for line, cells in rows if any(cells)]
    if not rows:
        return _broken(0, _("Berkas ini kosong. Unduh daftar yang sekarang, ubah, lalu kirim lagi."))
    heads = [cell.casefold() for cell in rows[0][1]]
    missing = [name for name in COLUMNS if name not in heads]
    if missing or len(set(heads)) < len(heads):
        return _broken(1, _("Baris pertama harus menyebut kolom %(names)s.", names=", ".join(COLUMNS)))
    if len(rows) - 1 > MOST_UNITS:
        return _broken(0, _("Paling banyak %(most)d unit.", most=MOST_UNITS))
    return _read(heads, rows[1:], present)


def _read(heads: Sequence[str], rows: Sequence[tuple[int, list[str]]], present: Organisation) -> Reading:
    mistakes, units, found = [], [], dict[str, int]()
    for line, cells in rows:
        if len(cells) != len(heads):
            mistakes.append(Mistake(line, _(UNEVEN)))
            continue
        row = dict(zip(heads, cells, strict=True))
        wrong = [*_wrong(row, present), *_twice(row["code"], found)]
        found.setdefault(row["code"], line)
        mistakes += [Mistake(line, message) for message in wrong]
        if not wrong:
            units.append(_unit(row))
    if not mistakes:
        mistakes += [
            Mistake(found[unit.code], _("Induk %(code)s tidak ada di berkas ini.", code=unit.parent_code))
            for unit in units if unit.parent_code and unit.parent_code not in found
        ]
    if not mistakes and not units:
        return _broken(0, _("Berkas ini hanya berisi baris judul. Kirim seluruh daftar."))
    if mistakes:
        return Reading(None, tuple(sorted(mistakes, key=lambda one: one.line)))
    try:
        return Reading(Organisation.of(units))
    except BadOrganisation as circle:
        return _broken(found[circle.code], _(CIRCLE, code=circle.code))


def _wrong(row: Row, present: Organisation) -> Iterator[str]:
    empty = [name for name in NEEDED if not row[name]]
    if empty:
        yield _("%(names)s harus diisi.", names=", ".join(empty))
    if row["code"] and (why := bad_code(row["code"], present)):
        yield f"code: {why}"
    for name in COLUMNS[1:-1]:
        if why := bad_text(row[name]):
            yield f"{name}: {why}"
    count = row["employees"]
    is_count = count.isascii() and count.isdigit() and len(count) <= MOST_DIGITS and int(count) <= MOST_EMPLOYEES
    if count and not is_count:
        yield _("employees: tulis bilangan bulat tanpa titik, atau kosongkan.")


def _twice(code: str, found: Mapping[str, int]) -> Iterator[str]:
    if code and code in found:
        yield _(TWICE, code=code, line=found[code])


def _unit(row: Row) -> Unit:
    return Unit(
        row["code"], row["name"], row["short_name"] or row["name"], row["kind"], row["parent_code"] or None,
        row["region"], int(row["employees"]) if row["employees"] else None,
    )  # fmt: skip


def _separator(text: str) -> str:
    """The one with which the first line names the most columns."""
    first = text.partition("\n")[0]
    return max(SEPARATORS, key=first.count)


def _broken(line: int, message: str) -> Reading:
    return Reading(None, (Mistake(line, message),))
