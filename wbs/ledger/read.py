"""Reading the log: entries for figures and timelines, and where the tree stands.

Believes what it reads: who must be sure calls `verify` first. Pending entries are no part of the log and come only
from `pending_entries`.
"""

import uuid
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from wbs.db import db
from wbs.ledger.entry import Entry, face_and_tag, misfit
from wbs.ledger.merkle import EMPTY_ROOT
from wbs.ledger.misstored import as_bytes, is_sound
from wbs.ledger.records import CasePseudonym, Head, LeafSalt, PendingEntry, SequencedEntry

BATCH = 2_000  # rows in memory at once


@dataclass(frozen=True)
class TreeHead:
    """How long the log is, and the root that stands for all of it."""

    size: int
    root: bytes


def entries(realm: str, tags: Collection[str] | None = None) -> Iterator[tuple[int, Entry]]:
    """(seq, entry) in the order of the log, only those with one of `tags` when given. Raises BadEntry."""
    query = (
        sa.select(SequencedEntry.seq, SequencedEntry.entry)
        .where(SequencedEntry.realm == realm)
        .order_by(SequencedEntry.seq)
    )
    for batch in db.session.execute(query, execution_options={"yield_per": BATCH}).partitions():
        for seq, raw in batch:
            if tags is None or face_and_tag(raw)[1] in tags:
                yield seq, Entry.from_bytes(raw)


def told(realm: str) -> Iterator[Entry]:
    """What was recorded, in the log and before it. Leaves out what is no entry of the realm: `verify` names it."""
    query = (
        sa.select(SequencedEntry.entry)
        .where(SequencedEntry.realm == realm, is_sound(SequencedEntry))
        .order_by(SequencedEntry.seq)
    )
    for raws in db.session.execute(query, execution_options={"yield_per": BATCH}).scalars().partitions():
        yield from _of_realm(raws, realm)
    yield from pending_entries(realm)


def tree_head(realm: str) -> TreeHead:
    query = sa.select(Head.size, Head.root).where(Head.realm == realm, is_sound(Head))
    row = db.session.execute(query).one_or_none()
    return TreeHead(row.size, row.root) if row else TreeHead(0, EMPTY_ROOT)  # `verify` names one that cannot be read


def pseudonym_of(case_id: uuid.UUID) -> str | None:
    """Under which name the case appears; None when nothing was recorded, or after the purge."""
    return db.session.scalar(sa.select(CasePseudonym.pseudonym).where(CasePseudonym.case_id == case_id))


def pending_entries(realm: str) -> Iterator[Entry]:
    """What was recorded and waits for its tick or night: acts that are done, though not in the log yet.

    Leaves out what is no entry at all; `verify` names it.
    """
    here = PendingEntry.realm == realm, PendingEntry.refused.is_(None), is_sound(PendingEntry)
    query = sa.select(PendingEntry.entry).where(*here)
    yield from _of_realm(db.session.execute(query).scalars(), realm)


def pseudonyms() -> dict[uuid.UUID, str]:
    """Every case id with its pseudonym; purged cases have none."""
    query = sa.select(CasePseudonym).where(is_sound(CasePseudonym))
    return {row.case_id: row.pseudonym for row in db.session.execute(query).scalars()}


def _of_realm(raws: Iterable[bytes], realm: str) -> Iterator[Entry]:
    """Those that are entries of the realm."""
    return (Entry.from_bytes(raw) for raw in raws if misfit(raw, *face_and_tag(raw), realm=realm) is None)


def signed_parts(realm: str, *before: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """Of each entry, in the order of the log: `before`, then entry, mac, leaf and salt (None: deleted), all as bytes.

    Without a conversion, which would cost a tenth of verifying the whole.
    """
    log, salts = SequencedEntry.__table__, LeafSalt.__table__
    both = log.outerjoin(salts, (salts.c.realm == log.c.realm) & (salts.c.seq == log.c.seq))
    parts = (as_bytes(column).label(column.name) for column in (log.c.entry, log.c.mac, log.c.leaf, salts.c.salt))
    return sa.select(*before, *parts).select_from(both).where(log.c.realm == realm).order_by(log.c.seq)
