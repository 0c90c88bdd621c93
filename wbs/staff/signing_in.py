"""Signing in and out. Decides that unknown names, wrong passwords and closed accounts are answered alike."""

import base64
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa

from wbs.crypto.identity import Identity
from wbs.db import db, transaction
from wbs.errors import Distrusted, Refused, Throttled
from wbs.ledger.append import record
from wbs.staff.directory import Person
from wbs.staff.instance import Instance
from wbs.staff.passwords import Cost, Lock, spend_the_same, unlock_identity
from wbs.staff.records import StaffAccount, StaffSession
from wbs.staff.sessions import Token, ends_after, open_session, seal_session
from wbs.staff.throttle import pause_after
from wbs.web.text import N_

KIND = "staff_session"
HOURS = 8
WRONG = N_("Nama masuk atau kata sandi tidak cocok. Periksa ejaannya, lalu coba lagi.")
CLOSED = N_("Terlalu banyak percobaan. Tunggu beberapa menit, lalu coba lagi.")


@dataclass(frozen=True)
class SignedIn:
    """An officer at work: who they are by the directory, and their unlocked identity for this request."""

    person: Person
    realm: str
    identity: Identity = field(repr=False)
    session_hash: bytes = field(repr=False)
    language: str = "id"
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        return str(self.person.id)


def sign_in(instance: Instance, name: str, password: str, now: datetime) -> Token:
    """A new session's token. Raises Refused (wrong), Throttled (closed for a while), Busy."""
    account = _account(name)
    if account is None:
        spend_the_same(instance.staff_gate)
        write_the_same()
        raise Refused(WRONG)
    if account.closed_until and account.closed_until > now:
        spend_the_same(instance.staff_gate)
        write_the_same()
        raise Throttled(CLOSED)
    identity = unlock_identity(
        account.lock, password, instance.keys.staff_peppers, instance.staff_gate, str(account.person_id)
    )
    if identity is None:
        note_failure(instance, account, now)
        raise Refused(WRONG)
    return open_staff_session(instance, account, identity, now)


@dataclass(frozen=True)
class Account:
    """A plain copy of an account row: rows do not outlive a transaction."""

    person_id: UUID
    realm: str
    lock: Lock = field(repr=False)
    closed_until: datetime | None


def _account(name: str) -> Account | None:
    query = sa.select(StaffAccount).where(StaffAccount.sign_in_name == name.strip().casefold())
    row = db.session.execute(query).scalar_one_or_none()
    if row is None:
        return None
    lock = Lock(row.salt, Cost(row.kib, row.passes), row.verifier_hash, row.sealed_identity)
    return Account(row.person_id, row.realm, lock, row.closed_until)


def note_failure(instance: Instance, account: Account, now: datetime) -> None:
    with transaction() as session:
        row = session.get_one(StaffAccount, account.person_id, with_for_update=True)
        row.failures += 1
        row.closed_until = now + pause_after(row.failures)
        record(instance.pen("staff"), account.realm, "staff:sign-in:refused", now, person=str(account.person_id))


def write_the_same() -> None:
    """A write that changes nothing: what is not counted must not answer sooner, nor fill the ledger."""
    with transaction() as session:
        session.execute(sa.update(StaffAccount).where(StaffAccount.person_id == uuid4()).values(failures=0))


def open_staff_session(instance: Instance, account: Account, identity: Identity, now: datetime) -> Token:
    """Makes the session row. Raises Refused for somebody who is not, or with another key, in the directory."""
    person = instance.directory(account.realm, now).find(account.person_id)
    if person is None or person.public_key != identity.public_key:
        raise Refused(WRONG)
    token = Token.new()
    values = {
        "person": str(account.person_id),
        "realm": account.realm,
        "seed": base64.b64encode(identity.seed).decode("ascii"),
    }
    pepper = instance.session_peppers.live()[0]
    sealed = seal_session(token, pepper, KIND, values, ends_after(now, HOURS))
    with transaction() as session:
        row = session.get_one(StaffAccount, account.person_id)
        row.failures, row.closed_until = 0, None
        session.add(StaffSession(id_hash=token.id_hash, person_id=account.person_id, sealed_identity=sealed))
        record(instance.pen("staff"), account.realm, "staff:signed-in", now, by=str(account.person_id))
    return token


def resume(instance: Instance, token: Token, now: datetime) -> SignedIn | None:
    """Who holds this token, or None: ended, signed out, left the directory or has another key
    there, or the directory is not to be trusted."""
    row = db.session.get(StaffSession, token.id_hash)
    if row is None:
        return None
    values = open_session(token, instance.session_peppers.live(), KIND, row.sealed_identity, now)
    if values is None:
        return None
    try:
        person = instance.directory(values["realm"], now).find(UUID(values["person"]))
    except Distrusted:
        return None
    identity = Identity(base64.b64decode(values["seed"]))
    if person is None or person.public_key != identity.public_key:
        return None
    return SignedIn(person, values["realm"], identity, token.id_hash, row.language)


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
    """The language chosen at the entrance goes along into the new session."""
    with transaction() as session:
        session.execute(
            sa.update(StaffSession).where(StaffSession.id_hash == token.id_hash).values(language=language)
        )
