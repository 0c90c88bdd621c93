"""Making accounts and handing shared seeds to people; used by the demo and by `wbs init`."""

from wbs.crypto.envelope import open_key, seal_key
from wbs.crypto.identity import Identity
from wbs.db import db
from wbs.errors import Distrusted, NotAllowed
from wbs.staff import vouchers
from wbs.staff.directory import Directory, Person
from wbs.staff.passwords import Lock, normal
from wbs.staff.records import Custody, StaffAccount
from wbs.staff.signing_in import SignedIn

CUSTODY_OF = {"oversight": "auditor", "custodian": "penjaga_identitas"}  # shared identity -> the role that holds it


def create_account(realm: str, person: Person, name: str, lock: Lock, one_time: str = "") -> None:
    """Adds the account in the open transaction; what it locks must be the directory's identity. `one_time` is its
    password where that opens nothing but the way to an own one: words that were drawn, never chosen."""
    db.session.add(
        StaffAccount(
            person_id=person.id,
            realm=realm,
            sign_in_name=name.casefold(),
            salt=lock.salt,
            kib=lock.cost.kib,
            passes=lock.cost.passes,
            verifier_hash=lock.verifier_hash,
            sealed_identity=lock.sealed_identity,
            pepper=lock.pepper,
            is_provisional=bool(one_time),
        )
    )
    if one_time:
        vouchers.add_voucher(vouchers.ONE_TIME, normal(one_time), person.id)


def hand_over(directory: Directory, shared: str, seed: bytes, person: Person) -> None:
    """Seals the seed of a shared identity to one person, in the open transaction."""
    sealed = seal_key(directory.recipient(person.id), seed, "custody", directory.realm, shared, person.id)
    db.session.merge(Custody(realm=directory.realm, shared=shared, person_id=person.id, sealed_seed=sealed))


def shared_identity(directory: Directory, shared: str, signed_in: SignedIn) -> Identity:
    """The shared identity this officer holds. Raises NotAllowed without custody, Distrusted for a swapped seed."""
    row = db.session.get(Custody, (directory.realm, shared, signed_in.person.id))
    if row is None or not row.sealed_seed:
        raise NotAllowed
    identity = Identity(
        open_key(signed_in.identity, row.sealed_seed, "custody", directory.realm, shared, signed_in.person.id)
    )
    if identity.public_key != directory.shared_recipient(shared).public_key:
        raise Distrusted(f"{shared} seed")
    return identity
