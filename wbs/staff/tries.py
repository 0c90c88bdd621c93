"""Accounts as plain values, and the counting of wrong tries: one bucket for each known browser, one for all others.

Whoever guesses from outside closes the bucket of unknown browsers, and never that of a browser in which the person has
signed in before (docs/decisions/0011). Decides nothing about how long; knows no password.
"""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa

from wbs.crypto.derivation import Cost
from wbs.db import db, insert_new, transaction
from wbs.errors import Throttled
from wbs.ledger.append import record
from wbs.staff.instance import Instance
from wbs.staff.passwords import Lock
from wbs.staff.records import KnownBrowser, StaffAccount
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
    is_provisional: bool


@dataclass(frozen=True)
class Bucket:
    """Where wrong tries are counted: `browser_hash` is empty for all unknown browsers together."""

    person_id: UUID
    browser_hash: bytes
    closed_until: datetime | None

    def require_open(self, now: datetime) -> None:
        """Raises Throttled."""
        if self.closed_until and self.closed_until > now:
            raise Throttled(CLOSED)

    @property
    def _row(self) -> sa.Select[tuple[StaffAccount]] | sa.Select[tuple[KnownBrowser]]:
        if self.browser_hash:
            return sa.select(KnownBrowser).where(KnownBrowser.id_hash == self.browser_hash)
        return sa.select(StaffAccount).where(StaffAccount.person_id == self.person_id)

    def row(self) -> StaffAccount | KnownBrowser | None:
        """To be changed in the open transaction."""
        return db.session.execute(self._row.with_for_update()).scalar_one_or_none()


def find_account(name: str) -> Account | None:
    query = sa.select(StaffAccount).where(StaffAccount.sign_in_name == name.strip().casefold())
    row = db.session.execute(query).scalar_one_or_none()
    return _account(row) if row else None


def account_of(person_id: UUID) -> Account:
    return _account(db.session.get_one(StaffAccount, person_id))


def _account(row: StaffAccount) -> Account:
    lock = Lock(row.salt, Cost(row.kib, row.passes), row.verifier_hash, row.sealed_identity, row.pepper)
    return Account(row.person_id, row.realm, row.sign_in_name, lock, row.closed_until, row.is_provisional)


def bucket_for(account: Account | None, browser: bytes) -> Bucket:
    """`browser` is the secret of its cookie, or empty. Asks as much for an unknown name as for a known one."""
    person_id = account.person_id if account else NOBODY
    known = db.session.get(KnownBrowser, browser_hash(browser, person_id))
    if known is not None and known.person_id == person_id:
        return Bucket(person_id, known.id_hash, known.closed_until)
    return Bucket(person_id, b"", account.closed_until if account else None)


def browser_hash(browser: bytes, person_id: UUID) -> bytes:
    """One cookie serves everybody who signs in at this browser, with a row for each."""
    return hashlib.sha256(browser + person_id.bytes).digest()


def new_browser() -> bytes:
    return secrets.token_bytes(BROWSER_BYTES)


def note_wrong(instance: Instance, realm: str, bucket: Bucket, now: datetime, *, is_code: bool = False) -> None:
    """Counts a wrong password or, with `is_code`, a wrong second factor, and writes the entry."""
    with transaction():
        row = bucket.row()
        if row is not None:
            row.failures, row.code_failures = row.failures + (not is_code), row.code_failures + is_code
            pause = pause_after_codes(row.code_failures) if is_code else pause_after(row.failures)
            row.closed_until = max(now + pause, row.closed_until or now)
        record(instance.pen("staff"), realm, "staff:sign-in:refused", now, person=str(bucket.person_id))


def write_the_same() -> None:
    """A write that changes nothing: what is not counted must not answer sooner, nor fill the ledger."""
    with transaction() as session:
        session.execute(sa.update(StaffAccount).where(StaffAccount.person_id == uuid4()).values(failures=0))


def note_entry(bucket: Bucket, browser: bytes) -> None:
    """In the open transaction: whoever came in is forgiven in this bucket, and the browser is known from now on."""
    row = bucket.row()
    if row is not None:
        row.failures, row.code_failures, row.closed_until = 0, 0, None
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
