"""Holds the archive against its ledger: a case deleted, a date moved, an outcome or a grant changed is found and named.

Needs no key that opens a case: entries name the SHA-256 of sealed rows. Entries that wait for their tick or night
count too, since act and entry are one transaction.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from wbs.cases.lifecycle import CLOSED
from wbs.cases.proof_decisions import ToldDecisions
from wbs.cases.proof_files import ToldFiles, file_discrepancies
from wbs.cases.proof_purges import TAGS as PURGES
from wbs.cases.proof_purges import ToldPurge
from wbs.cases.proof_rows import unreadable_rows
from wbs.cases.proof_stages import ToldStages
from wbs.cases.records import (
    Case,
    FacetEpoch,
    FacetRecord,
    Grant,
    Mailbox,
    Message,
    Note,
    Proposal,
    RecoveryGrant,
    SealedReport,
)
from wbs.db import db
from wbs.ledger.entry import Entry
from wbs.ledger.findings import Finding
from wbs.ledger.misstored import is_sound
from wbs.ledger.read import pseudonyms
from wbs.ledger.read import told as all_told
from wbs.staff.records import DirectorySeen

WRITTEN = {
    "case:message:written": "message",
    "case:note:written": "note",
    "disposition:recorded": "note",
    "conclusion:recorded": "note",
    "closing:returned": "note",
    "closing:proposed": "proposal",
    "purge:proposed": "proposal",
    "purge:returned": "note",
    "case:kept": "note",
    "facet:recorded": "facet",
}

PARTS = {"report": SealedReport, "mailbox": Mailbox, "recovery grant": RecoveryGrant}  # every case has them


@dataclass
class Told:
    """What the ledger says of one case."""

    opened: Entry | None = None
    stages: set[str] = field(default_factory=lambda: {"diterima"})  # those of the last second that had one
    stage_at: str = ""
    reopened: set[tuple[str, str]] = field(default_factory=set)  # day, stage
    due_on: str = ""
    cards: set[tuple[str, str]] = field(default_factory=set)  # when, SHA-256
    reports: set[tuple[str, str]] = field(default_factory=set)  # the same of the report: as told, and redacted since
    grants: dict[str, int] = field(default_factory=lambda: defaultdict(int))  # person -> given, less taken away
    written: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    proposers: set[str] = field(default_factory=set)
    closings: set[tuple[str, str]] = field(default_factory=set)  # proposer, approver
    files: ToldFiles = field(default_factory=ToldFiles)
    decisions: ToldDecisions = field(default_factory=ToldDecisions)
    moves: ToldStages = field(default_factory=ToldStages)
    purge: ToldPurge = field(default_factory=ToldPurge)

    @property
    def is_purged(self) -> bool:
        return self.purge.is_purged

    def take(self, entry: Entry) -> None:
        """Entries of one second stand in the log in any order: of those the last state is any."""
        self.moves.take(entry)
        if entry.tag in PURGES:
            self.purge.take(entry)
        if entry.tag == "case:opened":
            self.opened = entry
            self.due_on = max(self.due_on, entry.fields["due_on"])
        elif entry.tag == "case:stage:changed":
            self._take_stage(entry)
        elif entry.tag == "case:deadline:extended":
            self.due_on = max(self.due_on, entry.fields["due_on"])
        elif entry.tag == "case:card:changed":
            self.cards.add((entry.at or "", entry.fields["sealed_sha256"]))
        elif entry.tag == "case:granted":
            self.grants[entry.fields["person"]] += 1
        elif entry.tag == "case:grant:deleted":
            self.grants[entry.fields["person"]] -= 1
        else:
            self._take_written(entry)

    def _take_written(self, entry: Entry) -> None:
        self.files.take(entry)
        self.decisions.take(entry)
        if entry.tag in ("case:told", "case:report:redacted"):
            self.reports.add((entry.at or "", entry.fields["sealed_sha256"]))
        if entry.tag == "case:told":
            self.written["recovery"].add(entry.fields["recovery_sha256"])
        elif entry.tag == "closing:proposed":
            self.proposers.add(entry.by or "")
        elif entry.tag == "case:closed":
            self.closings.add((entry.by or "", entry.fields["approver"]))
        if entry.tag in WRITTEN and "sealed_sha256" in entry.fields:
            self.written[WRITTEN[entry.tag]].add(entry.fields["sealed_sha256"])

    def _take_stage(self, entry: Entry) -> None:
        stage, at = entry.fields["stage"], entry.at or ""
        if entry.day is not None:  # the reporter's answer opened it again: of that only the day is known
            self.reopened.add((entry.day, stage))
        elif at > self.stage_at:
            self.stages, self.stage_at = {stage}, at
        elif at == self.stage_at:
            self.stages.add(stage)

    def reports_now(self) -> set[str]:
        """The SHA-256 of the report as it must be now: of the newest entry, or of any of its second."""
        last = max((at for at, _ in self.reports), default="")
        return {sha for at, sha in self.reports if at == last}

    def may_be_at(self, stage: str) -> bool:
        """Whether the log allows this stage now; on the day of a reopening it does not tell which came last."""
        return stage in self.stages or any(
            stage == reopened and day >= self.stage_at[:10] for day, reopened in self.reopened
        )


def discrepancies(realm: str, zone: ZoneInfo | None = None) -> list[Finding]:
    """Everything in the archive that its ledger does not know, and the other way round; empty is good.

    `zone` is the instance's: closings carry a time in the ledger and a day in the archive, and without it these two
    are not compared.
    """
    told: dict[str, Told] = defaultdict(Told)
    serial = 0
    for entry in all_told(realm):
        if entry.case is not None:
            told[entry.case].take(entry)
        elif entry.tag == "directory:changed":
            serial = max(serial, entry.fields["serial"])
    names = pseudonyms()
    rows = db.session.execute(sa.select(Case).where(Case.realm == realm, is_sound(Case))).scalars()
    cases = {row.id: row for row in rows}
    found = [finding for case in cases.values() for finding in _of_case(case, told.get(names.get(case.id, "")))]
    present = {names.get(case_id) for case_id in cases}
    for pseudonym, story in told.items():
        if pseudonym not in present and not story.is_purged:
            found.append(Finding(None, "case missing", pseudonym))
        found += (Finding(None, what, pseudonym) for what in story.purge.findings(is_here=pseudonym in present))
    for case in cases.values() if zone else ():
        found += _closing_day(case, told.get(names.get(case.id, "")), zone)
    files = {pseudonym: story.files for pseudonym, story in told.items() if not story.is_purged}
    here = {case_id: names.get(case_id, "") for case_id in cases}
    return [
        *found, *_rows_against_entries(realm, cases, names, told), *file_discrepancies(here, files, zone),
        *_parts(cases), *_directory(realm, serial), *unreadable_rows(realm),
    ]


def _of_case(case: Case, told: Told | None) -> Iterator[Finding]:
    if told is None or told.opened is None:
        yield Finding(None, "case without entry", case.number)
        return
    facts = {
        "commitment": (case.commitment, told.opened.fields["commitment"]),
        "opened_on": (case.opened_on.isoformat(), told.opened.on),
        "due_on": (case.due_on.isoformat(), told.due_on),
    }
    if not told.may_be_at(case.stage):
        yield Finding(None, "stage changed", f"{case.number}: {case.stage}, ledger {'/'.join(sorted(told.stages))}")
    for name, (stored, said) in facts.items():
        if stored != said:
            yield Finding(None, f"{name} changed", f"{case.number}: {stored}, ledger {said}")
    last = max((at for at, _ in told.cards), default="")
    digest = hashlib.sha256(case.sealed_card).hexdigest()
    if told.cards and (last, digest) not in told.cards:
        yield Finding(None, "card changed", case.number)


def _closing_day(case: Case, told: Told | None, zone: ZoneInfo | None) -> Iterator[Finding]:
    if told is None or not told.may_be_at(case.stage):
        return
    said = None
    if case.stage == CLOSED and told.stage_at:
        said = datetime.fromisoformat(told.stage_at).astimezone(zone).date()
    if case.closed_on != said:
        yield Finding(None, "closed_on changed", f"{case.number}: {case.closed_on}, ledger {said}")


def _parts(cases: dict[UUID, Case]) -> Iterator[Finding]:
    """What every case has from its first moment and keeps: whatever was deleted of it is named."""
    for name, model in PARTS.items():
        present = set(db.session.execute(sa.select(model.case_id).where(is_sound(model))).scalars())
        yield from (Finding(None, f"{name} missing", case.number) for case in cases.values() if case.id not in present)


def _directory(realm: str, serial: int) -> Iterator[Finding]:
    """Lowering the serial that was seen would let an older directory come back."""
    query = sa.select(DirectorySeen.serial).where(DirectorySeen.realm == realm, is_sound(DirectorySeen))
    seen = db.session.execute(query).scalar() or 0
    if seen != serial:
        yield Finding(None, "directory serial changed", f"{seen}, ledger {serial}")


def _rows_against_entries(
    realm: str, cases: dict[UUID, Case], names: dict[UUID, str], told: dict[str, Told]
) -> Iterator[Finding]:
    stored: dict[tuple[str, str], set[str]] = defaultdict(set)
    for kind, model, column in (
        ("message", Message, Message.sealed_body), ("note", Note, Note.sealed_body),
        ("proposal", Proposal, Proposal.sealed_terms), ("report", SealedReport, SealedReport.sealed_report),
        ("recovery", RecoveryGrant, RecoveryGrant.sealed_case_key),
    ):
        for case_id, sealed in db.session.execute(sa.select(model.case_id, column).where(is_sound(model))):
            if case_id in cases:
                stored[kind, names.get(case_id, "")].add(hashlib.sha256(sealed).hexdigest())
    for pseudonym, story in told.items():
        if not stored["report", pseudonym] <= story.reports_now() and not story.is_purged:
            yield Finding(None, "report changed", pseudonym)
        for kind in ("recovery", "message", "note", "proposal"):
            if stored[kind, pseudonym] != story.written[kind] and not story.is_purged:
                yield Finding(None, f"{kind} changed, added or missing", pseudonym)
        yield from _closed_by_one(pseudonym, story)
        yield from (Finding(None, what, pseudonym) for what in story.moves.findings())
    yield from _decisions(cases, names, told)
    yield from _facets(realm, told)
    yield from _readers(cases, names, told)


def _decisions(cases: dict[UUID, Case], names: dict[UUID, str], told: dict[str, Told]) -> Iterator[Finding]:
    proposals: dict[UUID, list[Proposal]] = defaultdict(list)
    for row in db.session.execute(sa.select(Proposal).where(is_sound(Proposal))).scalars():
        proposals[row.case_id].append(row)
    for case_id, case in cases.items():
        if story := told.get(names.get(case_id, "")):
            found = story.decisions.findings(proposals[case_id])
            yield from (Finding(None, what, case.number) for what in found)


def _closed_by_one(pseudonym: str, told: Told) -> Iterator[Finding]:
    """A closing has a proposer who proposed, and an approver who is somebody else."""
    for proposer, approver in told.closings:
        if proposer == approver or proposer not in told.proposers:
            yield Finding(None, "closed without a second person", pseudonym)


def _facets(realm: str, told: dict[str, Told]) -> Iterator[Finding]:
    records = db.session.execute(
        sa.select(FacetRecord.sealed_record).join(FacetEpoch, FacetEpoch.id == FacetRecord.epoch_id)
        .where(FacetEpoch.realm == realm, is_sound(FacetRecord), is_sound(FacetEpoch))
    ).scalars()
    stored = {hashlib.sha256(sealed).hexdigest() for sealed in records}
    said = set[str]().union(*(story.written["facet"] for story in told.values()))
    if stored != said:
        yield Finding(None, "facet changed, added or missing", f"{len(stored ^ said)}")


def _readers(cases: dict[UUID, Case], names: dict[UUID, str], told: dict[str, Told]) -> Iterator[Finding]:
    readers: dict[UUID, set[str]] = defaultdict(set)
    query = sa.select(Grant.case_id, Grant.person_id).where(Grant.is_reserve.is_(False), is_sound(Grant))
    for case_id, person_id in db.session.execute(query):
        readers[case_id].add(str(person_id))
    for case_id, case in cases.items():
        story = told.get(names.get(case_id, ""))
        if story and readers[case_id] != {person for person, count in story.grants.items() if count > 0}:
            yield Finding(None, "grant added or missing", case.number)
