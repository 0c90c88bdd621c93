"""What stands on the pages of a case: cautions first, everything told, hostile text as text, the way it went."""

import re
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.builders import a_filed_report, a_report
from tests.cases.desk import a_desk
from tests.cases.life import OFFICER
from tests.staff.office import signed_in, words
from wbs.cases.closing_letters import LETTERS
from wbs.cases.records import TimelineRow
from wbs.cases.report import Party
from wbs.cases.vocabulary import CLOSINGS
from wbs.db import db
from wbs.intake.filing import Extras
from wbs.staff.instance import Instance

TABS = ("", "/dialogue", "/notes", "/tasks", "/history")
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)>",
    "{{ 7*7 }}{% raw %}",
    "=HYPERLINK(\"http://x\")",
    "javascript:alert(1)",
    "\u202etxt.exe\u2066",
    "a" + "\u0301" * 400,
)


def without_controls(page: str) -> str:
    """What one typed oneself stays as it was typed, in its own box."""
    return re.sub(r'value="[^"]*"|<textarea.*?</textarea>', "", page, flags=re.DOTALL)


def test_the_whole_report_is_shown(app: Flask, instance: Instance):
    report = a_report(
        how="Lewat kardus di parkiran.", when="Setiap Senin", loss_rp=1_250_000, knows_by="melihat_sendiri",
        relation="asn_lain", reported_elsewhere="Ombudsman", gone_on=date(2026, 12, 24), unit_text="loket depan",
        flags=frozenset({"hilang_7_hari"}), excluded=(Party(name="Hendra Wijaya", position="Auditor"),),
        persons=(Party(name="Budi Sentosa", position="Kepala loket", unit_text="Loket 2"), Party()),
    )  # fmt: skip
    desk = a_desk(app, instance, report).confirm()
    page = words(desk.officer.get(desk.url))
    for told in (
        report.what, report.how, report.when, report.where, "Rp1.250.000", "24 Desember 2026", "Ombudsman",
        "Saya melihatnya sendiri", "ASN di unit lain", "Hendra Wijaya", "Budi Sentosa", "Kepala loket", "Loket 2",
        "loket depan", "Uang atau bukti akan hilang dalam 7 hari", "Suku Dinas Kependudukan", "semua unsur ada",
    ):  # fmt: skip
        assert told in page, told


def test_what_is_missing_is_named(app: Flask, instance: Instance):
    desk = a_desk(app, instance, a_report(persons=())).confirm()
    assert "belum ada: siapa, kapan, bagaimana" in words(desk.officer.get(desk.url))


def test_the_cautions_head_the_tabs_on_which_a_report_is_used(app: Flask, instance: Instance):
    report = a_report(known_by="hanya_saya", handle_with_care="Jangan sebut buku kas.")
    desk = a_desk(app, instance, report).confirm()
    for tab in TABS:
        page = words(desk.officer.get(desk.url + tab))
        assert ("Hanya saya" in page and "Jangan sebut buku kas." in page) == (tab in ("", "/dialogue")), tab


def test_while_the_reporter_is_asked_no_step_is_the_primary_one(app: Flask, instance: Instance):
    desk = a_desk(app, instance).confirm()
    desk.act(desk.officer, "take")
    said = "Langkah ini mengakhiri penantian"
    before = desk.officer.get(desk.url)
    assert '<button class="go">Mulai telaah' in before.text and said not in before.text
    desk.act(desk.officer, "letter", letter="Kapan terakhir terjadi?", question="1")
    after = desk.officer.get(desk.url)
    assert "<button>Mulai telaah" in after.text and said in after.text


def test_a_case_of_today_came_today(app: Flask, instance: Instance):
    desk = a_desk(app, instance).confirm()
    head = words(desk.officer.get(desk.url))
    assert "hari ini" in head and "0 hari kerja lalu" not in head


