"""One leaves, one forgets the password, one is away: no case is lost, and nobody gains what is not theirs."""

from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from tests.builders import a_filed_report, a_report, an_officer
from tests.changes.office import House
from tests.conftest import NOW
from tests.people import member
from wbs.cases.access import hold
from wbs.cases.examining import take
from wbs.cases.proof import discrepancies
from wbs.cases.reading import confirm_no_conflict, declare_conflict, read_case
from wbs.cases.records import Case, Grant, RecoveryGrant
from wbs.cases.report import Party
from wbs.crypto.envelope import open_key
from wbs.crypto.failures import Unreadable
from wbs.crypto.identity import Identity
from wbs.db import db
from wbs.errors import NotFound, Refused
from wbs.founding.recovering import recipient_named, recover
from wbs.people.ending import end_stand_ins
from wbs.people.records import GrantRequest
from wbs.people.taking_back import sweep_strays
from wbs.people.terms import Terms
from wbs.people.waiting import give_keys, waiting_for_me
from wbs.staff.instance import Instance
from wbs.staff.records import StaffAccount, StaffSession
from wbs.staff.signing_in import SignedIn, sign_in

DESK = "irbanko_barat"
OFFICER, INVESTIGATOR, HEAD, STAND_IN = f"petugas.{DESK}", f"pemeriksa.{DESK}", f"irban.{DESK}", "dewi"
BACK_ON = NOW.date() + timedelta(days=14)
AWAY = Terms(stands_for=member(HEAD).id, desk=DESK, begins_on=NOW.date(), ends_on=BACK_ON)


def readers(case_id) -> set:
    query = sa.select(Grant.person_id).where(Grant.case_id == case_id, Grant.is_reserve.is_(False))
    return set(db.session.execute(query).scalars())


def cannot_open(one: SignedIn, case_id) -> bool:
    with pytest.raises(NotFound):
        hold(one, case_id)
    return True


def opened_by(instance: Instance, identity: Identity) -> set[UUID]:
    """Every case of which this key opens any row that carries the case key, whoever's row it is."""
    found = set()
    rows = [(row, (row.person_id, row.reason)) for row in db.session.execute(sa.select(Grant)).scalars()]
    rows += [(row, ("recovery",)) for row in db.session.execute(sa.select(RecoveryGrant)).scalars()]
    for row, rest in rows:
        with suppress(Unreadable):
            open_key(identity, row.sealed_case_key, "grant", "main", row.case_id, *rest)
            found.add(row.case_id)
    return found


def nobody_else_opens(house: House, all_cases: set[UUID], *others: SignedIn) -> None:
    for one in others:
        assert opened_by(house.instance, one.identity) == set(), one.person.name
    for name in ("wulan", "tono", "kartini", "irban.investigasi", "sari", "yusuf"):
        assert opened_by(house.instance, house.officer(name).identity) == set(), name
    for shared, identity in house.founded.shared.items():
        assert opened_by(house.instance, identity) == (all_cases if shared == ("main", "recovery") else set()), shared


def click(house: House, giver: SignedIn, now=NOW):
    """Everything that this officer is asked for."""
    return [give_keys(house.instance, giver, one.request_id, now) for one in waiting_for_me(house.instance, giver, now)]


