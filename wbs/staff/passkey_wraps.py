"""A second wrap of an identity: under what a passkey answers to one fixed question (WebAuthn level 3, extension PRF).

The device answers only after it has verified its person, and answers every host and every key differently, so that
32 bytes are found again that no server knew. Decides how they find and open a row; not what an opened one is good for.
"""

import hashlib
from dataclasses import dataclass, field
from uuid import UUID

import sqlalchemy as sa

from wbs.crypto.envelope import open_sealed, seal
from wbs.crypto.identity import Identity
from wbs.crypto.labels import derive
from wbs.db import db
from wbs.staff import challenges
from wbs.staff.records import PasskeyWrap

QUESTION = hashlib.sha256(b"wbs/v1 passkey").digest()
ANSWER_BYTES = 32


@dataclass(frozen=True)
class Wrapped:
    """What a passkey's answer opened."""

    factor_id: UUID
    person_id: UUID
    identity: Identity = field(repr=False)


def add_wrap(factor_id: UUID, person_id: UUID, identity: Identity, answer: bytes) -> None:
    """In the open transaction."""
    sealed = seal(_key(answer), identity.seed, *_where(factor_id, person_id), least=64)
    db.session.add(
        PasskeyWrap(
            locator_hash=_locator_hash(answer), factor_id=factor_id, person_id=person_id, sealed_identity=sealed
        )
    )


def find_wrap(answer: bytes) -> Wrapped | None:
    """Raises Unreadable for a row that somebody else wrote."""
    row = db.session.get(PasskeyWrap, _locator_hash(answer)) if len(answer) == ANSWER_BYTES else None
    if row is None:
        return None
    seed = open_sealed(_key(answer), row.sealed_identity, *_where(row.factor_id, row.person_id))
    return Wrapped(row.factor_id, row.person_id, Identity(seed))


def drop_wrap(factor_id: UUID) -> None:
    """In the open transaction."""
    db.session.execute(sa.delete(PasskeyWrap).where(PasskeyWrap.factor_id == factor_id))


def wrapping_factors(person_id: UUID) -> frozenset[UUID]:
    """Which of somebody's passkeys also open when the password is forgotten."""
    query = sa.select(PasskeyWrap.factor_id).where(PasskeyWrap.person_id == person_id)
    return frozenset(db.session.execute(query).scalars())


def note_use(wrap: Wrapped, challenge_s: int) -> bool:
    """Whether nobody came with this challenge, or a later one, before."""
    return challenges.note_use(PasskeyWrap.factor_id == wrap.factor_id, PasskeyWrap.used_s, challenge_s)


def _locator_hash(answer: bytes) -> bytes:
    return hashlib.sha256(derive(answer, "locate passkey")).digest()


def _key(answer: bytes) -> bytes:
    return derive(answer, "open passkey")


def _where(factor_id: UUID, person_id: UUID) -> tuple[str, UUID, UUID, str]:
    return "passkey_wrap", factor_id, person_id, "sealed_identity"
