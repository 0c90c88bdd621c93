"""Holds the columns of proposals against the ledger: who proposed, and who decided as the second person.

Pure; reads entries and rows alone. What was proposed is in the sealed terms, whose hash `proof.py` compares.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from wbs.cases.records import Proposal
from wbs.ledger.entry import Entry

PROPOSED = ("closing:proposed", "purge:proposed")
RETURNED = ("closing:returned", "purge:returned")
APPROVED = ("case:reopened", "purge:approved")  # and case:closed, which names its approver


@dataclass
class ToldDecisions:
    """The entries of one case about its proposals; they come in any order."""

    proposers: dict[str, str] = field(default_factory=dict)  # SHA-256 of the sealed terms -> who
    decided: Counter[tuple[str, str]] = field(default_factory=Counter)  # state of the proposal, by whom

    def take(self, entry: Entry) -> None:
        if entry.tag in PROPOSED and "sealed_sha256" in entry.fields:
            self.proposers[entry.fields["sealed_sha256"]] = entry.by or ""
        elif entry.tag in RETURNED:
            self.decided["returned", entry.by or ""] += 1
        elif entry.tag in APPROVED and entry.day is None:  # a reporter's late answer opens a case without anybody
            self.decided["approved", entry.by or ""] += 1
        elif entry.tag == "case:closed":
            self.decided["approved", entry.fields["approver"]] += 1

    def findings(self, rows: Iterable[Proposal]) -> Iterator[str]:
        """`rows` are the proposals of the case."""
        rows = list(rows)
        terms = {hashlib.sha256(row.sealed_terms).hexdigest(): str(row.proposer_id) for row in rows}
        if any(self.proposers.get(sha, who) != who for sha, who in terms.items()):
            yield "proposer changed"
        if Counter((row.state, str(row.decider_id)) for row in rows if row.state != "open") != self.decided:
            yield "decision changed"
