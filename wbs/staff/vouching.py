"""Both steps at once, with what nobody can guess: a spare code or a passkey shown together with name and password.

Whoever guesses at a name closes the strangers' bucket, and the person would wait with them in a browser that is not yet
known. Decides that a try with a voucher of theirs is counted in that voucher's own bucket, and that without a right one
the password is not looked at: that answer costs a hash and a look, whatever the name (docs/decisions/0026).
"""

from datetime import datetime

from wbs.errors import Refused
from wbs.staff import challenges, factors, passkeys, spare_codes, vouchers
from wbs.staff.factors import Answer
from wbs.staff.half_sessions import Half, resume_half
from wbs.staff.instance import Instance
from wbs.staff.passkeys import Passkey
from wbs.staff.signing_in import WRONG, Entered, go_on, sign_in
from wbs.staff.tries import find_account
from wbs.staff.vouchers import Vouched


def enter(
    instance: Instance, name: str, password: str, given: Answer, challenge: bytes, now: datetime, browser: bytes = b""
) -> Entered:
    """Raises Refused, for a wrong voucher as for a wrong password; Throttled, Busy."""
    voucher = _of_passkey(instance, given, challenge, now) if given.credential else _of_code(given)
    account = find_account(name) if voucher else None
    if voucher is None or account is None or account.person_id != voucher.person_id:
        raise Refused(WRONG)
    entered = sign_in(instance, name, password, now, browser, voucher.secret_hash)
    half = None if entered.is_whole else resume_half(instance, entered.token, now)
    if half is None or not _proves(instance, half, given, challenge, now):
        return entered
    vouchers.forgive(voucher)
    return go_on(instance, half, now, browser)


def _of_code(given: Answer) -> Vouched | None:
    letters = spare_codes.as_letters(given.code)
    return vouchers.find_voucher(vouchers.SPARE, letters.encode())


def _of_passkey(instance: Instance, given: Answer, challenge: bytes, now: datetime) -> Vouched | None:
    """Each challenge counts once for it, whatever comes of the password."""
    drawn_s, claimed = challenges.drawn_s(instance, challenge, now), passkeys.claimed_id(given.credential)
    voucher = vouchers.find_voucher(vouchers.PASSKEY, claimed)
    if voucher is None or not drawn_s:
        return None
    shown = passkeys.proved(
        instance.settings, given.credential, challenge, Passkey(claimed, voucher.public_key), counter=0
    )
    return voucher if shown is not None and vouchers.note_use(voucher, drawn_s) else None


def _proves(instance: Instance, half: Half, given: Answer, challenge: bytes, now: datetime) -> bool:
    """Whether it is their second step too, by what lies sealed under their own key."""
    if given.credential:
        return factors.signer(instance, half.seat, given.credential, challenge) is not None
    return factors.holds(instance, half.seat, given, now)
