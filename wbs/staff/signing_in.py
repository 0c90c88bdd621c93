"""Signing in and out. Decides that a password alone opens nothing, and that unknown names, wrong passwords and closed
accounts are answered alike.

The password leads to a half session, the second factor from there to a whole one. Where a person's new key is not yet
in the signed directory, they wait: nothing is sealed to it, so there is nothing to open.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from wbs.crypto.identity import Identity
from wbs.db import db, transaction
from wbs.errors import Refused
from wbs.ledger.append import record
from wbs.staff import vouchers
from wbs.staff.answers import require_holding
from wbs.staff.directory import Person
from wbs.staff.factors import Answer, Seat
from wbs.staff.half_sessions import Half, begin_half, end_half, note_wrong_answer
from wbs.staff.instance import Instance
from wbs.staff.passwords import normal, spend_the_same, unlock
from wbs.staff.records import HalfSession, PendingKey, StaffSession
from wbs.staff.seated import named, seated
from wbs.staff.sessions import Token, ends_after, seal_session
from wbs.staff.tries import (
    Account,
    account_of,
    bucket_for,
    find_account,
    note_entry,
    note_wrong,
    rewrap,
    write_the_same,
)
from wbs.web.text import N_

KIND = "staff_session"
HOURS = 8
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
PROOF = timedelta(minutes=10)  # how long a proof is fresh enough for what is sensitive
WRONG = N_("Nama masuk atau kata sandi tidak cocok. Periksa ejaannya, lalu coba lagi.")


@dataclass(frozen=True)
class SignedIn:
    """An officer at work: who they are by the directory, and their unlocked identity for this request."""

    person: Person
    realm: str
    identity: Identity = field(repr=False)
    session_hash: bytes = field(repr=False)
    language: str = "id"
    ends_at: datetime = LONG_AGO
    proved_at: datetime = LONG_AGO  # when password and second factor were last given
    challenges: int = 0
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        return str(self.person.id)

    def proved_recently(self, now: datetime) -> bool:
        return self.proved_at <= now < self.proved_at + PROOF

    @property
    def seat(self) -> Seat:
        return Seat(StaffSession, self.person.id, self.realm, self.session_hash, self.challenges, self.identity)


@dataclass(frozen=True)
class Entered:
    """How far somebody came: a whole session, or a half one that goes on."""

    token: Token = field(repr=False)
    is_whole: bool


def sign_in(
    instance: Instance, name: str, password: str, now: datetime, browser: bytes = b"", secret_hash: bytes = b""
) -> Entered:
    """The first step: what the password alone is worth. `secret_hash` is of what vouches for this try; a one-time
    password does so itself. Raises Refused (wrong), Throttled (closed a while), Busy."""
    account = find_account(name)
    bucket = bucket_for(account, browser, secret_hash or vouchers.hash_of(vouchers.ONE_TIME, normal(password)))
    gate = instance.strangers_gate if bucket.is_strangers else instance.staff_gate
    if account is None or bucket.is_closed(now):
        spend_the_same(gate)
        write_the_same()
        bucket.require_open(now)
        raise Refused(WRONG)
    found = unlock(account.lock, password, instance.keys.staff_peppers, gate, str(account.person_id))
    if found is None:
        note_wrong(instance, account.realm, bucket, now)
        raise Refused(WRONG)
    identity = found.identity
    rewrap(account, found.renewed)
    person = _known_person(instance, account, identity, now)
    if instance.settings.asks_second_factor or account.is_provisional:
        return Entered(begin_half(instance, person, account.realm, identity, now), is_whole=False)
    return Entered(open_staff_session(instance, person, account.realm, identity, now, browser), is_whole=True)


def answer(instance: Instance, half: Half, given: Answer, now: datetime, browser: bytes = b"") -> Entered:
    """The second step: where a passkey stood in for the password, another one than a passkey. Raises Refused for an
    answer that does not hold, Throttled."""
    given = replace(given, credential="") if half.has_forgotten else given
    try:
        require_holding(instance, half.seat, given, now, browser)
    except Refused:
        note_wrong_answer(half)
        raise
    return go_on(instance, half, now, browser)


def go_on(instance: Instance, half: Half, now: datetime, browser: bytes = b"") -> Entered:
    """From a half session whose second factor was just given, or just made, to a whole one where the directory has the
    person's key; to a half one that is proved and waits where it has not, or where a password is still to be chosen."""
    if is_in_force(half.person, half.identity) and not half.has_forgotten:
        token = open_staff_session(instance, half.person, half.realm, half.identity, now, browser, half.session_hash)
        return Entered(token, is_whole=True)
    token = begin_half(
        instance, half.person, half.realm, half.identity, now, is_proved=True, instead_of=half.session_hash,
        has_forgotten=half.has_forgotten,
    )  # fmt: skip
    return Entered(token, is_whole=False)


