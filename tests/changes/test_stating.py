"""Everybody states once a year what they must not read: one unit more counts at once, one less when it is signed."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.builders import a_filed_report, a_report
from tests.changes.office import SECOND, House
from tests.changes.test_pages import today  # noqa: F401
from tests.conftest import NOW
from tests.people import member
from tests.staff.office import signed_in, words
from wbs.cases.reading import confirm_no_conflict, declare_conflict
from wbs.cases.records import Grant
from wbs.db import db
from wbs.errors import NotFound, Refused
from wbs.ledger.read import pending_entries
from wbs.people import deciding
from wbs.people.pages import people_page
from wbs.people.proposals import proposals
from wbs.people.reviewing import Review, access_review
from wbs.people.stated import declared, stated_on
from wbs.people.stating import propose_over, state_conflicts
from wbs.people.terms import APPROVED, CONFLICTS, DONE, OPEN
from wbs.staff.yearly import is_due

WHO, OTHERS = "pemeriksa.irbanko_barat", ("petugas.irbanko_barat", "irban.irbanko_barat")
UNIT = "SUDIN-DUKCAPIL-BARAT"
ELSEWHERE = "DISHUB"
LATER = NOW + timedelta(days=365)


def readers(case_id: object) -> set[object]:
    db.session.rollback()
    query = sa.select(Grant.person_id).where(Grant.case_id == case_id, Grant.is_reserve.is_(False))
    return set(db.session.execute(query).scalars())


def told(*tags: str) -> list[tuple[str, str | None, object]]:
    return [(one.tag, one.by, one.fields.get("answer")) for one in pending_entries("main") if one.tag in tags]


def stated(house: House, *units: str, name: str = WHO) -> int:
    return state_conflicts(house.instance, house.officer(name), frozenset(units), NOW)


def must_state(review: Review) -> set[object]:
    lines = [*review.others, *(one for _, desk in review.desks for one in desk)]
    return {one.person.id for one in lines if one.must_state}


def test_a_unit_stated_takes_the_keys_at_once_and_keeps_reports_away_once_signed(house: House) -> None:
    instance, one = house.instance, member(WHO).id
    about, other = a_filed_report(instance), a_filed_report(instance, a_report(unit=ELSEWHERE, persons=()))
    before = readers(other.case_id)
    assert one in readers(about.case_id)
    assert stated(house, UNIT) == 0
    assert readers(about.case_id) == {member(name).id for name in OTHERS} and readers(other.case_id) == before
    assert set(told("conflict:stated", "conflict:declared", "case:grant:deleted")) == {
        ("conflict:stated", str(one), "declared"), ("conflict:declared", str(one), "conflict"),
        ("case:grant:deleted", str(one), None),
    }  # fmt: skip
    (waiting,) = proposals("main", OPEN)
    assert (waiting.change.kind, waiting.change.person_id, waiting.proposer_id) == (CONFLICTS, one, one)
    with pytest.raises(Refused):  # never the proposer's own
        deciding.approve(instance, house.officer(WHO), waiting.change.id, NOW)
    house.approve(waiting.change.id)
    house.sign_and_install()
    assert house.officer(WHO).person.conflict_units == {UNIT} and declared(one) == frozenset()
    assert one not in readers(a_filed_report(instance).case_id)


def test_before_it_is_signed_a_new_report_arrives_and_does_not_open(house: House) -> None:
    stated(house, UNIT)
    filed = a_filed_report(house.instance)
    assert member(WHO).id in readers(filed.case_id)
    with pytest.raises(NotFound):
        confirm_no_conflict(house.instance, house.officer(WHO), filed.case_id, NOW)
    assert member(WHO).id not in readers(filed.case_id)


def test_none_is_a_statement_and_proposes_nothing(house: House) -> None:
    filed = a_filed_report(house.instance)
    assert stated(house) == 0
    assert member(WHO).id in readers(filed.case_id) and proposals("main", OPEN, APPROVED) == ()
    assert [one.change.kind for one in proposals("main", DONE)] == [CONFLICTS]
    assert told("conflict:stated", "people:proposed") == [("conflict:stated", str(member(WHO).id), "none")]
    assert stated_on(member(WHO).id) == NOW.date()


def test_the_same_unit_is_proposed_once_and_another_beside_it(house: House) -> None:
    for units in ((UNIT,), (UNIT,), (UNIT, ELSEWHERE)):
        stated(house, *units)
    assert [one.change.terms.units for one in proposals("main", OPEN)] in (
        [{UNIT}, {ELSEWHERE}], [{ELSEWHERE}, {UNIT}]
    )  # fmt: skip
    for waiting in proposals("main", OPEN):
        house.approve(waiting.change.id)
    house.sign_and_install()
    assert house.officer(WHO).person.conflict_units == {UNIT, ELSEWHERE}


def test_taking_one_away_changes_nothing_before_the_signature(house: House) -> None:
    stated(house, UNIT)
    house.approve(proposals("main", OPEN)[0].change.id)
    house.sign_and_install()
    with pytest.raises(Refused):
        propose_over(house.instance, house.officer(WHO), ELSEWHERE, "Bukan unit saya.", NOW)
    change = propose_over(house.instance, house.officer(WHO), UNIT, "Adik saya sudah pensiun.", NOW)
    with pytest.raises(Refused):
        propose_over(house.instance, house.officer(WHO), UNIT, "Adik saya sudah pensiun.", NOW)
    shown = [one.details for one in people_page(house.instance, house.officer(SECOND), NOW).proposals]
    assert shown[0][1] == "alasan: Adik saya sudah pensiun." and shown[0][0].startswith("dicabut: ")
    house.approve(change)
    assert member(WHO).id not in readers(a_filed_report(house.instance).case_id)
    house.sign_and_install()
    assert house.officer(WHO).person.conflict_units == frozenset()
    assert member(WHO).id in readers(a_filed_report(house.instance).case_id)


def test_the_last_key_of_a_case_stays_and_is_told(house: House) -> None:
    instance = house.instance
    about = a_report(flags=frozenset({"orang_inspektorat"}))
    last, free = a_filed_report(instance, about), a_filed_report(instance, about)
    for name in ("sari", "budiman", "lukman"):
        declare_conflict(instance, house.officer(name), last.case_id, NOW)
    assert stated(house, UNIT, name="maria") == 1
    assert readers(last.case_id) == {member("maria").id} and member("maria").id not in readers(free.case_id)
    assert [one.change.terms.units for one in proposals("bypass", OPEN)] == [{UNIT}]


def test_a_year_later_it_is_asked_again_and_the_review_says_who(house: House) -> None:
    stated(house)
    auditor = house.officer("wulan")
    now_due, due_later = (must_state(access_review(house.instance, auditor, day)) for day in (NOW, LATER))
    assert member(WHO).id not in now_due and member(OTHERS[0]).id in now_due
    assert member(WHO).id in due_later and auditor.person.id not in due_later
    state_conflicts(house.instance, house.officer(WHO), frozenset(), LATER)
    assert stated_on(member(WHO).id) == LATER.date()
    assert is_due(None, NOW.date()) and not is_due(NOW.date(), (LATER - timedelta(days=1)).date())
    assert is_due(NOW.date(), LATER.date())


def test_by_form(app: Flask, house: House) -> None:
    a_filed_report(house.instance)
    browser = signed_in(app, WHO)
    assert "Perlu dinyatakan:" in words(browser.get("/cases"))
    assert "Anda belum pernah menyatakannya." in words(browser.get("/me"))
    for wrong in ({}, {"units-0": UNIT, "none": "y"}, {"units-0": "Dinas Antah Berantah"}):
        assert browser.post("/conflicts", **wrong).status_code == 422
    done = browser.post("/conflicts", **{"units-0": UNIT, "units-3": ELSEWHERE})
    assert done.status_code == 303
    page = words(browser.get(done.location))
    assert "Pernyataan Anda tercatat." in page and page.count("menunggu daftar baru") == 2
    assert "Pernyataan terakhir: 23 November 2026." in page
    assert "Perlu dinyatakan:" not in words(browser.get("/cases"))
    assert browser.post("/conflicts/over", unit=UNIT, reason="Adik saya sudah pensiun.").status_code == 422
