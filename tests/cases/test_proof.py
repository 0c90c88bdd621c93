"""The archive and its ledger tell the same story, whatever was done and whenever the log took it in."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from tests.builders import a_filed_report, a_report, an_officer
from tests.cases.life import (
    HEAD,
    INVESTIGATOR,
    OFFICER,
    a_closed_case,
    a_desk_at_work,
    mailbox_of,
    open_proposal_id,
    terms,
)
from tests.conftest import NOW
from wbs.app import sequence_nights, sequence_ticks
from wbs.cases.closing import approve, propose_closing, propose_reopening, return_proposal
from wbs.cases.conversing import ask_reporter, promise_news, write_letter, write_note
from wbs.cases.examining import step, take
from wbs.cases.proof import discrepancies
from wbs.cases.reading import declare_conflict
from wbs.db import db
from wbs.intake.mailbox import answer
from wbs.ledger.verify import verify
from wbs.staff.instance import Instance

HOUR = timedelta(hours=1)


def everything(instance: Instance) -> datetime:
    """One case with nearly every act, one closed and opened again, one just filed, one past the house."""
    filed, officer, investigator, head = a_desk_at_work(instance)
    case_id = filed.case_id
    take(instance, officer, case_id, NOW)
    ask_reporter(instance, officer, case_id, "Kapan?", NOW)
    answer(instance, mailbox_of(instance, filed), "Senin lalu.", "", NOW + timedelta(days=5))
    write_note(instance, investigator, case_id, "Cocokkan dengan absensi.", NOW)
    write_letter(instance, head, case_id, "Kami periksa.", NOW)
    promise_news(instance, officer, case_id, instance.today(NOW) + timedelta(days=9), "", NOW)
    step(instance, officer, case_id, "start_review", NOW)
    propose_closing(instance, officer, case_id, terms("pembinaan"), NOW)
    return_proposal(instance, head, case_id, open_proposal_id(case_id), "Belum.", NOW)
    declare_conflict(instance, investigator, case_id, NOW)
    _reopened(instance)
    a_filed_report(instance)
    a_filed_report(instance, a_report(flags=frozenset({"orang_inspektorat"})))
    return NOW + timedelta(days=6)


def _reopened(instance: Instance) -> None:
    filed, officer, _, head, closed_at = a_closed_case(instance)
    answer(instance, mailbox_of(instance, filed), "Mohon diperiksa ulang.", "review", closed_at)
    propose_reopening(instance, officer, filed.case_id, "Ada bukti baru.", closed_at + HOUR)
    approve(instance, head, filed.case_id, open_proposal_id(filed.case_id), closed_at + 2 * HOUR)


def findings(instance: Instance) -> list[object]:
    db.session.rollback()
    keys = instance.keys.ledger
    return [one for realm in ("main", "bypass") for one in (*verify(realm, keys), *discrepancies(realm))]


def test_an_honest_archive_has_no_discrepancies(database: Flask) -> None:
    instance = database.extensions["wbs"]
    later = everything(instance)
    assert findings(instance) == []
    sequence_ticks(instance, later)
    assert findings(instance) == []
    sequence_nights(instance, later + timedelta(days=1))
    assert findings(instance) == []


def test_acts_of_one_second_are_no_discrepancy(instance: Instance) -> None:
    a_desk_at_work(instance)
    filed, officer, *_ = a_desk_at_work(instance)
    take(instance, officer, filed.case_id, NOW)
    for act in ("start_review", "submit_review"):
        step(instance, officer, filed.case_id, act, NOW)
    assert findings(instance) == []
    sequence_ticks(instance, NOW + HOUR)
    assert findings(instance) == []


@pytest.mark.parametrize("names", [(OFFICER, INVESTIGATOR, HEAD)])
def test_a_case_that_was_handed_on_is_no_discrepancy(instance: Instance, names: tuple[str, ...]) -> None:
    filed = a_filed_report(instance)
    for name in names:
        declare_conflict(instance, an_officer(instance, name), filed.case_id, NOW)
    assert findings(instance) == []
