"""The keys of an office go on by a holder's click alone, leave with the leaver, and begin anew when they are lost."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from tests.builders import a_filed_report, a_report
from tests.changes.office import House
from tests.conftest import NOW
from tests.people import member
from wbs.cases.facets import open_facets
from wbs.cases.recording_again import record_again
from wbs.cases.report import Party
from wbs.crypto.envelope import open_key
from wbs.crypto.failures import Unreadable
from wbs.crypto.identity import Identity
from wbs.db import db, transaction
from wbs.errors import NotAllowed, NotFound, Refused
from wbs.ledger.read import pending_entries
from wbs.ledger.sequence import sequence
from wbs.outbox.records import Notice
from wbs.oversight.reading import figures_page
from wbs.people import deciding, first_words, proposing
from wbs.people.custody import give_custody, holders, known_outside, lacking, sweep_custody
from wbs.people.figures_lost import asked_to_record
from wbs.people.records import DirectoryChange
from wbs.people.renewing import needs_renewal, propose_shared, waiting_shared
from wbs.people.rounds import waited_for
from wbs.people.terms import Facts, Terms
from wbs.staff.accounts import CUSTODY_OF, hand_over, shared_identity
from wbs.staff.keyring import keyring
from wbs.staff.records import Custody, StaffAccount
from wbs.staff.signing_in import SignedIn

pytestmark = pytest.mark.twice_in_drill  # many people and several signatures each

OFFICES = [("main", "oversight", "wulan"), ("main", "custodian", "kartini"), ("bypass", "oversight", "yusuf")]


def told(realm: str, tag: str) -> list[tuple[str, str]]:
    found = [entry for entry in pending_entries(realm) if entry.tag == tag]
    return [(entry.fields["person"], entry.fields["shared"]) for entry in found]


def copies_of(person_id) -> list[bytes]:
    return list(db.session.execute(sa.select(Custody.sealed_seed).where(Custody.person_id == person_id)).scalars())


def proposer_of(house: House, realm: str) -> SignedIn:
    return house.officer("budiman") if realm == "bypass" else house.admin


def approve(house: House, realm: str, change_id) -> None:
    decider = "maria" if realm == "bypass" else "irban.investigasi"
    deciding.approve(house.instance, house.officer(decider), change_id, NOW)


def newcomer(house: House, realm: str, role: str) -> SignedIn:
    """Proposed, approved, signed; signs in, makes a key, which is proposed, approved and signed in its turn."""
    instance, by = house.instance, proposer_of(house, realm)
    unit = "LUAR" if realm == "bypass" else "SETDA"
    facts = Facts("Nining Baru", "Pejabat baru", unit, frozenset({role}), frozenset())
    change = proposing.propose_person(instance, by, Terms(facts, "nining"), NOW)
    approve(house, realm, change)
    _, words = first_words.draw_words(instance, by, change, NOW)
    house.sign_and_install()
    person_id = db.session.execute(sa.select(StaffAccount.person_id).filter_by(sign_in_name="nining")).scalar_one()
    identity = house.own_key("nining", words)
    assert lacking(instance.directory(realm, NOW), "oversight") == ()  # nobody waits with the ceremony's key
    approve(house, realm, proposing.propose_key(instance, by, person_id, NOW))
    house.sign_and_install()
    return SignedIn(instance.directory(realm, NOW).person(person_id), realm, identity, session_hash=b"")


@pytest.mark.parametrize(("realm", "shared", "name"), OFFICES)
def test_a_newcomer_waits_for_a_holders_click(house: House, realm: str, shared: str, name: str) -> None:
    instance = house.instance
    new, holder = newcomer(house, realm, CUSTODY_OF[shared]), house.officer(name)
    directory = instance.directory(realm, NOW)
    assert lacking(directory, shared) == (new.person,)
    with pytest.raises(NotAllowed):
        shared_identity(directory, shared, new)
    with pytest.raises((NotAllowed, NotFound)):
        give_custody(instance, house.officer("wulan" if name == "kartini" else "kartini"), shared, new.person.id, NOW)
    give_custody(instance, holder, shared, new.person.id, NOW)
    give_custody(instance, holder, shared, new.person.id, NOW)
    assert told(realm, "custody:given") == [(str(new.person.id), shared)]
    assert shared_identity(directory, shared, new).public_key == directory.shared[shared]
    told_by_mail = sa.select(Notice.recipient).where(Notice.kind == "reminder", Notice.recipient == new.person.id)
    assert len(db.session.execute(told_by_mail).all()) == 1
    approve(house, realm, proposing.propose_leaving(instance, proposer_of(house, realm), holder.person.id, NOW))
    house.sign_and_install()
    assert holders(instance.directory(realm, NOW), shared) == (new.person,)
    assert (str(holder.person.id), shared) in told(realm, "custody:deleted")
    assert copies_of(holder.person.id) == [b""]  # that there was one is known until the key is replaced
    assert known_outside(instance.directory(realm, NOW), shared)


def test_nobody_else_is_given_one(house: House) -> None:
    holder, custodian = house.officer("wulan"), member("kartini").id
    for person_id in (custodian, member("dewi").id, member("tono").id, member("yusuf").id, holder.person.id):
        with pytest.raises(NotFound):
            give_custody(house.instance, holder, "oversight", person_id, NOW)
    for shared in ("recovery", "notifier", "custodian"):
        with pytest.raises((NotFound, NotAllowed)):
            give_custody(house.instance, holder, shared, custodian, NOW)
    assert told("main", "custody:given") == []


def test_who_forgot_the_password_waits_again(house: House) -> None:
    instance = house.instance
    new = newcomer(house, "main", "auditor")
    give_custody(instance, house.officer("wulan"), "oversight", new.person.id, NOW)
    identity = house.forget("wulan")
    assert ("oversight" in dict(map(reversed, told("main", "custody:deleted")))) is True
    house.sign_and_install()
    wulan = house.officer("wulan", identity=identity)
    with pytest.raises(NotAllowed):
        figures_page(instance, wulan, "", NOW)
    assert lacking(instance.directory("main", NOW), "oversight") == (wulan.person,)
    give_custody(instance, new, "oversight", wulan.person.id, NOW)
    assert figures_page(instance, wulan, "", NOW)


def test_a_copy_sealed_to_a_leaver_meanwhile_goes_at_night(house: House) -> None:
    instance, before = house.instance, house.instance.directory("main", NOW)
    new = newcomer(house, "main", "auditor")
    give_custody(instance, house.officer("wulan"), "oversight", new.person.id, NOW)
    house.leave("wulan")
    house.sign_and_install()
    with transaction():  # a click that had read the old directory commits now
        seed = house.founded.shared["main", "oversight"].seed
        hand_over(before, "oversight", seed, before.person(member("wulan").id))
    sweep_custody(instance, NOW)
    assert copies_of(member("wulan").id) == [b""]
    assert [person.id for person in holders(instance.directory("main", NOW), "oversight")] == [new.person.id]


def test_when_nobody_holds_it_a_new_one_is_made_signed_and_counts_from_then_on(house: House) -> None:
    instance, lost = house.instance, house.founded.shared["main", "oversight"]
    a_filed_report(instance)
    identity: Identity = house.forget("wulan")
    house.sign_and_install()
    wulan = house.officer("wulan", identity=identity)
    with pytest.raises(NotFound):
        propose_shared(instance, wulan, "custodian", NOW)
    change = propose_shared(instance, wulan, "oversight", NOW)
    with pytest.raises(Refused):
        propose_shared(instance, wulan, "oversight", NOW)
    assert len(waiting_shared("main", "oversight")) == 39
    house.approve(change)
    with pytest.raises(NotAllowed):
        figures_page(instance, wulan, "", NOW)
    house.sign_and_install()
    a_filed_report(instance)
    directory = instance.directory("main", NOW)
    assert shared_identity(directory, "oversight", wulan).public_key == directory.shared["oversight"] != lost.public_key
    row = db.session.execute(sa.select(Custody).filter_by(shared="oversight", realm="main")).scalar_one()
    with pytest.raises(Unreadable):
        open_key(lost, row.sealed_seed, "custody", "main", "oversight", row.person_id)
    later = NOW + timedelta(days=1)
    with transaction():
        sequence("main", instance.keys.ledger, "night", later.astimezone(instance.settings.zone))
    page = figures_page(instance, wulan, "", later)
    assert (page.proof.proven, page.proof.total) == (1, 2)


def test_after_a_loss_the_figures_are_whole_again_once_holders_have_recorded_them(house: House) -> None:
    """One holder keeps two of three cases, another all; what one has recorded the other need not."""
    instance, first, second = house.instance, "petugas.irbanko_barat", "irban.irbanko_barat"
    excluding = a_report(excluded=(Party(name=member(first).name),))
    for report in (a_report(), a_report(), excluding):
        a_filed_report(instance, report)
    assert asked_to_record(instance, house.officer(first), NOW) == 0
    identity = house.forget("wulan")
    house.sign_and_install()
    wulan = house.officer("wulan", identity=identity)
    house.approve(propose_shared(instance, wulan, "oversight", NOW))
    house.sign_and_install()
    a_filed_report(instance)
    night(house, NOW + timedelta(days=1))
    assert figures(house, wulan) == (1, 4)
    assert [asked_to_record(instance, house.officer(name), NOW) for name in (first, second, "dewi")] == [2, 3, 0]
    assert asked_to_record(instance, wulan, NOW) == 0
    assert record_again(instance, house.officer(first), NOW) == 2
    assert [asked_to_record(instance, house.officer(name), NOW) for name in (first, second)] == [0, 1]
    night(house, NOW + timedelta(days=1))
    assert figures(house, wulan) == (3, 4)
    assert record_again(instance, house.officer(second), NOW) == 1
    assert record_again(instance, house.officer(second), NOW) == 0
    night(house, NOW + timedelta(days=2))
    assert figures(house, wulan) == (4, 4)
    assert asked_to_record(instance, house.officer(first), NOW + timedelta(days=91)) == 0


def test_after_a_mere_replacing_nothing_is_to_be_recorded_again(house: House) -> None:
    instance = house.instance
    a_filed_report(instance)
    house.approve(propose_shared(instance, house.officer("wulan"), "oversight", NOW))
    house.sign_and_install()
    assert asked_to_record(instance, house.officer("petugas.irbanko_barat"), NOW) == 0


def figures(house: House, auditor: SignedIn) -> tuple[int, int]:
    page = figures_page(house.instance, auditor, "", NOW + timedelta(days=2))
    return page.proof.proven, page.proof.total


def test_a_new_key_falls_with_its_makers_own(house: House) -> None:
    instance = house.instance
    identity = house.forget("wulan")
    house.sign_and_install()
    wulan = house.officer("wulan", identity=identity)
    house.approve(propose_shared(instance, wulan, "oversight", NOW))
    house.forget("wulan")
    assert waiting_shared("main", "oversight") == ""


def night(house: House, now: datetime) -> None:
    for waits_for in ("tick", "night"):
        with transaction():
            sequence("main", house.instance.keys.ledger, waits_for, now.astimezone(house.instance.settings.zone))


def second_holder(house: House, realm: str = "main", shared: str = "oversight", giver: str = "wulan") -> SignedIn:
    new = newcomer(house, realm, CUSTODY_OF[shared])
    give_custody(house.instance, house.officer(giver), shared, new.person.id, NOW)
    return new


@pytest.mark.parametrize(("realm", "shared", "name"), OFFICES)
def test_a_key_that_a_leaver_took_along_is_replaced(house: House, realm: str, shared: str, name: str) -> None:
    instance, copied = house.instance, house.founded.shared[realm, shared]
    stays = second_holder(house, realm, shared, name)
    approve(house, realm, proposing.propose_leaving(instance, proposer_of(house, realm), member(name).id, NOW))
    house.sign_and_install()
    directory = instance.directory(realm, NOW)
    assert needs_renewal(directory, shared) and directory.shared[shared] == copied.public_key
    assert stays.person in waited_for(directory, NOW.date())
    change = propose_shared(instance, stays, shared, NOW)
    assert not needs_renewal(directory, shared)
    approve(house, realm, change)
    house.sign_and_install()
    directory = instance.directory(realm, NOW)
    ring = keyring(directory, shared, stays)
    assert [one.public_key for one in ring] == [directory.shared[shared], copied.public_key]
    assert directory.shared[shared] != copied.public_key
    assert not needs_renewal(directory, shared)
    assert told(realm, "custody:renewed") == [(str(stays.person.id), shared)]
    for row in db.session.execute(sa.select(Custody).filter_by(realm=realm)).scalars():
        with pytest.raises(Unreadable):
            open_key(copied, row.sealed_seed, "custody", realm, row.shared, row.person_id)
    left = Terms.from_json(db.session.get_one(DirectoryChange, change).terms)
    assert (left.sealed_seed, left.sealed_others, left.sealed_former) == (b"", {}, b"")  # no copy beside the custody


def test_old_figures_stay_open_to_who_stays_and_new_ones_are_closed_to_the_copy(house: House) -> None:
    instance, copied = house.instance, house.founded.shared["main", "oversight"]
    a_filed_report(instance)
    stays = second_holder(house)
    house.leave("wulan")
    house.approve(propose_shared(instance, stays, "oversight", NOW))  # one signature for both
    house.sign_and_install()
    assert not needs_renewal(instance.directory("main", NOW), "oversight")
    a_filed_report(instance)
    night(house, NOW + timedelta(days=1))
    page = figures_page(instance, stays, "", NOW + timedelta(days=1))
    assert (page.proof.proven, page.proof.total) == (2, 2)
    assert len(list(open_facets("main", copied))) == 1


def test_twice_replaced_and_then_handed_on_all_of_it_opens(house: House) -> None:
    instance = house.instance
    for _ in range(2):
        a_filed_report(instance)
        house.approve(propose_shared(instance, house.officer("wulan"), "oversight", NOW))
        house.sign_and_install()
    a_filed_report(instance)
    new = second_holder(house)
    night(house, NOW + timedelta(days=1))
    page = figures_page(instance, new, "", NOW + timedelta(days=1))
    assert (page.proof.proven, page.proof.total) == (3, 3)
    assert len(keyring(instance.directory("main", NOW), "oversight", new)) == 3


def test_only_a_holder_replaces_it_and_nobody_who_is_leaving_gets_it(house: House) -> None:
    instance, wulan = house.instance, house.officer("wulan")
    new = newcomer(house, "main", "auditor")
    with pytest.raises(Refused, match="memegang"):
        propose_shared(instance, new, "oversight", NOW)
    give_custody(instance, wulan, "oversight", new.person.id, NOW)
    leaving = proposing.propose_leaving(instance, house.admin, wulan.person.id, NOW)
    change = propose_shared(instance, new, "oversight", NOW)
    assert Terms.from_json(db.session.get_one(DirectoryChange, change).terms).sealed_others == {}
    deciding.send_back(instance, house.admin, leaving, NOW)
    house.approve(change)
    house.sign_and_install()
    directory = instance.directory("main", NOW)
    assert (holders(directory, "oversight"), lacking(directory, "oversight")) == ((new.person,), (wulan.person,))


def test_a_leaving_that_comes_after_the_making_leaves_its_trace(house: House) -> None:
    instance = house.instance
    stays = second_holder(house)
    house.approve(propose_shared(instance, stays, "oversight", NOW))
    house.leave("wulan")
    house.sign_and_install()
    directory = instance.directory("main", NOW)
    assert holders(directory, "oversight") == (stays.person,)
    assert needs_renewal(directory, "oversight")  # it was sealed to her, too


def test_a_new_key_whose_every_holder_leaves_is_not_put_in_place(house: House) -> None:
    house.approve(propose_shared(house.instance, house.officer("wulan"), "oversight", NOW))
    house.leave("wulan")
    with pytest.raises(Refused, match="tidak ada yang memegang"):
        house.sign_and_install()


def test_a_new_key_that_was_sealed_to_a_lost_one_is_off(house: House) -> None:
    stays = second_holder(house)
    propose_shared(house.instance, stays, "oversight", NOW)
    house.forget("wulan")
    assert waiting_shared("main", "oversight") == ""
