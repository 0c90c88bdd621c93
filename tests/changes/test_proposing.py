"""Two people for every change: who proposes, who decides, what is refused before it is written down."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import an_officer
from tests.changes.office import ADMIN, SECOND, House
from tests.conftest import NOW
from tests.people import member
from wbs.errors import NotAllowed, NotFound, Refused
from wbs.ledger.read import pending_entries
from wbs.people import deciding, first_words, proposing
from wbs.people.differences import differences
from wbs.people.next_directory import export
from wbs.people.proposals import proposals
from wbs.people.terms import Facts, Terms
from wbs.staff.signing_in import sign_in

NEW = Facts(
    "Nina Baru", "Verifikator", "ITPROV", frozenset({"petugas_meja"}), frozenset({"irbanko_barat"}),
    frozenset({"SUDIN-DUKCAPIL-BARAT"}),
)  # fmt: skip
TERMS = Terms(NEW, "nina", "nina@kantor.example")
EVERYBODY = ("petugas.intake", "pemeriksa.intake", "irban.intake", "wulan", "zaenab", "kartini")
THEIRS = Terms(
    stands_for=member("irban.intake").id, desk="intake", begins_on=NOW.date(), ends_on=NOW.date() + timedelta(days=5)
)


def test_only_the_administrator_proposes(house: House) -> None:
    for name in EVERYBODY:
        one = an_officer(house.instance, name)
        for act in (
            lambda one: proposing.propose_person(house.instance, one, TERMS, NOW),
            lambda one: proposing.propose_leaving(house.instance, one, member("dewi").id, NOW),
            lambda one: proposing.propose_reset(house.instance, one, member("dewi").id, NOW),
            lambda one: proposing.propose_stand_in(house.instance, one, member("dewi").id, THEIRS, NOW),
        ):
            with pytest.raises(NotAllowed):
                act(one)
    assert proposals("main", "open") == ()


def test_only_a_head_or_another_administrator_decides(house: House) -> None:
    change = proposing.propose_person(house.instance, house.admin, TERMS, NOW)
    with pytest.raises(Refused, match="orang kedua"):
        deciding.approve(house.instance, house.admin, change, NOW)
    for name in ("petugas.intake", "pemeriksa.intake", "wulan", "zaenab", "kartini"):
        with pytest.raises(NotAllowed):
            deciding.approve(house.instance, an_officer(house.instance, name), change, NOW)
    with pytest.raises(NotFound):
        deciding.approve(house.instance, an_officer(house.instance, "budiman"), change, NOW)
    house.approve(change)
    with pytest.raises(Refused, match="sudah diputuskan"):
        house.approve(change)
    told = [(one.tag, one.fields["change"]) for one in pending_entries("main") if one.tag.startswith("people:")]
    assert told == [("people:proposed", "add"), ("people:decided", "add")] or set(told) == {
        ("people:proposed", "add"), ("people:decided", "add"),
    }  # fmt: skip


def test_about_an_administrator_a_head_proposes_and_another_decides(house: House) -> None:
    instance, head = house.instance, an_officer(house.instance, "irban.intake")
    change = house.approve(proposing.propose_reset(instance, head, member(ADMIN).id, NOW))
    name, words = first_words.draw_words(instance, head, change, NOW)
    house.own_key(name, words)
    house.approve(proposing.propose_key(instance, head, member(ADMIN).id, NOW))
    assert house.sign_and_install()


def test_the_bypass_changes_by_its_own_heads(house: House) -> None:
    instance, head = house.instance, an_officer(house.instance, "budiman")
    change = proposing.propose_leaving(instance, head, member("sari").id, NOW)
    for name in (ADMIN, SECOND):
        with pytest.raises(NotFound):
            deciding.approve(instance, an_officer(instance, name), change, NOW)
    with pytest.raises(NotFound):
        proposing.propose_leaving(instance, house.admin, member("sari").id, NOW)
    deciding.approve(instance, an_officer(instance, "maria"), change, NOW)
    assert [part.realm for part in export(instance, NOW)] == ["bypass"]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"roles": frozenset()}, "satu peran"),
        ({"roles": frozenset({"kepala"})}, "satu peran"),
        ({"roles": frozenset({"admin"})}, "tidak pernah duduk"),
        ({"roles": frozenset({"auditor", "pemeriksa"})}, "tidak pernah duduk"),
        ({"roles": frozenset({"koordinator_zi"})}, "perlu peran"),
        ({"desks": frozenset()}, "duduk di sebuah meja"),
        ({"desks": frozenset({"bypass_dalam"})}, "duduk di sebuah meja"),
    ],
)
def test_what_must_not_be_together_is_refused(house: House, changes: dict[str, object], why: str) -> None:
    with pytest.raises(Refused, match=why):
        proposing.propose_person(house.instance, house.admin, replace(TERMS, facts=replace(NEW, **changes)), NOW)


def test_a_name_that_is_taken_and_a_second_proposal_are_refused(house: House) -> None:
    with pytest.raises(Refused, match="Nama masuk"):
        proposing.propose_person(house.instance, house.admin, replace(TERMS, sign_in_name="dewi"), NOW)
    proposing.propose_leaving(house.instance, house.admin, member("dewi").id, NOW)
    with pytest.raises(Refused, match="sudah ada usulan"):
        proposing.propose_leaving(house.instance, house.admin, member("dewi").id, NOW)


def test_a_stand_in_reads_reports_has_a_key_and_stands_in_once(house: House) -> None:
    instance, admin = house.instance, house.admin
    for name in ("wulan", "zaenab", "irban.intake"):
        with pytest.raises(Refused, match="Pengganti harus"):
            proposing.propose_stand_in(instance, admin, member(name).id, THEIRS, NOW)
    backwards = replace(THEIRS, begins_on=NOW.date() + timedelta(days=9))
    with pytest.raises(Refused, match="Hari terakhir"):
        proposing.propose_stand_in(instance, admin, member("dewi").id, backwards, NOW)
    house.stand_in("dewi", THEIRS)
    with pytest.raises(Refused, match="sudah menjadi pengganti"):
        proposing.propose_stand_in(instance, admin, member("dewi").id, THEIRS, NOW)


def test_a_newcomer_comes_in_with_words_a_key_and_two_signatures(house: House) -> None:
    instance = house.instance
    change = house.approve(proposing.propose_person(instance, house.admin, TERMS, NOW))
    with pytest.raises(Refused, match="kata sandi sekali pakai"):
        house.sign_and_install()
    name, words = first_words.draw_words(instance, house.admin, change, NOW)
    assert name == "nina" and len(words.split()) == 8
    with pytest.raises(Refused):
        sign_in(instance, name, words, NOW)  # nobody has signed for her yet
    (done,) = house.sign_and_install()
    (line,) = differences(done.before, done.after)
    assert line.startswith("BARU: Nina Baru") and "kunci sementara" in line and "Verifikator" in line
    nina = next(person for person in done.after.people if person.name == "Nina Baru")
    assert nina.is_provisional
    identity = house.own_key(name, words)
    house.approve(proposing.propose_key(instance, house.admin, nina.id, NOW))
    (done,) = house.sign_and_install()
    assert done.after.person(nina.id).public_key == identity.public_key
    assert "KUNCI, cocokkan" in differences(done.before, done.after)[0]
