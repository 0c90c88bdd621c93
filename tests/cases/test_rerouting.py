"""A recusal never leaves a case without a reader, nor without a head who can decide."""

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.builders import a_report, an_officer, an_open_case
from tests.conftest import NOW
from wbs.cases.access import hold
from wbs.cases.closing import Terms, approve, open_proposal, propose_closing
from wbs.cases.examining import take
from wbs.cases.proof import discrepancies
from wbs.cases.reading import confirm_no_conflict, declare_conflict
from wbs.cases.records import Case, Grant
from wbs.db import db
from wbs.errors import NotFound

OFFICER, HEAD, NEXT_HEAD = "petugas.irbanko_barat", "irban.irbanko_barat", "irban.investigasi"


def test_when_the_only_head_goes_the_next_desks_head_decides_what_waits(database: Flask) -> None:
    instance = database.extensions["wbs"]
    filed, (officer, head) = an_open_case(instance, OFFICER, HEAD)
    take(instance, officer, filed.case_id, NOW)
    propose_closing(instance, officer, filed.case_id, Terms("bukan_wewenang", "Alasan.", "Surat."), NOW)
    declare_conflict(instance, head, filed.case_id, NOW)
    with pytest.raises(NotFound):
        hold(head, filed.case_id)
    next_head = an_officer(instance, NEXT_HEAD)
    assert turns(filed.case_id) == {next_head.person.id}
    confirm_no_conflict(instance, next_head, filed.case_id, NOW)
    approve(instance, next_head, filed.case_id, open_proposal(hold(next_head, filed.case_id)).id, NOW)
    assert db.session.get(Case, filed.case_id).stage == "selesai"
    assert discrepancies("main", instance.settings.zone) == []


def test_another_recusal_brings_nobody_new(database: Flask) -> None:
    instance = database.extensions["wbs"]
    filed, (officer,) = an_open_case(instance, OFFICER)
    before = readers(filed.case_id)
    declare_conflict(instance, officer, filed.case_id, NOW)
    assert readers(filed.case_id) == before - {officer.person.id}


def test_an_urgent_case_keeps_its_reserve_apart_from_the_head_who_joins(database: Flask) -> None:
    instance = database.extensions["wbs"]
    urgent = a_report(flags=frozenset({"hilang_7_hari"}))
    filed, (head,) = an_open_case(instance, HEAD, report=urgent)
    declare_conflict(instance, head, filed.case_id, NOW)
    assert an_officer(instance, NEXT_HEAD).person.id in readers(filed.case_id)
    assert discrepancies("main", instance.settings.zone) == []


def readers(case_id):
    query = sa.select(Grant.person_id).where(Grant.case_id == case_id, Grant.is_reserve.is_(False))
    return set(db.session.execute(query).scalars())


def turns(case_id):
    query = sa.select(Grant.person_id).where(Grant.case_id == case_id, Grant.turn_due_on.is_not(None))
    return set(db.session.execute(query).scalars())
