"""Files of a case: a sealed manifest in the database, sealed bytes in the store, and an entry that names both.

Decides what a manifest says and under which key it lies. Knows no request, no cleaner and no page; who may open a file
is whoever holds the key of its drawer.
"""

import base64
import hashlib
import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from wbs.cases.access import Held
from wbs.cases.dialogue import OFFICE, REPORTER
from wbs.cases.receiving import FILE, FilePart
from wbs.cases.records import Attachment as AttachmentRow
from wbs.cases.records import SealedBlob
from wbs.cases.rows import NewRow, insert_rows, new_row
from wbs.crypto.envelope import open_sealed, seal
from wbs.crypto.failures import Unreadable
from wbs.crypto.labels import Part
from wbs.crypto.stream import open_range, open_stream, sealed_size
from wbs.db import db, end_reading
from wbs.errors import NotFound
from wbs.evidence.types import TYPES
from wbs.ledger.append import record
from wbs.staff.instance import Instance
from wbs.store import Missing, Store

alarm = logging.getLogger("wbs.alarm")
ORIGINAL = "original"
PARTS = (FILE, ORIGINAL)
MISSING, DAMAGED = "missing", "damaged"


@dataclass(frozen=True)
class Offered:
    """One file ready to be attached. `file` is what officers see; `original` is kept beside it only by choice."""

    name: str = field(repr=False)
    kind: str  # a key of evidence.types.TYPES
    file: FilePart
    outcome: str  # of the cleaning; "" when it was not cleaned on purpose
    removed: tuple[str, ...] = ()
    original: FilePart | None = None
    original_sha256: str = ""
    original_size: int = 0


@dataclass(frozen=True)
class Drawer:
    """Where a case's files of one direction lie, and the key of their manifests."""

    key: bytes = field(repr=False)
    realm: str
    case_id: UUID
    direction: str

    def where(self, attachment_id: UUID) -> tuple[Part, ...]:
        return ("attachment", self.realm, self.case_id, attachment_id, self.direction)


@dataclass(frozen=True)
class SealedAttachment:
    """Rows to be inserted, and the hash that the ledger names."""

    rows: tuple[NewRow, ...] = field(repr=False)
    sealed_sha256: str


@dataclass(frozen=True)
class StoredPart:
    """Where the bytes of a file, or of its original, lie now; `damage` is what `wbs verify` found last."""

    name: str
    key: bytes = field(repr=False)
    size: int
    damage: str = ""


@dataclass(frozen=True)
class Attachment:
    """One opened manifest. `sha256` and `size` are of what is shown, the original's beside them.

    `state` is "", "missing" or "damaged".
    """

    id: UUID
    direction: str
    added_on: date
    name: str = field(repr=False)
    kind: str
    media: str
    size: int
    sha256: str
    outcome: str
    removed: tuple[str, ...]
    original_sha256: str
    original_size: int
    by: str  # person id, of an officer's file
    sealed_sha256: str
    parts: Mapping[str, StoredPart] = field(repr=False)
    state: str = ""

    @property
    def keeps_original(self) -> bool:
        return ORIGINAL in self.parts


def reporter_drawer(channel: bytes, realm: str, case_id: UUID) -> Drawer:
    return Drawer(channel, realm, case_id, REPORTER)


def drawers(held: Held) -> tuple[Drawer, Drawer]:
    """Of the reporter, who can open theirs too, and of the office."""
    return (
        Drawer(held.key.channel, held.realm, held.case_id, REPORTER),
        Drawer(held.key.dossier, held.realm, held.case_id, OFFICE),
    )


