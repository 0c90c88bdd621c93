"""Every quarter somebody else says of each person whether they stay, and no reader is shown a count."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.builders import a_filed_report
from tests.changes.office import ADMIN, SECOND, House
from tests.changes.test_pages import today  # noqa: F401
from tests.conftest import NOW
from tests.people import cast, member
from tests.staff.office import Browser, signed_in, words
from wbs.cases.second_person import DECIDERS
from wbs.db import db
from wbs.ledger.read import pending_entries
from wbs.outbox.records import Notice
from wbs.people import proposing
from wbs.people.answering import answer_review, marked, still_due, to_review
from wbs.people.custody import lacking
from wbs.people.reviewers import is_late, quarter_of, reviewed_by, reviewers_of
from wbs.people.rounds import remind_people, waited_for
from wbs.people.terms import Facts
from wbs.staff.directory import Directory


@pytest.mark.parametrize(
    ("name", "by"),
    [
        ("petugas.irbanko_barat", {"irban.irbanko_barat"}), ("dewi", {"irban.investigasi"}),
        ("irban.irbanko_barat", {"wulan"}), ("tono", {"wulan"}), ("kartini", {"wulan"}), ("wulan", {"tono"}),
        ("sari", {"budiman"}), ("budiman", {"yusuf"}), ("yusuf", {"budiman", "maria"}),
    ],
)  # fmt: skip
def test_who_reviews_whom(house: House, name: str, by: set[str]) -> None:
    directory = house.instance.directory(member(name).realm, NOW)
    found = {person.id for person in reviewers_of(directory, directory.person(member(name).id))}
    assert found == {member(one).id for one in by}


def test_everybody_is_reviewed_by_somebody_else(house: House) -> None:
    for realm in ("main", "bypass"):
        directory: Directory = house.instance.directory(realm, NOW)
        assert len(still_due(directory, NOW.date())) == len(directory.people)
        assert not any(person in reviewed_by(directory, person) for person in directory.people)


def test_without_an_auditor_the_only_administrator_is_reviewed_by_heads(house: House) -> None:
    before = house.instance.directory("main", NOW)
    without = replace(before, people=tuple(one for one in before.people if not one.has_role("auditor")))
    found = reviewers_of(without, without.person(member("tono").id))
    assert found and all(one.has_role("irban") for one in found)


def test_a_quarter_and_its_patience() -> None:
    assert [quarter_of(date(2026, month, 28)) for month in (1, 3, 4, 12)] == [
        date(2026, 1, 1), date(2026, 1, 1), date(2026, 4, 1), date(2026, 10, 1)
    ]  # fmt: skip
    long_ago, lately = date(2025, 1, 1), date(2026, 10, 20)
    assert [is_late(date(2026, 10, day), long_ago) for day in (1, 30, 31)] == [False, False, True]
    assert [is_late(date(2026, 11, day), lately) for day in (18, 19)] == [False, True]


def test_an_answer_counts_for_ones_own_people_alone_and_stands_in_the_log(house: House) -> None:
    instance, head = house.instance, house.officer("irban.irbanko_barat")
    a_filed_report(instance)
    mine, others = member("petugas.irbanko_barat").id, member("dewi").id
    everything = {mine: "keep", others: "remove", head.person.id: "keep", member("pemeriksa.irbanko_barat").id: "x"}
    assert answer_review(instance, head, everything, NOW) == 1
    told = [entry for entry in pending_entries("main") if entry.tag == "access:answered"]
    fields = [(one.fields["person"], one.fields["answer"], one.fields["held"]) for one in told]
    assert fields == [(str(mine), "keep", 1)]
    assert [one.answer for one in to_review(instance, head, NOW)] == ["", "keep"]
    assert [one.answer for one in to_review(instance, head, NOW + timedelta(days=60))] == ["", ""]  # the next quarter


def test_a_mark_lasts_until_something_has_changed(house: House) -> None:
    instance = house.instance
    answer_review(instance, house.officer(SECOND), {member("dewi").id: "remove"}, NOW)
    assert [one.person.name for one in marked(instance.directory("main", NOW), NOW.date())] == ["Dewi Dua"]
    facts = replace(Facts.of(house.officer("dewi").person), desks=frozenset({"intake"}))
    house.approve(proposing.propose_change(instance, house.admin, member("dewi").id, facts, NOW))
    house.sign_and_install()
    assert marked(instance.directory("main", NOW), NOW.date()) == ()


def test_the_last_answer_ends_the_review(house: House) -> None:
    instance, directory = house.instance, house.instance.directory("bypass", NOW)
    for name in ("budiman", "maria", "yusuf"):
        assert "access:reviewed" not in [entry.tag for entry in pending_entries("bypass")]
        one = house.officer(name)
        answer_review(instance, one, {person.id: "keep" for person in directory.people}, NOW)
    assert still_due(directory, NOW.date()) == ()
    assert [entry.tag for entry in pending_entries("bypass")].count("access:reviewed") == 1


def test_by_form_and_without_a_number_for_heads(app: Flask, house: House) -> None:
    a_filed_report(house.instance)
    head: Browser = signed_in(app, "irban.irbanko_barat")
    page = head.get("/people/review")
    assert "Petugas Irbanko_Barat" in page.text and "Dewi Dua" not in page.text and "/people/access" not in page.text
    assert head.get("/people/access").status_code == 404
    ids = {str(member(f"{one}.irbanko_barat").id): "remove" for one in ("petugas", "pemeriksa")}
    assert head.post("/people/review", **ids, **{str(member("dewi").id): "remove"}).status_code == 303
    assert "ditinjau 23 November 2026" in words(head.get("/people/review"))
    listed = words(signed_in(app, ADMIN).get("/people"))
    assert "Ditandai Cabut dalam tinjauan akses: Petugas Irbanko_Barat, Pemeriksa Irbanko_Barat." in listed or (
        "Pemeriksa Irbanko_Barat, Petugas Irbanko_Barat." in listed
    )


def heard() -> set[str]:
    query = sa.select(Notice.recipient).where(Notice.kind == "reminder")
    ids = set(db.session.execute(query).scalars())
    return {one.sign_in_name for one in cast() if one.id in ids}


def test_who_can_decide_hears_of_a_proposal_and_who_can_give_of_a_request(house: House) -> None:
    proposing.propose_leaving(house.instance, house.admin, member("dewi").id, NOW)
    keepers = {one.sign_in_name for one in cast() if one.realm == "main" and DECIDERS & set(one.roles)}
    assert heard() == keepers - {ADMIN}


def test_who_sits_at_the_desk_hears_of_a_request(house: House) -> None:
    house.forget("petugas.irbanko_barat")
    db.session.execute(sa.delete(Notice))
    db.session.commit()
    house.sign_and_install()
    assert heard() == {"pemeriksa.irbanko_barat", "irban.irbanko_barat"}


def test_mondays_night_reminds_once_whoever_is_waited_for(house: House) -> None:
    instance, directory = house.instance, house.instance.directory("bypass", NOW)
    assert {one.name for one in waited_for(directory, NOW.date())} == {"Budiman Kepala", "Maria Luar", "Yusuf Auditor"}
    tuesday = NOW + timedelta(days=1)
    remind_people(instance, tuesday)
    assert heard() == set()
    remind_people(instance, NOW + timedelta(days=7))
    assert {"wulan", "tono", "irban.intake", "budiman"} <= heard()
    assert "kartini" not in heard() and "petugas.intake" not in heard()
    count = sa.select(sa.func.count()).select_from(Notice)
    before = db.session.execute(count).scalar_one()
    remind_people(instance, NOW + timedelta(days=7))
    assert db.session.execute(count).scalar_one() == before
    assert lacking(directory, "oversight") == ()
