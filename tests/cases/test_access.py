"""A grant is a key: whoever has none meets a case that does not exist."""

from datetime import timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa

from tests.builders import a_filed_report, a_report, an_officer, an_open_case
from tests.cases.life import HEAD, INVESTIGATOR, OFFICER, whose_turn
from tests.conftest import NOW
from wbs.cases.access import hold, require, rewrap
from wbs.cases.closing import return_proposal
from wbs.cases.examining import take
from wbs.cases.filters import Filters
from wbs.cases.reading import confirm_no_conflict, declare_conflict, read_case
from wbs.cases.records import Grant
from wbs.cases.worklist import ALL, MINE, find_by_number, list_cases
from wbs.crypto.failures import Unreadable
from wbs.db import db, transaction
from wbs.errors import NotAllowed, NotFound, Refused
from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn

STRANGERS = ("petugas.irbanko_pusat", "dewi", "wulan", "tono", "kartini", "zaenab", "sari", "maria", "yusuf")


def numbers(instance: Instance, one: SignedIn, scope: str) -> list[str]:
    found = list_cases(one, scope, Filters(), 1, instance.today(NOW), instance.organisation)
    assert found.total == len(found.lines)
    return [line.number for line in found.lines]


@pytest.mark.parametrize("name", STRANGERS)
def test_for_a_stranger_there_is_no_case(instance: Instance, name: str) -> None:
    filed, stranger = a_filed_report(instance), an_officer(instance, name)
    with pytest.raises(NotFound):
        hold(stranger, filed.case_id)
    with pytest.raises(NotFound):
        read_case(instance, stranger, filed.case_id, NOW)
    assert numbers(instance, stranger, ALL) == numbers(instance, stranger, MINE) == []
    assert find_by_number(stranger, filed.receipt.number) is None


def test_a_missing_case_is_answered_alike(instance: Instance) -> None:
    with pytest.raises(NotFound):
        hold(an_officer(instance, OFFICER), uuid4())


def test_the_content_waits_for_the_conflict_question(instance: Instance) -> None:
    filed, officer = a_filed_report(instance), an_officer(instance, OFFICER)
    with pytest.raises(NotFound):
        read_case(instance, officer, filed.case_id, NOW)
    with pytest.raises(NotFound):
        take(instance, officer, filed.case_id, NOW)
    confirm_no_conflict(instance, officer, filed.case_id, NOW)
    assert read_case(instance, officer, filed.case_id, NOW).report == a_report()


def test_the_list_keeps_what_it_opened_under_the_persons_own_key(instance: Instance) -> None:
    filed, officer = a_filed_report(instance), an_officer(instance, OFFICER)
    assert numbers(instance, officer, MINE) == [filed.receipt.number]
    kept = sa.select(Grant.sealed_list_key).where(Grant.person_id == officer.person.id)
    assert db.session.execute(kept).scalar_one() is not None
    assert hold(officer, filed.case_id).card.kind == "pungli"


def test_a_grant_of_another_case_does_not_open_this_one(instance: Instance) -> None:
    first, second = a_filed_report(instance), a_filed_report(instance)
    officer = an_officer(instance, OFFICER)
    own = sa.select(Grant).where(Grant.person_id == officer.person.id)
    with transaction() as session:
        one, other = (
            session.execute(own.where(Grant.case_id == filed.case_id)).scalar_one() for filed in (first, second)
        )
        one.sealed_case_key, other.sealed_case_key = other.sealed_case_key, one.sealed_case_key
    for filed in (first, second):
        with pytest.raises(Unreadable):
            hold(officer, filed.case_id)


def test_a_swapped_list_wrap_does_not_open_either(instance: Instance) -> None:
    officer, filed = an_officer(instance, OFFICER), a_filed_report(instance)
    other = a_filed_report(instance)
    held, foreign = hold(officer, filed.case_id), hold(officer, other.case_id)
    rewrap(officer, {held.grant_id: (foreign.key, "main")})
    with pytest.raises(Unreadable):
        hold(officer, filed.case_id)


def test_a_conflict_takes_the_grant_away(instance: Instance) -> None:
    filed, officer = a_filed_report(instance), an_officer(instance, OFFICER)
    declare_conflict(instance, officer, filed.case_id, NOW)
    with pytest.raises(NotFound):
        hold(officer, filed.case_id)
    assert numbers(instance, officer, ALL) == []


def test_when_the_holder_leaves_somebody_else_has_the_move(instance: Instance) -> None:
    filed, (officer, investigator) = an_open_case(instance, OFFICER, INVESTIGATOR)
    take(instance, officer, filed.case_id, NOW)
    assert whose_turn(filed.case_id) == {officer.person.id}
    declare_conflict(instance, officer, filed.case_id, NOW + timedelta(hours=1))
    assert investigator.person.id in whose_turn(filed.case_id)
    assert hold(investigator, filed.case_id).card.holder == ""


@pytest.mark.parametrize("flags", [frozenset(), frozenset({"hilang_7_hari"})])
def test_the_last_reader_hands_on_to_people_without_conflict(instance: Instance, flags: frozenset[str]) -> None:
    filed = a_filed_report(instance, a_report(flags=flags))
    leaving = [an_officer(instance, name) for name in (OFFICER, INVESTIGATOR, HEAD)]
    for one in leaving:
        declare_conflict(instance, one, filed.case_id, NOW)
    for one in leaving:
        with pytest.raises(NotFound):
            hold(one, filed.case_id)
    heir = an_officer(instance, "dewi")
    confirm_no_conflict(instance, heir, filed.case_id, NOW)
    assert read_case(instance, heir, filed.case_id, NOW).report.kind == "pungli"
    assert heir.person.id in whose_turn(filed.case_id)


def test_a_case_that_nobody_else_may_read_stays_with_its_last_reader(instance: Instance) -> None:
    filed = a_filed_report(instance, a_report(flags=frozenset({"orang_inspektorat"})))
    for name in ("sari", "budiman", "lukman"):
        declare_conflict(instance, an_officer(instance, name), filed.case_id, NOW)
    last = an_officer(instance, "maria")
    with pytest.raises(Refused):
        declare_conflict(instance, last, filed.case_id, NOW)
    assert hold(last, filed.case_id).realm == "bypass"


def test_an_act_of_another_role_does_not_exist_and_one_of_another_stage_is_refused(instance: Instance) -> None:
    filed, (officer, head) = an_open_case(instance, OFFICER, HEAD)
    held = hold(officer, filed.case_id)
    with pytest.raises(NotAllowed):
        require(held, officer, "record_disposition")
    with pytest.raises(Refused):
        require(hold(head, filed.case_id), head, "record_disposition")
    with pytest.raises(Refused):
        require(held, officer, "start_review")
    with pytest.raises(NotAllowed):
        return_proposal(instance, officer, filed.case_id, uuid4(), "", NOW)
