"""Guests as people: nothing else than a guest, no desk and no keys but one, and gone when the directory says so."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from tests.builders import a_report, an_open_case
from tests.cases.life import HEAD, INVESTIGATOR, OFFICER, terms
from tests.changes.office import House
from tests.conftest import NOW
from tests.organisation.desks import PESAWARAN_UNITS
from tests.people import member
from wbs.cases.access import hold
from wbs.cases.closing import propose_closing
from wbs.cases.examining import take
from wbs.cases.inviting import ask_guest
from wbs.cases.proof import discrepancies
from wbs.cases.reading import confirm_no_conflict
from wbs.cases.records import Grant
from wbs.cases.vocabulary import ROLES
from wbs.db import db
from wbs.errors import NotFound, Refused
from wbs.founding.recovering import recipient_named
from wbs.founding.refusals import Impossible
from wbs.people import proposing
from wbs.people.ending import end_stand_ins
from wbs.people.forms import FactsForm
from wbs.people.next_directory import export, unread_after
from wbs.people.terms import Facts, Terms, is_mixed
from wbs.people.waiting import waiting_for_me
from wbs.staff.directory import StandIn
from wbs.staff.signing_in import SignedIn

GUEST, DESK = "dewi", "irbanko_barat"
AWAY = Terms(stands_for=member(HEAD).id, desk=DESK, begins_on=NOW.date(), ends_on=NOW.date() + timedelta(days=7))


def visited(house: House) -> tuple[object, SignedIn]:
    """A case whose closing waits for a guest."""
    guest = house.become_guest(GUEST, unit="")
    filed, (officer, head) = an_open_case(house.instance, OFFICER, HEAD)
    take(house.instance, officer, filed.case_id, NOW)
    propose_closing(house.instance, head, filed.case_id, terms("pembinaan"), NOW)
    ask_guest(house.instance, head, filed.case_id, guest.person.id, NOW)
    assert hold(guest, filed.case_id)
    return filed.case_id, guest


def test_a_guest_is_nothing_else(house: House) -> None:
    dewi, others = house.officer(GUEST).person, ROLES.keys() - {"penyetuju_tamu"}
    both = [replace(Facts.of(dewi), roles=frozenset({"penyetuju_tamu", other})) for other in others]
    seated = replace(Facts.of(dewi), roles=frozenset({"penyetuju_tamu"}))
    for facts in (seated, *both, *(replace(one, desks=frozenset()) for one in both)):
        with pytest.raises(Refused, match="tidak punya peran lain"):
            proposing.propose_change(house.instance, house.admin, dewi.id, facts, NOW)
        assert is_mixed(replace(dewi, roles=facts.roles, desks=facts.desks))
    alone = replace(dewi, roles=frozenset({"penyetuju_tamu"}), desks=frozenset())
    assert not is_mixed(alone) and is_mixed(replace(alone, stands_in=(StandIn(DESK, NOW.date(), NOW.date()),)))


def test_a_guest_neither_stands_in_nor_recovers_nor_gives_keys(house: House) -> None:
    _, guest = visited(house)
    with pytest.raises(Refused, match="membaca laporan"):
        proposing.propose_stand_in(house.instance, house.admin, guest.person.id, AWAY, NOW)
    with pytest.raises(Impossible):
        recipient_named(house.instance, "main", GUEST, NOW)
    house.stand_in("pemeriksa.investigasi", AWAY)
    house.sign_and_install()
    assert waiting_for_me(house.instance, house.officer(HEAD), NOW)
    assert waiting_for_me(house.instance, guest, NOW) == ()


@pytest.mark.parametrize("how", ["leaves", "becomes an officer", "has a new key"])
def test_the_visit_ends_with_the_guest(house: House, how: str) -> None:
    case_id, guest = visited(house)
    if how == "leaves":
        house.leave(GUEST)
    elif how == "has a new key":
        house.forget(GUEST)
    else:
        facts = replace(Facts.of(guest.person), roles=frozenset({"irban"}), desks=frozenset({"intake"}), unit="ITPROV")
        house.approve(proposing.propose_change(house.instance, house.admin, guest.person.id, facts, NOW))
    house.sign_and_install()
    with pytest.raises(NotFound):
        hold(guest, case_id)
    turns = sa.select(Grant.person_id).where(Grant.case_id == case_id, Grant.turn_due_on.is_not(None))
    assert set(db.session.execute(turns).scalars()) == {member(HEAD).id}
    assert discrepancies("main", house.instance.settings.zone) == []


def test_a_new_post_is_asked_about_again(house: House) -> None:
    guest = house.become_guest(GUEST, unit="", position="Auditor")
    report = a_report(unit_text="Perwakilan BPKP")
    filed, (officer, head) = an_open_case(house.instance, OFFICER, HEAD, report=report)
    take(house.instance, officer, filed.case_id, NOW)
    propose_closing(house.instance, head, filed.case_id, terms("pembinaan"), NOW)
    ask_guest(house.instance, head, filed.case_id, guest.person.id, NOW)
    confirm_no_conflict(house.instance, guest, filed.case_id, NOW)
    facts = replace(Facts.of(guest.person), position="Auditor Perwakilan BPKP")
    house.approve(proposing.propose_change(house.instance, house.admin, guest.person.id, facts, NOW))
    house.sign_and_install()
    guest = house.officer(GUEST)
    for _ in range(2):  # the case is not opened, and then gone
        with pytest.raises(NotFound):
            confirm_no_conflict(house.instance, guest, filed.case_id, NOW)
    with pytest.raises(NotFound):
        hold(guest, filed.case_id)


def test_a_guest_is_no_reader_when_others_leave(house: House) -> None:
    case_id, _ = visited(house)
    for name in (OFFICER, INVESTIGATOR, HEAD):
        house.leave(name)
    assert len(unread_after(house.instance, export(house.instance, NOW))) == 1
    assert case_id


def test_a_stand_in_keeps_the_last_key_although_a_guest_has_one(house: House) -> None:
    case_id, guest = visited(house)
    kept = sa.update(Grant).where(Grant.case_id == case_id, Grant.person_id == member(HEAD).id)
    db.session.execute(kept.values(reason="stand_in"))
    db.session.execute(sa.delete(Grant).where(Grant.person_id.in_([member(OFFICER).id, member(INVESTIGATOR).id])))
    db.session.commit()
    house.stand_in(HEAD, replace(AWAY, stands_for=member("irban.intake").id, desk="intake"))
    end_stand_ins(house.instance, NOW + timedelta(days=9))
    assert set(db.session.execute(sa.select(Grant.reason).where(Grant.case_id == case_id)).scalars()) == {
        "stand_in", "guest",
    }  # fmt: skip
    assert guest


@pytest.mark.parametrize(
    ("realm", "role", "unit", "fits"),
    [
        ("main", "penyetuju_tamu", "", True), ("main", "pemeriksa", "", False), ("bypass", "irban", "", True),
        ("main", "pemeriksa", "PSW-IT", True), ("main", "penyetuju_tamu", "TIDAK-ADA", False),
    ],
)  # fmt: skip
def test_only_who_comes_from_outside_has_no_unit(realm: str, role: str, unit: str, fits: bool) -> None:
    form = FactsForm(MultiDict({"name": "Kartika", "position": "Auditor", "unit": unit, "roles": role}))
    form.offer(realm, PESAWARAN_UNITS)
    assert form.validate() is fits
    assert not fits or form.to_facts().unit == unit
