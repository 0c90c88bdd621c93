"""Addresses of before still get their mail, new ones go to the signed key, and the night moves the old ones along."""

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.builders import a_filed_report
from tests.conftest import NOW
from tests.rotating.turning import LATER, a_night_after, everything_fits, key_names, retired, rotated, started_anew
from wbs.cases.addresses import _contact_address
from wbs.cases.records import Contact
from wbs.cases.resealing import reseal_contacts
from wbs.crypto.identity import Identity
from wbs.db import db
from wbs.errors import Refused
from wbs.founding import Founded
from wbs.intake.filing import Extras
from wbs.people.differences import differences
from wbs.people.directory_file import Part, sign
from wbs.people.going_live import install
from wbs.people.next_directory import export
from wbs.rotating import actions
from wbs.staff.instance import Instance

pytestmark = pytest.mark.twice_in_drill

ADDRESS = "ratna@surel.example"


def with_address(instance: Instance) -> object:
    filed = a_filed_report(instance, extras=Extras(contact=ADDRESS))
    return db.session.execute(sa.select(Contact.id).where(Contact.case_id == filed.case_id)).scalar_one()


def sealed(contact: object) -> bytes:
    db.session.rollback()
    return db.session.get_one(Contact, contact).sealed_key


def signed(instance: Instance, founded: Founded) -> list[Part]:
    db.session.rollback()
    return [sign(part, founded.directory_key) for part in export(instance, NOW)]


def test_from_the_old_key_to_the_new_one(database: Flask, founded: Founded) -> None:
    instance = database.extensions["wbs"]
    old_contact = with_address(instance)
    instance = rotated(instance, "notifier")
    before = sealed(old_contact)
    reseal_contacts(instance, NOW)
    assert sealed(old_contact) == before  # no directory names the new key yet
    assert _contact_address(instance, old_contact) == ADDRESS
    with pytest.raises(Refused, match="3 masih bergantung"):  # two directories, one address
        actions.retire(instance, "notifier", LATER)
    parts = signed(instance, founded)
    told = differences(parts[0].former(instance.keys.directory_public), parts[0].next())
    assert len(told) == 1 and "KUNCI PENGIRIM KABAR BARU" in told[0]
    install(instance, parts, NOW)
    assert install(instance, parts, NOW)  # interrupted and done again
    new_contact = with_address(instance)
    a_night_after(database)
    assert sealed(old_contact) != before
    instance = retired(instance, "notifier")
    assert instance.keys.notifier_seeds == (instance.keys.notifier_seed,)
    assert _contact_address(instance, old_contact) == _contact_address(instance, new_contact) == ADDRESS
    assert key_names(instance, "notifier") == {"notifier.2", "notifier.1.former"}
    assert everything_fits(instance)


def test_a_directory_for_a_key_that_is_not_here_is_not_installed(database: Flask, founded: Founded) -> None:
    instance = rotated(database.extensions["wbs"], "notifier")
    parts = signed(instance, founded)
    (instance.settings.keys_dir / "notifier.2").write_bytes(Identity.generate().seed)
    with pytest.raises(Refused, match="tidak sama dengan perubahan"):
        install(started_anew(instance), parts, NOW)
