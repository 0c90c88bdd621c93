"""The keys of an office go on by a holder's click alone, leave with the leaver, and begin anew when they are lost."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.builders import a_filed_report
from tests.changes.office import House
from tests.conftest import NOW
from tests.people import member
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
from wbs.people.custody import give_custody, holders, lacking, sweep_custody
from wbs.people.renewing import propose_shared, waiting_shared
from wbs.people.terms import Facts, Terms
from wbs.staff.accounts import CUSTODY_OF, hand_over, shared_identity
from wbs.staff.records import Custody, StaffAccount
from wbs.staff.signing_in import SignedIn

OFFICES = [("main", "oversight", "wulan"), ("main", "custodian", "kartini"), ("bypass", "oversight", "yusuf")]


def told(realm: str, tag: str) -> list[tuple[str, str]]:
    found = [entry for entry in pending_entries(realm) if entry.tag == tag]
    return [(entry.fields["person"], entry.fields["shared"]) for entry in found]


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
    assert db.session.execute(sa.select(Custody).where(Custody.person_id == holder.person.id)).first() is None


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
    assert db.session.execute(sa.select(Custody).where(Custody.person_id == member("wulan").id)).first() is None
    assert [person.id for person in holders(instance.directory("main", NOW), "oversight")] == [new.person.id]


def test_when_nobody_holds_it_a_new_one_is_made_signed_and_counts_from_then_on(house: House) -> None:
    instance, lost = house.instance, house.founded.shared["main", "oversight"]
    a_filed_report(instance)
    with pytest.raises(Refused):
        propose_shared(instance, house.officer("wulan"), "oversight", NOW)
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


def test_a_new_key_falls_with_its_makers_own(house: House) -> None:
    instance = house.instance
    identity = house.forget("wulan")
    house.sign_and_install()
    wulan = house.officer("wulan", identity=identity)
    house.approve(propose_shared(instance, wulan, "oversight", NOW))
    house.forget("wulan")
    assert waiting_shared("main", "oversight") == ""
