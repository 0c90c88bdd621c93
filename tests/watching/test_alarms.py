"""Alarms: one mail a day and kind, which tells of no case; on a dead mail server only the log."""

import logging
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask, g

from tests.conftest import NOW
from tests.outbox.conftest import Sink, free_port, sink
from wbs.app import forget_notices
from wbs.cases.addresses import deliver_notices
from wbs.cli import main
from wbs.config import Mail
from wbs.db import db, transaction
from wbs.errors import DeliveryFailed
from wbs.ledger.records import PendingEntry
from wbs.outbox.mail import ALARMS, compose
from wbs.outbox.records import PARKED, Notice
from wbs.staff.instance import Instance
from wbs.watching import health
from wbs.watching.alarms import look_around, raise_alarm
from wbs.watching.probing import tell

__all__ = ["sink"]


def mailing(instance: Instance, mail: Mail) -> Instance:
    return replace(instance, settings=replace(instance.settings, mail=mail, alarm_mail="jaga@example.test"))


def kinds() -> list[str]:
    db.session.rollback()
    return sorted(db.session.execute(sa.select(Notice.kind)).scalars())


def park_one() -> None:
    with transaction() as session:
        session.add(Notice(id=uuid4(), realm="main", kind="reminder", recipient=uuid4(), release_at=NOW, state=PARKED))


def test_a_quiet_house_says_nothing(instance: Instance) -> None:
    look_around(instance, NOW)
    assert kinds() == []


def test_one_mail_a_day_and_kind(database: Flask, sink: Sink) -> None:
    instance = mailing(database.extensions["wbs"], sink.mail)
    park_one()
    for minute in range(3):
        look_around(instance, NOW + timedelta(minutes=minute))
        deliver_notices(instance, NOW + timedelta(minutes=minute))
    assert [envelope.rcpt_tos for envelope in sink.received] == [["jaga@example.test"]]
    look_around(instance, NOW + timedelta(days=1))
    deliver_notices(instance, NOW + timedelta(days=1))
    assert len(sink.received) == 2
    assert b"outbox" in sink.received[0].content


def test_what_is_wrong_is_named(instance: Instance) -> None:
    park_one()
    with transaction() as session:
        session.execute(sa.insert(PendingEntry).values(_a_refused_entry()))
    instance.directories.path("main").unlink()
    short = replace(instance, settings=replace(instance.settings, disk_mb=10**9))
    look_around(short, NOW)
    assert kinds() == ["alarm_directory", "alarm_disk", "alarm_ledger", "alarm_outbox", "reminder"]


def _a_refused_entry() -> dict[str, object]:
    values: dict[str, object] = {"refused": "mac"}
    for column in PendingEntry.__table__.columns:
        if column.name not in values and not column.nullable:
            kind = column.type.python_type
            values[column.name] = {bytes: b"x" * 32, str: "main", int: 0}.get(kind) or _other(kind)
    return values


def _other(kind: type) -> object:
    return uuid4() if kind.__name__ == "UUID" else NOW.date()


def test_what_a_visit_noticed_leaves_at_the_tick(app: Flask, instance: Instance) -> None:
    raise_alarm(instance, "unreadable", NOW)
    [released] = db.session.execute(sa.select(Notice.release_at)).scalars()
    assert released == instance.next_tick(NOW)


def test_a_text_that_does_not_open_is_an_alarm_when_the_request_is_over(app: Flask) -> None:
    def spoil() -> str:
        g.alarm = "unreadable"
        return ""

    app.add_url_rule("/spoil", view_func=spoil)
    assert app.test_client().get("/spoil").status_code == 200
    assert kinds() == ["alarm_unreadable"]


def test_mails_tell_the_part_and_nothing_else() -> None:
    mails = [compose(f"alarm_{alarm}") for alarm in ALARMS]
    assert len({len(str(mail)) for mail in mails}) == 1
    assert not any(character.isdigit() for mail in mails for character in str(mail.get_content()))


def test_without_an_address_nothing_leaves(instance: Instance, sink: Sink) -> None:
    house = replace(instance, settings=replace(instance.settings, mail=sink.mail))
    raise_alarm(house, "disk", NOW)
    deliver_notices(house, NOW)
    assert sink.received == []


def test_a_dead_mail_server_leaves_the_log(instance: Instance, caplog: pytest.LogCaptureFixture) -> None:
    dead = Mail("127.0.0.1", free_port(), "kabar@example.test", 1.0)
    with caplog.at_level(logging.CRITICAL):
        tell(mailing(instance, dead), "probe", NOW)
    assert "ALARM probe" in caplog.text
    with pytest.raises(DeliveryFailed):
        deliver_notices(mailing(instance, dead), NOW + timedelta(hours=1))


def test_without_a_database_the_mail_leaves_all_the_same(instance: Instance, sink: Sink) -> None:
    with transaction() as session:
        session.connection().exec_driver_sql("DROP TABLE outbox")
    tell(mailing(instance, sink.mail), "probe", NOW)
    assert len(sink.received) == 1


def test_what_was_parked_is_tried_again_by_a_command(instance: Instance) -> None:
    park_one()
    run = CliRunner()
    assert "Macet: 1" in run.invoke(main, ["outbox", "show"], obj=instance.settings).output
    assert "1 pemberitahuan" in run.invoke(main, ["outbox", "retry"], obj=instance.settings).output
    assert health.count(PARKED) == 0


def test_an_alarm_that_nobody_could_send_is_forgotten(instance: Instance) -> None:
    raise_alarm(instance, "disk", NOW)
    forget_notices(instance, NOW + timedelta(days=6))
    assert kinds() == ["alarm_disk"]
    forget_notices(instance, NOW + timedelta(days=9))
    assert kinds() == []
