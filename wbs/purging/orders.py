"""Which cases two people have ordered to be destroyed: out of proven entries of the ledger, never out of a row.

A row can be edited by whoever administers the database; an entry of the staff face needs its key.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from wbs.cases.proof_purges import TAGS, Order, ToldPurge
from wbs.ledger.proven import Proven, proven


def told_purges(entries: Iterable[Proven]) -> dict[str, ToldPurge]:
    """By pseudonym."""
    told: dict[str, ToldPurge] = defaultdict(ToldPurge)
    for one in entries:
        if one.read.case is not None:
            told[one.read.case].take(one.read)
    return told


def orders(realm: str, keys: Mapping[str, bytes]) -> dict[str, Order]:
    """The orders that stand, by pseudonym; those that were carried out, too."""
    found = ((case, told.order()) for case, told in told_purges(proven(realm, keys, TAGS)).items())
    return {case: order for case, order in found if order is not None}
