"""Reads an installation into frames: every row of one snapshot, then the bytes of every file that it names.

The snapshot ends before the files are read, or the night would wait for it. Files never change, but a night gives
them other names: one that is gone is looked for under the name that it has now.
"""

import hashlib
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from wbs.cases.records import SealedBlob
from wbs.db import Base, db
from wbs.keeping.frames import BEGIN, END, FILE, FILE_END, PIECE, ROWS, TABLE, FrameWriter, compact
from wbs.keeping.tables import KEPT
from wbs.keeping.values import kind_of, to_json
from wbs.ledger.records import Head
from wbs.migrating import newest
from wbs.store import Missing, Store

FORMAT = 1
BATCH = 100  # rows in memory at once: one may have a megabyte
FRAME_BYTES = 1 << 20  # a frame of rows ends behind so many
HELD = struct.Struct("16s16s16s32sQ")  # name, attachment, part, SHA-256, size: what is kept of each file meanwhile
TRIES = 3


class OldDatabase(Exception):
    """The database is not at the newest revision: this program does not know its tables."""


@dataclass
class Saved:
    """What went into an archive. `broken` names files that the store has lost or damaged already."""

    rows: dict[str, int] = field(default_factory=dict)
    heads: dict[str, tuple[int, str]] = field(default_factory=dict)
    files: int = 0
    file_bytes: int = 0
    broken: list[str] = field(default_factory=list)


def save(frames: FrameWriter, store: Store, made_at: datetime) -> Saved:
    """Everything that `KEPT` names, and its files. Raises OldDatabase, StoreDown."""
    saved = Saved()
    with snapshot() as connection:
        _begin(connection, frames, made_at)
        for table in kept_tables():
            saved.rows[table.name] = _save_table(connection, frames, table)
        saved.heads = {row.realm: (row.size, row.root.hex()) for row in connection.execute(sa.select(Head.__table__))}
        held = _held(connection)
    for entry in HELD.iter_unpack(bytes(held)):
        _save_file(frames, store, saved, *entry)
    frames.write_json(END, {"rows": saved.rows, "files": saved.files, "heads": saved.heads, "broken": saved.broken})
    frames.finish()
    return saved


def kept_tables() -> list[sa.Table]:
    """What a backup carries, referred before referring."""
    return [table for table in Base.metadata.sorted_tables if table.name in KEPT]


@contextmanager
def snapshot() -> Iterator[sa.Connection]:
    """One state of the database, however long it is read; nobody waits for it."""
    with db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
        yield connection


def rows_of(connection: sa.Connection, table: sa.Table, batch: int = BATCH) -> Iterator[list[Any]]:
    """All rows by their keys, which tell no order of arrival; parents before children."""
    query = sa.select(table).order_by(*table.primary_key.columns)
    upward = [(key.parent.name, key.column.name) for key in table.foreign_keys if key.column.table is table]
    if upward:
        yield _parents_first(list(connection.execute(query)), *upward[0])
        return
    for found in connection.execute(query, execution_options={"yield_per": batch}).partitions():
        yield list(found)


def _parents_first(rows: list[Any], parent: str, key: str) -> list[Any]:
    """Of a table that refers to itself, which is small: the units."""
    ordered: list[Any] = []
    done: set[Any] = {None}
    while rows:
        ready = [row for row in rows if row._mapping[parent] in done or row._mapping[parent] == row._mapping[key]]
        if not ready:
            raise ValueError("rows refer to each other in a circle")
        ordered += ready
        done |= {row._mapping[key] for row in ready}
        rows = [row for row in rows if row._mapping[key] not in done]
    return ordered


def _begin(connection: sa.Connection, frames: FrameWriter, made_at: datetime) -> None:
    revision = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one()
    if revision != newest():
        raise OldDatabase
    about = {"format": FORMAT, "revision": revision, "made_at": made_at.isoformat(timespec="seconds")}
    frames.write_json(BEGIN, about)


def _save_table(connection: sa.Connection, frames: FrameWriter, table: sa.Table) -> int:
    columns = [[column.name, kind_of(column)] for column in table.columns]
    kinds, count = [kind for _, kind in columns], 0
    frames.write_json(TABLE, {"name": table.name, "columns": columns})
    for batch in rows_of(connection, table):
        count += len(batch)
        _write_rows(frames, [compact(to_json(kinds, row)) for row in batch])
    return count


def _write_rows(frames: FrameWriter, rows: list[str]) -> None:
    """In frames of a megabyte, but for a row that has more alone."""
    waiting, length = list[str](), 0
    for row in rows:
        waiting.append(row)
        length += len(row)
        if length > FRAME_BYTES or row is rows[-1]:
            frames.write(ROWS, f"[{','.join(waiting)}]".encode())
            waiting, length = [], 0


def _held(connection: sa.Connection) -> bytearray:
    columns = (SealedBlob.name, SealedBlob.attachment_id, SealedBlob.part, SealedBlob.sha256, SealedBlob.size)
    held = bytearray()
    for name, attachment_id, part, sha256, size in connection.execute(sa.select(*columns).order_by(SealedBlob.name)):
        held += HELD.pack(name.bytes, attachment_id.bytes, part.encode(), bytes.fromhex(sha256), size)
    return held


def _save_file(
    frames: FrameWriter, store: Store, saved: Saved, name: bytes, file: bytes, part: bytes, sha256: bytes, size: int
) -> None:
    """A FILE frame that comes again for the same name means: from the beginning."""
    at: str | None = name.hex()
    for _ in range(TRIES):
        frames.write_json(FILE, {"name": name.hex()})
        found = _save_pieces(frames, store, at) if at else None
        if found:
            break
        at = _name_now(UUID(bytes=file), part.rstrip(b"\0").decode())
    digest, length = found or (b"", 0)
    frames.write_json(FILE_END, {"sha256": digest.hex(), "size": length})
    saved.files += 1
    saved.file_bytes += length
    if (digest, length) != (sha256, size):
        saved.broken.append(name.hex())


def _save_pieces(frames: FrameWriter, store: Store, name: str) -> tuple[bytes, int] | None:
    """Hash and length of what was read; None when it is not, or no longer, under that name."""
    digest, length = hashlib.sha256(), 0
    try:
        for piece in store.read(name):
            frames.write(PIECE, piece)
            digest.update(piece)
            length += len(piece)
    except Missing:
        return None
    return digest.digest(), length


def _name_now(file: UUID, part: str) -> str | None:
    query = sa.select(SealedBlob.name).where(SealedBlob.attachment_id == file, SealedBlob.part == part)
    with db.engine.connect() as connection:
        found = connection.execute(query).scalar()
    return found.hex if found else None
