"""Who stands in is given what is there by a click, what comes by the signed directory, and keeps neither."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.builders import a_filed_report, a_report
from tests.changes.office import House
from tests.conftest import NOW
from tests.people import member
from wbs.cases.access import hold
from wbs.cases.proof import discrepancies
from wbs.cases.reading import confirm_no_conflict, read_case
from wbs.cases.records import Grant
from wbs.cases.report import Party
from wbs.db import db
from wbs.errors import NotFound, Refused
from wbs.people import deciding, proposing
from wbs.people.differences import differences
from wbs.people.directory_file import checked
from wbs.people.ending import end_stand_ins
from wbs.people.next_directory import export
from wbs.people.records import DirectoryChange
from wbs.people.terms import Terms
from wbs.people.waiting import waiting_for_me

DESK, HEAD, STAND_IN = "irbanko_barat", "irban.irbanko_barat", "dewi"
LAST = NOW.date() + timedelta(days=14)
AWAY = Terms(stands_for=member(HEAD).id, desk=DESK, begins_on=NOW.date(), ends_on=LAST)


def reasons(case_id) -> set[str]:
    mine = sa.select(Grant.reason).where(Grant.case_id == case_id, Grant.person_id == member(STAND_IN).id)
    return set(db.session.execute(mine).scalars())


def test_new_reports_come_only_after_the_signature_and_only_until_the_last_day(house: House) -> None:
    instance = house.instance
    house.stand_in(STAND_IN, AWAY)
    unsigned = a_filed_report(instance)
    assert reasons(unsigned.case_id) == set()  # a row of the database makes nobody a reader
    house.sign_and_install()
    during = [a_filed_report(instance, now=now) for now in (NOW, NOW + timedelta(days=14))]
    excluding = a_filed_report(instance, a_report(excluded=(Party(name="Dewi Dua"),)))
    urgent = a_filed_report(instance, a_report(flags=frozenset({"hilang_7_hari"})))
    assert [reasons(one.case_id) for one in (*during, urgent)] == [{"stand_in"}] * 3
    assert reasons(excluding.case_id) == set()
    dewi = house.officer(STAND_IN)
    confirm_no_conflict(instance, dewi, during[0].case_id, NOW)
    assert read_case(instance, dewi, during[0].case_id, NOW)
    assert [one.count for one in waiting_for_me(instance, house.officer(HEAD), NOW)] == [2]  # unsigned, excluding
    after = a_filed_report(instance, now=NOW + timedelta(days=15))
    assert reasons(after.case_id) == set()
    end_stand_ins(instance, NOW + timedelta(days=15))
    for one in (*during, urgent):
        with pytest.raises(NotFound):
            hold(dewi, one.case_id)
    assert discrepancies("main", instance.settings.zone) == []


def test_a_desk_of_one_who_is_away_still_reads(house: House) -> None:
    instance = house.instance
    for name in (f"petugas.{DESK}", f"pemeriksa.{DESK}"):
        house.leave(name)
    house.stand_in(STAND_IN, AWAY)
    house.sign_and_install()
    filed = a_filed_report(instance, a_report(excluded=(Party(name=member(HEAD).name),)))
    assert reasons(filed.case_id) == {"stand_in"}
    heads = sa.select(Grant.reason).where(Grant.case_id == filed.case_id, Grant.person_id != member(STAND_IN).id)
    assert set(db.session.execute(heads).scalars()) == {"desk"}  # the head of the next desk reads along, and stays


def test_the_signer_sees_the_days(house: House) -> None:
    house.stand_in(STAND_IN, AWAY)
    (part,) = export(house.instance, NOW)
    said = differences(*checked(part, house.instance.keys.directory_public))
    assert said == (f"Dewi Dua: pengganti {DESK} {NOW.date()} sampai {LAST}",)


def test_ended_early_and_ended_unsigned(house: House) -> None:
    instance = house.instance
    house.stand_in(STAND_IN, AWAY)
    change = db.session.execute(sa.select(DirectoryChange)).scalar_one()
    deciding.send_back(instance, house.admin, change.id, NOW)
    assert waiting_for_me(instance, house.officer(HEAD), NOW) == ()
    end_stand_ins(instance, NOW)
    house.stand_in(STAND_IN, replace(AWAY, ends_on=NOW.date()))
    end_stand_ins(instance, NOW + timedelta(days=1))
    with pytest.raises(Refused, match="Tidak ada perubahan"):
        export(instance, NOW + timedelta(days=1))


def test_nobody_stands_in_anew_while_keeping_a_last_key(house: House) -> None:
    instance, later = house.instance, NOW + timedelta(days=15)
    house.stand_in(STAND_IN, AWAY)
    house.sign_and_install()
    others = tuple(Party(name=member(f"{one}.{DESK}").name) for one in ("petugas", "pemeriksa"))
    filed = a_filed_report(instance, a_report(excluded=others))
    house.leave(HEAD)
    house.sign_and_install()
    end_stand_ins(instance, later)
    assert reasons(filed.case_id) == {"stand_in"}
    day = later.date()
    again = replace(AWAY, stands_for=member("petugas.intake").id, desk="intake", begins_on=day, ends_on=day)
    with pytest.raises(Refused, match="sudah menjadi pengganti"):
        proposing.propose_stand_in(instance, house.admin, member(STAND_IN).id, again, later)