def seal_attachment(
    key: bytes, realm: str, case_id: UUID, direction: str, offered: Offered, today: date, by: str = ""
) -> SealedAttachment:
    """`key` is the case's channel for a reporter's file, its dossier for an officer's."""
    drawer, attachment_id = Drawer(key, realm, case_id, direction), uuid4()
    parts = {FILE: offered.file} | ({ORIGINAL: offered.original} if offered.original else {})
    sealed = seal(key, _manifest(offered, by), *drawer.where(attachment_id))
    row = new_row(
        AttachmentRow, id=attachment_id, case_id=case_id, direction=direction, added_on=today, sealed_manifest=sealed
    )
    blobs = [
        new_row(
            SealedBlob, name=UUID(hex=part.blob.name), attachment_id=attachment_id, part=name, sha256=part.blob.sha256,
            size=part.blob.size, is_levelled=False, damage="",
        )
        for name, part in parts.items()
    ]
    digest = fingerprint(sealed, {name: part.blob.sha256 for name, part in parts.items()})
    return SealedAttachment((row, *blobs), digest)


def fingerprint(sealed_manifest: bytes, blobs: Mapping[str, str]) -> str:
    """What the ledger says of a file: one hash over its sealed manifest and the hashes of its sealed blobs."""
    digest = hashlib.sha256(sealed_manifest)
    for part in PARTS:
        digest.update(blobs.get(part, "").encode())
    return digest.hexdigest()


def attach(
    instance: Instance, face: str, drawer: Drawer, offered: Iterable[Offered], now: datetime, by: str | None = None
) -> None:
    """Adds rows and entries to the open transaction; `by` is the officer, None when the reporter adds them."""
    today = instance.today(now)
    for one in sorted(offered, key=lambda one: one.file.blob.name):  # at random, not as sent
        sealed = seal_attachment(drawer.key, drawer.realm, drawer.case_id, drawer.direction, one, today, by or "")
        insert_rows(sealed.rows)
        record(
            instance.pen(face), drawer.realm, "case:file:added", now, case_id=drawer.case_id, by=by,
            sealed_sha256=sealed.sealed_sha256,
        )


def read_attachments(held: Held, store: Store) -> tuple[Attachment, ...]:
    """Every file of the case, the reporter's first."""
    return tuple(one for drawer in drawers(held) for one in read_drawer(drawer, store))


def read_drawer(drawer: Drawer, store: Store) -> tuple[Attachment, ...]:
    """By day and name. A manifest that was changed or moved is listed as damaged, and is an alarm."""
    query = sa.select(AttachmentRow).where(
        AttachmentRow.case_id == drawer.case_id, AttachmentRow.direction == drawer.direction
    )
    rows = db.session.execute(query).scalars().all()
    blobs = _blobs([row.id for row in rows])
    found = (_opened_or_damaged(drawer, row, blobs.get(row.id, []), store) for row in rows)
    return tuple(sorted(found, key=lambda one: (one.added_on, one.name, one.sha256)))


def count_files(case_id: UUID) -> int:
    query = sa.select(sa.func.count()).select_from(AttachmentRow).where(AttachmentRow.case_id == case_id)
    return db.session.execute(query).scalar_one()


def find_attachment(held: Held, attachment_id: UUID, store: Store) -> Attachment:
    """One file of the case. Raises NotFound, Unreadable."""
    row = db.session.get(AttachmentRow, attachment_id)
    drawer = next((one for one in drawers(held) if row and one.direction == row.direction), None)
    if row is None or drawer is None or row.case_id != held.case_id:
        raise NotFound
    return _opened(drawer, row, _blobs([row.id]).get(row.id, []), store)


def open_file(
    store: Store, attachment: Attachment, part: str = FILE, start: int = 0, length: int | None = None
) -> Iterator[bytes]:
    """Plain bytes of the file or of its original, all of them or a range. Raises Missing, Unreadable."""
    stored = attachment.parts.get(part)
    if stored is None:
        raise Missing
    name = _name_now(store, attachment, part, stored.name)
    if length is None and start == 0:
        return open_stream(stored.key, store.read(name), stored.size, FILE)
    wanted = stored.size - start if length is None else length
    return open_range(stored.key, lambda at, most: store.read(name, at, most), stored.size, start, wanted, FILE)


