"""The time between the password and the rest: a session of five minutes under a cookie of its own.

It is sealed as another kind than a whole one, so that its row opens nothing elsewhere, and no page but those of the
door looks at its cookie. Decides that it is renewed under a new name at every step, and ends after five wrong answers.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa

from wbs.crypto.identity import Identity
from wbs.db import db, transaction
from wbs.staff.directory import Person
from wbs.staff.factors import Seat
from wbs.staff.instance import Instance
from wbs.staff.records import HalfSession
from wbs.staff.seated import named, seated
from wbs.staff.sessions import Token, seal_session

KIND = "half_session"
MINUTES = 5
MOST_TRIES = 5


@dataclass(frozen=True)
class Half:
    """Somebody at the door, with their unlocked identity for this request. `is_proved`: the second factor was given.
    `has_forgotten`: a passkey stood in for the password."""

    person: Person
    realm: str
    is_proved: bool
    identity: Identity = field(repr=False)
    session_hash: bytes = field(repr=False)
    challenges: int
    language: str = "id"
    has_forgotten: bool = False

    @property
    def seat(self) -> Seat:
        return Seat(HalfSession, self.person.id, self.realm, self.session_hash, self.challenges, self.identity)


def begin_half(
    instance: Instance, person: Person, realm: str, identity: Identity, now: datetime, *,
    is_proved: bool = False, instead_of: bytes = b"", has_forgotten: bool = False,
) -> Token:  # fmt: skip
    """A half session under a new name; the one it follows is gone."""
    token = Token.new()
    values = {**named(person, realm, identity), "is_proved": is_proved, "has_forgotten": has_forgotten}
    ends_at = now + timedelta(minutes=MINUTES)
    sealed = seal_session(token, instance.session_peppers.live()[0], KIND, values, ends_at)
    with transaction() as session:
        end_half(instead_of)
        session.add(HalfSession(id_hash=token.id_hash, person_id=person.id, sealed_identity=sealed))
    return token


def resume_half(instance: Instance, token: Token, now: datetime) -> Half | None:
    row = db.session.get(HalfSession, token.id_hash)
    if row is None or row.tries >= MOST_TRIES:
        return None
    found = seated(instance, token, KIND, row.sealed_identity, now)
    if found is None:
        return None
    return Half(
        found.person, found.realm, found.values["is_proved"], found.identity, token.id_hash, row.challenges,
        row.language, found.values.get("has_forgotten", False),
    )  # fmt: skip


def note_wrong_answer(half: Half) -> None:
    with transaction() as session:
        session.execute(
            sa.update(HalfSession)
            .where(HalfSession.id_hash == half.session_hash)
            .values(tries=HalfSession.tries + 1)
        )


def end_half(session_hash: bytes) -> None:
    """In the open transaction."""
    db.session.execute(sa.delete(HalfSession).where(HalfSession.id_hash == session_hash))
