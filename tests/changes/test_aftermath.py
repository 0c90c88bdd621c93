"""What a new directory does to keys, on both databases: taken away, asked for again, or held behind the question."""

from collections.abc import Collection
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.builders import Filed, a_filed_report, an_open_case
from tests.changes.office import House
from tests.conftest import NOW
from tests.people import member
from wbs.cases.proof import discrepancies
from wbs.cases.reading import confirm_no_conflict, read_case
from wbs.cases.records import Grant
from wbs.db import db, transaction
from wbs.errors import NotFound, Refused
from wbs.founding import Founded
from wbs.people import proposing
from wbs.people.custody import holders, sweep_custody
from wbs.people.records import GrantRequest
from wbs.people.renewing import propose_shared
from wbs.people.taking_back import sweep_strays
from wbs.people.terms import Facts, Terms
from wbs.people.waiting import waiting_for_me
from wbs.staff.directory import StandIn
from wbs.staff.keyring import keyring
from wbs.staff.records import Custody

OFFICER, HEAD = "petugas.irbanko_barat", "irban.irbanko_barat"


@pytest.fixture
def both(database: Flask, founded: Founded) -> House:
    return House(database.extensions["wbs"], founded)


def becomes(house: House, name: str, unread_ok: bool = False, **changes: object) -> None:
    facts = replace(Facts.of(house.officer(name).person), **changes)  # type: ignore[arg-type]
    house.approve(proposing.propose_change(house.instance, house.admin, member(name).id, facts, NOW))
    house.sign_and_install(unread_ok=unread_ok)


def grants_of(name: str) -> Collection[Grant]:
    return db.session.execute(sa.select(Grant).where(Grant.person_id == member(name).id)).scalars().all()


def waits(name: str) -> set[tuple[str, str]]:
    query = sa.select(GrantRequest.desk, GrantRequest.reason).where(GrantRequest.person_id == member(name).id)
    return {(row.desk, row.reason) for row in db.session.execute(query)}


def test_who_changes_desks_loses_all_keys_and_waits_at_the_new_one(both: House) -> None:
    a_filed_report(both.instance)
    becomes(both, OFFICER, desks=frozenset({"intake"}))
    assert grants_of(OFFICER) == [] and waits(OFFICER) == {("intake", "joined")}
    assert waiting_for_me(both.instance, both.officer(HEAD), NOW) == ()
    assert discrepancies("main", both.instance.settings.zone) == []


def test_who_gains_a_desk_keeps_what_they_have(both: House) -> None:
    a_filed_report(both.instance)
    becomes(both, OFFICER, desks=frozenset({"intake", "irbanko_barat"}))
    assert len(grants_of(OFFICER)) == 1 and waits(OFFICER) == {("intake", "joined")}


def test_who_reads_no_longer_has_no_key(both: House) -> None:
    a_filed_report(both.instance)
    becomes(both, OFFICER, desks=frozenset(), roles=frozenset({"auditor"}))
    assert grants_of(OFFICER) == [] and waits(OFFICER) == set()


def test_a_declared_conflict_asks_the_question_again_and_the_rule_answers(both: House) -> None:
    filed: Filed
    filed, (officer, head) = an_open_case(both.instance, OFFICER, HEAD)
    becomes(both, OFFICER, conflict_units=frozenset({"SUDIN-DUKCAPIL-BARAT"}))
    officer = both.officer(OFFICER)
    with pytest.raises(NotFound):
        read_case(both.instance, officer, filed.case_id, NOW)
    with pytest.raises(NotFound):
        confirm_no_conflict(both.instance, officer, filed.case_id, NOW)
    assert grants_of(OFFICER) == []
    assert read_case(both.instance, head, filed.case_id, NOW)
    assert discrepancies("main", both.instance.settings.zone) == []


def test_a_conflict_with_another_unit_costs_one_click(both: House) -> None:
    filed, (officer,) = an_open_case(both.instance, OFFICER)
    becomes(both, OFFICER, conflict_units=frozenset({"BIRO-UMUM"}))
    officer = both.officer(OFFICER)
    confirm_no_conflict(both.instance, officer, filed.case_id, NOW)
    assert read_case(both.instance, officer, filed.case_id, NOW)


def test_custody_goes_with_the_role(both: House) -> None:
    held = sa.select(Custody.shared).where(Custody.person_id == member("wulan").id, Custody.sealed_seed != b"")
    assert set(db.session.execute(held).scalars()) == {"oversight"}
    with pytest.raises(Refused, match="oversight"):
        becomes(both, "wulan", roles=frozenset({"koordinator_zi"}))
    both.sign_and_install(unread_ok=True)
    assert db.session.execute(held).scalars().all() == []


def test_what_was_sealed_to_a_leaver_meanwhile_goes_at_night(both: House) -> None:
    filed = a_filed_report(both.instance)
    late = grants_of(OFFICER)[0]
    row = {column.name: getattr(late, column.name) for column in Grant.__table__.columns}
    both.leave(OFFICER)
    both.sign_and_install()
    with transaction() as session:  # a filing that had read the old directory commits now
        session.execute(sa.insert(Grant), [row])
    sweep_strays(both.instance, NOW)
    assert grants_of(OFFICER) == [] and filed


def test_a_stand_in_ended_early_keeps_nothing_and_gets_nothing(both: House) -> None:
    instance, period = both.instance, StandIn("irbanko_barat", NOW.date(), NOW.date())
    both.stand_in("dewi", Terms(stands_for=member(HEAD).id, desk=period.desk, begins_on=NOW.date(), ends_on=NOW.date()))
    both.sign_and_install()
    a_filed_report(instance)
    assert [one.reason for one in grants_of("dewi")] == ["stand_in"]
    both.approve(proposing.propose_end(instance, both.admin, member("dewi").id, period, NOW))
    a_filed_report(instance)
    assert grants_of("dewi") == [] and waits("dewi") == set()
    both.sign_and_install()
    assert discrepancies("main", instance.settings.zone) == []


def test_a_new_key_of_an_office_is_found_behind_by_the_one_before(both: House) -> None:
    instance, wulan = both.instance, both.officer("wulan")
    former = instance.directory("main", NOW).shared["oversight"]
    both.approve(propose_shared(instance, wulan, "oversight", NOW))
    both.sign_and_install()
    ring = keyring(instance.directory("main", NOW), "oversight", wulan)
    assert [one.public_key == former for one in ring] == [False, True]
    sweep_custody(instance, NOW)
    assert holders(instance.directory("main", NOW), "oversight") == (wulan.person,)
