"""Accounts as plain values, and the counting of wrong tries: per known browser, per voucher, of all strangers.

Whoever guesses from outside closes the strangers' bucket, and never that of a browser in which the person has signed in
before (docs/decisions/0011), nor that of what nobody can guess (0026). Decides nothing of how long; knows no password.
"""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from wbs.crypto.derivation import Cost
from wbs.db import db, insert_new, transaction
from wbs.errors import Throttled
from wbs.ledger.append import record
from wbs.staff.instance import Instance
from wbs.staff.passwords import Lock
from wbs.staff.records import KnownBrowser, StaffAccount, Voucher
from wbs.staff.throttle import pause_after, pause_after_codes
from wbs.web.text import N_

CLOSED = N_("Terlalu banyak percobaan. Tunggu beberapa menit, lalu coba lagi.")
BROWSER_BYTES = 32
NOBODY = UUID(int=0)


@dataclass(frozen=True)
class Account:
    """A plain copy of an account row: rows do not outlive a transaction."""

    person_id: UUID
    realm: str
    name: str
    lock: Lock = field(repr=False)
    closed_until: datetime | None
    codes_closed_until: datetime | None
    is_provisional: bool


@dataclass(frozen=True)
class Bucket:
    """Where wrong tries are counted: of a voucher, of a known browser, or of all strangers with this name together."""

    table: type[Voucher] | type[KnownBrowser] | type[StaffAccount]
    key: bytes | UUID
    person_id: UUID
    closed_until: datetime | None
    codes_closed_until: datetime | None = None

    @property
    def is_strangers(self) -> bool:
        return self.table is StaffAccount

    def is_closed(self, now: datetime) -> bool:
        return self.closed_until is not None and self.closed_until > now

    def is_closed_to_codes(self, now: datetime) -> bool:
        return self.codes_closed_until is not None and self.codes_closed_until > now

    def require_open(self, now: datetime) -> None:
        """Raises Throttled."""
        if self.is_closed(now):
            raise Throttled(CLOSED)

    def row(self) -> Any:
        """To be changed in the open transaction."""
        return db.session.get(self.table, self.key, with_for_update=True)


def find_account(name: str) -> Account | None:
    query = sa.select(StaffAccount).where(StaffAccount.sign_in_name == name.strip().casefold())
    row = db.session.execute(query).scalar_one_or_none()
    return _account(row) if row else None


def account_of(person_id: UUID) -> Account:
    return _account(db.session.get_one(StaffAccount, person_id))


def _account(row: StaffAccount) -> Account:
    lock = Lock(row.salt, Cost(row.kib, row.passes), row.verifier_hash, row.sealed_identity, row.pepper)
    return Account(
        row.person_id, row.realm, row.sign_in_name, lock, row.closed_until, row.codes_closed_until, row.is_provisional
    )


def bucket_for(account: Account | None, browser: bytes, secret_hash: bytes = b"") -> Bucket:
    """`browser` is the secret of its cookie, or empty; `secret_hash` that of what may be a voucher. Asks as much for an
    unknown name as for a known one."""
    person_id = account.person_id if account else NOBODY
    voucher = db.session.get(Voucher, secret_hash) if secret_hash else None
    known = db.session.get(KnownBrowser, browser_hash(browser, person_id))
    if voucher is not None and voucher.person_id == person_id:
        return Bucket(Voucher, voucher.secret_hash, person_id, voucher.closed_until)
    if known is not None and known.person_id == person_id:
        return Bucket(KnownBrowser, known.id_hash, person_id, known.closed_until, known.codes_closed_until)
    if account is None:
        return Bucket(StaffAccount, NOBODY, NOBODY, None)
    return Bucket(StaffAccount, person_id, person_id, account.closed_until, account.codes_closed_until)


def browser_hash(browser: bytes, person_id: UUID) -> bytes:
    """One cookie serves everybody who signs in at this browser, with a row for each."""
    return hashlib.sha256(browser + person_id.bytes).digest()


def new_browser() -> bytes:
    return secrets.token_bytes(BROWSER_BYTES)


def note_wrong(instance: Instance, realm: str, bucket: Bucket, now: datetime) -> None:
    """Counts a wrong password, and writes the entry."""
    with transaction():
        row = bucket.row()
        if row is not None:
            row.failures += 1
            row.closed_until = max(now + pause_after(row.failures), row.closed_until or now)
        record(instance.pen("staff"), realm, "staff:sign-in:refused", now, person=str(bucket.person_id))


def note_wrong_code(instance: Instance, realm: str, bucket: Bucket, now: datetime) -> None:
    """Counts a wrong second step, and writes the entry. Passwords stay as open as they were."""
    with transaction():
        row = bucket.row()
        if row is not None:
            row.code_failures += 1
            row.codes_closed_until = max(now + pause_after_codes(row.code_failures), row.codes_closed_until or now)
        record(instance.pen("staff"), realm, "staff:sign-in:refused", now, person=str(bucket.person_id))


def write_the_same() -> None:
    """A write that changes nothing: what is not counted must not answer sooner, nor fill the ledger."""
    with transaction() as session:
        session.execute(sa.update(StaffAccount).where(StaffAccount.person_id == uuid4()).values(failures=0))


def note_entry(bucket: Bucket, browser: bytes) -> None:
    """In the open transaction: whoever came in is forgiven in this bucket, and the browser is known from now on."""
    row = bucket.row()
    if row is not None:
        row.failures, row.code_failures, row.closed_until, row.codes_closed_until = 0, 0, None, None
    if isinstance(row, KnownBrowser):
        row.age = 0
    elif browser:
        values = {
            "id_hash": browser_hash(browser, bucket.person_id), "person_id": bucket.person_id, "failures": 0,
            "code_failures": 0, "age": 0,
        }  # fmt: skip
        db.session.execute(insert_new(KnownBrowser), values)


def rewrap(account: Account, renewed: Lock | None) -> None:
    """After a rotation: the password that was just given lies under the newest pepper from now on.

    Not when it was changed in the meantime. Signing in is in the ledger anyhow, so the row tells nothing more.
    """
    if renewed is None:
        return
    row = StaffAccount.__table__
    unchanged = sa.update(row).where(
        row.c.person_id == account.person_id, row.c.verifier_hash == account.lock.verifier_hash
    )
    with transaction() as session:
        session.execute(
            unchanged.values(
                verifier_hash=renewed.verifier_hash, sealed_identity=renewed.sealed_identity, pepper=renewed.pepper
            )
        )
