"""What the ledger says of the end of a case: that one person proposed its destruction and another approved it.

Whoever writes the database cannot order a destruction, nor explain a case that they deleted: these entries are missing
then. Decides what is named; pure, reads entries alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from wbs.ledger.entry import Entry

PROPOSED, RETURNED, APPROVED, KEPT, PURGED = (
    "purge:proposed", "purge:returned", "purge:approved", "case:kept", "case:purged"
)  # fmt: skip
REOPENED = "case:reopened"
TAGS = frozenset((PROPOSED, RETURNED, APPROVED, KEPT, PURGED, REOPENED))


@dataclass(frozen=True)
class Order:
    """Two people wanted it; when the second one said so."""

    proposer: str
    approver: str
    at: str


@dataclass
class ToldPurge:
    """The entries of one case that are about its end; they come in any order."""

    proposed: set[tuple[str, str]] = field(default_factory=set)  # when, who
    approved: set[tuple[str, str]] = field(default_factory=set)
    undone: set[str] = field(default_factory=set)  # when it was sent back, kept, or opened again
    purged: set[str] = field(default_factory=set)  # who approved, as the worker has it

    def take(self, entry: Entry) -> None:
        if entry.tag == PROPOSED:
            self.proposed.add((entry.at or "", entry.by or ""))
        elif entry.tag == APPROVED:
            self.approved.add((entry.at or "", entry.by or ""))
        elif entry.tag in (RETURNED, KEPT, REOPENED):
            self.undone.add(entry.at or entry.day or "")
        elif entry.tag == PURGED:
            self.purged.add(entry.fields["approver"])

    @property
    def is_purged(self) -> bool:
        return bool(self.purged)

    def order(self) -> Order | None:
        """The newest approval, if somebody else had proposed it and nothing has undone either since."""
        if not self.approved:
            return None
        at, approver = max(self.approved)
        before = [one for one in self.proposed if one[0] <= at]
        if not before:
            return None
        proposed_at, proposer = max(before)
        if proposer == approver or any(when > proposed_at for when in self.undone):
            return None
        return Order(proposer, approver, at)

    def findings(self, is_here: bool) -> Iterator[str]:
        """`is_here`: the archive still has the case."""
        order = self.order()
        if self.is_purged and (order is None or self.purged != {order.approver}):
            yield "purged without a second person"
        if self.is_purged and is_here:
            yield "purged case is here"
