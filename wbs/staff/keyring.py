"""Keys of an office that followed each other: whoever holds the newest one opens what was sealed to those before it.

The seed of a key that was replaced lies sealed under the one that replaced it, in a row that names that key instead of
a person. Where nobody held the former key any more, the line begins anew.
"""

import hashlib
from uuid import UUID

import sqlalchemy as sa

from wbs.crypto.envelope import open_sealed, seal
from wbs.crypto.identity import Identity
from wbs.crypto.labels import derive
from wbs.db import db
from wbs.staff.accounts import shared_identity
from wbs.staff.directory import Directory
from wbs.staff.records import Custody
from wbs.staff.signing_in import SignedIn

FORMER = "_former_"  # between the name of the key and the id of the one that was replaced


def keyring(directory: Directory, shared: str, signed_in: SignedIn) -> tuple[Identity, ...]:
    """What this officer can open with, the newest first. Raises NotAllowed without custody, Distrusted for a swapped
    seed, Unreadable for a damaged former one."""
    keys = [shared_identity(directory, shared, signed_in)]
    rows = _formers(directory.realm, shared)
    while row := rows.pop(_place(keys[-1].public_key), None):
        opened = open_sealed(_key(keys[-1]), row.sealed_seed, "custody", row.realm, row.shared, row.person_id)
        keys.append(Identity(opened))
    return tuple(keys)


def openable(directory: Directory, shared: str) -> frozenset[str]:
    """Ids of the keys that a holder can open with: of what was sealed to another one nobody opens anything."""
    formers = _formers(directory.realm, shared)
    rows = {place.bytes[:8].hex(): row.shared.rpartition("_")[2] for place, row in formers.items()}
    found = [directory.shared_recipient(shared).key_id]
    while former := rows.pop(found[-1], ""):
        found.append(former)
    return frozenset(found)


def seal_former(realm: str, shared: str, former: Identity, newer: Identity) -> bytes:
    """The former seed for whoever will hold the newer key, which no directory carries yet."""
    name = shared + FORMER + former.key_id
    return seal(_key(newer), former.seed, "custody", realm, name, _place(newer.public_key), least=64)


def keep_former(realm: str, shared: str, former_id: str, newer: bytes, sealed: bytes) -> None:
    """In the open transaction; `newer` is the public key that replaced the one of that id."""
    name = shared + FORMER + former_id
    db.session.merge(Custody(realm=realm, shared=name, person_id=_place(newer), sealed_seed=sealed))


def _formers(realm: str, shared: str) -> dict[UUID, Custody]:
    rows = sa.select(Custody).where(Custody.realm == realm, Custody.shared.startswith(shared + FORMER, autoescape=True))
    return {row.person_id: row for row in db.session.execute(rows).scalars()}


def _place(newer: bytes) -> UUID:
    """Of the key that replaced another: its id is where this begins."""
    return UUID(bytes=hashlib.sha256(newer).digest()[:16])


def _key(newer: Identity) -> bytes:
    return derive(newer.seed, "former")
