"""From sealed facets and the ledger to plain facts: each case counted only as far as a leaf of the log proves it.

Days come from ledger entries, categories from the latest sequenced facet. What does not match is named, not dropped.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from wbs.cases.facets import Facet, open_facets
from wbs.crypto.identity import Identity
from wbs.ledger.entry import Entry
from wbs.ledger.findings import Finding
from wbs.ledger.read import entries
from wbs.ledger.verify import verify
from wbs.oversight.facts import CaseFacts
from wbs.staff.instance import Instance

TAGS = frozenset(
    ("case:opened", "case:stage:changed", "case:closed", "case:reopened", "case:message:written", "facet:recorded")
)


@dataclass
class History:
    """What the log says of one case, gathered entry by entry."""

    opened_on: date | None = None
    due_on: date | None = None
    stage: str = "diterima"
    closings: list[date] = field(default_factory=list)
    reopenings: list[date] = field(default_factory=list)
    first_answer_on: date | None = None
    facet: Facet | None = None
    is_proven: bool = True
    is_moved_by_worker: bool = False  # as only a probe is

    @property
    def is_sound(self) -> bool:
        """Whether the sealed record agrees with the entries."""
        is_probe = self.facet is not None and self.facet.channel == "probe"
        return self.is_proven and (is_probe or not self.is_moved_by_worker)

    def take(self, entry: Entry, on: date, facets: dict[str, Facet]) -> None:
        if entry.tag == "case:opened":
            self.opened_on, self.due_on = on, date.fromisoformat(entry.fields["due_on"])
        elif entry.tag == "case:stage:changed":
            self.stage = entry.fields["stage"]
            self.is_moved_by_worker = self.is_moved_by_worker or entry.face == "worker"
        elif entry.tag == "case:closed":
            self.closings.append(on)
        elif entry.tag == "case:reopened":
            self.reopenings.append(on)
        elif entry.tag == "case:message:written":
            self._take_message(entry, on)
        elif entry.tag == "facet:recorded":
            self._take_facet(facets.get(entry.fields["sealed_sha256"]))

    def _take_message(self, entry: Entry, on: date) -> None:
        if entry.fields["direction"] == "office" and self.first_answer_on is None:
            self.first_answer_on = on

    def _take_facet(self, facet: Facet | None) -> None:
        """The reporter's face writes only the first one: a facet of staff outranks it in whatever order they came."""
        if facet is None:
            self.is_proven = False
            return
        self.is_proven = self.is_proven or facet.reason != "opened"  # after a lost one, the latest of staff counts
        if self.facet is None:
            self.facet = facet
        else:
            told, newest = (facet, self.facet) if facet.reason == "opened" else (self.facet, facet)
            self.facet = newest.as_told_in(told)


@dataclass(frozen=True)
class Collected:
    """Facts of the cases that are whole; `unproven` counts those whose entry and record do not match."""

    facts: tuple[CaseFacts, ...]
    unproven: int
    findings: tuple[Finding, ...]

    @property
    def total(self) -> int:
        return len(self.facts) + self.unproven

    @property
    def proven(self) -> int:
        return 0 if self.findings else len(self.facts)


def collect(instance: Instance, realm: str, *oversight: Identity) -> Collected:
    """Reads a whole realm. Raises Unreadable for a facet that does not open."""
    facets = dict(open_facets(realm, *oversight))
    histories = _histories(entries(realm, TAGS), facets, instance.settings.zone)
    facts = [_facts(case, history) for case, history in histories.items()]
    known = tuple(found for found in facts if found is not None)
    lost = sum(
        1 for history in histories.values() if history.opened_on and (not history.facet or not history.is_sound)
    )
    return Collected(known, lost, tuple(verify(realm, instance.keys.ledger)))


def _histories(log: Iterable[tuple[int, Entry]], facets: dict[str, Facet], zone: ZoneInfo) -> dict[str, History]:
    histories: dict[str, History] = {}
    for _, entry in log:
        if entry.case is not None:
            histories.setdefault(entry.case, History()).take(entry, _day(entry, zone), facets)
    return histories


def _day(entry: Entry, zone: ZoneInfo) -> date:
    if entry.day is not None:
        return date.fromisoformat(entry.day)
    return datetime.fromisoformat(entry.at or "").astimezone(zone).date()


def _facts(case: str, history: History) -> CaseFacts | None:
    """None for a case whose opening has not been sequenced yet, or whose records do not match."""
    facet = history.facet
    if history.opened_on is None or history.due_on is None or facet is None or not history.is_sound:
        return None
    earlier = tuple(zip(history.closings, history.reopenings, strict=False))
    last = history.closings[-1] if len(history.closings) > len(history.reopenings) else None
    return CaseFacts(
        pseudonym=case,
        opened_on=history.opened_on,
        due_on=history.due_on,
        closed_on=last,
        reopened=bool(earlier),
        first_answer_on=history.first_answer_on,
        stage=history.stage,
        kind=facet.kind,
        unit_kind=facet.unit_kind,
        region=facet.region,
        flags=frozenset(facet.flags),
        channel=facet.channel,
        loss_class=facet.loss_class,
        outcome=facet.outcome or None,
        excluded_from_figures=facet.channel == "probe",
        earlier=earlier,
    )
