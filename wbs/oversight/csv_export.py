"""The sheet as CSV: the very numbers of the page, never a row per case. Knows no page and no file name.

Semicolons, because a spreadsheet set to Indonesian reads the comma as the decimal mark and would put a comma-separated
file into one column. UTF-8 with a byte order mark, because the same programs otherwise guess a code page. In Bahasa.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from wbs.oversight.definitions import AGES, HIDDEN, MERGED, RUNNING, SCOPE, UNIT, WHY_HIDDEN, Definition
from wbs.oversight.publication import Duration
from wbs.oversight.tables import Durations, Headline, Rate, Sheet, Table
from wbs.web.formats import day, month, percent

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_ROMAN = ("", "I", "II", "III", "IV")
Cells = tuple[str | int | None, ...]


@dataclass(frozen=True)
class Proof:
    """How far the figures are proven against the ledger; `witnessed_on` is None while nobody outside has seen it."""

    proven: int
    total: int
    witnessed_on: date | None = None

    def sentence(self) -> str:
        seen = f"disaksikan pihak luar sejak {day(self.witnessed_on)}" if self.witnessed_on else "belum disaksikan"
        return f"{self.proven} dari {self.total} laporan terbukti cocok dengan buku jejak; {seen}."


def sheet_to_csv(sheet: Sheet, proof: Proof) -> bytes:
    """Lines end in CR LF (RFC 4180); a hidden count reads "tidak ditampilkan", which no sum mistakes for zero."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for cells in _lines(sheet, proof):
        writer.writerow([_guarded(cell) for cell in cells])
    return text.getvalue().encode("utf-8-sig")


def _lines(sheet: Sheet, proof: Proof) -> Iterator[Cells]:
    yield from _head(sheet, proof)
    for headline in sheet.headlines:
        yield from _section(headline.definition)
        yield ("Jumlah", headline.count)
    for rate in sheet.rates:
        yield from _rate(rate)
    for durations in sheet.durations:
        yield from _durations(durations)
    yield from _balance(sheet.balance, sheet.balances)
    for table in sheet.tables:
        yield from _table(table)


def _head(sheet: Sheet, proof: Proof) -> Iterator[Cells]:
    yield ("Angka sistem pelaporan pelanggaran", period_name(sheet))
    yield ("Periode", f"{day(sheet.period.start)} sampai {day(sheet.period.end)}")
    yield ("Keadaan pada", day(sheet.as_of))
    yield ("Baru dihitung sesudah malam", "Yang dikirim pelapor pada hari itu.")
    yield ("Satuan", UNIT)
    yield ("Cakupan", SCOPE)
    yield ("Pembuktian", proof.sentence())
    yield ("Jumlah terkecil yang ditampilkan", sheet.smallest)
    yield ("Sel yang tidak ditampilkan", WHY_HIDDEN)
    yield ("Uji coba dan laporan percobaan, tidak dihitung", sheet.excluded)
    if not sheet.is_finished:
        yield ("Perhatian", RUNNING)


def period_name(sheet: Sheet) -> str:
    """Triwulan III 2026"""
    period = sheet.period
    if period.rhythm not in ("triwulan", "semester"):
        return f"Tahun {period.start.year}"
    return f"{period.rhythm.capitalize()} {_ROMAN[period.ordinal]} {period.start.year}"


def _section(definition: Definition) -> Iterator[Cells]:
    yield ()
    yield (definition.label,)
    yield ("Definisi", f"{definition.text} {definition.scope}")


def _rate(rate: Rate) -> Iterator[Cells]:
    yield from _section(rate.definition)
    yield ("Jumlah", rate.numerator)
    yield (f"Dari: {rate.denominator_label}", rate.denominator)
    yield ("Persentase", HIDDEN if rate.percent is None else percent(rate.percent))


def _durations(durations: Durations) -> Iterator[Cells]:
    yield from _section(durations.definition)
    yield ("Median", _duration(durations.median))
    yield ("P90", _duration(durations.p90))
    yield ("Dari jumlah laporan", durations.reports)


def _duration(duration: Duration | None) -> str:
    if duration is None:
        return HIDDEN
    return AGES[duration.band] if duration.band is not None else f"sekitar {duration.about} hari kerja"


def _balance(balance: tuple[Headline, ...], holds: bool) -> Iterator[Cells]:
    yield ()
    yield ("Neraca laporan", "cocok" if holds else "TIDAK COCOK: periksa buku jejak")
    for headline in balance:
        yield (headline.definition.label, headline.count)


def _table(table: Table) -> Iterator[Cells]:
    yield from _section(table.definition)
    for line in table.lines:
        yield (month(line.month) if line.month else line.label, line.count)
    if table.merged is not None:
        yield (MERGED, table.merged)
    yield ("Jumlah seluruhnya", table.total)


def _guarded(cell: str | int | None) -> str:
    """A text that a spreadsheet would run as a formula gets an apostrophe in front; numbers cannot be negative."""
    if cell is None:
        return HIDDEN
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
