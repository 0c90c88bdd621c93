"""An administrator with the folder, its keys and the database, but no paper and no directory key, opens no case."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.builders import a_filed_report
from tests.conftest import NOW
from tests.founding.settling import Settled, directory_of, secret_on, sheets_called
from tests.founding.test_two_governments import about
from wbs.cases.records import Contact, FacetEpoch, Grant, NamedIdentity, RecoveryGrant
from wbs.crypto.envelope import open_key, open_sealed
from wbs.crypto.failures import Unreadable
from wbs.crypto.gate import Gate
from wbs.crypto.identity import Identity
from wbs.db import db
from wbs.errors import Distrusted
from wbs.founding.ceremony import Ceremony
from wbs.founding.quorum import Gathering
from wbs.intake.filing import Extras
from wbs.staff.directory import sign_directory
from wbs.staff.directory_key import unlock_directory_key
from wbs.staff.instance import Instance
from wbs.staff.records import Custody, StaffAccount


def files(instance: Instance) -> Iterator[bytes]:
    yield from (path.read_bytes() for path in instance.settings.var_dir.rglob("*") if path.is_file())


def keys(instance: Instance) -> list[bytes]:
    """Whatever in the key folder could be a seed or a key."""
    raw = (path.read_bytes() for path in instance.settings.keys_dir.iterdir())
    return [value for value in raw if len(value) == 32]


def recovery_seeds(ceremony: Ceremony) -> list[bytes]:
    seeds = []
    for realm in ("main", "bypass"):
        gathering = Gathering()
        for sheet in sheets_called(ceremony, f"pemulihan-{realm}")[:2]:
            gathering.add(secret_on(sheet))
        seeds.append(gathering.rebuild().seed)
    return seeds


def test_no_paper_secret_and_no_forgotten_seed_lies_in_the_folder(small: Instance, ceremony: Ceremony) -> None:
    everything = b"".join(files(small))
    words = secret_on(sheets_called(ceremony, "kunci-direktori")[0])
    private = unlock_directory_key(ceremony.made.directory_key.read_bytes(), words, Gate()).private_bytes_raw()
    for secret in [*recovery_seeds(ceremony), private]:
        assert secret not in everything and secret.hex().encode() not in everything
    for sheet in ceremony.sheets:
        assert secret_on(sheet).encode() not in everything


def test_the_rebuilt_seeds_are_those_of_the_directories(small: Instance, ceremony: Ceremony) -> None:
    seeds = recovery_seeds(ceremony)
    for realm, seed in zip(("main", "bypass"), seeds, strict=True):
        assert Identity(seed).public_key == directory_of(small, realm, NOW.date()).shared["recovery"]


def test_no_key_of_the_folder_opens_what_was_filed(settled: Settled) -> None:
    instance = settled.instance
    extras = Extras(contact="pelapor@contoh.example", identity="Seorang pelapor")
    filed = a_filed_report(instance, about("PSW-DINKES"), extras)
    sealed = [grant.sealed_case_key for grant in db.session.query(Grant)]
    sealed += [row.sealed_case_key for row in db.session.query(RecoveryGrant)]
    sealed += [row.sealed_seed for row in db.session.query(Custody)]
    sealed += [row.sealed_first for row in db.session.query(FacetEpoch)]
    sealed += [row.sealed_custodian_half for row in db.session.query(NamedIdentity)]
    assert len(sealed) > 8
    where = ("grant", "main", filed.case_id)
    people = [row.person_id for row in db.session.query(Grant)]
    contexts = [(*where, "recovery"), *((*where, person, "desk") for person in people)]
    contexts += [("custody", row.realm, row.shared, row.person_id) for row in db.session.query(Custody)]
    for key in keys(instance):
        for row in sealed:
            for context in contexts:
                with pytest.raises(Unreadable):
                    open_key(Identity(key), row, *context)


def test_the_notifier_opens_addresses_and_nothing_else(settled: Settled) -> None:
    """What a thief with the key folder gains is said in docs/SEALING.md: addresses that reporters left."""
    instance = settled.instance
    filed = a_filed_report(instance, about("PSW-DINKES"), Extras(contact="pelapor@contoh.example"))
    contact = db.session.query(Contact).one()
    notifier = Identity((instance.settings.keys_dir / "notifier").read_bytes())
    assert len(open_key(notifier, contact.sealed_key, "contact", "main", contact.id, filed.case_id)) == 32


def test_accounts_do_not_open_with_the_peppers_alone(small: Instance) -> None:
    for account in db.session.query(StaffAccount):
        assert account.is_provisional
        for key in keys(small):
            with pytest.raises(Unreadable):
                open_sealed(key, account.sealed_identity, "staff_account", str(account.person_id), "sealed_identity")


def test_a_directory_signed_by_anybody_else_is_refused(settled: Settled) -> None:
    instance = settled.instance
    directory = directory_of(instance, "main", NOW.date())
    mole = replace(directory.people[0], public_key=Identity.generate().public_key)
    forged = replace(directory, serial=9, people=(mole, *directory.people[1:]))
    path: Path = instance.directories.path("main")
    path.write_bytes(sign_directory(forged, Ed25519PrivateKey.generate()))
    with pytest.raises(Distrusted):
        a_filed_report(instance, about("PSW-DINKES"))


def test_a_forged_jurisdiction_is_refused_too(settled: Settled) -> None:
    """One byte of the signed government: reports about the inspectorate would otherwise stay in the house."""
    path = settled.instance.directories.path("main")
    raw = path.read_bytes()
    path.write_bytes(raw.replace(b'"inspectorate_unit":"PSW-IT"', b'"inspectorate_unit":"PSW-XX"'))
    with pytest.raises(Distrusted):
        a_filed_report(settled.instance, about("PSW-IT"))


def test_the_right_words_open_the_directory_key_and_others_do_not(ceremony: Ceremony) -> None:
    raw = ceremony.made.directory_key.read_bytes()
    words = secret_on(sheets_called(ceremony, "kunci-direktori")[0])
    unlock_directory_key(raw, words, Gate())
    others = secret_on(sheets_called(ceremony, "kata-sandi")[0])
    for bad, said in ((raw, others), (raw[:-1] + bytes([raw[-1] ^ 1]), words), (b"x" + raw, words), (raw[:60], words)):
        with pytest.raises(Unreadable):
            unlock_directory_key(bad, said, Gate())
