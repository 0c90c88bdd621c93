"""Proving again that it is oneself who sits here: password and second factor, good for ten minutes."""

from datetime import datetime

from wbs.errors import Refused
from wbs.staff import factors
from wbs.staff.factors import Answer
from wbs.staff.instance import Instance
from wbs.staff.own_password import require_own
from wbs.staff.sessions import Token
from wbs.staff.signing_in import WRONG_ANSWER, SignedIn, renew
from wbs.staff.tries import account_of, bucket_for, note_wrong


def prove_again(
    instance: Instance, signed_in: SignedIn, password: str, given: Answer, now: datetime, browser: bytes = b""
) -> Token:
    """The session under a new name. Raises Refused, Throttled, Busy."""
    require_own(instance, signed_in, password, now, browser)
    if instance.settings.asks_second_factor and not factors.holds(instance, signed_in.seat, given, now):
        bucket = bucket_for(account_of(signed_in.person.id), browser)
        note_wrong(instance, signed_in.realm, bucket, now, is_code=True)
        raise Refused(WRONG_ANSWER)
    return renew(instance, signed_in, now)
