"""What a password opens: the verifier that lets one in, and the unlock key of the identity. Pure but for the gate."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from wbs.crypto.derivation import PASSWORD_COST, Cost, Stretched, pepper_name, stretch
from wbs.crypto.envelope import open_sealed, seal
from wbs.crypto.gate import Gate
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
    pepper: str | None = None  # its name; None: from before names were noted


@dataclass(frozen=True)
class Unlocked:
    """`renewed` is the same password's lock under the newest pepper, when the stored one is under an older one."""

    identity: Identity = field(repr=False)
    renewed: Lock | None = None


def lock_identity(identity: Identity, password: str, peppers: Sequence[bytes], gate: Gate, whose: str) -> Lock:
    """Wraps an identity under a new password; `whose` is the person's id, bound into the wrap."""
    if len(normal(password).decode()) < LEAST_LETTERS:
        raise ValueError(f"a password has at least {LEAST_LETTERS} letters")
    salt = secrets.token_bytes(SALT_BYTES)
    return _locked(stretch(normal(password), salt, PASSWORD_COST, gate), identity, salt, PASSWORD_COST, peppers, whose)


def unlock_identity(lock: Lock, password: str, peppers: Sequence[bytes], gate: Gate, whose: str) -> Identity | None:
    """The identity, or None for a wrong password. One slow derivation whatever the answer."""
    found = unlock(lock, password, peppers, gate, whose)
    return found.identity if found else None


def unlock(lock: Lock, password: str, peppers: Sequence[bytes], gate: Gate, whose: str) -> Unlocked | None:
    """The same, with the lock as it should be stored from now on."""
    stretched = stretch(normal(password), lock.salt, lock.cost, gate)
    for pepper in peppers:
        if hmac.compare_digest(_hash(stretched.under(pepper, "verifier")), lock.verifier_hash):
            key = stretched.under(pepper, "unlock")
            identity = Identity(open_sealed(key, lock.sealed_identity, "staff_account", whose, "sealed_identity"))
            is_new = lock.pepper == pepper_name(peppers[0])
            renewed = None if is_new else _locked(stretched, identity, lock.salt, lock.cost, peppers, whose)
            return Unlocked(identity, renewed)
    return None


def _locked(
    stretched: Stretched, identity: Identity, salt: bytes, cost: Cost, peppers: Sequence[bytes], whose: str
) -> Lock:
    key = stretched.under(peppers[0], "unlock")
    return Lock(
        salt=salt,
        cost=cost,
        verifier_hash=_hash(stretched.under(peppers[0], "verifier")),
        sealed_identity=seal(key, identity.seed, "staff_account", whose, "sealed_identity"),
        pepper=pepper_name(peppers[0]),
    )


def spend_the_same(gate: Gate) -> None:
    """The derivation of an unknown name: it must cost what a known one costs."""
    stretch(b"nobody", bytes(SALT_BYTES), PASSWORD_COST, gate)


def _hash(verifier: bytes) -> bytes:
    return hashlib.sha256(verifier).digest()


def normal(password: str) -> bytes:
    """As it is derived from: blanks at its ends came along when it was pasted."""
    return password.strip().encode()
