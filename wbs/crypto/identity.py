"""Hybrid key pairs of people and shared roles: X-Wing (ML-KEM-768 with X25519), HPKE KEM id 0x647A.

Decides how a 32-byte seed becomes a private key and how a public key is written. Does not know who a key belongs
to: a `Recipient` is made by the verified directory alone (a house test holds that).
"""

import hashlib
import secrets
from dataclasses import dataclass, field
from functools import cached_property

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey, MLKEM768X25519PublicKey

SEED_BYTES = 32
MLKEM_PUBLIC_BYTES = 1184
PUBLIC_BYTES = MLKEM_PUBLIC_BYTES + 32


@dataclass(frozen=True)
class Recipient:
    """Somebody to whom keys may be sealed: `public_key` is 1,216 bytes, ML-KEM part first."""

    public_key: bytes = field(repr=False)

    @cached_property
    def key(self) -> MLKEM768X25519PublicKey:
        if len(self.public_key) != PUBLIC_BYTES:
            raise ValueError("a public key is 1,216 bytes")
        return MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(self.public_key[:MLKEM_PUBLIC_BYTES]),
            X25519PublicKey.from_public_bytes(self.public_key[MLKEM_PUBLIC_BYTES:]),
        )

    @cached_property
    def key_id(self) -> str:
        """First 16 hex digits of the SHA-256 of the public key: names the key in a sealing context."""
        return hashlib.sha256(self.public_key).hexdigest()[:16]


@dataclass(frozen=True)
class Identity:
    """The secret half: a 32-byte seed, expanded with SHAKE-256 as X-Wing says."""

    seed: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> "Identity":
        return cls(secrets.token_bytes(SEED_BYTES))

    @cached_property
    def _parts(self) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        if len(self.seed) != SEED_BYTES:
            raise ValueError("a seed is 32 bytes")
        expanded = hashlib.shake_256(self.seed).digest(96)
        return (
            MLKEM768PrivateKey.from_seed_bytes(expanded[:64]),
            X25519PrivateKey.from_private_bytes(expanded[64:]),
        )

    @cached_property
    def key(self) -> MLKEM768X25519PrivateKey:
        return MLKEM768X25519PrivateKey(*self._parts)

    @cached_property
    def public_key(self) -> bytes:
        mlkem, x25519 = self._parts
        return mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()

    @cached_property
    def key_id(self) -> str:
        return hashlib.sha256(self.public_key).hexdigest()[:16]
