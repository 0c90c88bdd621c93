"""Notices leave the house: claim with a lease, send outside any transaction, mark sent. At least once, never lost.

Does not know addresses (a callable opens them), what a mail says, or the ledger (a callable writes into it).
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from wbs.config import Mail
from wbs.db import db, end_reading, transaction
from wbs.errors import DeliveryFailed
from wbs.outbox.mail import KINDS_OF_ALARM, Unreachable, compose, send
from wbs.outbox.patience import is_hopeless, wait_after
from wbs.outbox.records import PARKED, SENT, WAITING, Notice

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Post:
    """How notices leave. `lease` must outlast `budget_s` and one sending, so that no two workers send one row."""

    address_of: Callable[[str, UUID], str | None]  # (kind, recipient); None: nobody wants this mail any more
    send: Callable[[str, str, datetime], None]  # (kind, address, now)
    record_parked: Callable[[str, datetime], None]  # (realm, now), called in the transaction that parks
    lease: timedelta = timedelta(minutes=5)
    budget_s: float = 120.0  # what is left after that waits for the next run


@dataclass(frozen=True)
class Claim:
    id: UUID
    realm: str
    kind: str
    recipient: UUID
    attempts: int
    lease_until: datetime


def post_by(
    mail: Mail, address_of: Callable[[str, UUID], str | None], record_parked: Callable[[str, datetime], None]
) -> Post:
    """The post of an installation with a mail server."""

    def send_one(kind: str, address: str, now: datetime) -> None:
        send(mail, address, compose(kind), now)

    return Post(address_of, send_one, record_parked, lease=timedelta(seconds=180 + 2 * mail.timeout_s))


def deliver_due(post: Post, now: datetime) -> None:
    """Sends every notice that is due. Raises DeliveryFailed, naming the first row that failed, after the last one.

    A mail server that does not answer ends the run: the rest would only wait for it one by one.
    """
    ends = time.monotonic() + post.budget_s
    failed: UUID | None = None
    for outbox_id in due(now):
        if time.monotonic() > ends:
            break
        claimed = claim(outbox_id, now, post.lease)
        if claimed is None:
            continue
        error = _attempt(post, claimed, now)
        if error is None:
            _mark_sent(claimed)
            continue
        _mark_failed(post, claimed, now, error)
        failed = failed or claimed.id
        if isinstance(error, Unreachable):
            break
    if failed:
        raise DeliveryFailed(str(failed)) from None


def due(now: datetime) -> list[UUID]:
    """Ids of the waiting rows that nobody holds, in no telling order."""
    query = sa.select(Notice.id).where(*_is_free(now)).order_by(Notice.id)
    return list(db.session.execute(query).scalars())


def claim(outbox_id: UUID, now: datetime, lease: timedelta) -> Claim | None:
    """Takes a row for as long as the lease, or None when somebody else was faster."""
    lease_until = now + lease
    with transaction() as session:
        change = sa.update(Notice).where(Notice.id == outbox_id, *_is_free(now)).values(lease_until=lease_until)
        if session.execute(change.execution_options(synchronize_session=False)).rowcount != 1:
            return None
        row = session.execute(
            sa.select(Notice.realm, Notice.kind, Notice.recipient, Notice.attempts).where(Notice.id == outbox_id)
        ).one()
        return Claim(outbox_id, *row, lease_until)


def forget_sent(alarms_before: datetime) -> int:
    """Deletes what was sent, and alarms from before that moment: its tick tells when somebody filed or answered."""
    is_alarm = Notice.kind.in_(KINDS_OF_ALARM)  # kept while it must not be told again; it returns while it is true
    with transaction() as session:
        is_over = sa.or_(
            sa.and_(~is_alarm, Notice.state == SENT), sa.and_(is_alarm, Notice.release_at < alarms_before)
        )
        gone = sa.delete(Notice).where(is_over)
        return session.execute(gone.execution_options(synchronize_session=False)).rowcount


def retry_parked() -> int:
    """Puts every parked row back, after a person has mended what was broken. Returns how many."""
    with transaction() as session:
        change = sa.update(Notice).where(Notice.state == PARKED)
        change = change.values(state=WAITING, attempts=0, lease_until=None)
        return session.execute(change.execution_options(synchronize_session=False)).rowcount


def _is_free(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Notice.state == WAITING,
        Notice.release_at <= now,
        sa.or_(Notice.lease_until.is_(None), Notice.lease_until <= now),
    )


def _attempt(post: Post, claimed: Claim, now: datetime) -> Exception | None:
    """None when sent, or when nobody wants it any more."""
    try:
        address = post.address_of(claimed.kind, claimed.recipient)
        end_reading()  # no snapshot and no connection is held while the mail server thinks
        if address is not None:
            post.send(claimed.kind, address, now)
    except Exception as error:  # whatever it was, this row must not stop the others
        return error
    return None


def _mark_sent(claimed: Claim) -> None:
    with transaction() as session:
        session.execute(sa.update(Notice).where(Notice.id == claimed.id).values(state=SENT, lease_until=None))


def _mark_failed(post: Post, claimed: Claim, now: datetime, error: Exception) -> None:
    attempts = claimed.attempts + 1
    held = sa.and_(Notice.id == claimed.id, Notice.state == WAITING, Notice.lease_until == claimed.lease_until)
    change = sa.update(Notice).where(held)
    log.warning("outbox %s: attempt %d failed: %s", claimed.id, attempts, type(error).__name__)
    with transaction() as session:
        if not is_hopeless(attempts):
            session.execute(change.values(attempts=attempts, lease_until=now + wait_after(attempts)))
            return
        parked = session.execute(change.values(attempts=attempts, state=PARKED, lease_until=None)).rowcount
        if parked:
            post.record_parked(claimed.realm, now)
    log.critical("ALARM outbox %s: parked after %d attempts", claimed.id, attempts)
