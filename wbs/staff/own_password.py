"""Changing one's own password: what is refused, and that the identity is wrapped anew. What it opens stays as it is."""

from datetime import datetime

import sqlalchemy as sa

from wbs.crypto.identity import Identity
from wbs.db import transaction
from wbs.errors import Refused
from wbs.ledger.append import record
from wbs.staff.directory import Person
from wbs.staff.instance import Instance
from wbs.staff.password_rules import problem_with
from wbs.staff.passwords import Lock, lock_identity, unlock_identity
from wbs.staff.records import StaffAccount, StaffSession
from wbs.staff.sessions import Token
from wbs.staff.signing_in import SignedIn, renew
from wbs.staff.tries import account_of, bucket_for, note_wrong
from wbs.web.text import N_

WRONG = N_("Kata sandi tidak cocok. Periksa ejaannya, lalu coba lagi.")
SAME = N_("Ini kata sandi yang lama. Pilih yang lain.")


class Unsuitable(Refused):
    """The new password is refused; the message says what to do instead."""


def require_own(
    instance: Instance, signed_in: SignedIn, password: str, now: datetime, browser: bytes = b""
) -> Identity:
    """The identity that one's own password opens. Raises Refused for a wrong one, Throttled, Busy."""
    account = account_of(signed_in.person.id)
    bucket = bucket_for(account, browser)
    bucket.require_open(now)
    peppers = instance.keys.staff_peppers
    identity = unlock_identity(account.lock, password, peppers, instance.staff_gate, str(account.person_id))
    if identity is None:
        note_wrong(instance, account.realm, bucket, now)
        raise Refused(WRONG)
    return identity


def require_good(instance: Instance, person: Person, sign_in_name: str, password: str, old: str | None) -> None:
    """Raises Unsuitable."""
    house = (instance.settings.government, instance.settings.service_name)
    problem = SAME if password == old else problem_with(password, (person.name, sign_in_name), house)
    if problem:
        raise Unsuitable(problem)


def change_password(
    instance: Instance, signed_in: SignedIn, old: str, new: str, now: datetime, browser: bytes = b""
) -> Token:
    """All other sessions end, and this one goes on under a new name. Raises Unsuitable, Refused, Throttled, Busy."""
    identity = require_own(instance, signed_in, old, now, browser)
    person = signed_in.person
    require_good(instance, person, account_of(person.id).name, new, old)
    lock = lock_identity(identity, new, instance.keys.staff_peppers, instance.staff_gate, str(person.id))
    with transaction() as session:
        set_lock(session.get_one(StaffAccount, person.id, with_for_update=True), lock)
        session.execute(
            sa.delete(StaffSession).where(
                StaffSession.person_id == person.id, StaffSession.id_hash != signed_in.session_hash
            )
        )
        record(instance.pen("staff"), signed_in.realm, "password:changed", now, by=signed_in.get_id())
    return renew(instance, signed_in, now)


def set_lock(row: StaffAccount, lock: Lock) -> None:
    """In the open transaction."""
    row.salt, row.kib, row.passes = lock.salt, lock.cost.kib, lock.cost.passes
    row.verifier_hash, row.sealed_identity, row.pepper = lock.verifier_hash, lock.sealed_identity, lock.pepper
