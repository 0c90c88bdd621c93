"""Slow derivations from what a person remembers: the reporter's code and officers' passwords (Argon2id, RFC 9106).

Decides costs; how many run at once is the gate's. Nothing of a code is kept: it would stay in the memory of an idle
server.
"""

from dataclasses import dataclass, field

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from nacl.pwhash import argon2id as sodium

from wbs.crypto.gate import Gate
from wbs.crypto.labels import derive, derive_lasting


@dataclass(frozen=True)
class Cost:
    """Argon2id parameters; `kib` is memory in KiB."""

    kib: int
    passes: int
    lanes: int = 1


CODE_COST = Cost(kib=19 * 1024, passes=2)
PASSWORD_COST = Cost(kib=64 * 1024, passes=3)


@dataclass(frozen=True)
class Stretched:
    """What Argon2id made of a secret, before the pepper: the caller derives from it under each live pepper."""

    key: bytes = field(repr=False)

    def under(self, pepper: bytes, label: str) -> bytes:
        """32 bytes for one use, e.g. "locate", "open", "verifier", "unlock"."""
        return derive(self.key, label, salt=pepper)


def pepper_name(pepper: bytes) -> str:
    """Eight hex digits that stand beside a row for the pepper under which it lies; they tell nothing of it."""
    return derive_lasting(pepper, "name")[:4].hex()


def stretch(secret: bytes, salt: bytes, cost: Cost, gate: Gate) -> Stretched:
    """One slow derivation. `salt` is at least 16 bytes. Raises Busy.

    libsodium fetches its memory from the kernel and gives it back, which overwrites it; OpenSSL's comes from the heap,
    which is told to overwrite all it lends and takes, a third of its time (docs/decisions/0031). Sodium's salts have 16
    bytes; installations from before have 32.
    """
    work = _with_sodium if len(salt) == sodium.SALTBYTES and cost.lanes == 1 else _with_openssl
    return Stretched(gate.run(lambda: work(secret, salt, cost)))


def _with_sodium(secret: bytes, salt: bytes, cost: Cost) -> bytes:
    return sodium.kdf(32, secret, salt, opslimit=cost.passes, memlimit=cost.kib * 1024)


def _with_openssl(secret: bytes, salt: bytes, cost: Cost) -> bytes:
    argon = Argon2id(salt=salt, length=32, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.kib)
    return argon.derive(secret)
