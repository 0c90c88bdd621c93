"""A case moves through one door: of two who move it at once one wins, and the clock stops while a reporter is asked."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from tests.builders import a_filed_report, an_officer, an_open_case
from tests.cases.life import (
    HEAD,
    INVESTIGATOR,
    OFFICER,
    a_desk_at_work,
    examine,
    mailbox_of,
    terms,
    the_case,
    whose_turn,
)
from tests.conftest import NOW
from wbs.cases.closing import propose_closing
from wbs.cases.conversing import ask_reporter, promise_news, write_letter
from wbs.cases.examining import record_disposition, step, take
from wbs.cases.progress import Move, advance
from wbs.cases.reading import confirm_no_conflict, read_case
from wbs.cases.records import Contact, TimelineRow
from wbs.db import db, transaction
from wbs.errors import Refused
from wbs.intake.filing import Extras
from wbs.intake.mailbox import answer, read_mailbox
from wbs.ledger.read import pending_entries
from wbs.outbox.records import Notice
from wbs.staff.instance import Instance

WEEK = timedelta(days=7)


def test_the_steps_of_an_examined_case(instance: Instance) -> None:
    filed, officer, investigator, head = a_desk_at_work(instance)
    examine(instance, filed.case_id, officer, investigator, head)
    assert the_case(filed.case_id).stage == "pelaporan"
    moved = [entry for entry in pending_entries("main") if entry.tag == "case:stage:changed"]
    stages = [entry.fields["stage"] for entry in sorted(moved, key=lambda entry: entry.at or "")]
    assert stages == ["verifikasi", "telaah", "disposisi", "penugasan", "pemeriksaan", "pelaporan"]
    kinds = [one.entry.kind for one in read_case(instance, head, filed.case_id, NOW).entries]
    assert kinds == ["disposition", "conclusion"]


def test_whose_move_it_is_follows_the_case(instance: Instance) -> None:
    filed, officer, investigator, head = a_desk_at_work(instance)
    everybody = {officer.person.id, investigator.person.id, head.person.id}
    assert whose_turn(filed.case_id) == everybody
    take(instance, officer, filed.case_id, NOW)
    assert whose_turn(filed.case_id) == {officer.person.id}
    step(instance, officer, filed.case_id, "start_review", NOW)
    step(instance, officer, filed.case_id, "submit_review", NOW)
    assert whose_turn(filed.case_id) == {head.person.id}
    record_disposition(instance, head, filed.case_id, "Periksa.", investigator.person.id, NOW)
    assert whose_turn(filed.case_id) == {investigator.person.id}


def test_a_directive_goes_to_a_reader_of_the_case_only(instance: Instance) -> None:
    filed, (officer, head) = an_open_case(instance, OFFICER, HEAD)
    take(instance, officer, filed.case_id, NOW)
    step(instance, officer, filed.case_id, "start_review", NOW)
    step(instance, officer, filed.case_id, "submit_review", NOW)
    stranger = next(one.id for one in instance.directory("main", NOW).people if one.name == "Dewi Dua")
    with pytest.raises(Refused):
        record_disposition(instance, head, filed.case_id, "Periksa.", stranger, NOW)


def test_whoever_comes_second_is_told(instance: Instance) -> None:
    filed, (officer, _) = an_open_case(instance, OFFICER, INVESTIGATOR)
    take(instance, officer, filed.case_id, NOW)
    with pytest.raises(Refused), transaction():
        advance(instance, filed.case_id, Move("diterima", "verifikasi"), NOW, officer.get_id())
    assert the_case(filed.case_id).stage == "verifikasi"


def test_whoever_looked_before_a_closing_was_proposed_does_not_move_the_case(instance: Instance) -> None:
    filed, (officer, _) = an_open_case(instance, OFFICER, HEAD)
    take(instance, officer, filed.case_id, NOW)
    propose_closing(instance, officer, filed.case_id, terms("pembinaan"), NOW)
    for late in (Move("verifikasi", "telaah"), Move("verifikasi", waiting="pelapor"), Move("verifikasi")):
        with pytest.raises(Refused), transaction():
            advance(instance, filed.case_id, late, NOW, officer.get_id())
    assert the_case(filed.case_id).waiting == "tanda_tangan"


def test_a_question_stops_the_clock_and_the_answer_moves_the_due_day(instance: Instance) -> None:
    filed, (officer,) = an_open_case(instance, OFFICER)
    due_on = the_case(filed.case_id).due_on
    take(instance, officer, filed.case_id, NOW)
    ask_reporter(instance, officer, filed.case_id, "Kapan itu terjadi?", NOW)
    case = the_case(filed.case_id)
    assert (case.waiting, case.waiting_since) == ("pelapor", date(2026, 11, 23))
    assert whose_turn(filed.case_id) == set()
    answer(instance, mailbox_of(instance, filed), "Tanggal 3.", "", NOW + WEEK)
    case = the_case(filed.case_id)
    assert (case.waiting, case.waiting_since) == (None, None)
    assert case.due_on == instance.calendar.add(due_on, 5)
    assert whose_turn(filed.case_id) == {officer.person.id}


def test_an_answer_the_same_day_moves_nothing_but_the_turn(instance: Instance) -> None:
    filed, (officer,) = an_open_case(instance, OFFICER)
    due_on = the_case(filed.case_id).due_on
    take(instance, officer, filed.case_id, NOW)
    ask_reporter(instance, officer, filed.case_id, "Kapan?", NOW)
    answer(instance, mailbox_of(instance, filed), "Kemarin.", "", NOW)
    assert the_case(filed.case_id).due_on == due_on


def test_what_staff_do_is_shown_and_announced_at_the_tick(instance: Instance) -> None:
    filed = a_filed_report(instance, extras=Extras(contact="ratna@surel.example"))
    officer = an_officer(instance, OFFICER)
    confirm_no_conflict(instance, officer, filed.case_id, NOW)
    write_letter(instance, officer, filed.case_id, "Kami membaca laporan Anda.", NOW)
    take(instance, officer, filed.case_id, NOW)
    tick = instance.next_tick(NOW)
    box = mailbox_of(instance, filed)
    before, after = read_mailbox(instance, box, NOW), read_mailbox(instance, box, tick)
    assert ([line.template for line in before.timeline], before.letters) == (["stage:diterima"], ())
    assert {line.template for line in after.timeline} >= {"stage:verifikasi", "promise:first"}
    assert [letter.text for letter in after.letters] == ["Kami membaca laporan Anda."]
    contact = db.session.execute(sa.select(Contact.id)).scalar_one()
    notices = db.session.execute(sa.select(Notice.recipient, Notice.release_at)).all()
    assert notices == [(contact, tick)]


def test_a_promise_is_at_most_thirty_days_away_and_never_today(instance: Instance) -> None:
    filed, (officer,) = an_open_case(instance, OFFICER)
    today = instance.today(NOW)
    for day in (today, today + timedelta(days=31), today - WEEK):
        with pytest.raises(Refused):
            promise_news(instance, officer, filed.case_id, day, "", NOW)
    promise_news(instance, officer, filed.case_id, today + timedelta(days=30), "Masih kami periksa.", NOW)
    promised = sa.select(TimelineRow.until).where(TimelineRow.template == "promise:next")
    assert db.session.execute(promised).scalars().all() == [today + timedelta(days=30)]
