"""Who opened a file, when: before a byte of it is shown, it is in the ledger.

A viewing is noted once for each person, file and day: a page of a document is a request of its own, and a video many.
Each download is noted. Does not know what is shown or why.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

import sqlalchemy as sa

from wbs.cases.access import Held
from wbs.cases.attachments import Attachment
from wbs.cases.records import FileUse
from wbs.db import db, insert_new, transaction, writing
from wbs.ledger.append import record
from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn

VIEWED, DOWNLOADED = "viewed", "downloaded"
TAGS = {"case:file:viewed": VIEWED, "case:file:downloaded": DOWNLOADED}


@dataclass(frozen=True)
class Use:
    """Somebody did something with a file on a day."""

    person_id: UUID
    act: str
    day: date


def note_viewing(instance: Instance, signed_in: SignedIn, held: Held, file: Attachment, now: datetime) -> None:
    """In a transaction of its own, unless today's viewing is noted already."""
    if _is_noted(file.id, signed_in.person.id, instance.today(now)):
        return
    with transaction():
        if _add(instance, signed_in, file, VIEWED, now):
            record(
                instance.pen("staff"), held.realm, "case:file:viewed", now, case_id=held.case_id,
                by=signed_in.get_id(), sealed_sha256=file.sealed_sha256,
            )


def note_download(instance: Instance, signed_in: SignedIn, held: Held, file: Attachment, now: datetime) -> None:
    """Adds it to the open transaction."""
    _add(instance, signed_in, file, DOWNLOADED, now)
    record(
        instance.pen("staff"), held.realm, "case:file:downloaded", now, case_id=held.case_id, by=signed_in.get_id(),
        sealed_sha256=file.sealed_sha256,
    )


def uses_of(ids: Collection[UUID]) -> Mapping[UUID, tuple[Use, ...]]:
    """What was done with each file, oldest first."""
    found: dict[UUID, list[Use]] = {}
    query = sa.select(FileUse).where(FileUse.attachment_id.in_(ids))
    for row in db.session.execute(query).scalars():
        found.setdefault(row.attachment_id, []).append(Use(row.person_id, row.act, row.used_on))
    return {file: tuple(sorted(uses, key=lambda use: (use.day, use.act != VIEWED))) for file, uses in found.items()}


def _is_noted(attachment_id: UUID, person_id: UUID, day: date) -> bool:
    query = sa.select(FileUse.id).where(
        FileUse.attachment_id == attachment_id, FileUse.person_id == person_id, FileUse.act == VIEWED,
        FileUse.used_on == day,
    )
    return db.session.execute(query).scalar() is not None


def _add(instance: Instance, signed_in: SignedIn, file: Attachment, act: str, now: datetime) -> bool:
    """Whether it is the first of its day; of two requests at once one is."""
    row = {
        "id": uuid4(), "attachment_id": file.id, "person_id": signed_in.person.id, "act": act,
        "used_on": instance.today(now),
    }
    return writing().execute(insert_new(FileUse.__table__), row).rowcount == 1
