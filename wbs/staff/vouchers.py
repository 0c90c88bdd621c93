"""What the door knows before the password: the hash of something that one person has and nobody can guess.

A plain hash does, without salt or pepper: the least of these secrets has 80 bits. Decides how they are kept and found,
not what they are good for.
"""

from dataclasses import dataclass, field
from uuid import UUID

import sqlalchemy as sa

from wbs.config import Settings
from wbs.crypto.labels import derive
from wbs.db import db, insert_new, transaction
from wbs.staff import challenges
from wbs.staff.records import Voucher

SPARE, PASSKEY, ONE_TIME = "spare", "passkey", "one_time"


@dataclass(frozen=True)
class Vouched:
    """A plain copy of a row: whose it is."""

    secret_hash: bytes = field(repr=False)
    person_id: UUID
    public_key: bytes = field(repr=False)


def hash_of(kind: str, secret: bytes) -> bytes:
    return derive(secret, "voucher", kind)


def add_voucher(kind: str, secret: bytes, person_id: UUID, public_key: bytes | None = None) -> None:
    """In the open transaction; one that is there stays as it is."""
    values = {
        "secret_hash": hash_of(kind, secret), "person_id": person_id, "kind": kind, "public_key": public_key,
        "used_s": 0, "failures": 0,
    }  # fmt: skip
    db.session.execute(insert_new(Voucher), values)


def find_voucher(kind: str, secret: bytes) -> Vouched | None:
    row = db.session.get(Voucher, hash_of(kind, secret))
    return Vouched(row.secret_hash, row.person_id, row.public_key or b"") if row else None


def drop_voucher(kind: str, secret: bytes) -> None:
    """In the open transaction."""
    db.session.execute(sa.delete(Voucher).where(Voucher.secret_hash == hash_of(kind, secret)))


def drop_vouchers(kind: str, person_id: UUID) -> None:
    """In the open transaction."""
    db.session.execute(sa.delete(Voucher).where(Voucher.person_id == person_id, Voucher.kind == kind))


def needs_codes(settings: Settings, person_id: UUID) -> bool:
    """Whether this person has no code on paper to come in with: they would wait with the strangers."""
    query = sa.select(Voucher.kind).where(Voucher.person_id == person_id, Voucher.kind == SPARE)
    return settings.asks_second_factor and db.session.execute(query).first() is None


def note_use(voucher: Vouched, challenge_s: int) -> bool:
    """Whether nobody came with this challenge, or a later one, before."""
    return challenges.note_use(Voucher.secret_hash == voucher.secret_hash, Voucher.used_s, challenge_s)


def forgive(voucher: Vouched) -> None:
    """Whoever came in with it mistyped before, and guessed nothing."""
    forgiven = sa.update(Voucher).where(Voucher.secret_hash == voucher.secret_hash)
    with transaction() as session:
        session.execute(forgiven.values(failures=0, closed_until=None))
