"""A forgotten password: a passkey that wraps the identity stands in for it, once, and a new one is chosen.

Decides that the passkey is never the only thing: after it comes a code (of an application or from paper), as after a
password, and then a new password before anything opens. Whoever has no such passkey gets a one-time password, with
which the old identity is lost (docs/decisions/0019).
"""

from datetime import datetime

import sqlalchemy as sa

from wbs.crypto.failures import Unreadable
from wbs.db import transaction
from wbs.errors import NotAllowed, Refused
from wbs.ledger.append import record
from wbs.staff import challenges, factors, passkeys
from wbs.staff.directory import Person
from wbs.staff.factors import Seat
from wbs.staff.half_sessions import Half, begin_half
from wbs.staff.instance import Instance
from wbs.staff.own_password import require_good, set_lock
from wbs.staff.passkey_wraps import Wrapped, find_wrap, note_use
from wbs.staff.passwords import lock_identity
from wbs.staff.records import HalfSession, StaffAccount, StaffSession
from wbs.staff.sessions import Token
from wbs.staff.signing_in import Entered, is_in_force, open_staff_session
from wbs.staff.tries import account_of
from wbs.web.text import N_

NOT_OPENED = N_(
    "Kunci sandi ini tidak membuka apa pun di sini. Coba kunci sandi lain, atau mintalah kata sandi sekali pakai "
    "kepada administrator."
)


def enter(instance: Instance, credential: str, challenge: bytes, now: datetime) -> Token:
    """A half session that asks for a code and then for a new password. Raises Refused, always with the same words."""
    drawn_s = challenges.drawn_s(instance, challenge, now)
    wrap = _opened(credential)
    person = _holder(instance, wrap, now) if wrap and drawn_s else None
    if wrap is None or person is None:
        raise Refused(NOT_OPENED)
    realm = account_of(person.id).realm
    seat = Seat(HalfSession, person.id, realm, b"", 0, wrap.identity)
    if not note_use(wrap, drawn_s) or factors.signer(instance, seat, credential, challenge) != wrap.factor_id:
        raise Refused(NOT_OPENED)
    return begin_half(instance, person, realm, wrap.identity, now, has_forgotten=True)


def replace_password(instance: Instance, half: Half, password: str, now: datetime, browser: bytes) -> Entered:
    """The same identity under a new password; every session from before ends. Raises Unsuitable, Busy."""
    person, account = half.person, account_of(half.person.id)
    require_good(instance, person, account.name, password, old=None)
    lock = lock_identity(half.identity, password, instance.keys.staff_peppers, instance.staff_gate, str(person.id))
    with transaction() as session:
        row = session.get_one(StaffAccount, person.id, with_for_update=True)
        if row.is_provisional or not (half.is_proved and half.has_forgotten):
            raise NotAllowed
        set_lock(row, lock)
        session.execute(sa.delete(StaffSession).where(StaffSession.person_id == person.id))
        record(instance.pen("staff"), half.realm, "password:replaced", now, by=str(person.id))
    token = open_staff_session(instance, person, half.realm, half.identity, now, browser, half.session_hash)
    return Entered(token, is_whole=True)


def _opened(credential: str) -> Wrapped | None:
    try:
        return find_wrap(passkeys.answer_in(credential))
    except Unreadable:
        return None


def _holder(instance: Instance, wrap: Wrapped, now: datetime) -> Person | None:
    """Nobody once the directory has another key for them, or a one-time password was drawn."""
    account = account_of(wrap.person_id)
    person = instance.directory(account.realm, now).find(wrap.person_id)
    is_theirs = person is not None and is_in_force(person, wrap.identity) and not account.is_provisional
    return person if is_theirs else None
