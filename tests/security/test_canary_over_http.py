"""The same over HTTP: through the form with its mistakes, receipt and mailbox, and through the officers' pages."""

import logging
import re
import tempfile
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.cases.desk import Desk
from tests.cases.life import HEAD, INVESTIGATOR, OFFICER
from tests.intake.visitor import Visitor, at_review, with_open_mailbox, words_of
from tests.security.canary import CORE, Places, marked
from tests.staff.office import signed_in
from wbs import clock
from wbs.cases.records import Case
from wbs.config import Settings
from wbs.db import db, end_reading
from wbs.runtime.periodic import run_night, run_tick

pytestmark = pytest.mark.twice_in_drill  # every page once more, and every place where a word could lie

TYPED = {
    "what": marked("apa"), "kind": "pungli", "persons-0-name": f"Orang {CORE}", "persons-0-position": f"Jabatan {CORE}",
    "persons-0-unit": f"Kantor {CORE}", "unit": "SUDIN-DUKCAPIL-BARAT", "unit_text": "", "where": marked("di mana"),
    "when": marked("kapan"), "excluded-0-name": f"Pengecualian {CORE}", "excluded-0-position": f"Kepala {CORE}",
    "handle_with_care": marked("hati-hati"), "how": marked("bagaimana"), "loss_rp": "123.456.789",
    "reported_elsewhere": marked("di tempat lain"), "identity": marked("nama"), "contact": f"{CORE}@surel.example",
}  # fmt: skip
TABS = ("", "/dialogue", "/notes", "/tasks", "/files", "/sharing", "/history")
BETRAYING = (f"{CORE}.txt", marked("isi berkas").encode() * 3_000)


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


def filed(app: Flask) -> tuple[Visitor, str]:
    """Twice wrong, then reviewed, changed and sent twice; the code."""
    wrong = {"contact": f"{CORE}@jakarta.go.id", "when": f"32-13-2026 {CORE}"}
    one = at_review(app, files=[BETRAYING], **{**TYPED, **wrong})
    assert CORE in one.html
    one.press("Periksa dulu sebelum dikirim", **{**TYPED, "unit_text": CORE * 40})
    assert CORE in one.html
    one.press("Periksa dulu sebelum dikirim", **TYPED).press("Ubah dulu").press("Periksa dulu sebelum dikirim")
    again = [pair for form in one.page.forms for pair in form.fields if form.has("what")]
    words = words_of(one.press("Kirim laporan"))
    assert len(words) == 8, one.text
    assert again
    return one, " ".join(words)


def test_no_page_leaves_a_word_behind(
    app: Flask, settings: Settings, temporary: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    codes = []
    for _ in range(3):
        one, code = filed(app)
        words = code.split()
        one.press("Sudah saya salin", one="bukan", two="itu").press("Sudah saya salin", one=words[2], two=words[6])
        codes.append(code)
    db.session.rollback()
    cases = db.session.execute(sa.select(Case.id)).scalars().all()
    desk = Desk(cases[0], *(signed_in(app, name) for name in (OFFICER, INVESTIGATOR, HEAD)))
    work(desk)
    for code in codes:
        box = with_open_mailbox(app, code)
        box.press("Kirim pesan", files=[BETRAYING, BETRAYING], text=marked("dari pelapor"))
        assert CORE in box.text
        box.press("Tutup kotak pesan")
    with_open_mailbox(app, f"{CORE} dua")
    end_reading()  # the night levels the tables, and that waits ten seconds for whoever still reads
    for run in (run_tick, run_night):
        assert run(app, clock.now()) == []
    db.session.remove()
    places = Places((settings.var_dir, temporary), caplog.text, ())
    assert places.hits(CORE) == []
    assert [code for code in codes if places.hits(code)] == []


def work(desk: Desk) -> None:
    desk.confirm()
    desk.act(desk.officer, "take")
    desk.act(desk.officer, "letter", text=marked("surat"), letter=marked("surat"))
    desk.act(desk.officer, "note", text=marked("catatan"), note=marked("catatan"))
    desk.act(desk.officer, "disposition", text=marked("bukan haknya"), directive=marked("bukan haknya"))
    desk.act(desk.officer, "closing", closing="pembinaan", outcome="pembinaan", reason=marked("x"), letter=marked("y"))
    seen = [browser.get(desk.url + tab) for browser in desk.everybody for tab in TABS]
    assert {page.status_code for page in seen} == {200}
    assert sum(CORE in page.get_data(as_text=True) for page in seen) >= 9
    for page in seen:
        assert not re.search(f"(?:href|action)=[^ >]*{CORE}", page.get_data(as_text=True))
    lists = [browser.post("/cases/all", text=CORE) for browser in desk.everybody]
    assert {page.status_code for page in lists} == {200}
    desk.officer.post("/cases/search", number=CORE)
    desk.officer.post(f"{desk.url}/letter", text="\0" + CORE, letter="\0" + CORE)
