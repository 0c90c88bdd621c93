"""A case through the pages: the steps, the second person, two officers at once, and what each is told."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.builders import a_filed_report, a_report
from tests.cases.desk import a_desk
from tests.cases.life import the_case, whose_turn
from tests.people import member
from tests.staff.office import signed_in, words
from wbs.cases.records import Message, Proposal
from wbs.clock import now
from wbs.db import db
from wbs.staff.instance import Instance
from wbs.web.text import LANGUAGES


def count(model: type) -> int:
    db.session.rollback()
    return db.session.execute(sa.select(sa.func.count()).select_from(model)).scalar_one()


def test_a_case_from_arrival_to_closing_and_back(app: Flask, instance: Instance):
    desk = a_desk(app, instance).examine()
    assert the_case(desk.case_id).stage == "pelaporan"
    proposal = desk.propose()
    assert the_case(desk.case_id).waiting == "tanda_tangan"
    assert "Setujui penutupan" in desk.head.get(f"{desk.url}/tasks").text
    done = desk.act(desk.head, "approve", proposal=proposal)
    assert done.headers["Location"] == f"{desk.url}/tasks?done=closed"
    assert the_case(desk.case_id).stage == "selesai"
    assert "Selesai" in words(desk.officer.get(desk.url)) and "Terbukti" in words(desk.officer.get(desk.url))
    desk.act(desk.officer, "reopening", reason="Bukti baru.")
    desk.act(desk.head, "approve", proposal=desk.proposal)
    assert the_case(desk.case_id).stage == "telaah"


def test_the_answer_to_an_act_says_what_was_done(app: Flask, instance: Instance):
    desk = a_desk(app, instance).confirm()
    answer = desk.act(desk.officer, "note", note="Loket dua.")
    assert answer.status_code == 303 and answer.headers["Location"] == f"{desk.url}/notes?done=note"
    page = words(desk.officer.get(answer.headers["Location"]))
    assert "Catatan tersimpan." in page and "Loket dua." in page and "Petugas Irbanko_Barat" in page
    assert "Catatan tersimpan." not in words(desk.officer.get(f"{desk.url}/notes?done=<b>x</b>"))


def test_of_two_who_take_it_one_wins_and_the_other_is_told(app: Flask, instance: Instance):
    desk = a_desk(app, instance).confirm()
    assert desk.act(desk.officer, "take").status_code == 303
    late = desk.act(desk.investigator, "take")
    assert late.status_code == 409
    assert "rekan Anda sudah melangkah lebih dulu" in words(late) and "Verifikasi" in words(late)
    assert "Petugas Irbanko_Barat" in words(late)


def test_whoever_is_overtaken_keeps_their_text(app: Flask, instance: Instance):
    desk = a_desk(app, instance).examine()
    desk.propose()
    late = desk.act(desk.officer, "closing", closing="terbukti", reason="Alasan panjang saya.", letter="Surat saya.")
    assert late.status_code == 409
    again = desk.act(desk.officer, "letter", letter="Satu pertanyaan lagi.", question="1")
    assert again.status_code == 409 and "Satu pertanyaan lagi." in again.text


def test_nobody_approves_their_own_proposal(app: Flask, instance: Instance):
    desk = a_desk(app, instance).examine()
    desk.act(desk.head, "closing", closing="terbukti", reason="Bukti cukup.", letter="Sudah kami periksa.")
    assert count(Proposal) == 0  # the only head of the desk would have nobody left to decide
    desk.act(desk.investigator, "closing", closing="terbukti", reason="Bukti cukup.", letter="Sudah kami periksa.")
    proposal = desk.proposal
    assert desk.act(desk.investigator, "approve", proposal=proposal).status_code == 404
    page = desk.investigator.get(f"{desk.url}/tasks")
    assert "Setujui penutupan" not in page.text and "Usulan sendiri harus diputuskan orang kedua." in words(page)
    assert the_case(desk.case_id).stage == "pelaporan"


def test_the_same_approval_twice_changes_nothing(app: Flask, instance: Instance):
    desk = a_desk(app, instance).examine()
    proposal = desk.propose()
    letters = count(Message)
    assert desk.act(desk.head, "approve", proposal=proposal).status_code == 303
    again = desk.act(desk.head, "approve", proposal=proposal)
    assert again.status_code == 409 and "sudah diputuskan" in words(again)
    assert count(Message) == letters + 1


@pytest.mark.parametrize("proposal", ["", "x", "00000000-0000-0000-0000-000000000000", "\x00", "é" * 500])
def test_a_decision_is_about_the_proposal_that_was_shown(app: Flask, instance: Instance, proposal: str):
    desk = a_desk(app, instance).examine()
    desk.propose()
    assert desk.act(desk.head, "approve", proposal=proposal).status_code == 409
    assert the_case(desk.case_id).stage == "pelaporan"


def test_a_returned_proposal_goes_back_with_its_reason(app: Flask, instance: Instance):
    desk = a_desk(app, instance).examine()
    proposal = desk.propose()
    assert desk.act(desk.head, "return", proposal=proposal, reason="").status_code == 422
    assert desk.act(desk.head, "return", proposal=proposal, reason="Lengkapi saksi ketiga.").status_code == 303
    assert "Lengkapi saksi ketiga." in words(desk.investigator.get(f"{desk.url}/notes"))
    assert the_case(desk.case_id).waiting is None


def test_a_case_stands_still_while_a_proposal_waits(app: Flask, instance: Instance):
    """Words pass; a step would leave the proposal behind, and a promised day must not make it one's own to sign."""
    desk = a_desk(app, instance).confirm()
    desk.act(desk.officer, "take")
    desk.act(desk.officer, "closing", closing="tidak_cukup_alasan", reason="Tanpa tempat.", letter="Belum cukup.")
    waiting = whose_turn(desk.case_id)
    assert desk.act(desk.officer, "start-review").status_code == 409
    assert desk.act(desk.officer, "letter", letter="Kabar.", question="1").status_code == 409
    assert desk.act(desk.officer, "letter", letter="Kabar.").status_code == 303
    until = instance.today(now()) + timedelta(days=10)
    assert desk.act(desk.officer, "promise", until=until.isoformat(), word="").status_code == 303
    assert the_case(desk.case_id).waiting == "tanda_tangan" and whose_turn(desk.case_id) == waiting