def test_the_head_says_how_many_can_read_and_have_read(app: Flask, instance: Instance):
    desk = a_desk(app, instance)
    desk.act(desk.officer, "confirm")
    assert "Sudah membaca 1 dari 3 orang" in words(desk.officer.get(desk.url))
    history = words(desk.officer.get(f"{desk.url}/history"))
    assert "Petugas Irbanko_Barat Verifikator, sudah membuka" in history
    assert "Irban Irbanko_Barat Inspektur Pembantu, belum membuka" in history


@pytest.mark.parametrize(("identity", "is_told"), [("Ani Rahmawati, 0812", True), ("", False)])
def test_a_named_identity_is_said_to_be_there_and_no_more(app: Flask, instance: Instance, identity: str, is_told: bool):
    filed = a_filed_report(instance, extras=Extras(identity=identity))
    browser = signed_in(app, OFFICER)
    browser.post(f"/cases/{filed.case_id}/confirm")
    page = browser.get(f"/cases/{filed.case_id}")
    assert ("Pelapor menyertakan identitas, tersegel" in page.text) is is_told
    assert "Rahmawati" not in page.text


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_stays_text_on_every_page(app: Flask, instance: Instance, text: str):
    report = a_report(
        what=text * 3, how=text, where=text, when=text, reported_elsewhere=text, handle_with_care=text,
        unit="", unit_text=text, persons=(Party(text, text, "SUDIN-DUKCAPIL-BARAT", text),),
        excluded=(Party(name=text, position="x"),),
    )  # fmt: skip
    desk = a_desk(app, instance, report).confirm()
    desk.act(desk.officer, "take")
    desk.act(desk.officer, "note", note=text)
    desk.act(desk.officer, "letter", letter=text)
    desk.act(desk.officer, "closing", closing="tidak_lengkap", reason=text, letter=text)
    pages = [desk.head.get(desk.url + tab) for tab in TABS]
    pages += [desk.officer.get("/cases/all"), desk.officer.post("/cases/all", text=text)]
    pages += [desk.officer.post("/cases/search", number=text), desk.officer.post(f"{desk.url}/letter", letter=text)]
    for page in pages:
        assert page.status_code in (200, 303, 404), page.status_code
        for harm in ("<script>alert", "<img src=x", "<svg onload", "49{%", "\u202e", "\u0301" * 10):
            assert harm not in without_controls(page.text), harm


def test_the_way_a_case_went_is_told_in_its_order(app: Flask, instance: Instance):
    """All of it between two ticks: days and ticks alone could not order it."""
    desk = a_desk(app, instance).examine()
    desk.act(desk.head, "approve", proposal=desk.propose())
    history = words(desk.officer.get(f"{desk.url}/history"))
    stages = ("Diterima", "Verifikasi", "Telaah", "Disposisi", "Penugasan", "Pemeriksaan", "Pelaporan", "Selesai")
    places = [history.index(f"Tahap: {stage}") for stage in stages]
    assert places == sorted(places)


def test_letters_say_from_when_the_reporter_sees_them(app: Flask, instance: Instance):
    desk = a_desk(app, instance).confirm()
    desk.act(desk.officer, "letter", letter="Kapan terakhir terjadi?", question="1")
    page = words(desk.officer.get(f"{desk.url}/dialogue"))
    assert "Verifikator" in page and "Kapan terakhir terjadi?" in page and "menunggu jawaban pelapor" in page
    assert "Terlihat pelapor mulai" in page and "berhenti sejak" in page
    assert "Petugas Irbanko_Barat" not in page.partition("Tulis kepada pelapor")[0].partition("Riwayat")[2]


def test_a_missed_promise_shows_itself(app: Flask, instance: Instance):
    desk = a_desk(app, instance).confirm()
    with db.engine.begin() as raw:
        raw.execute(sa.update(TimelineRow).where(TimelineRow.until.is_not(None)).values(until=date(2026, 1, 2)))
    assert "Janji ini terlewat" in words(desk.officer.get(f"{desk.url}/dialogue"))


def test_every_closing_has_the_first_wording_of_its_letter():
    assert set(LETTERS) == set(CLOSINGS)
    for text in LETTERS.values():
        assert "pelaku" not in text and "oknum" not in text and "keberatan" not in text
