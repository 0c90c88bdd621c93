"""An urgent case that nobody opens goes further by itself; officers are reminded, without a word of what."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from tests.builders import Filed, a_filed_report, a_report, an_officer
from tests.cases.life import HEAD, OFFICER
from tests.conftest import NOW
from wbs.cases.access import hold
from wbs.cases.proof import discrepancies
from wbs.cases.reading import confirm_no_conflict, read_case
from wbs.cases.records import Escalation
from wbs.cases.rounds import escalate_urgent, remind_officers
from wbs.db import db
from wbs.errors import NotFound
from wbs.ledger.read import pending_entries
from wbs.outbox.records import Notice
from wbs.staff.instance import Instance

DAY = timedelta(days=1)


@pytest.fixture
def urgent(instance: Instance) -> Filed:
    return a_filed_report(instance, a_report(flags=frozenset({"hilang_7_hari"})))


def told(instance: Instance, after: datetime) -> set[object]:
    """Who hears of an urgent case at the tick after that moment."""
    query = sa.select(Notice.recipient).where(Notice.kind == "urgent_case")
    return set(db.session.execute(query.where(Notice.release_at == instance.next_tick(after))).scalars())


def test_within_a_working_day_nothing_happens(instance: Instance, urgent: Filed) -> None:
    escalate_urgent(instance, NOW + DAY)
    assert told(instance, NOW + DAY) == set()


def test_then_the_head_is_told_then_the_next_desk_can_read(instance: Instance, urgent: Filed) -> None:
    head, reserve = an_officer(instance, HEAD), an_officer(instance, "dewi")
    with pytest.raises(NotFound):
        hold(reserve, urgent.case_id)
    first, second = NOW + 2 * DAY, NOW + 4 * DAY
    escalate_urgent(instance, first)
    escalate_urgent(instance, first)
    assert told(instance, first) == {head.person.id}
    with pytest.raises(NotFound):
        hold(reserve, urgent.case_id)
    escalate_urgent(instance, second)
    assert reserve.person.id in told(instance, second)
    confirm_no_conflict(instance, reserve, urgent.case_id, second)
    assert read_case(instance, reserve, urgent.case_id, second).report.kind == "pungli"
    assert db.session.execute(sa.select(Escalation)).first() is None
    assert [entry.tag for entry in pending_entries("main")].count("case:escalated") == 2
    assert discrepancies("main") == []


def test_whoever_opens_it_ends_the_escalation(instance: Instance, urgent: Filed) -> None:
    confirm_no_conflict(instance, an_officer(instance, OFFICER), urgent.case_id, NOW)
    for days in range(2, 9):
        escalate_urgent(instance, NOW + days * DAY)
    with pytest.raises(NotFound):
        hold(an_officer(instance, "dewi"), urgent.case_id)
    assert told(instance, NOW + 2 * DAY) == set()


def test_people_hear_once_a_night_that_something_is_due(instance: Instance, urgent: Filed) -> None:
    a_filed_report(instance)
    night = NOW + DAY
    remind_officers(instance, night)
    remind_officers(instance, night)
    reminded = db.session.execute(sa.select(Notice.recipient).where(Notice.kind == "reminder")).scalars().all()
    assert sorted(reminded) == sorted({an_officer(instance, name).person.id for name in _desk()})


def _desk() -> tuple[str, str, str]:
    return OFFICER, "pemeriksa.irbanko_barat", HEAD
