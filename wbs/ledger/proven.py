"""Entries that their face's key has made, of the log and of what waits for it: to act upon, and to take along.

`read.py` believes the database; here an entry that somebody inserted without the key is none.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from wbs.db import db
from wbs.ledger.entry import ENTRY_LABEL, Entry, SignedEntry, face_and_tag, leaf_of, misfit
from wbs.ledger.keyring import RETIRED, Ring, rings
from wbs.ledger.pending import PENDING, waiting, why_refused
from wbs.ledger.read import signed_parts

BATCH = 2_000  # rows in memory at once


@dataclass(frozen=True)
class Proven:
    """One entry, and its bytes as they were signed."""

    realm: str
    signed: SignedEntry
    read: Entry


def proven(realm: str, keys: Mapping[str, bytes], tags: Collection[str]) -> Iterator[Proven]:
    """Those of the log in its order, then those that wait. An entry whose salt is gone is not among them."""
    of_faces = rings(keys)
    for row in _rows(realm):
        tag = face_and_tag(row.entry)[1]
        if tag == RETIRED and is_made(row, realm, of_faces):
            _retire(Entry.from_bytes(row.entry), of_faces)
        if tag in tags and is_made(row, realm, of_faces):
            yield _proven(realm, row)
    for row in waiting(db.session(), PENDING.c.realm == realm):
        if face_and_tag(row.entry)[1] in tags and why_refused(row, keys) is None:
            yield _proven(realm, row)


def is_made(signed: Any, realm: str, of_faces: Mapping[str, Ring]) -> bool:
    """Whether these bytes (`entry`, `salt`, `leaf`, `mac`) are an entry of the realm, made with a key of its face."""
    face, tag = face_and_tag(signed.entry)
    if misfit(signed.entry, face, tag, realm) or signed.salt is None or face not in of_faces:
        return False
    fits = leaf_of(signed.salt, signed.entry) == signed.leaf
    return fits and of_faces[face].made(ENTRY_LABEL + signed.leaf + signed.entry, signed.mac)


def _rows(realm: str) -> Iterator[sa.Row[Any]]:
    for batch in db.session.execute(signed_parts(realm), execution_options={"yield_per": BATCH}).partitions():
        yield from batch


def _retire(entry: Entry, of_faces: Mapping[str, Ring]) -> None:
    """A key that was retired here proves nothing that stands behind."""
    kind, _, face = entry.fields["key"].partition("_")
    if kind == "ledger" and face in of_faces:
        of_faces[face].retire(entry.fields["number"])


def _proven(realm: str, row: Any) -> Proven:
    signed = SignedEntry(bytes(row.entry), bytes(row.salt), bytes(row.leaf), bytes(row.mac))
    return Proven(realm, signed, Entry.from_bytes(signed.entry))
