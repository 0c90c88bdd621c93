"""What eight drawn words close off line: a person's key file, and a dossier for somebody without a key.

The words come from chance and never from a person, so 88 bits stand against guessing and no pepper is needed: what
they close is opened where no server is. Decides costs and the bytes of the lock; docs/SEALING.md, "Dossier".
"""

import secrets
from dataclasses import dataclass

from wbs.crypto.derivation import Cost, stretch
from wbs.crypto.envelope import open_sealed, seal
from wbs.crypto.failures import Unreadable
from wbs.crypto.gate import Gate
from wbs.crypto.identity import SEED_BYTES, Identity
from wbs.crypto.labels import derive
from wbs.crypto.words import CODE_BYTES, from_words, to_words

PHRASE_COST = Cost(kib=64 * 1024, passes=3)
MOST_COST = Cost(kib=1024 * 1024, passes=16)  # what a reader spends at most on a file of unknown origin
SALT_BYTES = 16
LEAST_KIB = 8  # RFC 9106, one lane
LOCK_BYTES = SALT_BYTES + 4 + 4
KEY_FILE = b"wbs key\n\x01"


@dataclass(frozen=True)
class PhraseLock:
    """How the words become a key: 16 bytes of salt, memory in KiB and passes as u32 each; one lane."""

    salt: bytes
    cost: Cost

    @classmethod
    def new(cls) -> "PhraseLock":
        return cls(secrets.token_bytes(SALT_BYTES), PHRASE_COST)

    def to_bytes(self) -> bytes:
        return self.salt + self.cost.kib.to_bytes(4, "big") + self.cost.passes.to_bytes(4, "big")

    @classmethod
    def from_bytes(cls, raw: bytes) -> "PhraseLock":
        """Raises Unreadable, also for a cost that is there to exhaust the reader."""
        kib, passes = int.from_bytes(raw[16:20], "big"), int.from_bytes(raw[20:24], "big")
        is_sane = LEAST_KIB <= kib <= MOST_COST.kib and 1 <= passes <= MOST_COST.passes
        if len(raw) != LOCK_BYTES or not is_sane:
            raise Unreadable
        return cls(raw[:SALT_BYTES], Cost(kib, passes))

    def key(self, words: str, gate: Gate) -> bytes:
        """32 bytes out of the words as typed. Raises UnknownWord, WrongCount, Busy."""
        return stretch(from_words(words), self.salt, self.cost, gate).key


def words_from(seed: bytes, token: bytes) -> tuple[str, ...]:
    """Eight words that only the holder of `seed` can draw again from a random token: a page need not carry them."""
    return to_words(derive(seed, "words", salt=token, length=CODE_BYTES))


def lock_key_file(identity: Identity, words: str, gate: Gate) -> bytes:
    """A person's key under drawn words, for `wbs open`."""
    lock = PhraseLock.new()
    sealed = seal(lock.key(words, gate), identity.seed, "key_file", identity.key_id, least=64)
    return KEY_FILE + identity.key_id.encode() + lock.to_bytes() + sealed


def unlock_key_file(raw: bytes, words: str, gate: Gate) -> Identity:
    """The key of `lock_key_file`. Raises Unreadable, UnknownWord, WrongCount."""
    start = len(KEY_FILE)
    key_id, lock, sealed = raw[start : start + 16], raw[start + 16 : start + 16 + LOCK_BYTES], raw[start + 40 :]
    if raw[:start] != KEY_FILE:
        raise Unreadable
    key = PhraseLock.from_bytes(lock).key(words, gate)
    seed = open_sealed(key, sealed, "key_file", key_id.decode("ascii", "replace"))
    if len(seed) != SEED_BYTES or Identity(seed).key_id.encode() != key_id:
        raise Unreadable
    return Identity(seed)
