"""The file says what the sheet says, and no cell of it runs."""

import csv
import io
from dataclasses import replace
from datetime import date

import pytest

from tests.oversight.world import REGIONS, UNIT_KINDS, Weekdays, some_cases
from wbs.oversight.csv_export import Proof, sheet_to_csv
from wbs.oversight.figures import figures
from wbs.oversight.publication import publish
from wbs.oversight.tables import Line, Sheet, sheet_of

PROOF = Proof(190, 200)


def a_sheet(count: int = 200) -> Sheet:
    cases = some_cases(4, count)
    period = (date(2026, 4, 1), date(2026, 6, 30))
    result = figures(cases, period, date(2026, 8, 1), Weekdays(), unit_kinds=UNIT_KINDS, regions=REGIONS)
    return sheet_of(publish([result])[0])


def rows_of(raw: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_the_head_says_what_when_and_how_far_it_is_proven() -> None:
    raw = sheet_to_csv(a_sheet(), PROOF)
    assert raw.startswith(b"\xef\xbb\xbf")
    head = dict(row for row in rows_of(raw)[:9] if len(row) == 2)
    assert head["Periode"] == "1 April 2026 sampai 30 Juni 2026"
    assert head["Keadaan pada"] == "1 Agustus 2026"
    assert head["Baru dihitung sesudah malam"] == "Yang dikirim pelapor pada hari itu."
    assert head["Cakupan"] == "Tidak termasuk jalur khusus."
    assert head["Pembuktian"].startswith("190 dari 200") and head["Pembuktian"].endswith("belum disaksikan.")


def test_a_witnessed_file_says_since_when() -> None:
    raw = sheet_to_csv(a_sheet(), replace(PROOF, witnessed_on=date(2026, 7, 5)))
    assert "disaksikan pihak luar sejak 5 Juli 2026" in raw.decode()


def test_every_table_is_there_with_what_the_sheet_shows_and_nothing_else() -> None:
    sheet = a_sheet()
    rows = [tuple(row) for row in rows_of(sheet_to_csv(sheet, PROOF))]
    for table in sheet.tables:
        at = rows.index((table.definition.label,))
        shown = [row[1] for row in rows[at + 2 : at + 2 + len(table.lines)]]
        assert shown == ["tidak ditampilkan" if line.count is None else str(line.count) for line in table.lines]
    assert any(table.has_hidden() for table in sheet.tables)


def test_no_case_is_in_the_file() -> None:
    small, large = (len(rows_of(sheet_to_csv(a_sheet(count), PROOF))) for count in (300, 3000))
    assert abs(small - large) <= len(a_sheet().tables)  # rows for what was merged


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_a_label_that_a_spreadsheet_would_run_is_disarmed(start: str) -> None:
    sheet = a_sheet()
    hostile = replace(sheet.tables[4], lines=(Line(f'{start}HYPERLINK("x");1', 7),))
    raw = sheet_to_csv(replace(sheet, tables=(hostile,)), PROOF)
    assert [f'\'{start}HYPERLINK("x");1', "7"] in rows_of(raw)
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for row in rows_of(raw) for cell in row)
