"""The figures page drawn from a sheet: what it says, what it hides, and nothing that the CSP would refuse."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

from flask import Flask, render_template

from tests.oversight.test_csv_export import PROOF, a_sheet
from tests.oversight.world import Weekdays
from wbs.config import Settings
from wbs.oversight.figures import figures
from wbs.oversight.periods import offered
from wbs.oversight.publication import publish
from wbs.oversight.reading import _chosen
from wbs.oversight.tables import Sheet, sheet_of
from wbs.web.files import StaticFiles
from wbs.web.install import STATIC, install_templates

ROOT = Path(__file__).parents[2]


def drawn(sheet: Sheet, before: Sheet | None = None, findings: tuple[str, ...] = ()) -> str:
    app = Flask("wbs", template_folder=str(ROOT / "templates"), static_folder=None)
    install_templates(app, Settings(var_dir=ROOT / "var", database_url="sqlite://"), StaticFiles(STATIC))
    periods = offered(date(2025, 1, 1), date(2026, 8, 1), "triwulan")
    with app.test_request_context():
        return render_template(
            "oversight/figures.html",
            sheet=sheet,
            before=before,
            proof=PROOF,
            findings=findings,
            periods=periods,
            figures_url="/angka",
            csv_url="/angka/csv",
            frame=None,
        )


def words_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_the_page_says_number_definition_denominator_and_proof() -> None:
    sheet = a_sheet()
    words = words_of(drawn(sheet, before=a_sheet(100)))
    assert "Angka: Triwulan II tahun 2026" in words
    assert "190 dari 200 laporan terbukti cocok dengan buku jejak; belum disaksikan." in words
    for item in (*sheet.headlines, *sheet.rates, *sheet.durations, *sheet.tables):
        assert item.definition.label in words and item.definition.text in words
    assert "Periode sebelumnya:" in words
    assert words.count("Tidak termasuk jalur khusus.") == words.count("Satuan: laporan.") == 1


def test_a_hidden_cell_is_a_dash_without_a_bar_and_the_page_says_once_why() -> None:
    sheet = a_sheet()
    counts = [line.count for table in sheet.tables for line in table.lines]
    page = drawn(sheet)
    assert counts.count(None) and page.count("–</td>") >= counts.count(None)
    assert page.count("berarti tidak ditampilkan") == page.count('id="tersembunyi"') == 1
    assert page.count("<rect") == len(counts) - counts.count(None) - counts.count(0)


def test_rows_of_nothing_wait_under_one_line() -> None:
    sheet = a_sheet()
    table = next(table for table in sheet.tables if any(line.count == 0 for line in table.lines))
    empty = [line.label for line in table.lines if line.count == 0]
    folded = words_of(drawn(sheet)).split(f" {len(empty)} baris berjumlah nol ")[1]
    assert folded.startswith("; ".join(empty) + ".")


def test_a_month_still_to_come_has_no_row() -> None:
    result = figures([], (date(2026, 4, 1), date(2026, 6, 30)), date(2026, 5, 9), Weekdays())
    months = [line.month for table in sheet_of(publish([result])[0]).tables for line in table.lines if line.month]
    assert months == [date(2026, 4, 1), date(2026, 5, 1)]


def test_without_a_wish_the_last_finished_period_opens() -> None:
    every = offered(date(2025, 1, 1), date(2026, 8, 1), "triwulan", with_running=True)
    assert _chosen("", every, date(2026, 8, 1)).key == "2026-S1"
    assert _chosen("", every, date(2026, 1, 5)).key == "2025"
    begun = offered(date(2026, 8, 1), date(2026, 8, 1), "triwulan", with_running=True)
    assert not _chosen("", begun, date(2026, 8, 1)).is_finished(date(2026, 8, 1))


def test_nothing_on_the_page_needs_what_the_policy_forbids() -> None:
    page = drawn(a_sheet())
    assert not re.search(r"""\sstyle=|<style|<script|\son\w+=|https?://(?!www\.w3)""", page)


def test_a_running_period_and_a_broken_balance_are_said_aloud() -> None:
    words = words_of(drawn(replace(a_sheet(), is_finished=False, balances=False)))
    assert "Periode ini belum selesai." in words
    assert "Tidak cocok." in words
    assert "17: entry_changed" in words_of(drawn(a_sheet(), findings=("17: entry_changed",)))


def test_the_page_is_drawn_for_an_empty_period_too() -> None:
    assert "Tidak ada laporan untuk dihitung." in words_of(drawn(a_sheet(0)))