def test_one_leaves_one_forgets_one_is_away(house: House) -> None:
    instance = house.instance
    filed = [a_filed_report(instance) for _ in range(2)]
    excludes_the_forgetful = a_filed_report(instance, a_report(excluded=(Party(name=member(OFFICER).name),)))
    excludes_the_stand_in = a_filed_report(instance, a_report(excluded=(Party(name="Dewi Dua"),)))
    left_by_the_forgetful = a_filed_report(instance)
    declare_conflict(instance, house.officer(OFFICER), left_by_the_forgetful.case_id, NOW)
    investigator, old = house.officer(INVESTIGATOR), house.officer(OFFICER)
    confirm_no_conflict(instance, investigator, filed[0].case_id, NOW)
    take(instance, investigator, filed[0].case_id, NOW)
    everything = [*filed, excludes_the_forgetful, excludes_the_stand_in, left_by_the_forgetful]

    house.stand_in(STAND_IN, AWAY)
    house.leave(INVESTIGATOR)
    identity = house.forget(OFFICER)
    house.sign_and_install()

    # the leaver: no grant, no account, no way in
    assert not any(member(INVESTIGATOR).id in readers(one.case_id) for one in everything)
    assert db.session.get(StaffAccount, member(INVESTIGATOR).id) is None
    with pytest.raises(Refused):
        sign_in(instance, INVESTIGATOR, "kata sandi panjang untuk uji", NOW)
    # the forgetful: the old key opens nothing, the new one waits without knowing for what
    new = house.officer(OFFICER, identity=identity)
    for one in everything:
        assert cannot_open(old, one.case_id) and cannot_open(new, one.case_id)
    assert waiting_for_me(instance, new, NOW) == ()

    head = house.officer(HEAD)
    asked = {(one.person.id, one.count) for one in waiting_for_me(instance, head, NOW)}
    assert asked == {(member(OFFICER).id, 5), (member(STAND_IN).id, 5)}
    given = {one.name: (one.given, one.kept_back) for one in click(house, head)}
    assert given == {new.person.name: (3, 2), "Dewi Dua": (4, 1)}
    assert waiting_for_me(instance, head, NOW) == ()

    for one in filed:
        confirm_no_conflict(instance, new, one.case_id, NOW)
        assert read_case(instance, new, one.case_id, NOW).report.kind == "pungli"
    assert cannot_open(new, excludes_the_forgetful.case_id) and cannot_open(new, left_by_the_forgetful.case_id)
    dewi = house.officer(STAND_IN)
    assert cannot_open(dewi, excludes_the_stand_in.case_id)
    confirm_no_conflict(instance, dewi, filed[1].case_id, NOW)
    assert all(member(HEAD).id in readers(one.case_id) for one in everything)
    # a report of these days reaches the stand-in by the directory that was signed meanwhile
    during = a_filed_report(instance)
    assert readers(during.case_id) == {member(HEAD).id, member(OFFICER).id, member(STAND_IN).id}
    hers, theirs = {excludes_the_stand_in.case_id}, {excludes_the_forgetful.case_id, left_by_the_forgetful.case_id}
    all_cases = {one.case_id for one in (*everything, during)}
    assert opened_by(instance, new.identity) == all_cases - theirs
    assert opened_by(instance, dewi.identity) == all_cases - hers
    assert opened_by(instance, head.identity) == all_cases
    nobody_else_opens(house, all_cases, old, investigator)
    assert discrepancies("main", instance.settings.zone) == []

    # the time is over: what was given for it goes, once
    later = NOW + timedelta(days=15)
    end_stand_ins(instance, later)
    sweep_strays(instance, later)
    assert not any(member(STAND_IN).id in readers(one.case_id) for one in everything)
    theirs = sa.select(GrantRequest).where(GrantRequest.person_id == member(STAND_IN).id)
    assert db.session.execute(theirs).first() is None
    assert discrepancies("main", instance.settings.zone) == []


def test_a_stand_in_keeps_the_last_key_until_somebody_else_has_one(house: House) -> None:
    instance = house.instance
    filed = a_filed_report(instance)
    house.stand_in(STAND_IN, AWAY)
    click(house, house.officer(HEAD))
    for name in (OFFICER, INVESTIGATOR, HEAD):
        house.leave(name)
    house.sign_and_install()
    later = NOW + timedelta(days=15)
    end_stand_ins(instance, later)
    assert readers(filed.case_id) == {member(STAND_IN).id}


def test_when_the_last_holder_is_gone_the_quorum_gives_the_case_to_one(house: House) -> None:
    instance = house.instance
    filed = a_filed_report(instance)
    number = db.session.get_one(Case, filed.case_id).number
    for name in (OFFICER, INVESTIGATOR):
        house.leave(name)
    identity = house.forget(HEAD)
    with pytest.raises(Refused, match=number):
        house.sign_and_install()
    house.sign_and_install(unread_ok=True)
    head = house.officer(HEAD, identity=identity)
    assert readers(filed.case_id) == set() and cannot_open(head, filed.case_id)
    quorum = house.founded.shared["main", "recovery"]
    done = recover(instance, "main", quorum, recipient_named(instance, "main", HEAD, NOW), NOW)
    assert done.given == (number,)
    confirm_no_conflict(instance, head, filed.case_id, NOW)
    assert read_case(instance, head, filed.case_id, NOW)
    assert discrepancies("main", instance.settings.zone) == []


def test_nobody_of_another_desk_is_asked_or_can_give(house: House) -> None:
    instance = house.instance
    a_filed_report(instance)
    identity = house.forget(OFFICER)
    house.sign_and_install()
    request = db.session.execute(sa.select(GrantRequest)).scalar_one()
    assert (request.desk, request.reason) == (DESK, "new_key")
    for name in ("irban.investigasi", "dewi", "tono", "wulan", "sari"):
        one = an_officer(instance, name)
        assert waiting_for_me(instance, one, NOW) == ()
        with pytest.raises(NotFound):
            give_keys(instance, one, request.id, NOW)
    own = house.officer(OFFICER, identity=identity)
    with pytest.raises(NotFound):
        give_keys(instance, own, request.id, NOW)
    assert db.session.execute(sa.select(StaffSession)).first() is None
