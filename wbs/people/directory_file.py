"""The file in which the next directories travel to the directory key and back.

Each part carries the signed document in force and the next one, so that whoever signs, off line and without a
database, sees the difference of two documents rather than somebody's list of it. Decides its form; knows no tables.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from wbs.errors import Distrusted, Refused
from wbs.organisation.government import Government
from wbs.staff.directory import Directory, read_signed, read_unsigned, sign_directory, unsigned

VERSION = 1
NOT_OURS = "Ini bukan berkas direktori dari `wbs directory export`."
OTHER_KEY = "Direktori yang berlaku tidak ditandatangani dengan kunci ini. Kunci lain, atau berkasnya diubah."


@dataclass(frozen=True)
class Part:
    """One realm's next document; `signed` is empty until somebody has."""

    realm: str
    before: str
    following: str
    changes: tuple[UUID, ...]
    signed: str = ""
    alone: tuple[str, ...] = ()  # what only the signer decides, in words
    unit_changes: tuple[UUID, ...] = ()

    def next(self) -> Directory:
        return read_unsigned(self.following.encode())

    def former(self, public_key: bytes) -> Directory:
        """The signed document that it follows. Raises Distrusted."""
        return read_signed(self.before.encode(), public_key, self.realm)


def part_of(before: bytes, following: Directory, changes: Sequence[UUID], alone: Sequence[str] = ()) -> Part:
    return Part(
        following.realm, before.decode(), unsigned(following).decode(), tuple(changes), alone=tuple(alone)
    )


def governed(part: Part, government: Government, unit_changes: Sequence[UUID]) -> Part:
    """The part with another government in its next document: the same one with other units."""
    following = unsigned(replace(part.next(), government=government)).decode()
    return replace(part, following=following, unit_changes=tuple(unit_changes))


def to_file(parts: Sequence[Part]) -> bytes:
    values = [vars(part) for part in parts]
    return json.dumps({"wbs_directory": VERSION, "parts": values}, ensure_ascii=False, indent=1, default=str).encode()


def from_file(raw: bytes) -> tuple[Part, ...]:
    """Raises Refused for anything else."""
    try:
        values = json.loads(raw)
        if values["wbs_directory"] != VERSION:
            raise Refused(NOT_OURS)
        return tuple(_part(one) for one in values["parts"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Refused(NOT_OURS) from None


def _part(one: dict[str, Any]) -> Part:
    ids = {name: tuple(map(UUID, one.get(name, ()))) for name in ("changes", "unit_changes")}
    return Part(**{**one, **ids, "alone": tuple(one.get("alone", ()))})


def checked(part: Part, public_key: bytes) -> tuple[Directory, Directory]:
    """The document before and the next, fit to be signed. Raises Refused."""
    try:
        before, after = part.former(public_key), part.next()
    except Distrusted:
        raise Refused(OTHER_KEY) from None
    if after.realm != part.realm or after.serial <= before.serial:
        raise Refused(NOT_OURS)
    return before, after


def sign(part: Part, key: Ed25519PrivateKey) -> Part:
    """Raises Refused when the document is not that of this key's installation."""
    _, after = checked(part, key.public_key().public_bytes_raw())
    return replace(part, signed=sign_directory(after, key).decode())
