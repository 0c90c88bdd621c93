"""The store through the nights: new blobs are levelled, what nobody refers to is swept, and all of it can be checked.

Needs no key: rows name the hash of sealed bytes. What a file is, this module never knows.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from wbs.cases.attachments import DAMAGED, MISSING
from wbs.cases.records import Attachment, Case, SealedBlob
from wbs.crypto.ticket import LIFETIME
from wbs.db import db, end_reading, transaction
from wbs.staff.instance import Instance
from wbs.store import Blob, Missing, Store

# A form may carry a file from page to page as long as its ticket lives, and once more; the store keeps days, no hours.
KEPT_UNCLAIMED = 2 * LIFETIME + timedelta(days=1)


@dataclass(frozen=True)
class StoreFinding:
    """What `wbs verify` found: `what` is "missing" or "damaged"."""

    number: str
    file_id: UUID
    part: str
    name: str
    what: str


def sweep_orphans(instance: Instance, now: datetime) -> None:
    """Removes what no row names and no open form can claim any more."""
    old = [lying.name for lying in instance.store.blobs() if lying.changed < now - KEPT_UNCLAIMED]
    claimed = {name.hex for name in db.session.execute(sa.select(SealedBlob.name)).scalars()}  # asked last
    end_reading()
    for name in old:
        if name not in claimed:
            instance.store.remove(name)


def level_blobs(instance: Instance, now: datetime) -> None:
    """Gives each new blob another name and place, so that neither tells when it came.

    After the sweep, never beside it: the copy looks old from its beginning.
    """
    query = sa.select(SealedBlob.name).where(SealedBlob.is_levelled.is_(False)).order_by(SealedBlob.name)
    new = db.session.execute(query).scalars().all()
    end_reading()
    for name in new:
        _level(instance.store, name)


def verify_store(instance: Instance) -> Iterator[StoreFinding]:
    """Reads every blob; what it finds stays on the row, where the case page sees it."""
    query = (
        sa.select(SealedBlob.name, SealedBlob.sha256, SealedBlob.size, SealedBlob.damage, SealedBlob.part,
                  Attachment.id, Case.number)
        .join(Attachment, Attachment.id == SealedBlob.attachment_id).join(Case, Case.id == Attachment.case_id)
        .order_by(Case.number, Attachment.id, SealedBlob.part)
    )  # fmt: skip
    rows = db.session.execute(query).all()
    end_reading()
    for row in rows:
        found = damage_of(instance.store, Blob(row.name.hex, row.sha256, row.size))
        if found != row.damage:
            with transaction() as session:
                session.execute(sa.update(SealedBlob).where(SealedBlob.name == row.name).values(damage=found))
        if found:
            yield StoreFinding(row.number, row.id, row.part, row.name.hex, found)


def damage_of(store: Store, blob: Blob) -> str:
    """"", "missing" or "damaged"."""
    digest, size = hashlib.sha256(), 0
    try:
        for piece in store.read(blob.name):
            digest.update(piece)
            size += len(piece)
    except Missing:
        return MISSING
    return "" if (digest.hexdigest(), size) == (blob.sha256, blob.size) else DAMAGED


def _level(store: Store, name: UUID) -> None:
    try:
        renewed = store.renew(name.hex)
    except Missing:  # for `wbs verify` to name
        return
    with transaction() as session:
        query = sa.update(SealedBlob).where(SealedBlob.name == name)
        is_still_there = session.execute(query.values(name=UUID(hex=renewed), is_levelled=True)).rowcount == 1
    store.remove(name.hex if is_still_there else renewed)
