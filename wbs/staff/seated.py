"""Whom a row of a session is of, half or whole: the person by the directory of today, and their unlocked identity."""

import base64
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from wbs.crypto.identity import Identity
from wbs.errors import Distrusted
from wbs.staff.directory import Person
from wbs.staff.instance import Instance
from wbs.staff.sessions import Token, open_session


@dataclass(frozen=True)
class Seated:
    person: Person
    realm: str
    identity: Identity = field(repr=False)
    values: dict[str, Any] = field(repr=False)


def named(person: Person, realm: str, identity: Identity) -> dict[str, Any]:
    """What every such row says, before it is sealed."""
    return {"person": str(person.id), "realm": realm, "seed": base64.b64encode(identity.seed).decode("ascii")}


def seated(instance: Instance, token: Token, kind: str, sealed: bytes, now: datetime) -> Seated | None:
    """Nobody when the session has ended, its person left, or the directory is not to be trusted."""
    values = open_session(token, instance.session_peppers.live(), kind, sealed, now)
    if values is None:
        return None
    try:
        person = instance.directory(values["realm"], now).find(UUID(values["person"]))
    except Distrusted:
        return None
    identity = Identity(base64.b64decode(values["seed"]))
    return Seated(person, values["realm"], identity, values) if person else None
