"""Delivery: at least once, never lost, never two workers on one row, and no address in any log."""

import datetime as dt
import logging
import threading
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.outbox.conftest import Sink
from wbs.config import Mail
from wbs.db import db, transaction
from wbs.errors import DeliveryFailed
from wbs.outbox.announce import announce
from wbs.outbox.delivery import Post, claim, deliver_due, due, forget_sent, post_by, retry_parked
from wbs.outbox.mail import Unreachable
from wbs.outbox.patience import MAX_ATTEMPTS, is_hopeless, wait_after
from wbs.outbox.records import PARKED, SENT, WAITING, Notice

NOW = dt.datetime(2026, 3, 2, 3, 0, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=1)


@dataclass
class Postbox:
    """Where mails end in tests: addresses by recipient, what was sent, whom to fail for, what was parked."""

    addresses: dict[UUID, str] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)
    failing: set[str] = field(default_factory=set)
    parked: list[str] = field(default_factory=list)

    def post(self) -> Post:
        return Post(self.address_of, self.send, lambda realm, now: self.parked.append(realm))

    def address_of(self, kind: str, recipient: UUID) -> str | None:
        return self.addresses.get(recipient)

    def send(self, kind: str, address: str, now: dt.datetime) -> None:
        if address in self.failing:
            raise RuntimeError(address)
        self.sent.append(address)

    def announce(self, address: str, release_at: dt.datetime = NOW) -> UUID:
        recipient = uuid4()
        self.addresses[recipient] = address
        with transaction():
            return announce("reporter_news", recipient, release_at, "main")


@pytest.fixture
def box(outbox: Flask) -> Postbox:
    return Postbox()


def state(outbox_id: UUID) -> str:
    db.session.rollback()
    return db.session.execute(sa.select(Notice.state).where(Notice.id == outbox_id)).scalar_one()


def test_a_notice_leaves_at_its_tick_and_once(box: Postbox) -> None:
    box.announce("now@example.test")
    later = box.announce("later@example.test", LATER)
    deliver_due(box.post(), NOW)
    deliver_due(box.post(), NOW)
    assert box.sent == ["now@example.test"]
    assert state(later) == WAITING


def test_the_same_news_for_the_same_tick_is_one_notice(outbox: Flask) -> None:
    recipient = uuid4()
    with transaction():
        first = announce("reporter_news", recipient, NOW, "main")
        assert announce("reporter_news", recipient, NOW, "main") == first
        assert announce("reporter_news", recipient, LATER, "main") != first
        assert announce("reporter_news", uuid4(), NOW, "main") != first


def test_an_act_that_fails_announces_nothing(outbox: Flask) -> None:
    with pytest.raises(RuntimeError, match="the act"), transaction():
        announce("reminder", uuid4(), NOW, "main")
        raise RuntimeError("the act failed")
    assert due(LATER) == []


def test_through_a_real_mail_server(box: Postbox, sink: Sink) -> None:
    box.announce("pelapor@example.test")
    deliver_due(post_by(sink.mail, box.address_of, lambda realm, now: None), NOW)
    assert [envelope.rcpt_tos for envelope in sink.received] == [["pelapor@example.test"]]


def test_one_refused_address_does_not_hold_up_the_others(box: Postbox, sink: Sink) -> None:
    sink.refused.add("gone@example.test")
    refused = box.announce("gone@example.test")
    for number in range(5):
        box.announce(f"p{number}@example.test")
    with pytest.raises(DeliveryFailed) as failed:
        deliver_due(post_by(sink.mail, box.address_of, lambda realm, now: None), NOW)
    assert len(sink.received) == 5
    assert failed.value.args == (str(refused),)
    assert failed.value.__suppress_context__


def test_a_silent_mail_server_is_asked_once_a_run(box: Postbox, silent_server: Mail) -> None:
    rows = {box.announce(f"p{number}@example.test") for number in range(5)}
    with pytest.raises(DeliveryFailed):
        deliver_due(post_by(silent_server, box.address_of, lambda realm, now: None), NOW)
    assert len(due(NOW)) == 4
    assert set(due(LATER)) == rows


