"""Moves waiting entries into the log: staff's at each tick by their time, reporters' after midnight in random order.

One sequencer at a time, in the one transaction that the caller opens: a crash leaves the log as it was. What does not
fit stays where it is under a mark, is looked at again next time (a newer tag may only need a newer worker), and is
named in the result, which the caller must turn into an alarm.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wbs.db import db
from wbs.ledger import vocabulary
from wbs.ledger.entry import Entry
from wbs.ledger.head import lock_heads, save_head, trusted_tree
from wbs.ledger.keyring import live_keys
from wbs.ledger.misstored import is_sound, of_realm
from wbs.ledger.pending import PENDING, Waiting, unreadable, waiting, why_refused
from wbs.ledger.records import LeafSalt, PendingEntry, SequencedEntry

BATCH = 500  # leaves asked for at once: SQLite binds a limited number of values


@dataclass(frozen=True)
class LeftBehind:
    """A pending row that is not what a face of this house would write; `why` as in docs/LEDGER.md."""

    id: str  # with the columns at fault when it cannot be read
    why: str


@dataclass(frozen=True)
class Sequenced:
    """What one run did. `waiting` are good entries of a day that is not over; anything in `refused` is an alarm."""

    appended: int
    waiting: int
    refused: tuple[LeftBehind, ...]


def sequence(realm: str, keys: Mapping[str, bytes], waits_for: str, now: datetime) -> Sequenced:
    """Appends what waits for "tick" or "night", inside the caller's `transaction()`.

    `now` is aware and in the instance's zone: entries of its day still wait for the night, or else the
    log would tell who wrote shortly after midnight. Raises ValueError for a missing key, Distrusted for a forged head.
    """
    if now.tzinfo is None or waits_for not in ("tick", "night") or not set(vocabulary.FACES) <= keys.keys():
        raise ValueError("sequencing needs an aware time, tick or night, and the key of every face")
    session = db.session()
    lock_heads(session)
    tree = trusted_tree(session, realm, live_keys(keys, "worker"))
    rows = _rows_of(realm, waits_for)
    left = _mark_unreadable(session, *rows)
    judged = list(_judged(session, _shuffled(waiting(session, *rows)), keys))
    _mark(session, judged)
    good = [row for row, why in judged if why is None]
    due = _in_order(good, waits_for, now.date())
    for start in range(0, len(due), BATCH):
        _append(session, tree.size, due[start : start + BATCH])
        for row in due[start : start + BATCH]:
            tree.append(row.leaf)
    if due:
        save_head(session, realm, tree, keys["worker"])
    left += [LeftBehind(str(row.id), why) for row, why in judged if why is not None]
    return Sequenced(appended=len(due), waiting=len(good) - len(due), refused=tuple(left))


def _rows_of(realm: str, waits_for: str) -> tuple[sa.ColumnElement[bool], ...]:
    other = "night" if waits_for == "tick" else "tick"  # a row edited to wait for neither is judged at each run
    return of_realm(PENDING.c.realm, realm), PENDING.c.waits_for != other


def _shuffled(rows: Sequence[Waiting]) -> list[Waiting]:
    return secrets.SystemRandom().sample(rows, len(rows))


def _judged(session: Session, rows: list[Waiting], keys: Mapping[str, bytes]) -> Iterator[tuple[Waiting, str | None]]:
    """Each row with the reason why it must not enter the log, or None."""
    seen = set(_leaves_in_log(session, rows))
    for row in rows:
        why = why_refused(row, keys) or ("repeated" if row.leaf in seen else None)
        if why is None:
            seen.add(row.leaf)
        yield row, why


def _mark_unreadable(session: Session, *rows: sa.ColumnElement[bool]) -> list[LeftBehind]:
    """Their key may be what cannot be read, so they are marked where they are found."""
    left = [LeftBehind(which, "shape") for which in unreadable(session, *rows)]
    if left:
        session.execute(sa.update(PENDING).where(*rows, ~is_sound(PendingEntry)).values(refused="shape"))
    return left


def _mark(session: Session, judged: list[tuple[Waiting, str | None]]) -> None:
    marks = [{"row_id": row.id, "why": why} for row, why in judged if why != row.refused]
    if marks:
        mark = sa.update(PENDING).where(PENDING.c.id == sa.bindparam("row_id")).values(refused=sa.bindparam("why"))
        session.execute(mark, marks)


def _leaves_in_log(session: Session, rows: list[Waiting]) -> Iterator[bytes]:
    for start in range(0, len(rows), BATCH):
        leaves = [row.leaf for row in rows[start : start + BATCH]]
        yield from session.scalars(sa.select(SequencedEntry.leaf).where(SequencedEntry.leaf.in_(leaves)))


def _in_order(rows: list[Waiting], waits_for: str, today: date) -> list[Waiting]:
    """The rows come shuffled: reporters' entries stay so, staff's are sorted by time (a stable sort)."""
    entries = {row.id: Entry.from_bytes(row.entry) for row in rows}
    if waits_for == "night":
        return [row for row in rows if (entries[row.id].day or "") < today.isoformat()]
    return sorted(rows, key=lambda row: entries[row.id].at or "")


def _append(session: Session, size: int, rows: list[Waiting]) -> None:
    numbered = list(enumerate(rows, start=size))
    entries = [
        {"realm": row.realm, "seq": seq, "entry": row.entry, "mac": row.mac, "leaf": row.leaf} for seq, row in numbered
    ]
    session.execute(sa.insert(SequencedEntry.__table__), entries)
    session.execute(
        sa.insert(LeafSalt.__table__), [{"realm": row.realm, "seq": seq, "salt": row.salt} for seq, row in numbered]
    )
    session.execute(sa.delete(PENDING).where(PENDING.c.id == sa.bindparam("row_id")), [{"row_id": r.id} for r in rows])
