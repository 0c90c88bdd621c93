"""Holds the files of the archive against the ledger: rows added, removed, swapped, and who is said to have opened them.

Needs no key. Whether the store still has the bytes is `verifying.py`'s matter.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from wbs.cases.attachments import fingerprint
from wbs.cases.custody import TAGS
from wbs.cases.records import Attachment, FileUse, SealedBlob
from wbs.db import db
from wbs.ledger.entry import Entry
from wbs.ledger.findings import Finding
from wbs.ledger.misstored import is_sound

ADDED = "case:file:added"


@dataclass
class ToldFiles:
    """What the ledger says of the files of one case."""

    added: dict[str, tuple[str, str]] = field(default_factory=dict)  # file, and when: its day, or its second
    uses: set[tuple[str, str, str, str]] = field(default_factory=set)  # file, person, act, when

    def take(self, entry: Entry) -> None:
        if entry.tag == ADDED:
            self.added[entry.fields["sealed_sha256"]] = (entry.day or "", entry.at or "")
        elif entry.tag in TAGS:
            self.uses.add((entry.fields["sealed_sha256"], entry.by or "", TAGS[entry.tag], entry.at or ""))

    def uses_by_day(self, zone: ZoneInfo) -> set[tuple[str, str, str, str]]:
        return {
            (file, person, act, _day_of(at, zone)) for file, person, act, at in self.uses
        }

    def added_by_day(self, zone: ZoneInfo) -> set[tuple[str, str]]:
        return {(file, day or _day_of(at, zone)) for file, (day, at) in self.added.items()}


def file_discrepancies(
    names: Mapping[UUID, str], told: Mapping[str, ToldFiles], zone: ZoneInfo | None
) -> Iterator[Finding]:
    """`names` are the pseudonyms of the realm's cases; `told` what the ledger says under each, the purged left out."""
    stored: dict[str, dict[UUID, tuple[str, str]]] = defaultdict(dict)
    for case_id, file, digest, day in _fingerprints():
        if case_id in names:
            stored[names[case_id]][file] = (digest, day)
    uses = _uses()
    for pseudonym in {*told, *stored}:
        story, files = told.get(pseudonym, ToldFiles()), stored[pseudonym]
        if sorted(digest for digest, _ in files.values()) != sorted(story.added):
            yield Finding(None, "file changed, added or missing", pseudonym)
        elif zone is None:
            continue
        elif set(files.values()) != story.added_by_day(zone):
            yield Finding(None, "file day changed", pseudonym)
        elif {(files[file][0], *use) for file in files for use in uses[file]} != story.uses_by_day(zone):
            yield Finding(None, "file use changed, added or missing", pseudonym)


def _day_of(at: str, zone: ZoneInfo) -> str:
    return datetime.fromisoformat(at).astimezone(zone).date().isoformat()


def _fingerprints() -> Iterator[tuple[UUID, UUID, str, str]]:
    blobs: dict[UUID, dict[str, str]] = defaultdict(dict)
    for file, part, sha256 in db.session.execute(
        sa.select(SealedBlob.attachment_id, SealedBlob.part, SealedBlob.sha256).where(is_sound(SealedBlob))
    ):
        blobs[file][part] = sha256
    for row in db.session.execute(sa.select(Attachment).where(is_sound(Attachment))).scalars():
        yield row.case_id, row.id, fingerprint(row.sealed_manifest, blobs[row.id]), row.added_on.isoformat()


def _uses() -> Mapping[UUID, set[tuple[str, str, str]]]:
    found: dict[UUID, set[tuple[str, str, str]]] = defaultdict(set)
    for row in db.session.execute(sa.select(FileUse).where(is_sound(FileUse))).scalars():
        found[row.attachment_id].add((str(row.person_id), row.act, row.used_on.isoformat()))
    return found