def test_a_worker_that_dies_after_claiming_loses_nothing(box: Postbox) -> None:
    row = box.announce("pelapor@example.test")
    lease = dt.timedelta(minutes=5)
    assert claim(row, NOW, lease)
    deliver_due(box.post(), NOW)
    assert box.sent == []
    deliver_due(box.post(), NOW + lease)
    assert box.sent == ["pelapor@example.test"]
    assert state(row) == SENT


def test_of_many_workers_one_gets_the_row(box: Postbox, outbox: Flask) -> None:
    rows = [box.announce(f"p{number}@example.test") for number in range(10)]
    ready = threading.Barrier(4)

    def compete() -> None:
        with outbox.app_context():
            ready.wait()
            deliver_due(box.post(), NOW)

    workers = [threading.Thread(target=compete) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(box.sent) == sorted(box.addresses.values())
    assert {state(row) for row in rows} == {SENT}


def test_a_failure_waits_longer_each_time_and_is_parked_with_an_alarm(
    box: Postbox, caplog: pytest.LogCaptureFixture
) -> None:
    row = box.announce("pelapor@example.test")
    box.failing.add("pelapor@example.test")
    now = NOW
    with caplog.at_level(logging.WARNING):
        for attempt in range(1, MAX_ATTEMPTS + 1):
            with pytest.raises(DeliveryFailed):
                deliver_due(box.post(), now)
            now += wait_after(attempt)
    assert state(row) == PARKED
    assert box.parked == ["main"]
    assert f"ALARM outbox {row}" in caplog.text
    assert "pelapor@" not in caplog.text


def test_a_parked_notice_goes_out_after_a_person_mended_things(box: Postbox, outbox: Flask) -> None:
    row = box.announce("pelapor@example.test")
    with transaction() as session:
        session.execute(sa.update(Notice).values(state=PARKED, attempts=MAX_ATTEMPTS))
    assert retry_parked() == 1
    deliver_due(box.post(), NOW)
    assert state(row) == SENT


def test_nobody_to_write_to_is_the_end_of_it(box: Postbox) -> None:
    row = box.announce("pelapor@example.test")
    box.addresses.clear()
    deliver_due(box.post(), NOW)
    assert state(row) == SENT
    assert box.sent == []


def test_what_was_sent_is_forgotten(box: Postbox) -> None:
    box.announce("pelapor@example.test")
    waiting = box.announce("later@example.test", LATER)
    deliver_due(box.post(), NOW)
    assert forget_sent(NOW - dt.timedelta(days=7)) == 1  # at once: that moment is for alarms
    assert state(waiting) == WAITING


def test_an_unreachable_server_ends_the_run_before_the_next_mail(box: Postbox) -> None:
    def fail(kind: str, address: str, now: dt.datetime) -> None:
        box.sent.append(address)
        raise Unreachable

    for number in range(3):
        box.announce(f"p{number}@example.test")
    with pytest.raises(DeliveryFailed):
        deliver_due(Post(box.address_of, fail, lambda realm, now: None), NOW)
    assert len(box.sent) == 1


def test_patience_grows_to_six_hours() -> None:
    waits = [wait_after(attempt) for attempt in range(1, MAX_ATTEMPTS + 1)]
    assert waits == sorted(waits)
    assert waits[0] == dt.timedelta(minutes=1)
    assert waits[-1] == dt.timedelta(hours=6)
    assert not is_hopeless(MAX_ATTEMPTS - 1)
    assert is_hopeless(MAX_ATTEMPTS)


def test_the_table_keeps_no_order_of_arrival(outbox: Flask) -> None:
    """PostgreSQL is levelled every night (tests/test_levelling.py)."""
    if db.engine.dialect.name != "sqlite":
        return
    statement = db.session.execute(sa.text("select sql from sqlite_master where name = 'outbox'")).scalar_one()
    assert "WITHOUT ROWID" in statement
