"""What a store is: writing under a random name, reading, renewing, removing, listing.

Blobs never change: a name is made when writing begins and means the same bytes for ever. Who refers to which is the
database's matter; whatever it does not name is swept.
"""

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

NAME = re.compile(r"[0-9a-f]{32}")


class Missing(Exception):
    """There is no blob of that name."""


class StoreFull(Exception):
    """There is no room: of what was being written, nothing is left."""


class StoreDown(Exception):
    """The storage does not answer, or refuses what it was asked; trying again later may help."""


@dataclass(frozen=True)
class Blob:
    """One stored file; hash and size are of the sealed bytes."""

    name: str
    sha256: str  # hex
    size: int


class Lying(NamedTuple):
    """What a listing tells of a blob; `changed` is its last change (UTC), `size` that of the sealed bytes so far."""

    name: str
    changed: datetime
    size: int


class Writer(Protocol):
    """One blob that is arriving. Readers see it when it is finished, never before."""

    def write(self, data: bytes | memoryview) -> object:
        """Takes bytes. Raises StoreFull or StoreDown, and then has removed what was written."""

    def finish(self) -> Blob:
        """When this returns, the blob survives a power failure. Raises like `write`."""

    def abort(self) -> None:
        """Removes what was written; nothing happens after `finish`, or a second time."""


class Store(Protocol):
    def begin(self) -> Writer:
        """A new blob under a random name. Raises StoreFull, StoreDown."""

    def read(self, name: str, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        """Bytes from `start` on, all or `length`, in pieces. Raises Missing at once."""

    def size(self, name: str) -> int:
        """Raises Missing."""

    def renew(self, name: str) -> str:
        """Copies to a new random name and removes nothing, so that age and place tell of no arrival. Raises Missing."""

    def remove(self, name: str) -> None:
        """An absent one is fine; an unfinished one goes too."""

    def blobs(self) -> Iterator[Lying]:
        """All of them, unfinished ones of dead processes too."""


def new_name() -> str:
    return secrets.token_hex(16)


def checked(name: str) -> str:
    """A name that cannot lead out of the store. Raises Missing."""
    if not NAME.fullmatch(name):
        raise Missing
    return name
