"""How much still hangs on an old key. One counter a kind; counts only, never which.

What cannot be told apart (rows from before peppers were named) counts for every old key: better one kept too long.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from wbs.cases.records import Mailbox
from wbs.cases.resealing import under
from wbs.crypto.derivation import pepper_name
from wbs.crypto.identity import Identity
from wbs.db import db
from wbs.intake.records import FiledTicket
from wbs.keyfolder import read_key
from wbs.keynumbers import file_name
from wbs.ledger import vocabulary
from wbs.ledger.entry import ENTRY_LABEL, face_and_tag
from wbs.ledger.keyring import fits
from wbs.ledger.pending import PENDING
from wbs.staff.directory import REALMS
from wbs.staff.instance import Instance
from wbs.staff.records import StaffAccount


@dataclass(frozen=True)
class Old:
    """One old key and when its successor came."""

    kind: str
    number: int
    key: bytes
    superseded_at: datetime


def old_key(instance: Instance, kind: str, number: int, superseded_at: datetime) -> Old:
    return Old(kind, number, read_key(instance.settings.keys_dir / file_name(kind, number)), superseded_at)


def hanging(instance: Instance, old: Old, now: datetime) -> int:
    return COUNTERS[old.kind](instance, old, now)


def _mailboxes(instance: Instance, old: Old, now: datetime) -> int:
    return _under_pepper(Mailbox.pepper, old)


def _accounts(instance: Instance, old: Old, now: datetime) -> int:
    return _under_pepper(StaffAccount.pepper, old)


def _under_pepper(column: sa.orm.InstrumentedAttribute[str | None], old: Old) -> int:
    query = sa.select(sa.func.count()).where(sa.or_(column == pepper_name(old.key), column.is_(None)))
    return db.session.execute(query).scalar_one()


def _forms(instance: Instance, old: Old, now: datetime) -> int:
    """Receipts that a form of the old key may still ask for."""
    day = instance.today(old.superseded_at)
    query = sa.select(sa.func.count()).select_from(FiledTicket).where(FiledTicket.filed_on <= day)
    return db.session.execute(query).scalar_one()


def _contacts(instance: Instance, old: Old, now: datetime) -> int:
    """Addresses that it opens, and directories by which the next one would be sealed to it."""
    public_key = Identity(old.key).public_key
    named = [realm for realm in REALMS if instance.directory(realm, now).shared.get("notifier") == public_key]
    return len(named) + sum(1 for realm in REALMS for _ in under((old.key,), realm))


def _pending(instance: Instance, old: Old, now: datetime) -> int:
    """Entries that wait under it: retired, the sequencer would refuse them."""
    face, count = old.kind.removeprefix("ledger."), 0
    for row in db.session.execute(sa.select(PENDING)):
        of_face = face_and_tag(row.entry)[0] == face
        count += of_face and fits((old.key,), ENTRY_LABEL + row.leaf + row.entry, row.mac)
    return count


COUNTERS: Mapping[str, Callable[[Instance, Old, datetime], int]] = {
    "pepper.code": _mailboxes, "pepper.staff": _accounts, "ticket": _forms, "notifier": _contacts,
    **{f"ledger.{face}": _pending for face in vocabulary.FACES},
}  # fmt: skip
