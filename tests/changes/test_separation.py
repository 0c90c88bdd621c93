"""Whoever holds the key of an office never reads a case, by whatever way people change."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import a_filed_report
from tests.changes.office import House
from tests.conftest import NOW
from tests.people import member
from wbs.cases.access import hold
from wbs.errors import NotFound, Refused
from wbs.founding.recovering import recipient_named
from wbs.founding.refusals import Impossible
from wbs.keyfolder import write_secret
from wbs.people import proposing
from wbs.people.custody import give_custody, lacking
from wbs.people.directory_file import part_of, sign
from wbs.people.going_live import install
from wbs.people.terms import Facts, Terms
from wbs.people.waiting import waiting_for_me
from wbs.staff.directory import Person, StandIn, sign_directory

WATCHING = ("auditor", "penjaga_identitas", "admin")
READING = ("petugas_meja", "pemeriksa", "irban", "inspektur")
DESK, HEAD = "irbanko_barat", "irban.irbanko_barat"
AWAY = Terms(stands_for=member(HEAD).id, desk=DESK, begins_on=NOW.date(), ends_on=NOW.date() + timedelta(days=7))


@pytest.mark.parametrize("watching", WATCHING)
@pytest.mark.parametrize("reading", READING)
def test_no_proposal_joins_both(house: House, watching: str, reading: str) -> None:
    both, dewi = frozenset({watching, reading}), house.officer("dewi").person
    for facts in (replace(Facts.of(dewi), roles=both), replace(Facts.of(dewi), roles=frozenset({watching}))):
        with pytest.raises(Refused, match="tidak pernah duduk"):
            proposing.propose_change(house.instance, house.admin, dewi.id, facts, NOW)
        with pytest.raises(Refused, match="tidak pernah duduk"):
            proposing.propose_person(house.instance, house.admin, Terms(facts, "nining"), NOW)


@pytest.mark.parametrize("name", ["wulan", "kartini", "tono"])
def test_who_watches_neither_stands_in_nor_recovers(house: House, name: str) -> None:
    with pytest.raises(Refused, match="membaca laporan"):
        proposing.propose_stand_in(house.instance, house.admin, member(name).id, AWAY, NOW)
    with pytest.raises(Impossible):
        recipient_named(house.instance, "main", name, NOW)


def test_a_stand_in_who_becomes_auditor_stands_in_no_longer(house: House) -> None:
    instance = house.instance
    house.stand_in("dewi", AWAY)
    facts = replace(Facts.of(house.officer("dewi").person), roles=frozenset({"auditor"}), desks=frozenset())
    house.sign_and_install()
    during = a_filed_report(instance)
    assert hold(house.officer("dewi"), during.case_id)
    house.approve(proposing.propose_change(instance, house.admin, member("dewi").id, facts, NOW))
    house.sign_and_install()
    later = a_filed_report(instance)
    dewi = house.officer("dewi")
    assert dewi.person.stands_in == ()
    for one in (during, later):
        with pytest.raises(NotFound):
            hold(dewi, one.case_id)
    assert waiting_for_me(instance, house.officer(HEAD), NOW) == ()
    give_custody(instance, house.officer("wulan"), "oversight", dewi.person.id, NOW)


@pytest.mark.parametrize(
    "also",
    [
        {"roles": frozenset({"auditor", "pemeriksa"})}, {"desks": frozenset({DESK})},
        {"stands_in": (StandIn(DESK, NOW.date(), NOW.date()),)},
    ],
)  # fmt: skip
def test_a_document_that_joins_both_is_not_installed_and_gives_no_key(house: House, also: dict) -> None:
    instance = house.instance
    path, before = instance.directories.path("main"), instance.directory("main", NOW)

    def changed(person: Person) -> Person:
        return replace(person, **also) if person.id == member("wulan").id else person

    following = replace(before, serial=before.serial + 1, people=tuple(map(changed, before.people)))
    part = sign(part_of(path.read_bytes(), following, ()), house.founded.directory_key)
    with pytest.raises(Refused, match="tidak pernah membaca"):
        install(instance, [part], NOW)
    other = replace(before.person(member("dewi").id), roles=frozenset({"auditor", "pemeriksa"}))
    people = tuple(other if one.id == other.id else one for one in before.people)
    forced = replace(before, serial=before.serial + 1, people=people)  # signed all the same, and put there by hand
    write_secret(path, sign_directory(forced, house.founded.directory_key))
    assert lacking(instance.directory("main", NOW), "oversight") == ()
    with pytest.raises(NotFound):
        give_custody(instance, house.officer("wulan"), "oversight", other.id, NOW)
