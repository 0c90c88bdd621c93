"""Second factors: adding and removing them, and whether an answer holds. Each answer counts once.

What is compared (the secret of a code, the public key of a passkey) lies sealed under a key that only the identity
gives, and the identity opens with the password alone: the database neither holds it nor can exchange it. Does not
count wrong tries and opens no session.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

import sqlalchemy as sa

from wbs.crypto.envelope import open_sealed, seal
from wbs.crypto.identity import Identity
from wbs.crypto.labels import derive
from wbs.db import db, transaction
from wbs.errors import Refused
from wbs.ledger.append import record
from wbs.staff import passkey_wraps, passkeys, spare_codes, totp, vouchers
from wbs.staff.instance import Instance
from wbs.staff.passkeys import Passkey
from wbs.staff.records import HalfSession, SpareCode, StaffFactor, StaffSession
from wbs.web.text import N_

TOTP, PASSKEY = "totp", "passkey"
WRONG_CODE = N_("Kode tidak cocok. Tunggu kode berikutnya di aplikasi, lalu tulis keenam angkanya.")
WRONG_KEY = N_("Kunci sandi tidak diterima. Muat ulang halaman ini, lalu coba lagi.")
LAST_ONE = N_("Ini satu-satunya langkah kedua Anda. Pasang yang lain dulu, lalu hapus yang ini.")


@dataclass(frozen=True)
class Seat:
    """In which session somebody sits, half or whole: what an answer is held against."""

    table: type[HalfSession] | type[StaffSession]
    person_id: UUID
    realm: str
    session_hash: bytes = field(repr=False)
    challenges: int
    identity: Identity = field(repr=False)

    @property
    def challenge(self) -> bytes:
        return passkeys.challenge(self.identity.seed, self.session_hash, self.challenges)


@dataclass(frozen=True)
class Answer:
    """What came with a form: a code as typed (of the application or from paper), or a passkey's JSON."""

    code: str = field(default="", repr=False)
    credential: str = field(default="", repr=False)

    @property
    def can_be_guessed(self) -> bool:
        """Six digits can, and the shorter codes from before; what nobody can guess is never made to wait."""
        return not self.credential and not spare_codes.is_unguessable(spare_codes.as_letters(self.code))


@dataclass(frozen=True)
class Factor:
    id: UUID
    kind: str
    added_on: date
    counter: int
    secret: bytes = field(repr=False)


def has_factors(person_id: UUID) -> bool:
    return db.session.execute(sa.select(StaffFactor.id).where(StaffFactor.person_id == person_id)).first() is not None


def factors_of(seat: Seat, kind: str = "") -> tuple[Factor, ...]:
    """Oldest first. Raises Unreadable for a row that somebody else wrote."""
    query = sa.select(StaffFactor).where(StaffFactor.person_id == seat.person_id)
    rows = db.session.execute(query.order_by(StaffFactor.added_on, StaffFactor.id)).scalars()
    return tuple(_opened(row, seat.identity) for row in rows if kind in ("", row.kind))


def _opened(row: StaffFactor, identity: Identity) -> Factor:
    secret = open_sealed(_key(identity), row.sealed_secret, *_where(row))
    return Factor(row.id, row.kind, row.added_on, row.counter, secret)


def passkeys_of(seat: Seat) -> tuple[Passkey, ...]:
    return tuple(_passkey(factor) for factor in factors_of(seat, PASSKEY))


def spare_left(person_id: UUID) -> int:
    query = sa.select(sa.func.count()).select_from(SpareCode).where(SpareCode.person_id == person_id)
    return db.session.execute(query).scalar_one()


def holds(instance: Instance, seat: Seat, answer: Answer, now: datetime) -> bool:
    """Whether the answer is this person's second factor, now and for the first time. One try at a passkey's challenge
    uses it up."""
    if answer.credential:
        return _passkey_holds(instance, seat, answer.credential)
    if letters := spare_codes.as_letters(answer.code):
        return _spare_holds(seat, letters)
    digits = answer.code.replace(" ", "")
    return digits.isascii() and digits.isdigit() and _totp_holds(seat, digits, now)


def add_totp(instance: Instance, seat: Seat, token: bytes, code: str, now: datetime) -> None:
    """Raises Refused for a code that is not the application's."""
    secret = totp.draw_secret(seat.identity.seed, token)
    step = totp.matching_step(secret, code.replace(" ", ""), now)
    if step is None:
        raise Refused(WRONG_CODE)
    _add(instance, seat, TOTP, secret, step, now)


def add_passkey(instance: Instance, seat: Seat, credential: str, now: datetime) -> None:
    """Raises Refused for an answer to another challenge, of another host, or without the person being verified."""
    found = None
    if _spend(seat):
        found = passkeys.registered(instance.settings, credential, seat.challenge)
    if found is None:
        raise Refused(WRONG_KEY)
    _add(instance, seat, PASSKEY, found[0].to_bytes(), found[1], now, passkeys.answer_in(credential))


def remove_factor(instance: Instance, seat: Seat, factor_id: UUID, now: datetime) -> None:
    """Raises Refused for the last one; what is not there, or somebody else's, is left alone."""
    with transaction() as session:
        rows = session.execute(
            sa.select(StaffFactor).where(StaffFactor.person_id == seat.person_id).with_for_update()
        ).scalars()
        found = {row.id: row for row in rows}
        if factor_id not in found:
            return
        if len(found) == 1:
            raise Refused(LAST_ONE)
        if found[factor_id].kind == PASSKEY:
            vouchers.drop_voucher(vouchers.PASSKEY, _passkey(_opened(found[factor_id], seat.identity)).credential_id)
        session.delete(found[factor_id])
        passkey_wraps.drop_wrap(factor_id)
        record(instance.pen("staff"), seat.realm, "factor:removed", now, by=str(seat.person_id))


