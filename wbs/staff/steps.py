"""What comes next at the door, in this order: an own password, a second factor, its answer, a signed key. Pure."""

from dataclasses import dataclass

OWN_PASSWORD, FIRST_FACTOR, ANSWER, WAITING, DONE = "own_password", "first_factor", "answer", "waiting", "done"


@dataclass(frozen=True)
class Standing:
    """How things stand with somebody who gave the right password."""

    is_provisional: bool  # the password is a one-time one
    asks_factor: bool  # false in a demo alone
    has_factor: bool
    is_proved: bool
    is_in_force: bool  # the signed directory has their key


def next_step(standing: Standing) -> str:
    if standing.is_provisional:
        return OWN_PASSWORD
    if standing.asks_factor and not standing.has_factor:
        return FIRST_FACTOR
    if standing.asks_factor and not standing.is_proved:
        return ANSWER
    return DONE if standing.is_in_force else WAITING
