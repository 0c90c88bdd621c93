"""Closing and reopening take two people, a reason and a letter, whatever else happens in between."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.builders import a_report, an_officer, an_open_case
from tests.cases.life import (
    HEAD,
    LETTER,
    OFFICER,
    a_closed_case,
    a_desk_at_work,
    examine,
    letters_seen,
    mailbox_of,
    open_proposal_id,
    terms,
    the_case,
    whose_turn,
)
from tests.conftest import NOW
from wbs.cases.access import hold
from wbs.cases.closing import approve, open_proposal, propose_closing, propose_reopening, return_proposal
from wbs.cases.conversing import ask_reporter
from wbs.cases.examining import step, take
from wbs.cases.reading import read_case
from wbs.cases.records import Proposal
from wbs.db import db
from wbs.errors import NotAllowed, Refused
from wbs.intake.mailbox import answer
from wbs.ledger.read import pending_entries
from wbs.staff.instance import Instance

HOUR = timedelta(hours=1)


def test_a_case_closes_with_outcome_letter_and_two_names_in_the_ledger(instance: Instance) -> None:
    filed, _, investigator, head, closed_at = a_closed_case(instance)
    case = the_case(filed.case_id)
    assert (case.stage, case.waiting, case.closed_on) == ("selesai", None, instance.today(closed_at))
    assert hold(head, filed.case_id).card.outcome == "terbukti"
    assert whose_turn(filed.case_id) == set()
    (closed,) = (entry for entry in pending_entries("main") if entry.tag == "case:closed")
    assert (closed.by, closed.fields["approver"]) == (investigator.get_id(), head.get_id())


def test_the_letter_reaches_the_reporter_at_the_tick_and_not_before(instance: Instance) -> None:
    filed, *_, closed_at = a_closed_case(instance)
    assert letters_seen(instance, filed, closed_at) == ()
    (letter,) = letters_seen(instance, filed, instance.next_tick(closed_at))
    assert (letter.text, letter.role, letter.asks) == (LETTER, "irban", "closing:terbukti")


def test_nobody_decides_their_own_proposal(instance: Instance) -> None:
    filed, (officer, head) = an_open_case(instance, OFFICER, HEAD)
    take(instance, officer, filed.case_id, NOW)
    propose_closing(instance, officer, filed.case_id, terms("pembinaan"), NOW)
    with pytest.raises(NotAllowed):
        approve(instance, officer, filed.case_id, open_proposal_id(filed.case_id), NOW)
    assert whose_turn(filed.case_id) == {head.person.id}


def test_a_head_cannot_approve_what_they_proposed(instance: Instance) -> None:
    report = a_report(flags=frozenset({"orang_inspektorat"}))
    filed, (officer, head) = an_open_case(instance, "sari", "budiman", report=report)
    take(instance, officer, filed.case_id, NOW)
    with pytest.raises(Refused, match="pimpinan lain"):
        propose_closing(instance, head, filed.case_id, terms("pembinaan"), NOW)
    propose_closing(instance, officer, filed.case_id, terms("pembinaan"), NOW)
    approve(instance, head, filed.case_id, open_proposal_id(filed.case_id), NOW)


def test_the_second_approval_changes_nothing(instance: Instance) -> None:
    filed, _, investigator, head = a_desk_at_work(instance)
    officer = an_officer(instance, OFFICER)
    last = examine(instance, filed.case_id, officer, investigator, head) + HOUR
    propose_closing(instance, investigator, filed.case_id, terms(), last)
    proposal = open_proposal_id(filed.case_id)
    approve(instance, head, filed.case_id, proposal, last)
    with pytest.raises(Refused):
        approve(instance, head, filed.case_id, proposal, last + HOUR)
    with pytest.raises(Refused):
        return_proposal(instance, head, filed.case_id, proposal, "Belum.", last + HOUR)
    assert db.session.execute(sa.select(sa.func.count()).select_from(Proposal)).scalar_one() == 1


def test_a_second_proposal_waits_for_the_first(instance: Instance) -> None:
    filed, (officer, head) = an_open_case(instance, OFFICER, HEAD)
    take(instance, officer, filed.case_id, NOW)
    propose_closing(instance, officer, filed.case_id, terms("pembinaan"), NOW)
    with pytest.raises(Refused):
        propose_closing(instance, officer, filed.case_id, terms("digabung"), NOW)
    with pytest.raises(Refused):
        step(instance, officer, filed.case_id, "start_review", NOW)
    with pytest.raises(Refused):
        ask_reporter(instance, officer, filed.case_id, "Kapan?", NOW)
    opened = open_proposal(hold(head, filed.case_id))
    assert opened is not None
    assert opened.terms == terms("pembinaan")


def test_a_returned_proposal_leaves_the_case_where_it_was(instance: Instance) -> None:
    filed, (officer, head) = an_open_case(instance, OFFICER, HEAD)
    take(instance, officer, filed.case_id, NOW)
    propose_closing(instance, officer, filed.case_id, terms("pembinaan"), NOW)
    return_proposal(instance, head, filed.case_id, open_proposal_id(filed.case_id), "Telaah dulu.", NOW + HOUR)
    case = the_case(filed.case_id)
    assert (case.stage, case.waiting) == ("verifikasi", None)
    assert [one.entry.text for one in read_case(instance, officer, filed.case_id, NOW).entries] == ["Telaah dulu."]
    assert whose_turn(filed.case_id) == {officer.person.id}
    assert letters_seen(instance, filed, NOW + timedelta(days=1)) == ()


def test_only_what_an_examination_found_closes_an_examined_case(instance: Instance) -> None:
    filed, officer, *_ = a_desk_at_work(instance)
    take(instance, officer, filed.case_id, NOW)
    with pytest.raises(Refused):
        propose_closing(instance, officer, filed.case_id, terms("terbukti"), NOW)
    with pytest.raises(Refused):
        propose_closing(instance, officer, filed.case_id, terms("dibuang"), NOW)


def test_the_closing_is_the_conclusion_that_was_recorded(instance: Instance) -> None:
    filed, officer, investigator, head = a_desk_at_work(instance)
    last = examine(instance, filed.case_id, officer, investigator, head)
    with pytest.raises(Refused):
        propose_closing(instance, investigator, filed.case_id, terms("tidak_terbukti"), last)
    with pytest.raises(Refused):
        propose_closing(instance, investigator, filed.case_id, terms("pembinaan"), last)


@pytest.mark.parametrize("steps", [(), ("start_review",), ("start_review", "submit_review")])
def test_an_unanswered_question_closes_no_case_for_ninety_days(instance: Instance, steps: tuple[str, ...]) -> None:
    filed, (officer, _) = an_open_case(instance, OFFICER, HEAD)
    take(instance, officer, filed.case_id, NOW)
    ask_reporter(instance, officer, filed.case_id, "Siapa lagi yang melihat?", NOW)
    for act in steps:
        step(instance, officer, filed.case_id, act, NOW)
    with pytest.raises(Refused, match="90 hari"):
        propose_closing(instance, officer, filed.case_id, terms("tidak_lengkap"), NOW + timedelta(days=89))
    propose_closing(instance, officer, filed.case_id, terms("tidak_lengkap"), NOW + timedelta(days=90))


def test_an_answered_question_does_not_stand_in_the_way(instance: Instance) -> None:
    filed, (officer, _) = an_open_case(instance, OFFICER, HEAD)
    take(instance, officer, filed.case_id, NOW)
    ask_reporter(instance, officer, filed.case_id, "Siapa lagi yang melihat?", NOW)
    answer(instance, mailbox_of(instance, filed), "Tidak tahu.", "", NOW + HOUR)
    propose_closing(instance, officer, filed.case_id, terms("tidak_lengkap"), NOW + 2 * HOUR)
    assert open_proposal_id(filed.case_id)


def test_a_closed_case_opens_again_with_two_people(instance: Instance) -> None:
    filed, officer, _, head, closed_at = a_closed_case(instance)
    later = closed_at + HOUR
    propose_reopening(instance, officer, filed.case_id, "Ada bukti baru.", later)
    assert whose_turn(filed.case_id) == {head.person.id}
    approve(instance, head, filed.case_id, open_proposal_id(filed.case_id), later + HOUR)
    case = the_case(filed.case_id)
    assert (case.stage, case.waiting, case.closed_on) == ("telaah", None, None)
    assert hold(head, filed.case_id).card.outcome == ""
    assert whose_turn(filed.case_id)


def test_the_days_that_a_case_was_closed_do_not_count(instance: Instance) -> None:
    filed, officer, _, head, closed_at = a_closed_case(instance)
    was_due, later = the_case(filed.case_id).due_on, closed_at + timedelta(days=120)
    left = instance.calendar.between(instance.today(closed_at), was_due)
    propose_reopening(instance, officer, filed.case_id, "Ada bukti baru.", later)
    approve(instance, head, filed.case_id, open_proposal_id(filed.case_id), later)
    assert instance.calendar.between(instance.today(later), the_case(filed.case_id).due_on) == left
