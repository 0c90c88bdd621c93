"""What a reporter writes to a closed case lies before its readers until one of them answers or it opens again."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.builders import a_filed_report
from tests.cases.desk import Desk
from tests.cases.life import (
    HEAD,
    INVESTIGATOR,
    OFFICER,
    a_closed_case,
    mailbox_of,
    open_proposal_id,
    terms,
    the_case,
    whose_turn,
)
from tests.staff.office import signed_in, words
from wbs.cases.closing import approve, propose_closing, propose_reopening, return_proposal
from wbs.cases.conversing import write_letter
from wbs.cases.records import Grant
from wbs.clock import now
from wbs.db import db
from wbs.intake.mailbox import answer
from wbs.staff.instance import Instance

HOUR = timedelta(hours=1)
WRITTEN = "Pelapor menulis sesudah kasus ini selesai."


@pytest.mark.parametrize("asks", ["", "review"])
def test_it_is_their_move_until_somebody_answers(instance: Instance, asks: str) -> None:
    filed, officer, investigator, head, closed_at = a_closed_case(instance)
    later = closed_at + HOUR
    assert whose_turn(filed.case_id) == set()
    answer(instance, mailbox_of(instance, filed, later), "Saya menemukan kuitansinya.", asks, later)
    assert whose_turn(filed.case_id) == {one.person.id for one in (officer, investigator, head)}
    due_on = db.session.execute(sa.select(Grant.turn_due_on).where(Grant.person_id == head.person.id)).scalar_one()
    assert due_on == instance.today(later) + timedelta(days=30)  # what every reporter is promised
    write_letter(instance, officer, filed.case_id, "Terima kasih, sudah kami lihat.", later + HOUR)
    assert whose_turn(filed.case_id) == set()
    assert the_case(filed.case_id).stage == "selesai"


def test_a_reopening_takes_it_on_and_one_sent_back_leaves_it_there(instance: Instance) -> None:
    filed, officer, investigator, head, closed_at = a_closed_case(instance)
    everybody, later = {one.person.id for one in (officer, investigator, head)}, closed_at + HOUR
    answer(instance, mailbox_of(instance, filed, later), "Saya menemukan kuitansinya.", "review", later)
    propose_reopening(instance, officer, filed.case_id, "Ada kuitansi.", later)
    assert whose_turn(filed.case_id) == {head.person.id}
    return_proposal(instance, head, filed.case_id, open_proposal_id(filed.case_id), "Tanya dulu.", later)
    assert whose_turn(filed.case_id) == everybody
    propose_reopening(instance, officer, filed.case_id, "Pelapor sudah ditanya.", later)
    approve(instance, head, filed.case_id, open_proposal_id(filed.case_id), later)
    assert the_case(filed.case_id).stage == "telaah"
    assert whose_turn(filed.case_id) == {investigator.person.id}


def test_a_letter_before_the_closing_is_answered_by_it(instance: Instance) -> None:
    filed, officer, _, head, closed_at = a_closed_case(instance)
    later = closed_at + HOUR
    propose_reopening(instance, officer, filed.case_id, "Ada bukti baru.", later)
    approve(instance, head, filed.case_id, open_proposal_id(filed.case_id), later)
    answer(instance, mailbox_of(instance, filed, later), "Apakah sudah ada hasilnya?", "", later)
    propose_closing(instance, officer, filed.case_id, terms("pembinaan"), later)
    approve(instance, head, filed.case_id, open_proposal_id(filed.case_id), later)
    assert whose_turn(filed.case_id) == set()


def test_the_list_and_the_case_say_so(app: Flask, instance: Instance) -> None:
    filed = a_filed_report(instance, now=now())
    desk = Desk(filed.case_id, *(signed_in(app, name) for name in (OFFICER, INVESTIGATOR, HEAD))).examine()
    desk.act(desk.head, "approve", proposal=desk.propose())
    number = filed.receipt.number
    assert number not in words(desk.officer.get("/cases"))
    assert WRITTEN not in words(desk.officer.get(f"{desk.url}/tasks"))
    answer(instance, mailbox_of(instance, filed, now()), "Saya menemukan kuitansinya.", "", now())
    mine = words(desk.officer.get("/cases"))
    assert number in mine and "saya: surat pelapor" in mine
    assert WRITTEN in words(desk.officer.get(f"{desk.url}/tasks"))
    desk.act(desk.officer, "letter", letter="Terima kasih, sudah kami lihat.")
    assert number not in words(desk.officer.get("/cases"))

