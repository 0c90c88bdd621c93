"""The demo's past, before anybody lives through it: what is open today, and that its figures may be shown."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.organisation.desks import DKI_UNITS
from wbs.cases.deadlines import due_on
from wbs.config import JAKARTA
from wbs.demo.living import ROLE_OF, STEPS
from wbs.demo.stories import Story, bypass_stories, open_stories, past_stories, shown_story
from wbs.organisation.calendar import WorkingCalendar
from wbs.oversight.facts import CaseFacts
from wbs.oversight.figures import series
from wbs.oversight.periods import period_from_key, periods_between
from wbs.oversight.publication import compose, publish

CALENDAR = WorkingCalendar(JAKARTA)
SUMMER, AUTUMN = datetime(2026, 7, 3, 4, tzinfo=UTC), datetime(2026, 11, 21, 20, tzinfo=UTC)
NOT_STEPS = {"take", "ask", "propose"}


def stories(now: datetime) -> list[Story]:
    return [*past_stories(DKI_UNITS, now), *open_stories(DKI_UNITS, now), shown_story(now)]


def facts_of(story: Story, now: datetime) -> CaseFacts:
    days = {act: story.told_at + timedelta(days=after) for act, after in story.acts}
    days = {act: at.astimezone(JAKARTA).date() for act, at in days.items() if at <= now}
    told, unit = story.told_at.astimezone(JAKARTA), DKI_UNITS.units[story.report.unit]
    return CaseFacts(
        str(id(story)), told.date(), due_on(CALENDAR, told.replace(hour=12)), days.get("approve"), False,
        days.get("take"), "", story.report.kind, unit.kind, unit.region, frozenset(), "web", "", story.outcome, False,
    )


def shown(now: datetime, key: str) -> dict[str, int | None]:
    today = now.astimezone(JAKARTA).date()
    lists = {"unit_kinds": {unit.kind for unit in DKI_UNITS.units.values()},
             "regions": {unit.region for unit in DKI_UNITS.units.values()}}  # fmt: skip
    facts = [facts_of(story, now) for story in stories(now)]
    quarters = periods_between(date(min(fact.opened_on for fact in facts).year, 1, 1), today, "triwulan")
    published = publish(series(facts, quarters, today, CALENDAR, **lists))
    period = period_from_key(key)
    assert period is not None
    return dict(compose([one for one in published if one.figures.period in period.parts("triwulan")], period).shown)


@pytest.mark.parametrize(
    ("now", "key"), [(AUTUMN, "2026-T3"), (AUTUMN, "2026-S1"), (AUTUMN, "2025"), (SUMMER, "2026-T1")]
)
def test_nearly_all_figures_of_a_finished_period_may_be_shown(now: datetime, key: str) -> None:
    cells = shown(now, key)
    hidden = [name for name, count in cells.items() if count is None]
    assert [name for name in hidden if not name.startswith("age:")] == []
    assert len(hidden) < 4
    assert cells["received"] and cells["substantiated"] and cells["late"] and cells["on_time"]


@pytest.mark.parametrize("now", [SUMMER, AUTUMN, datetime(2027, 1, 10, 5, tzinfo=UTC)])
def test_reports_came_in_every_month_until_today(now: datetime) -> None:
    months = {(story.told_at.year, story.told_at.month) for story in past_stories(DKI_UNITS, now)}
    began = min(months)
    last = max(months)
    assert len(months) == (last[0] - began[0]) * 12 + last[1] - began[1] + 1
    assert max(story.told_at for story in past_stories(DKI_UNITS, now)) > now - timedelta(days=5)


def test_every_stage_waits_on_the_table_and_one_case_for_a_second_person() -> None:
    last = [story.acts[-1][0] if story.acts else "" for story in open_stories(DKI_UNITS, AUTUMN)]
    assert {"", "take", "review", "submit", "dispose", "examine", "report", "propose"} == set(last)
    assert len(list(bypass_stories(AUTUMN))) == 2


def test_what_is_open_was_done_by_now() -> None:
    for story in (*open_stories(DKI_UNITS, AUTUMN), *bypass_stories(AUTUMN), shown_story(AUTUMN)):
        assert all(story.told_at + timedelta(days=days) <= AUTUMN for _, days in story.acts)


def test_every_act_of_a_story_is_one_that_can_be_lived() -> None:
    acts = {act for story in stories(AUTUMN) for act, _ in story.acts}
    assert acts <= {*STEPS, *ROLE_OF} | NOT_STEPS
