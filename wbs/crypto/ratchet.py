"""The facet ratchet: a process writes statistics records that it cannot read back (docs/SEALING.md, facets).

    x = SHA-512("facet" || k);  record key = x[:32];  stored tag = x[32:48];  k = SHA-256("next" || k)

The first k is sealed to oversight; the old k is dropped at once, so that a seized process opens no earlier record.
"""

import secrets
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256, sha512
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from wbs.crypto.failures import Unreadable
from wbs.crypto.forks import this_process
from wbs.crypto.labels import Part, context
from wbs.crypto.lengths import pad, unpad

FACET = b"\x03"  # version byte of `seal_facet`
RECORD_BYTES = 512  # one size for every facet record
NONCE_BYTES = 12
TAG_BYTES = 16


class Ratchet:
    """Forward-only source of single-use record keys. Not safe across threads: the owner locks."""

    def __init__(self, first: bytes | None = None) -> None:
        self._k = first if first is not None else secrets.token_bytes(32)

    @property
    def first(self) -> bytes:
        """The current k: to be sealed to oversight before the first `step`."""
        return self._k

    def step(self) -> tuple[bytes, bytes]:
        """(record key, tag) of the next record; the state moves on whatever becomes of the record."""
        x = sha512(b"facet" + self._k).digest()
        self._k = sha256(b"next" + self._k).digest()
        return x[:32], x[32 : 32 + TAG_BYTES]


def seal_facet(key: bytes, plain: bytes, *where: Part) -> bytes:
    """Version, 12-byte nonce, AES-256-GCM under a single-use record key. Raises ValueError for more than a record.

    The nonce is random although the key is used once: a machine set back to an earlier image walks the same keys again.
    """
    padded = pad(plain, RECORD_BYTES)
    if len(padded) != RECORD_BYTES:
        raise ValueError("a facet record is too long")
    nonce = secrets.token_bytes(NONCE_BYTES)
    return FACET + nonce + AESGCM(key).encrypt(nonce, padded, context("facet", *where))


def open_facet(key: bytes, sealed: bytes, *where: Part) -> bytes:
    """The plain record. Raises Unreadable."""
    nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    if sealed[:1] != FACET:
        raise Unreadable
    try:
        return unpad(AESGCM(key).decrypt(nonce, body, context("facet", *where)))
    except (InvalidTag, ValueError):
        raise Unreadable from None


def record_keys(first: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(tag, record key) of every step from `first` on, without end: the oversight reader's side."""
    ratchet = Ratchet(first)
    while True:
        key, tag = ratchet.step()
        yield tag, key


@dataclass
class Epoch:
    """One ratchet, and `sealed_first` for the row without which nobody walks it again.

    `is_stored`: the last record under it was committed, and so was that row.
    """

    id: UUID
    sealed_first: bytes
    ratchet: Ratchet = field(repr=False)
    is_stored: bool = False

    def stored(self) -> None:
        """To be called when the transaction of a step has committed."""
        self.is_stored = True


@dataclass(frozen=True)
class Step:
    """One use of an epoch. `brings_epoch`: its row must go with the record; it may be there already."""

    epoch: Epoch
    key: bytes = field(repr=False)
    tag: bytes
    brings_epoch: bool


class Epochs:
    """The ratchets of this process, one per realm, made lazily after a fork and moved under a lock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process = (0, 0)
        self._live: dict[str, Epoch] = {}

    def step(self, realm: str, seal_first: Callable[[bytes, UUID], bytes]) -> Step:
        """The next record key of `realm`; `seal_first(k, epoch id)` seals a new epoch's first k to oversight.

        Until this step is stored the next one brings the row again: a transaction that failed may have failed over it.
        """
        with self._lock:
            process = this_process()
            if self._process != process:  # a forked child must not walk its parent's ratchet
                self._process, self._live = process, {}
            if realm not in self._live:
                ratchet, epoch_id = Ratchet(), uuid4()
                self._live[realm] = Epoch(epoch_id, seal_first(ratchet.first, epoch_id), ratchet)
            epoch = self._live[realm]
            is_stored, epoch.is_stored = epoch.is_stored, False
            return Step(epoch, *epoch.ratchet.step(), brings_epoch=not is_stored)
