"""After its night nothing says at which tick a report or an answer came, and timelines read as before."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.builders import Filed, a_filed_report, a_report, an_officer, an_open_case
from tests.cases.life import HEAD, OFFICER, mailbox_of, open_proposal_id
from tests.conftest import NOW
from wbs.cases.closing import Terms, approve, propose_closing
from wbs.cases.conversing import ask_reporter, promise_news
from wbs.cases.examining import step, take
from wbs.cases.flattening import Line, flatten_timelines, places
from wbs.cases.reading import read_case
from wbs.cases.records import TimelineRow
from wbs.db import db, transaction
from wbs.intake.filing import Extras
from wbs.intake.mailbox import answer, read_mailbox
from wbs.outbox.records import SENT, Notice
from wbs.staff.instance import Instance

TICKS = (time(10), time(15))


@pytest.fixture
def ticking(instance: Instance) -> Instance:
    """With the ticks of an office."""
    return replace(instance, settings=replace(instance.settings, ticks="10:00,15:00"))


def at(instance: Instance, hour: int, minute: int = 0, days: int = 0) -> datetime:
    """On the wall of the office, on the day of `NOW` or so many after it."""
    return datetime.combine(instance.today(NOW) + timedelta(days), time(hour, minute), instance.settings.zone)


def seen(case_id: UUID, template: str) -> datetime | None:
    db.session.expire_all()
    query = sa.select(TimelineRow.visible_from).where(TimelineRow.case_id == case_id, TimelineRow.template == template)
    return db.session.execute(query).scalar_one()


def test_every_report_of_a_day_says_the_same_whatever_its_tick_was(ticking: Instance) -> None:
    """Also the one from after the last tick, once that which it waited for has come."""
    urgent = a_report(flags=frozenset({"hilang_7_hari"}))
    filed = [a_filed_report(ticking, urgent, now=at(ticking, hour, 31)).case_id for hour in (8, 11, 16)]
    assert len({seen(case_id, "promise:first") for case_id in filed}) == len(filed)
    flatten_timelines(ticking, at(ticking, 1, days=1))
    assert [seen(case_id, "promise:first") for case_id in filed] == [
        at(ticking, 0), at(ticking, 0), at(ticking, 10, days=1),
    ]  # fmt: skip
    flatten_timelines(ticking, at(ticking, 1, days=2))
    assert {seen(case_id, "promise:first") for case_id in filed} == {at(ticking, 0)}


def test_no_row_keeps_the_tick_of_what_reporters_did(database: Flask, ticking: Instance) -> None:
    """Neither of urgent reports, of which people are told, nor of an answer by which a case opens again."""
    urgent = a_report(flags=frozenset({"hilang_7_hari"}))
    for hour in (8, 11):
        a_filed_report(ticking, urgent, Extras(contact="ratna@surel.example"), at(ticking, hour, 31))
    filed = a_case_closed_unanswered(ticking)
    answer(ticking, mailbox_of(ticking, filed, at(ticking, 11, 31)), "Ini jawabannya.", "", at(ticking, 11, 31))
    with transaction() as session:
        session.execute(sa.update(Notice).values(state=SENT))
    for task in ticking.on_night:
        task(ticking, at(ticking, 1, days=1))
    theirs = {("message", "visible_from"), ("outbox", "release_at")}  # officers' letters, and what follows
    assert moments_at_ticks(ticking) <= theirs
    assert set(db.session.execute(sa.select(Notice.kind)).scalars()) <= {"reminder"}  # the night's own
    assert seen(filed.case_id, "reopened") == at(ticking, 0)


def moments_at_ticks(instance: Instance) -> set[tuple[str, str]]:
    db.session.expire_all()
    zone = instance.settings.zone
    return {
        (table.name, name)
        for table in db.metadata.sorted_tables
        for row in db.session.execute(sa.select(table)).mappings()
        for name, value in row.items()
        if isinstance(value, datetime) and value.astimezone(zone).time() in TICKS
    }


def a_case_closed_unanswered(instance: Instance) -> Filed:
    asked_at, closed_at = at(instance, 9, days=-100), at(instance, 9, days=-2)
    filed, (officer, head) = an_open_case(instance, OFFICER, HEAD, now=asked_at)
    take(instance, officer, filed.case_id, asked_at)
    ask_reporter(instance, officer, filed.case_id, "Di loket yang mana?", asked_at)
    propose_closing(instance, officer, filed.case_id, Terms("tidak_lengkap", "Alasan.", "Surat."), closed_at)
    approve(instance, head, filed.case_id, open_proposal_id(filed.case_id), closed_at)
    return filed


def test_a_timeline_reads_as_it_was_shown(ticking: Instance) -> None:
    """A day on which things went back and forth, its last line visible on the next."""
    filed = a_busy_day(ticking)
    for evening in (at(ticking, 23), at(ticking, 23, days=1)):
        before = both_pages(ticking, filed, evening)
        for _ in range(2):  # the second time finds nothing to do
            flatten_timelines(ticking, evening)
            assert both_pages(ticking, filed, evening) == before
    shown = [template for template, _, _ in both_pages(ticking, filed, at(ticking, 23, days=1))[0]]
    assert shown == [
        "stage:diterima", "promise:first", "stage:verifikasi", "promise:next", "stage:telaah", "promise:next",
        "waiting:pelapor",
    ]  # fmt: skip


def a_busy_day(instance: Instance) -> Filed:
    filed, (officer,) = an_open_case(instance, OFFICER, now=at(instance, 8, 31))
    case_id, today = filed.case_id, instance.today(NOW)
    take(instance, officer, case_id, at(instance, 9))
    promise_news(instance, officer, case_id, today + timedelta(days=9), "", at(instance, 9, 5))
    step(instance, officer, case_id, "start_review", at(instance, 11))
    promise_news(instance, officer, case_id, today + timedelta(days=3), "", at(instance, 11, 5))
    ask_reporter(instance, officer, case_id, "Di loket yang mana?", at(instance, 16))
    return filed


def both_pages(instance: Instance, filed: Filed, now: datetime) -> tuple[Any, Any]:
    """The timeline as the reporter sees it, and as an officer does."""
    db.session.expire_all()
    lines = read_mailbox(instance, mailbox_of(instance, filed, now), now).timeline
    opened = read_case(instance, an_officer(instance, OFFICER, now), filed.case_id, now)
    return tuple((line.template, line.day, line.until) for line in lines), opened.timeline


def test_a_place_is_kept_only_where_the_order_of_life_would_be_wrong() -> None:
    day, case_id = datetime(2026, 11, 23, tzinfo=UTC), UUID(int=1)
    came = [("stage:verifikasi", 10), ("promise:next", 10), ("stage:selesai", 15), ("reopened", 26)]
    came.append(("stage:telaah", 34))
    lines = [Line(uuid4(), case_id, template, day + timedelta(hours=hour)) for template, hour in came]
    found = [(line.template, place) for line, place in places(reversed(lines))]
    assert found == [
        ("stage:verifikasi", 0), ("promise:next", 0), ("stage:selesai", 0), ("reopened", 0), ("stage:telaah", 1),
    ]  # fmt: skip
