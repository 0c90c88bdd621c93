"""Puts a rehearsed archive in place: rows, files and `log:restored` in one transaction of an empty database.

What is copied is the database of the rehearsal, which was verified and stands at the newest revision. A process that
dies on the way leaves the tables empty and, in the store, blobs that nobody names, which the sweep removes.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from wbs.cases.keeping import verify_store
from wbs.cases.records import SealedBlob
from wbs.crypto.failures import Unreadable
from wbs.db import Base, end_reading, engine_options, prepare_engine, transaction
from wbs.keeping.frames import Frame
from wbs.keeping.reading import read_files
from wbs.keeping.rehearsing import Rehearsed, counts, heads, ledger_findings
from wbs.keeping.saving import kept_tables, rows_of
from wbs.ledger.append import record
from wbs.staff.instance import Instance
from wbs.store import Store
from wbs.store.blobs import Writer


class NotEmpty(Exception):
    """There is something in the target's tables; the message names them."""


class PlacedFiles:
    """Writes files into the store and gives their rows the names that they got there.

    One without a row belonged to a case that was destroyed again: it is passed over.
    """

    def __init__(self, connection: sa.Connection, store: Store) -> None:
        self._connection, self._store = connection, store
        self._name = ""
        self._is_wanted = True
        self._writer: Writer | None = None
        self.placed: list[str] = []

    def begin(self, name: str) -> None:
        self.abort()
        self._name, self._is_wanted = name, self._has_row(name)
        self._writer = self._store.begin() if self._is_wanted else None

    def write(self, piece: bytes) -> None:
        if not self._is_wanted:
            return
        if self._writer is None:
            raise Unreadable
        self._writer.write(piece)

    def end(self, sha256: str, size: int) -> None:
        if not self._is_wanted:
            return
        if self._writer is None:
            raise Unreadable
        if not sha256:  # it was lost before the backup: its row says so
            self.abort()
            return
        blob, self._writer = self._writer.finish(), None
        self.placed.append(blob.name)
        if (blob.sha256, blob.size) != (sha256, size):
            raise Unreadable
        renamed = sa.update(SealedBlob).where(SealedBlob.name == UUID(hex=self._name))
        self._connection.execute(renamed.values(name=UUID(hex=blob.name), is_levelled=False))

    def _has_row(self, name: str) -> bool:
        query = sa.select(SealedBlob.part).where(SealedBlob.name == UUID(hex=name))
        return self._connection.execute(query).first() is not None

    def abort(self) -> None:
        """Removes what is half written."""
        if self._writer is not None:
            self._writer.abort()
        self._writer = None

    def take_back(self) -> None:
        self.abort()
        for name in self.placed:
            self._store.remove(name)


def refuse_filled(connection: sa.Connection) -> None:
    """Raises NotEmpty. A database without tables is as good as one whose tables are empty."""
    there = set(sa.inspect(connection).get_table_names()) - {"alembic_version"}
    filled = [
        name for name in sorted(there)
        if connection.execute(sa.select(sa.literal(1)).select_from(sa.table(name)).limit(1)).first()
    ]  # fmt: skip
    if filled:
        raise NotEmpty(", ".join(filled))


def place(instance: Instance, rehearsed: Rehearsed, frames: Iterable[Frame], now: datetime) -> None:
    """Fills the target, which is migrated already, with what was rehearsed. Raises NotEmpty, StoreFull, StoreDown."""
    with _reading(rehearsed) as source, transaction() as session:
        connection = session.connection()
        _lock(connection)
        refuse_filled(connection)
        for table in kept_tables():
            for rows in rows_of(source, table):
                connection.execute(sa.insert(table), [dict(row._mapping) for row in rows])
        files = PlacedFiles(connection, instance.store)
        try:
            read_files(frames, files)
        except BaseException:
            files.take_back()
            raise
        for realm, (size, root) in rehearsed.heads.items():
            record(instance.pen("worker"), realm, "log:restored", now, size=size, root=root.hex())


def differences(instance: Instance, rehearsed: Rehearsed) -> Iterator[str]:
    """What is not in place as it was rehearsed: every row counted, every file and the whole log read again."""
    for name, count in counts().items():
        wanted = rehearsed.rows[name] + (len(rehearsed.heads) if name == "ledger_pending" else 0)  # log:restored
        if count != wanted:
            yield f"Tabel {name}: {count} baris, seharusnya {wanted}."
    end_reading()
    if heads() != rehearsed.heads:
        yield "Kepala buku jejak berbeda."
    lost = sum(1 for _ in verify_store(instance))
    if lost != len(rehearsed.broken):
        yield f"{lost} berkas hilang atau rusak, seharusnya {len(rehearsed.broken)}."
    known = set(rehearsed.findings)
    yield from (found for found in ledger_findings(instance.keys.ledger, instance.settings.zone) if found not in known)


def _lock(connection: sa.Connection) -> None:
    """Nobody else writes meanwhile. On SQLite the open write transaction is that lock already."""
    if connection.dialect.name == "postgresql":
        names = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
        connection.execute(sa.text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))


@contextmanager
def _reading(rehearsed: Rehearsed) -> Iterator[sa.Connection]:
    url = rehearsed.settings.database_url
    engine = sa.create_engine(url, **engine_options(url))
    prepare_engine(engine)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()
