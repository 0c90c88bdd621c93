"""What the pages about second factors show: the picture of a secret, and what a browser is asked about passkeys."""

from typing import Any

from wbs.staff import passkeys, totp
from wbs.staff.factors import Seat, passkeys_of
from wbs.staff.instance import Instance
from wbs.staff.tries import account_of


def totp_facts(instance: Instance, seat: Seat, token: bytes) -> dict[str, Any]:
    """Picture and typed form of the secret that `token` draws for this person."""
    secret = totp.draw_secret(seat.identity.seed, token)
    name = account_of(seat.person_id).name
    picture = totp.picture(secret, name, instance.settings.service_name)
    return {"picture": picture, "secret": totp.as_typed(secret)}


def options_to_register(instance: Instance, seat: Seat) -> str:
    """JSON for the script, or nothing where no passkey can be made."""
    if not passkeys.are_possible(instance.settings):
        return ""
    name = account_of(seat.person_id).name
    return passkeys.to_register(instance.settings, seat.person_id, name, passkeys_of(seat), seat.challenge)


def options_to_find(instance: Instance, challenge: bytes) -> str:
    """JSON for the script of a page that does not know who looks at it, or nothing where no passkey can be made."""
    return passkeys.to_find(instance.settings, challenge) if passkeys.are_possible(instance.settings) else ""


def options_to_vouch(instance: Instance, challenge: bytes) -> str:
    """The same where the password is typed beside it: nothing is to be opened by the device."""
    return passkeys.to_prove(instance.settings, (), challenge) if passkeys.are_possible(instance.settings) else ""


def options_to_prove(instance: Instance, seat: Seat) -> str:
    """JSON for the script, or nothing for somebody without a passkey."""
    known = passkeys_of(seat)
    return passkeys.to_prove(instance.settings, known, seat.challenge) if known else ""
