"""Guests: people of another government body who decide one proposal where a case has too few heads. Pure.

Decides who may be asked about a case, by whom and when. Knows no key and no table (visits.py, inviting.py).
"""

from uuid import UUID

from wbs.cases.eligibility import Person, why_not
from wbs.cases.lifecycle import GUEST, HEADS
from wbs.cases.report import Report
from wbs.organisation.names import Words, words
from wbs.organisation.units import Organisation

REASON = "guest"  # of their grants
DECIDED = frozenset({"close", "reopen"})  # acts whose proposal may be put before a guest
ENOUGH_HEADS = 2  # one may be absent, and another still decides


def is_guest(roles: frozenset[str]) -> bool:
    return GUEST in roles


def is_only_guest(roles: frozenset[str], desks: frozenset[str]) -> bool:
    """Whoever is a guest is nothing else here, and sits nowhere: what they read comes case by case."""
    return roles == {GUEST} and not desks


def are_too_few(other_heads: int) -> bool:
    """`other_heads`: who reads the case and could decide it, without the proposer."""
    return other_heads < ENOUGH_HEADS


def may_ask(person_id: UUID, roles: frozenset[str], proposer: UUID) -> bool:
    """Who proposed, or a head."""
    return person_id == proposer or not roles.isdisjoint(HEADS)


def is_barred(person: Person, report: Report, organisation: Organisation) -> bool:
    """Whether somebody who was given the case must not read it after all, as a guest or as anybody else."""
    if is_guest(person.roles):
        return not may_second(person, report, organisation)
    return why_not(person, report, organisation) is not None


def may_second(person: Person, report: Report, organisation: Organisation) -> bool:
    """A doubt leaves a guest out, as it does anybody; their own body stands in no list of units, but in their post."""
    if not is_guest(person.roles) or why_not(person, report, organisation):
        return False
    told = (*report.persons, *report.excluded)
    typed = (report.unit_text, *(party.unit_text for party in told))
    return not any(_is_body_of(words(unit), words(person.position)) for unit in typed)


def _is_body_of(unit: Words, position: Words) -> bool:
    """One word, such as "inspektorat", names the house's own as well."""
    return len(set(unit)) > 1 and set(unit) <= set(position)
