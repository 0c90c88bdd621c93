"""A disk that is nearly full: nothing more is taken in, nothing typed is lost, and reading goes on."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.builders import WHAT, a_filed_report, a_report, a_ticket
from tests.conftest import NOW, opened
from wbs import clock
from wbs.cases.records import Case, Message
from wbs.config import Settings
from wbs.db import db
from wbs.errors import NoRoom
from wbs.intake.filing import Extras, submit_report
from wbs.intake.form_token import new_token
from wbs.intake.mailbox import answer, open_mailbox, read_mailbox
from wbs.staff.instance import Instance
from wbs.store import Room

MORE_THAN_ANY_DISK = 10**9  # MB


@pytest.fixture
def full(app: Flask, settings: Settings) -> Iterator[Flask]:
    """The same installation, for which its disk is too small."""
    with opened(replace(settings, disk_mb=MORE_THAN_ANY_DISK)) as short:
        yield short


def test_a_report_is_refused_before_anything_is_stored(full: Flask) -> None:
    instance: Instance = full.extensions["wbs"]
    with pytest.raises(NoRoom):
        submit_report(instance, a_report(), Extras(), a_ticket(instance), NOW)
    assert db.session.execute(sa.select(sa.func.count()).select_from(Case)).scalar_one() == 0


def test_the_page_says_why_and_keeps_what_was_told(full: Flask) -> None:
    key = full.extensions["wbs"].keys.ticket
    token = new_token(key, clock.now() - timedelta(minutes=1))
    posted = {**token.hidden, "act": "send", "what": WHAT, "where": "Loket"}
    page = full.test_client().post("/", data=posted, headers={"Sec-Fetch-Site": "same-origin", "Origin": "null"})
    assert page.status_code == 503
    assert "hampir penuh" in page.text
    assert WHAT in page.text


def test_a_receipt_is_found_and_the_mailbox_is_read_all_the_same(instance: Instance, full: Flask) -> None:
    ticket, short = a_ticket(instance), full.extensions["wbs"]
    submit_report(instance, a_report(), Extras(), ticket, NOW)
    receipt = submit_report(short, a_report(), Extras(), ticket, NOW)
    box, _session = open_mailbox(short, " ".join(receipt.words), NOW)
    assert read_mailbox(short, box, NOW).number == receipt.number
    with pytest.raises(NoRoom):
        answer(short, box, "Ada tambahan.", "", NOW)
    assert db.session.execute(sa.select(sa.func.count()).select_from(Message)).scalar_one() == 0


def test_a_file_is_refused_with_its_reason(full: Flask) -> None:
    visit = full.extensions["reception"].visit()
    arrival = visit.receive("foto.jpg")
    arrival.write(b"\xff\xd8\xff" * 1000)
    visit.leave()
    assert arrival.problem == "full"
    assert not list(full.extensions["wbs"].store.blobs())


def test_officers_work_on(instance: Instance) -> None:
    assert not instance.room.is_short
    a_filed_report(instance)


def test_the_disk_is_asked_and_zero_means_never(settings: Settings) -> None:
    assert Room(settings.var_dir, 1 << 62).is_short
    assert not Room(settings.var_dir, 0).is_short
    assert not Room(settings.var_dir / "nowhere", 1).is_short
