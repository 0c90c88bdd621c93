"""Writing an entry: in the act's own transaction, so that neither exists without the other.

Decides under which pseudonym a case appears. Does not know when the entry enters the log: `sequence.py` does.
"""

import secrets
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from wbs.db import at_end, db, insert, insert_new, noted, writing
from wbs.ledger import entry, vocabulary
from wbs.ledger.kinds import BadEntry
from wbs.ledger.records import CasePseudonym, PendingEntry

_NAMES = CasePseudonym.__table__
_KNOWN = sa.select(_NAMES.c.pseudonym).where(_NAMES.c.case_id == sa.bindparam("case_id"))


@dataclass(frozen=True)
class Pen:
    """Who writes: a face, its HMAC key, and the zone in which a reporter's day is told."""

    face: str
    key: bytes = field(repr=False)
    zone: ZoneInfo

    def __post_init__(self) -> None:
        if self.face not in vocabulary.FACES:
            raise BadEntry("no such face")


def record(
    pen: Pen,
    realm: str,
    tag: str,
    now: datetime,
    case_id: uuid.UUID | None = None,
    by: str | None = None,
    **fields: str | int | None,
) -> None:
    """Adds an entry to the open `transaction()`. A field given as None is left out.

    Raises BadEntry for anything that the vocabulary does not know, RuntimeError outside a transaction.
    """
    if now.tzinfo is None:
        raise BadEntry(f"{tag}: naive datetime")
    vocabulary.refuse_strangers(tag, pen.face, fields)
    case = pseudonym_for(case_id) if case_id is not None else None
    values = {
        **fields,
        **entry.when(tag, pen.face, now, pen.zone),
        **{"v": vocabulary.VERSION, "realm": realm, "face": pen.face, "tag": tag, "case": case, "by": by},
    }
    signed = entry.sign(pen.key, entry.to_bytes({name: value for name, value in values.items() if value is not None}))
    row = {"id": uuid.uuid4(), "realm": realm, "waits_for": vocabulary.waits_for(tag, pen.face), **vars(signed)}
    at_end(PendingEntry, row)  # an entry belongs into the transaction of its act


def forget_pseudonym(case_id: uuid.UUID) -> None:
    """Cuts the log's entries from the case; for the purge, after its `case:purged` is recorded."""
    db.session.execute(sa.delete(CasePseudonym).where(CasePseudonym.case_id == case_id))


def name_new_case(case_id: uuid.UUID) -> None:
    """Gives a pseudonym to a case that the open transaction makes, so that nobody else can have given it one."""
    row = _new_name(case_id)
    insert(CasePseudonym, row)
    noted()[case_id] = row["pseudonym"]


def pseudonym_for(case_id: uuid.UUID) -> str:
    """Under which name the open transaction writes of a case; made at the case's first entry, if not before.

    Two writers at once end with the same one. Raises RuntimeError outside a transaction.
    """
    known = noted()
    name: str | None = known.get(case_id)
    if name is None:
        row = _new_name(case_id)
        is_new = writing().execute(insert_new(_NAMES), row).rowcount == 1
        name = row["pseudonym"] if is_new else writing().execute(_KNOWN, {"case_id": case_id}).scalar_one()
        known[case_id] = name
    return name


def _new_name(case_id: uuid.UUID) -> dict[str, Any]:
    return {"case_id": case_id, "pseudonym": secrets.token_hex(16)}