def new_spare_codes(instance: Instance, seat: Seat, now: datetime) -> tuple[str, ...]:
    """Ten codes to be shown once; those from before count no more."""
    codes = spare_codes.draw_codes()
    with transaction() as session:
        session.execute(sa.delete(SpareCode).where(SpareCode.person_id == seat.person_id))
        vouchers.drop_vouchers(vouchers.SPARE, seat.person_id)
        for code in codes:
            keep_spare_code(seat.person_id, seat.identity, spare_codes.as_letters(code))
        record(instance.pen("staff"), seat.realm, "factor:added", now, by=str(seat.person_id))
    return codes


def keep_spare_code(person_id: UUID, identity: Identity, letters: str) -> None:
    """In the open transaction: as a second step under the person's own key, and as what the door knows them by."""
    db.session.add(SpareCode(code_hash=spare_codes.hash_of(identity.seed, letters), person_id=person_id))
    vouchers.add_voucher(vouchers.SPARE, letters.encode(), person_id)


def _add(
    instance: Instance, seat: Seat, kind: str, secret: bytes, counter: int, now: datetime, wraps: bytes = b""
) -> None:
    row = sealed_factor(seat.person_id, seat.identity, kind, secret, instance.today(now))
    row.counter = counter
    with transaction() as session:
        session.add(row)
        if kind == PASSKEY:
            _vouch(seat, Passkey.from_bytes(secret))
        if wraps:
            passkey_wraps.add_wrap(row.id, seat.person_id, seat.identity, wraps)
        record(instance.pen("staff"), seat.realm, "factor:added", now, by=str(seat.person_id))


def sealed_factor(person_id: UUID, identity: Identity, kind: str, secret: bytes, added_on: date) -> StaffFactor:
    """A new row; only whoever has the identity can make one that opens."""
    row = StaffFactor(id=uuid4(), person_id=person_id, kind=kind, counter=0, added_on=added_on)
    row.sealed_secret = seal(_key(identity), secret, *_where(row))
    return row


def _totp_holds(seat: Seat, digits: str, now: datetime) -> bool:
    for factor in factors_of(seat, TOTP):
        step = totp.matching_step(factor.secret, digits, now)
        if step is not None:
            return _move_on(factor, step, lambda counter: StaffFactor.counter < counter)
    return False


def _passkey_holds(instance: Instance, seat: Seat, credential: str) -> bool:
    """One from before vouchers is known at the door from now on."""
    factor = _claimed(seat, credential)
    if not _spend(seat) or factor is None or not _has_signed(instance, factor, credential, seat.challenge):
        return False
    with transaction():
        _vouch(seat, _passkey(factor))
    return True


def _vouch(seat: Seat, passkey: Passkey) -> None:
    """In the open transaction."""
    vouchers.add_voucher(vouchers.PASSKEY, passkey.credential_id, seat.person_id, passkey.public_key)


def signer(instance: Instance, seat: Seat, credential: str, challenge: bytes) -> UUID | None:
    """Which of this person's passkeys signed a challenge that its caller counts."""
    factor = _claimed(seat, credential)
    return factor.id if factor and _has_signed(instance, factor, credential, challenge) else None


def _claimed(seat: Seat, credential: str) -> Factor | None:
    known = {_passkey(factor).credential_id: factor for factor in factors_of(seat, PASSKEY)}
    return known.get(passkeys.claimed_id(credential))


def _passkey(factor: Factor) -> Passkey:
    return Passkey.from_bytes(factor.secret)


def _has_signed(instance: Instance, factor: Factor, credential: str, challenge: bytes) -> bool:
    counter = passkeys.proved(instance.settings, credential, challenge, _passkey(factor), factor.counter)
    return counter is not None and _move_on(factor, counter, lambda _new: StaffFactor.counter == factor.counter)


def _spare_holds(seat: Seat, letters: str) -> bool:
    used = sa.delete(SpareCode).where(
        SpareCode.code_hash == spare_codes.hash_of(seat.identity.seed, letters), SpareCode.person_id == seat.person_id
    )
    with transaction() as session:
        is_used = bool(session.execute(used).rowcount == 1)  # type: ignore[attr-defined]
        if is_used:
            vouchers.drop_voucher(vouchers.SPARE, letters.encode())
    return is_used


def _move_on(factor: Factor, counter: int, if_still: Callable[[int], sa.ColumnElement[bool]]) -> bool:
    """Notes the counter where nobody was quicker: of two equal answers at once, one counts."""
    moved = sa.update(StaffFactor).where(StaffFactor.id == factor.id, if_still(counter)).values(counter=counter)
    return _changes_one(moved)


def _spend(seat: Seat) -> bool:
    """Whether the challenge of this seat was still good; afterwards it is not."""
    table = seat.table
    spent = (
        sa.update(table)
        .where(table.id_hash == seat.session_hash, table.challenges == seat.challenges)
        .values(challenges=seat.challenges + 1)
    )
    return _changes_one(spent)


def _changes_one(statement: sa.Update | sa.Delete) -> bool:
    with transaction() as session:
        return session.execute(statement).rowcount == 1  # type: ignore[attr-defined,no-any-return]


def _key(identity: Identity) -> bytes:
    return derive(identity.seed, "factors")


def _where(row: StaffFactor) -> tuple[str, UUID, UUID, str]:
    return "staff_factor", row.id, row.person_id, row.kind
