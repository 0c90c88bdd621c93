"""What a password opens: the verifier that lets one in, and the unlock key of the identity. Pure but for the gate."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from wbs.crypto.derivation import PASSWORD_COST, Cost, Gate, stretch
from wbs.crypto.envelope import open_sealed, seal
from wbs.crypto.identity import Identity

SALT_BYTES = 16
LEAST_LETTERS = 15


@dataclass(frozen=True)
class Lock:
    """What is stored of a password."""

    salt: bytes
    cost: Cost
    verifier_hash: bytes
    sealed_identity: bytes = field(repr=False)


def lock_identity(identity: Identity, password: str, peppers: Sequence[bytes], gate: Gate, whose: str) -> Lock:
    """Wraps an identity under a new password; `whose` is the person's id, bound into the wrap."""
    if len(_normal(password).decode()) < LEAST_LETTERS:
        raise ValueError(f"a password has at least {LEAST_LETTERS} letters")
    salt = secrets.token_bytes(SALT_BYTES)
    stretched = stretch(_normal(password), salt, PASSWORD_COST, gate)
    unlock = stretched.under(peppers[0], "unlock")
    return Lock(
        salt=salt,
        cost=PASSWORD_COST,
        verifier_hash=_hash(stretched.under(peppers[0], "verifier")),
        sealed_identity=seal(unlock, identity.seed, "staff_account", whose, "sealed_identity"),
    )


def unlock_identity(lock: Lock, password: str, peppers: Sequence[bytes], gate: Gate, whose: str) -> Identity | None:
    """The identity, or None for a wrong password. One slow derivation whatever the answer."""
    stretched = stretch(_normal(password), lock.salt, lock.cost, gate)
    for pepper in peppers:
        if hmac.compare_digest(_hash(stretched.under(pepper, "verifier")), lock.verifier_hash):
            unlock = stretched.under(pepper, "unlock")
            return Identity(open_sealed(unlock, lock.sealed_identity, "staff_account", whose, "sealed_identity"))
    return None


def spend_the_same(gate: Gate) -> None:
    """The derivation of an unknown name: it must cost what a known one costs."""
    stretch(b"nobody", bytes(SALT_BYTES), PASSWORD_COST, gate)


def _hash(verifier: bytes) -> bytes:
    return hashlib.sha256(verifier).digest()


def _normal(password: str) -> bytes:
    return password.strip().encode()
