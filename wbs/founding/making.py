"""Bringing an instance into being: keys, identities, signed directories, accounts, units.

The demo and the tests found one in a moment; the ceremony for a real government (`wbs init`, ceremony.py) takes the
same steps with people present. Decides nothing about who works where: that comes in as `Member`s.
"""

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from wbs.crypto.gate import Gate
from wbs.crypto.identity import Identity
from wbs.db import db, transaction
from wbs.keyfolder import create_keys, write_secret
from wbs.organisation.actions import import_units
from wbs.organisation.government import Government
from wbs.organisation.units import Organisation
from wbs.staff.accounts import CUSTODY_OF, create_account, hand_over
from wbs.staff.directory import REALMS, SHARED, Directory, Person, sign_directory
from wbs.staff.instance import Instance
from wbs.staff.passwords import Lock, lock_identity
from wbs.staff.records import StaffMail

VALID_DAYS = 400


@dataclass(frozen=True)
class Member:
    """Somebody to be entered into a realm's directory, and how they will sign in ("" for no account)."""

    realm: str
    name: str
    position: str
    unit: str
    roles: tuple[str, ...]
    desks: tuple[str, ...] = ()
    sign_in_name: str = ""
    password: str = field(default="", repr=False)
    address: str = ""
    conflict_units: tuple[str, ...] = ()
    is_provisional: bool = False  # the password is a one-time one: the person makes a key of their own with it
    id: UUID = field(default_factory=uuid4)
    identity: Identity = field(default_factory=Identity.generate, repr=False)

    def as_person(self, is_provisional: bool | None = None) -> Person:
        """As the directory has them; `is_provisional` asks what it would be otherwise."""
        return Person(
            self.id, self.name, self.position, self.unit, frozenset(self.roles), frozenset(self.desks),
            self.identity.public_key, frozenset(self.conflict_units),
            self.is_provisional if is_provisional is None else is_provisional,
        )


@dataclass(frozen=True)
class Founded:
    """What the founders hold afterwards; everything else is in files and tables."""

    directories: Mapping[str, Directory]
    shared: Mapping[tuple[str, str], Identity] = field(repr=False)  # (realm, shared name)
    directory_key: Ed25519PrivateKey = field(repr=False)


def found_keys(
    keys_dir: Path, members: Sequence[Member], today: date, government: Government | None = None
) -> Founded:
    """Makes the key folder and both signed directories. The directory key is returned, not written.

    Without a government nothing can be routed.
    """
    create_keys(keys_dir)
    key = Ed25519PrivateKey.generate()
    write_secret(keys_dir / "directory.pub", key.public_key().public_bytes_raw())
    notifier = Identity((keys_dir / "notifier").read_bytes())
    shared = {(realm, name): Identity.generate() for realm in REALMS for name in SHARED if name != "notifier"}
    shared |= {(realm, "notifier"): notifier for realm in REALMS}
    directories = {realm: _directory(realm, members, shared, today) for realm in REALMS}
    directories["main"] = replace(directories["main"], government=government)
    for realm, directory in directories.items():
        write_secret(keys_dir / f"directory-{realm}", sign_directory(directory, key))
    return Founded(directories, shared, key)


def fill_database(
    instance: Instance, founded: Founded, members: Sequence[Member], organisation: Organisation
) -> None:
    """Units, accounts and the custody of shared seeds, in one transaction."""
    locks = _locks(instance, members)
    with transaction() as session:
        import_units(organisation)
        for member in members:
            if member.sign_in_name:
                one_time = member.password if member.is_provisional else ""
                create_account(member.realm, member.as_person(), member.sign_in_name, locks[member.id], one_time)
            if member.address:
                session.add(StaffMail(person_id=member.id, address=member.address))
        for realm, directory in founded.directories.items():
            _hand_over_all(directory, realm, founded)
    db.session.remove()


def _locks(instance: Instance, members: Sequence[Member]) -> dict[UUID, Lock]:
    """One slow derivation for each account, on every core there is."""
    cores = os.cpu_count() or 1
    gate, having = Gate(at_once=cores, waiting=len(members)), [member for member in members if member.sign_in_name]

    def lock(member: Member) -> Lock:
        return lock_identity(member.identity, member.password, instance.keys.staff_peppers, gate, str(member.id))

    with ThreadPoolExecutor(cores) as pool:
        return dict(zip((member.id for member in having), pool.map(lock, having), strict=True))


def _directory(
    realm: str, members: Sequence[Member], shared: Mapping[tuple[str, str], Identity], today: date
) -> Directory:
    return Directory(
        realm=realm,
        serial=1,
        valid_until=today + timedelta(days=VALID_DAYS),
        people=tuple(member.as_person() for member in members if member.realm == realm),
        shared={name: shared[realm, name].public_key for name in SHARED},
    )


def _hand_over_all(directory: Directory, realm: str, founded: Founded) -> None:
    for name, role in CUSTODY_OF.items():
        for person in directory.with_role(role):
            hand_over(directory, name, founded.shared[realm, name].seed, person)
