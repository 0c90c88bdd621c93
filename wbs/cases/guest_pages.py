"""What the task page says of guests: who is asked, or who could be, to whoever may ask. Words and values only."""

from dataclasses import dataclass
from datetime import datetime

from wbs.cases import labels
from wbs.cases.access import Held
from wbs.cases.closing import OpenProposal
from wbs.cases.guests import DECIDED, are_too_few, may_ask
from wbs.cases.visits import guest_on, guests_for, other_heads
from wbs.staff.directory import Directory, Person
from wbs.staff.instance import Instance


@dataclass(frozen=True)
class GuestPart:
    """`asked` is a name, or empty; `choices` are ids with names and posts, where somebody may be asked."""

    asked: str = ""
    has_opened: bool = False
    heads: int = 0
    choices: tuple[tuple[str, str], ...] = ()


def guest_part(
    instance: Instance, held: Held, proposal: OpenProposal | None, me: Person, directory: Directory, now: datetime
) -> GuestPart | None:
    """None where there is nothing about guests to show or to do: one other head is enough where there are no guests."""
    if proposal is None or proposal.act not in DECIDED or not may_ask(me.id, me.roles, proposal.proposer_id):
        return None
    if guest := guest_on(held.case_id):
        return GuestPart(labels.person_name(directory, guest[0]), guest[1])
    heads = len(other_heads(instance, held, proposal.proposer_id, now))
    offered = choices(instance, held, now) if are_too_few(heads) else ()
    return GuestPart(heads=heads, choices=offered) if offered or not heads else None


def choices(instance: Instance, held: Held, now: datetime) -> tuple[tuple[str, str], ...]:
    return tuple((str(one.id), f"{one.name}, {one.position}") for one in guests_for(instance, held, now))
