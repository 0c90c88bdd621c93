"""Whoever decides what was proposed about people or units is a second person. Pure: knows neither of the two."""

from uuid import UUID

from wbs.cases.lifecycle import HEADS
from wbs.errors import NotAllowed, Refused
from wbs.staff.directory import Person
from wbs.web.text import N_

DECIDERS = HEADS | {"admin"}
OWN_PROPOSAL = N_("Usulan diputuskan orang kedua, bukan yang mengusulkan.")
SETTLED = N_("Usulan ini sudah diputuskan.")


def may_decide(person: Person, proposer: UUID | None = None) -> bool:
    return person.has_role(*DECIDERS) and person.id != proposer


def refuse_others(person: Person, proposer: UUID, *, is_undecided: bool, or_own: bool) -> None:
    """`or_own`: the proposer may do it, too. Raises NotAllowed, Refused."""
    is_own = proposer == person.id
    if is_own and not or_own:
        raise Refused(OWN_PROPOSAL)
    if not is_own and not may_decide(person, proposer):
        raise NotAllowed
    if not is_undecided:
        raise Refused(SETTLED)
