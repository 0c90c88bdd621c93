"""What makes a pending row fit to enter the log: asked by the sequencer, and by who verifies."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wbs.ledger import vocabulary
from wbs.ledger.entry import ENTRY_LABEL, face_and_tag, leaf_of, misfit
from wbs.ledger.keyring import fits, live_keys
from wbs.ledger.misstored import is_sound, misstored
from wbs.ledger.records import PendingEntry

PENDING = PendingEntry.__table__
Waiting = sa.Row[Any]  # of PENDING


def waiting(session: Session | sa.Connection, *where: sa.ColumnElement[bool]) -> Sequence[Waiting]:
    """Those that can be read; the others are `unreadable`."""
    return session.execute(sa.select(PENDING).where(*where, is_sound(PendingEntry))).all()


def unreadable(session: Session | sa.Connection, *where: sa.ColumnElement[bool]) -> list[str]:
    """Which rows hold what no face writes and no driver reads, text among bytes; each is refused as "shape"."""
    return list(misstored(session, PendingEntry, *where))


def why_refused(row: Waiting, keys: Mapping[str, bytes]) -> str | None:
    """None, or the key (docs/LEDGER.md) of what is wrong; MACs are checked for the faces in `keys`."""
    if not all(isinstance(part, bytes) for part in (row.entry, row.mac, row.salt, row.leaf)):
        return "shape"
    if row.realm not in vocabulary.REALMS:
        return "wrong_realm"
    face, tag = face_and_tag(row.entry)
    if why := misfit(row.entry, face, tag, row.realm):
        return why
    if leaf_of(row.salt, row.entry) != row.leaf:
        return "leaf"
    if face in keys and not fits(live_keys(keys, face), ENTRY_LABEL + row.leaf + row.entry, row.mac):
        return "mac"
    return None if vocabulary.waits_for(tag, face) == row.waits_for else "wrong_wait"