def is_in_force(person: Person, identity: Identity) -> bool:
    """Whether the signed directory seals to this identity."""
    return person.public_key == identity.public_key and not person.is_provisional


def _known_person(instance: Instance, account: Account, identity: Identity, now: datetime) -> Person:
    """Raises Refused for somebody who is not, or with another key, in the directory; Distrusted."""
    person = instance.directory(account.realm, now).find(account.person_id)
    if person is not None and (account.is_provisional or is_in_force(person, identity)):
        return person
    pending = db.session.get(PendingKey, account.person_id)
    if person is None or pending is None or pending.public_key != identity.public_key:
        raise Refused(WRONG)
    return person


def open_staff_session(
    instance: Instance, person: Person, realm: str, identity: Identity, now: datetime, browser: bytes = b"",
    half: bytes = b"",
) -> Token:  # fmt: skip
    """Makes the session row; the half session it comes from is gone."""
    if not is_in_force(person, identity):
        raise Refused(WRONG)
    bucket = bucket_for(account_of(person.id), browser)
    signed_in = SignedIn(person, realm, identity, b"", ends_at=ends_after(now, HOURS), proved_at=now)
    token, sealed = _sealed(instance, signed_in)
    with transaction() as session:
        end_half(half)
        note_entry(bucket, browser)
        session.add(
            StaffSession(
                id_hash=token.id_hash, person_id=person.id, sealed_identity=sealed, begun_on=instance.today(now)
            )
        )
        record(instance.pen("staff"), realm, "staff:signed-in", now, by=str(person.id))
    return token


def renew(instance: Instance, signed_in: SignedIn, now: datetime) -> Token:
    """The same session under a new name, proved now, with its old end."""
    token, sealed = _sealed(instance, replace(signed_in, proved_at=now))
    with transaction() as session:
        row = session.get_one(StaffSession, signed_in.session_hash)
        session.add(
            StaffSession(
                id_hash=token.id_hash, person_id=row.person_id, sealed_identity=sealed, language=row.language,
                age=row.age, begun_on=row.begun_on,
            )
        )  # fmt: skip
        session.delete(row)
    return token


def _sealed(instance: Instance, signed_in: SignedIn) -> tuple[Token, bytes]:
    token, ends_at = Token.new(), signed_in.ends_at
    values = {
        **named(signed_in.person, signed_in.realm, signed_in.identity),
        "proved_at": int(signed_in.proved_at.timestamp()),
        "until": int(ends_at.timestamp()),
    }
    return token, seal_session(token, instance.session_peppers.live()[0], KIND, values, ends_at)


def resume(instance: Instance, token: Token, now: datetime) -> SignedIn | None:
    """Who holds this token, or None: ended, signed out, left the directory or has another key
    there, or the directory is not to be trusted."""
    row = db.session.get(StaffSession, token.id_hash)
    if row is None:
        return None
    found = seated(instance, token, KIND, row.sealed_identity, now)
    if found is None or not is_in_force(found.person, found.identity):
        return None
    return SignedIn(
        found.person, found.realm, found.identity, token.id_hash, row.language, challenges=row.challenges,
        ends_at=datetime.fromtimestamp(found.values["until"], UTC),
        proved_at=datetime.fromtimestamp(found.values["proved_at"], UTC),
    )  # fmt: skip


def sign_out(instance: Instance, signed_in: SignedIn, now: datetime) -> None:
    with transaction() as session:
        session.execute(sa.delete(StaffSession).where(StaffSession.id_hash == signed_in.session_hash))
        record(instance.pen("staff"), signed_in.realm, "staff:signed-out", now, by=signed_in.get_id())


def choose_language(signed_in: SignedIn, language: str) -> None:
    with transaction() as session:
        session.execute(
            sa.update(StaffSession).where(StaffSession.id_hash == signed_in.session_hash).values(language=language)
        )


def keep_language(token: Token, language: str) -> None:
    """The language chosen at the entrance goes along into the new session, half or whole."""
    with transaction() as session:
        for table in (StaffSession, HalfSession):
            session.execute(sa.update(table).where(table.id_hash == token.id_hash).values(language=language))
