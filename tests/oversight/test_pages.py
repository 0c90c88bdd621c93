"""The figures page drawn from a sheet: what it says, what it hides, and nothing that the CSP would refuse."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

from flask import Flask, render_template

from tests.oversight.test_csv_export import PROOF, a_sheet
from wbs.config import Settings
from wbs.oversight.periods import offered
from wbs.oversight.tables import Sheet
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
    assert words.count("Tidak termasuk jalur khusus.") > len(sheet.tables)


def test_a_hidden_cell_says_why_and_shows_no_bar() -> None:
    sheet = a_sheet()
    hidden = sum(line.count is None for table in sheet.tables for line in table.lines)
    page = drawn(sheet)
    assert hidden and page.count("tidak ditampilkan, untuk melindungi angka kecil") >= hidden
    assert page.count("<rect") == sum(len(table.lines) for table in sheet.tables) - hidden


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