def _name_now(store: Store, attachment: Attachment, part: str, name: str) -> str:
    """The blob's name, or the one that levelling gave it since the row was read. Raises Missing."""
    try:
        store.size(name)
    except Missing:
        end_reading()
        query = sa.select(SealedBlob.name).where(SealedBlob.attachment_id == attachment.id, SealedBlob.part == part)
        renamed = db.session.execute(query).scalar()
        if renamed is None or renamed.hex == name:
            raise
        return renamed.hex
    return name


def _manifest(offered: Offered, by: str) -> bytes:
    kind, original = TYPES[offered.kind], offered.original
    kept = {"key": _text(original.key), "sealed_sha256": original.blob.sha256} if original else {}
    manifest = {
        "v": 1, "name": offered.name, "kind": kind.key, "media": kind.media, "by": by,
        "size": offered.file.size, "sha256": offered.file.sha256, "key": _text(offered.file.key),
        "sealed_sha256": offered.file.blob.sha256,
        "cleaning": {"outcome": offered.outcome, "removed": list(offered.removed)},
        "original": {
            "size": offered.original_size or offered.file.size,
            "sha256": offered.original_sha256 or offered.file.sha256, **kept,
        },
    }  # fmt: skip
    return json.dumps(manifest, ensure_ascii=False, sort_keys=True).encode()


def _blobs(ids: list[UUID]) -> dict[UUID, list[SealedBlob]]:
    found: dict[UUID, list[SealedBlob]] = {}
    if not ids:
        return found
    for blob in db.session.execute(sa.select(SealedBlob).where(SealedBlob.attachment_id.in_(ids))).scalars():
        found.setdefault(blob.attachment_id, []).append(blob)
    return found


def _opened(drawer: Drawer, row: AttachmentRow, blobs: list[SealedBlob], store: Store) -> Attachment:
    manifest: dict[str, Any] = json.loads(open_sealed(drawer.key, row.sealed_manifest, *drawer.where(row.id)))
    told = {FILE: manifest, ORIGINAL: manifest["original"]}
    parts = {
        blob.part: StoredPart(
            blob.name.hex, base64.b64decode(told[blob.part]["key"]), told[blob.part]["size"],
            _damage(blob, told[blob.part], store),
        )
        for blob in blobs
        if "key" in told.get(blob.part, {})
    }
    expected = {part for part, values in told.items() if "key" in values}
    damages = {part.damage for part in parts.values()} | ({MISSING} if expected - parts.keys() else set())
    return Attachment(
        row.id, row.direction, row.added_on, manifest["name"], manifest["kind"], manifest["media"], manifest["size"],
        manifest["sha256"], manifest["cleaning"]["outcome"], tuple(manifest["cleaning"]["removed"]),
        manifest["original"]["sha256"], manifest["original"]["size"], manifest["by"],
        fingerprint(row.sealed_manifest, {blob.part: blob.sha256 for blob in blobs}), parts,
        next((state for state in (MISSING, DAMAGED) if state in damages), ""),
    )


def _opened_or_damaged(drawer: Drawer, row: AttachmentRow, blobs: list[SealedBlob], store: Store) -> Attachment:
    """One row that somebody changed must not take the whole case out of sight."""
    try:
        return _opened(drawer, row, blobs, store)
    except Unreadable:
        alarm.error("a file's manifest does not open")
        digest = fingerprint(row.sealed_manifest, {blob.part: blob.sha256 for blob in blobs})
        return Attachment(
            row.id, row.direction, row.added_on, "", "unknown", "", 0, "", "", (), "", 0, "", digest, {}, DAMAGED
        )


def _damage(blob: SealedBlob, told: Mapping[str, Any], store: Store) -> str:
    """What can be seen without reading the file; `wbs verify` reads it whole and leaves word in the row."""
    try:
        size = store.size(blob.name.hex)
    except Missing:
        return MISSING
    is_other = blob.sha256 != told["sealed_sha256"] or size != sealed_size(told["size"])
    return DAMAGED if is_other or blob.damage == DAMAGED else ""


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode("ascii")
