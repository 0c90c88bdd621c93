"""Who stands in is given what is there by a click, what comes by the signed directory, and keeps neither."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

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
from wbs.db import db, transaction
from wbs.errors import NotFound, Refused
from wbs.ledger.read import pending_entries, pseudonym_of
from wbs.people import deciding, proposing
from wbs.people.differences import differences
from wbs.people.directory_file import checked
from wbs.people.ending import end_stand_ins
from wbs.people.next_directory import export
from wbs.people.records import DirectoryChange, GrantRequest
from wbs.people.settling import Ready, settle
from wbs.people.terms import Terms
from wbs.people.waiting import give_keys, waiting_for_me
from wbs.staff.directory import StandIn

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


PERIOD = StandIn(DESK, NOW.date(), LAST)


def ending(house: House) -> UUID:
    """Proposed by the administrator, decided by nobody yet."""
    return proposing.propose_end(house.instance, house.admin, member(STAND_IN).id, PERIOD, NOW)


def entries_of(case_id: UUID, tag: str) -> list[str]:
    case = pseudonym_of(case_id)
    return [str(one.by) for one in pending_entries("main") if one.tag == tag and one.case == case]


def test_back_early_from_leave_ends_it_with_the_second_person(house: House) -> None:
    instance = house.instance
    house.stand_in(STAND_IN, AWAY)
    before = a_filed_report(instance)
    house.sign_and_install()
    (waiting,) = waiting_for_me(instance, house.officer(HEAD), NOW)
    give_keys(instance, house.officer(HEAD), waiting.request_id, NOW)
    during = a_filed_report(instance)
    own = a_filed_report(instance, a_report(kind="kolusi_nepotisme"))  # of the stand-in's own desk
    assert [reasons(one.case_id) for one in (before, during, own)] == [{"stand_in"}, {"stand_in"}, {"desk"}]
    change = ending(house)
    with pytest.raises(Refused, match="sudah diusulkan"):
        ending(house)
    assert reasons(a_filed_report(instance).case_id) == {"stand_in"}  # one person alone ends nothing
    house.approve(change)
    assert [reasons(one.case_id) for one in (before, during, own)] == [set(), set(), {"desk"}]
    assert entries_of(during.case_id, "case:grant:deleted") == [str(member("irban.investigasi").id)]
    later = a_filed_report(instance)  # nobody has signed anything yet
    assert reasons(later.case_id) == set()
    assert waiting_for_me(instance, house.officer(HEAD), NOW) == ()
    with pytest.raises(Refused, match="sudah berakhir"):
        deciding.send_back(instance, house.admin, change, NOW)
    (part,) = export(instance, NOW)
    assert differences(*checked(part, instance.keys.directory_public)) == ("Dewi Dua: pengganti tidak lagi",)
    house.sign_and_install()
    assert instance.directory("main", NOW).person(member(STAND_IN).id).stands_in == ()
    assert reasons(a_filed_report(instance).case_id) == set()
    house.stand_in(STAND_IN, AWAY)  # and once more, on the same days
    house.sign_and_install()
    assert reasons(a_filed_report(instance).case_id) == {"stand_in"}
    assert discrepancies("main", instance.settings.zone) == []


def test_ended_early_one_keeps_the_last_key_until_somebody_else_has_one(house: House) -> None:
    instance = house.instance
    house.stand_in(STAND_IN, AWAY)
    house.sign_and_install()
    others = tuple(Party(name=member(f"{one}.{DESK}").name) for one in ("petugas", "pemeriksa", "irban"))
    filed = a_filed_report(instance, a_report(excluded=others))
    kept = sa.delete(Grant).where(Grant.case_id == filed.case_id, Grant.person_id != member(STAND_IN).id)
    with transaction() as session:
        session.execute(kept)
    house.approve(ending(house))
    assert reasons(filed.case_id) == {"stand_in"}
    end_stand_ins(instance, NOW)
    assert reasons(filed.case_id) == {"stand_in"}
    sealed = db.session.execute(sa.select(Grant).where(Grant.case_id == filed.case_id)).scalar_one()
    with transaction() as session:
        session.add(
            Grant(
                id=uuid4(), case_id=filed.case_id, person_id=member("irban.intake").id,
                reason="desk", sealed_case_key=sealed.sealed_case_key, turn_due_on=sealed.turn_due_on,
            )
        )  # fmt: skip
    end_stand_ins(instance, NOW)
    assert reasons(filed.case_id) == set()
    assert db.session.execute(sa.select(GrantRequest)).first() is None


def test_a_filing_that_had_asked_before_the_approval_gives_for_one_day_at_most(house: House) -> None:
    instance = house.instance
    house.stand_in(STAND_IN, AWAY)
    house.sign_and_install()
    asked = replace(instance, ended_early=frozenset)  # as it was read a moment before
    house.approve(ending(house))
    filed = a_filed_report(asked)
    assert reasons(filed.case_id) == {"stand_in"}
    end_stand_ins(instance, NOW)
    assert reasons(filed.case_id) == set()


def test_what_a_new_key_in_the_middle_brought_ends_with_the_days(house: House) -> None:
    instance = house.instance
    house.stand_in(STAND_IN, AWAY)
    house.sign_and_install()
    house.forget(STAND_IN)  # takes the request along, and the signature stands
    house.sign_and_install()
    filed = a_filed_report(instance)
    end_stand_ins(instance, NOW)
    assert reasons(filed.case_id) == {"stand_in"}
    end_stand_ins(instance, NOW + timedelta(days=15))
    assert reasons(filed.case_id) == set()


def test_only_what_is_signed_is_ended_and_a_time_to_come_falls_alone(house: House) -> None:
    instance, day = house.instance, NOW.date() + timedelta(days=40)
    house.stand_in(STAND_IN, AWAY)
    with pytest.raises(NotFound):
        ending(house)
    house.stand_in(STAND_IN, replace(AWAY, begins_on=day, ends_on=day))
    house.sign_and_install()
    filed = a_filed_report(instance)
    to_come = StandIn(DESK, day, day)
    house.approve(proposing.propose_end(instance, house.admin, member(STAND_IN).id, to_come, NOW))
    assert reasons(filed.case_id) == {"stand_in"}
    assert db.session.execute(sa.select(GrantRequest.begins_on)).scalars().all() == [NOW.date()]
    house.sign_and_install()
    assert instance.directory("main", NOW).person(member(STAND_IN).id).stands_in == (PERIOD,)


def test_where_nobody_is_left_to_decide_the_signature_ends_it(house: House) -> None:
    instance = house.instance
    house.stand_in(STAND_IN, AWAY)
    house.sign_and_install()
    filed, change = a_filed_report(instance), ending(house)
    row = db.session.get_one(DirectoryChange, change)
    after = instance.directory("main", NOW)
    ready = Ready("main", b"", after, replace(after, people=tuple(replace(one, stands_in=()) for one in after.people)),
                  (row.id,), (row.id,))  # fmt: skip
    settle(instance, ready, NOW)
    assert row.state == "done"
    end_stand_ins(replace(instance, ended_early=frozenset), NOW + timedelta(days=15))
    assert reasons(filed.case_id) == set()
