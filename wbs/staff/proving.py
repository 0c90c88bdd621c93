"""Proving again that it is oneself who sits here: password and second factor, good for ten minutes."""

from datetime import datetime

from wbs.staff.answers import require_holding
from wbs.staff.factors import Answer
from wbs.staff.instance import Instance
from wbs.staff.own_password import require_own
from wbs.staff.sessions import Token
from wbs.staff.signing_in import SignedIn, renew


def prove_again(
    instance: Instance, signed_in: SignedIn, password: str, given: Answer, now: datetime, browser: bytes = b""
) -> Token:
    """The session under a new name. Raises Refused, Throttled, Busy."""
    require_own(instance, signed_in, password, now, browser)
    if instance.settings.asks_second_factor:
        require_holding(instance, signed_in.seat, given, now, browser)
    return renew(instance, signed_in, now)
