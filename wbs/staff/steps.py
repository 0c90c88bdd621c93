"""What comes next at the door, in this order: an own password, a second factor, its answer, a new password for a
forgotten one, a signed key. Pure."""

from dataclasses import dataclass

OWN_PASSWORD, FIRST_FACTOR, ANSWER = "own_password", "first_factor", "answer"
NEW_PASSWORD, WAITING, DONE = "new_password", "waiting", "done"


@dataclass(frozen=True)
class Standing:
    """How things stand with somebody who gave the right password, or whose passkey stood in for it."""

    is_provisional: bool  # the password is a one-time one
    asks_factor: bool  # false in a demo alone
    has_factor: bool
    is_proved: bool
    is_in_force: bool  # the signed directory has their key
    has_forgotten: bool = False  # a passkey stood in for the password


def next_step(standing: Standing) -> str:
    if standing.is_provisional:
        return OWN_PASSWORD
    if standing.asks_factor and not standing.has_factor:
        return FIRST_FACTOR
    if (standing.asks_factor or standing.has_forgotten) and not standing.is_proved:
        return ANSWER
    if standing.has_forgotten:
        return NEW_PASSWORD
    return DONE if standing.is_in_force else WAITING
