"""What officers write for each other, sealed under the dossier key: notes, directives, conclusions.

Masks and redactions lie here too, as entries with a `detail` (masks.py says which).
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from wbs.cases.records import Note
from wbs.crypto.case_key import CaseKey
from wbs.crypto.envelope import open_sealed, seal
from wbs.db import db

NOTE, DISPOSITION, CONCLUSION = "note", "disposition", "conclusion"
EXPORT, DOWNLOAD = "export", "download"


@dataclass(frozen=True)
class Entry:
    """One opened entry of the dossier. `outcome` is a closing key on conclusions; `to` a person id on directives."""

    kind: str
    author: str  # person id
    text: str = field(repr=False)
    outcome: str = ""
    to: str = ""
    detail: dict[str, Any] = field(default_factory=dict, repr=False)  # what a mask is about (masks.Marking)


@dataclass(frozen=True)
class DatedEntry:
    entry: Entry
    written_at: datetime
    id: UUID


def add_entry(key: CaseKey, realm: str, case_id: UUID, entry: Entry, now: datetime) -> str:
    """Adds it in the open transaction, with the second that the ledger has too. Returns the row's SHA-256 (hex)."""
    note_id = uuid4()
    plain = json.dumps({"v": 1, **asdict(entry)}, ensure_ascii=False, sort_keys=True).encode()
    sealed = seal(key.dossier, plain, realm, "note", note_id, case_id, "sealed_body")
    db.session.add(Note(id=note_id, case_id=case_id, written_at=now.replace(microsecond=0), sealed_body=sealed))
    return hashlib.sha256(sealed).hexdigest()


def read_entries(key: CaseKey, realm: str, case_id: UUID) -> tuple[DatedEntry, ...]:
    """Oldest first. Raises Unreadable."""
    rows = db.session.execute(sa.select(Note).where(Note.case_id == case_id).order_by(Note.written_at)).scalars().all()
    return tuple(DatedEntry(_opened(key, realm, row), row.written_at, row.id) for row in rows)


def _opened(key: CaseKey, realm: str, row: Note) -> Entry:
    plain = open_sealed(key.dossier, row.sealed_body, realm, "note", row.id, row.case_id, "sealed_body")
    values: dict[str, Any] = json.loads(plain)
    values.pop("v")
    return Entry(**values)
