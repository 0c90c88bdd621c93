"""A case that ended for want of an answer opens again when the answer comes; others stay closed."""

from datetime import timedelta

import pytest
from flask import Flask

from tests.builders import an_open_case
from tests.conftest import NOW
from wbs.cases.access import hold
from wbs.cases.closing import Terms, approve, open_proposal, propose_closing
from wbs.cases.conversing import ask_reporter
from wbs.cases.examining import take
from wbs.cases.proof import discrepancies
from wbs.cases.records import Case
from wbs.db import db
from wbs.intake.mailbox import answer, open_mailbox, read_mailbox

LATER = NOW + timedelta(days=100)


@pytest.mark.parametrize(("outcome", "stage"), [("tidak_lengkap", "verifikasi"), ("bukan_wewenang", "selesai")])
def test_a_late_answer(database: Flask, outcome: str, stage: str) -> None:
    instance = database.extensions["wbs"]
    filed, (officer, head) = an_open_case(instance, "petugas.irbanko_barat", "irban.irbanko_barat")
    take(instance, officer, filed.case_id, NOW)
    ask_reporter(instance, officer, filed.case_id, "Di loket yang mana?", NOW)
    propose_closing(instance, officer, filed.case_id, Terms(outcome, "Alasan.", "Surat."), LATER)
    approve(instance, head, filed.case_id, open_proposal(hold(head, filed.case_id)).id, LATER)
    box, _session = open_mailbox(instance, filed.code, LATER)
    answer(instance, box, "Loket dua, maaf terlambat.", "", LATER)
    assert db.session.get(Case, filed.case_id).stage == stage
    page = read_mailbox(instance, box, LATER + timedelta(minutes=2))
    assert page.is_closed == (stage == "selesai")
    assert discrepancies("main", instance.settings.zone) == []
