"""Verifies the log that the database holds: reads it in one snapshot, in batches, and lets `findings.py` judge.

Looks at the entries that still wait too: acts that are done stand on them until the next tick or night."""

from collections.abc import Iterator, Mapping

import sqlalchemy as sa

from wbs.db import db
from wbs.ledger.findings import Finding, Row, StoredHead, findings
from wbs.ledger.misstored import is_of_kind, is_sound, misstored, of_realm
from wbs.ledger.pending import PENDING, unreadable, waiting, why_refused
from wbs.ledger.read import signed_parts
from wbs.ledger.records import Head, LeafSalt, SequencedEntry

BATCH = 2_000  # rows in memory at once


def verify(realm: str, keys: Mapping[str, bytes]) -> list[Finding]:
    """Everything that is wrong with the realm's log and with what waits to enter it; empty when it is whole.

    MACs are checked for the faces in `keys` (face -> HMAC key). Sees what is committed, on a connection of its own.
    """
    with db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":  # or a sequencer between two reads would look like a forger
            connection.execute(sa.text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
        head = _head(connection, realm)
        return [
            *findings(realm, _rows(connection, realm), head, keys), *_misstored(connection, realm),
            *_waiting(connection, realm, keys),
        ]


def _misstored(connection: sa.Connection, realm: str) -> Iterator[Finding]:
    """What stands in the log and is of no kind that it has: `findings` was given something empty in its place."""
    for model in (SequencedEntry, LeafSalt, Head):
        for which in misstored(connection, model, of_realm(model.realm, realm)):
            yield Finding(None, "shape", which)


def _waiting(connection: sa.Connection, realm: str, keys: Mapping[str, bytes]) -> Iterator[Finding]:
    """Rows that the sequencer will refuse, and those that it refused."""
    here = of_realm(PENDING.c.realm, realm)
    for which in unreadable(connection, here):
        yield Finding(None, "pending_shape", which)
    for row in waiting(connection, here):
        if why := why_refused(row, keys) or row.refused:
            yield Finding(None, f"pending_{why}", str(row.id))


def _head(connection: sa.Connection, realm: str) -> StoredHead | None:
    columns = (Head.size, Head.root, Head.frontier, Head.mac)
    row = connection.execute(sa.select(*columns).where(Head.realm == realm, is_sound(Head))).one_or_none()
    return StoredHead(*row) if row else None


def _rows(connection: sa.Connection, realm: str) -> Iterator[Row]:
    seq = SequencedEntry.__table__.c.seq
    query = signed_parts(realm, seq).where(is_of_kind(seq))
    for batch in connection.execution_options(yield_per=BATCH).execute(query).partitions():
        yield from batch  # type: ignore[misc]