def test_only_what_may_be_done_is_drawn(app: Flask, instance: Instance):
    desk = a_desk(app, instance).confirm()
    for browser in desk.everybody:
        page = browser.get(f"{desk.url}/tasks").text
        assert "Ambil kasus ini" in page and "Simpan disposisi" not in page and "Usulkan penutupan" not in page
    desk.act(desk.officer, "take")
    assert "Usulkan penutupan" in desk.officer.get(f"{desk.url}/tasks").text
    desk.act(desk.officer, "start-review")
    desk.act(desk.officer, "submit-review")
    assert "Simpan disposisi" in desk.head.get(f"{desk.url}/tasks").text
    assert "Simpan disposisi" not in desk.officer.get(f"{desk.url}/tasks").text


def test_a_directive_goes_to_a_reader_alone(app: Flask, instance: Instance):
    desk = a_desk(app, instance).confirm()
    for act in ("take", "start-review", "submit-review"):
        desk.act(desk.officer, act)
    stranger = str(member("pemeriksa.irbanko_timur").id)
    assert stranger not in desk.head.get(f"{desk.url}/tasks").text
    refused = desk.act(desk.head, "disposition", directive="Periksa.", to=stranger)
    assert refused.status_code == 422 and "Periksa." in refused.text
    assert the_case(desk.case_id).stage == "disposisi"


def test_the_first_wording_of_a_closing_letter_is_offered_and_nothing_is_stored(app: Flask, instance: Instance):
    desk = a_desk(app, instance).confirm()
    desk.act(desk.officer, "take")
    drafted = desk.act(desk.officer, "closing", closing="bukan_wewenang", reason="Layanan.", letter="", draft="1")
    assert drafted.status_code == 200 and "JAKI" in drafted.text and "Layanan." in drafted.text
    assert count(Proposal) == 0


@pytest.mark.parametrize("days", [-1, 0, 31, 4000])
def test_a_promise_is_near_and_ahead(app: Flask, instance: Instance, days: int):
    desk = a_desk(app, instance).confirm()
    until = instance.today(now()) + timedelta(days=days)
    answer = desk.act(desk.officer, "promise", until=until.isoformat(), word="Sebentar lagi.")
    assert answer.status_code == 409 and "30 hari kalender" in words(answer) and "Sebentar lagi." in answer.text


def test_a_case_that_its_desk_must_not_read_goes_on_and_never_goes_unread(app: Flask, instance: Instance):
    filed = a_filed_report(instance, a_report(flags=frozenset({"orang_inspektorat"})))
    *leaving, last = (signed_in(app, name) for name in ("sari", "budiman", "lukman", "maria"))
    for browser in leaving:
        assert browser.post(f"/cases/{filed.case_id}/declare").status_code == 303
    refused = last.post(f"/cases/{filed.case_id}/declare")
    assert refused.status_code == 409 and "tidak ada pimpinan" in words(refused)
    assert last.get(f"/cases/{filed.case_id}").status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_tab_opens_in_every_language(app: Flask, instance: Instance, language: str):
    desk = a_desk(app, instance).examine()
    desk.propose()
    for browser in desk.everybody:
        browser.post("/language", speak=language)
        for tab in ("", "/dialogue", "/notes", "/tasks", "/history"):
            page = browser.get(desk.url + tab)
            assert page.status_code == 200 and f'<html lang="{language}"' in page.text
