"""The first sign-in, and the first after a forgotten password: out of a one-time password come an own password and a
new identity, whose public half waits until somebody signs the directory.

Whoever drew the one-time password knows the key under it, so that no case is sealed to it; what lies under it all the
same (the shared seeds that `wbs init` hands over) is taken along once the new one is in force.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from wbs.crypto.envelope import open_key, open_sealed, seal
from wbs.crypto.failures import Unreadable
from wbs.crypto.identity import Identity
from wbs.crypto.labels import derive
from wbs.db import db, transaction
from wbs.errors import NotAllowed
from wbs.ledger.append import record
from wbs.staff import vouchers
from wbs.staff.accounts import hand_over
from wbs.staff.directory import Person
from wbs.staff.half_sessions import Half, begin_half
from wbs.staff.instance import Instance
from wbs.staff.own_password import require_good, set_lock
from wbs.staff.passwords import Lock, lock_identity, normal
from wbs.staff.records import (
    Custody,
    HalfSession,
    KnownBrowser,
    PasskeyWrap,
    PendingKey,
    SpareCode,
    StaffAccount,
    StaffFactor,
    StaffSession,
    Voucher,
)
from wbs.staff.sessions import Token
from wbs.staff.tries import account_of

FINGERPRINT_DIGITS = 32
OF_ONE_PERSON = (
    StaffFactor, PasskeyWrap, SpareCode, Voucher, KnownBrowser, StaffSession, HalfSession, PendingKey,
)  # fmt: skip


@dataclass(frozen=True)
class WaitingKey:
    """A public key that somebody made and that no signed directory carries: for `wbs directory sign` alone.

    It stands in the database, so the fingerprint must be compared with the one that the person reads from their page.
    """

    person_id: UUID
    realm: str
    public_key: bytes = field(repr=False)
    made_on: date

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.public_key)


def fingerprint(public_key: bytes) -> str:
    """128 bits of the SHA-256, in groups of four: to be read aloud."""
    digits = hashlib.sha256(public_key).hexdigest()[:FINGERPRINT_DIGITS]
    return " ".join(digits[start : start + 4] for start in range(0, FINGERPRINT_DIGITS, 4))


def waiting_keys(realm: str) -> Sequence[WaitingKey]:
    rows = db.session.execute(sa.select(PendingKey).where(PendingKey.realm == realm)).scalars()
    return tuple(WaitingKey(row.person_id, row.realm, row.public_key, row.made_on) for row in rows)


def choose_first_password(instance: Instance, half: Half, password: str, now: datetime) -> Token:
    """A new identity under the person's own password; the half session goes on with it. Raises Refused, Busy."""
    account = account_of(half.person.id)
    require_good(instance, half.person, account.name, password, old=None)
    identity = Identity.generate()
    lock = lock_identity(
        identity, password, instance.keys.staff_peppers, instance.staff_gate, str(half.person.id)
    )
    former = seal(_former_key(identity), half.identity.seed, "pending_key", half.person.id, least=64)
    with transaction() as session:
        row = session.get_one(StaffAccount, half.person.id, with_for_update=True)
        if not row.is_provisional:  # somebody was quicker, with the same one-time password
            raise NotAllowed
        set_lock(row, lock)
        row.is_provisional = False
        vouchers.drop_vouchers(vouchers.ONE_TIME, half.person.id)
        session.merge(
            PendingKey(
                person_id=half.person.id, realm=half.realm, public_key=identity.public_key, sealed_former=former,
                made_on=instance.today(now),
            )
        )  # fmt: skip
        record(instance.pen("staff"), half.realm, "password:changed", now, by=str(half.person.id))
    return begin_half(instance, half.person, half.realm, identity, now, instead_of=half.session_hash)


def make_provisional(person_id: UUID, lock: Lock, words: str) -> None:
    """In the open transaction: the account opens with a one-time password again, and everything else that let this
    person in is gone. What was sealed to their old key stays closed to them. `words` were drawn, never chosen."""
    row = db.session.get_one(StaffAccount, person_id, with_for_update=True)
    set_lock(row, lock)
    row.is_provisional, row.failures, row.code_failures = True, 0, 0
    row.closed_until = row.codes_closed_until = None
    for table in OF_ONE_PERSON:
        db.session.execute(sa.delete(table).where(table.person_id == person_id))
    vouchers.add_voucher(vouchers.ONE_TIME, normal(words), person_id)


def take_along(instance: Instance, person: Person, realm: str, identity: Identity, now: datetime) -> None:
    """After the directory was signed with the new key: shared seeds under the former one are sealed anew."""
    pending = db.session.get(PendingKey, person.id)
    if pending is None or pending.public_key != identity.public_key:
        return
    former = Identity(open_sealed(_former_key(identity), pending.sealed_former, "pending_key", person.id))
    directory = instance.directory(realm, now)
    own = sa.select(Custody).where(Custody.realm == realm, Custody.person_id == person.id)
    seeds = {row.shared: seed for row in db.session.execute(own).scalars() if (seed := _seed(former, row))}
    with transaction() as session:
        for shared, seed in seeds.items():
            hand_over(directory, shared, seed, person)
        session.execute(sa.delete(PendingKey).where(PendingKey.person_id == person.id))


def _seed(former: Identity, row: Custody) -> bytes:
    try:
        return open_key(former, row.sealed_seed, "custody", row.realm, row.shared, row.person_id)
    except Unreadable:
        return b""


def _former_key(identity: Identity) -> bytes:
    return derive(identity.seed, "former")
