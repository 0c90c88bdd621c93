"""What makes a pending row fit to enter the log: asked by the sequencer, and by who verifies."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from wbs.ledger import vocabulary
from wbs.ledger.entry import ENTRY_LABEL, face_and_tag, leaf_of, misfit
from wbs.ledger.keyring import fits, live_keys
from wbs.ledger.records import PendingEntry

PENDING = PendingEntry.__table__
Waiting = sa.Row[Any]  # of PENDING


def why_refused(row: Waiting, keys: Mapping[str, bytes]) -> str | None:
    """None, or the key (docs/LEDGER.md) of what is wrong; MACs are checked for the faces in `keys`."""
    face, tag = face_and_tag(row.entry)
    if why := misfit(row.entry, face, tag, row.realm):
        return why
    if leaf_of(row.salt, row.entry) != row.leaf:
        return "leaf"
    if face in keys and not fits(live_keys(keys, face), ENTRY_LABEL + row.leaf + row.entry, row.mac):
        return "mac"
    return None if vocabulary.waits_for(tag, face) == row.waits_for else "wrong_wait"
