"""Ticks: fixed moments, strictly after now, the same in every process."""

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbs.outbox.ticks import EPOCH, BadTicks, next_tick, parse, previous_tick

JAKARTA = ZoneInfo("Asia/Jakarta")
MOMENTS = st.integers(0, 4_000_000_000_000_000).map(lambda microseconds: EPOCH + timedelta(microseconds=microseconds))
TICKS = st.sampled_from(["10:00,15:00", "00:00", "23:59,00:00,12:30", "every:1", "every:60", "every:86400"])
ZONES = st.sampled_from([JAKARTA, ZoneInfo("Asia/Jayapura"), ZoneInfo("Europe/Berlin"), ZoneInfo("UTC")])


@given(MOMENTS, TICKS, ZONES)
def test_now_lies_between_two_neighbouring_ticks(now: datetime, ticks: str, zone: ZoneInfo) -> None:
    before, after = previous_tick(now, ticks, zone), next_tick(now, ticks, zone)
    assert before <= now < after
    assert next_tick(before, ticks, zone) == after
    assert previous_tick(after - timedelta(microseconds=1), ticks, zone) == before


@given(MOMENTS, TICKS)
def test_the_zone_of_the_question_does_not_matter(now: datetime, ticks: str) -> None:
    elsewhere = now.astimezone(timezone(timedelta(hours=-7)))
    assert next_tick(elsewhere, ticks, JAKARTA) == next_tick(now, ticks, JAKARTA)


@pytest.mark.parametrize(("now", "expected"), [
    ("2026-03-02T02:59:59+00:00", "2026-03-02T03:00:00+00:00"),
    ("2026-03-02T03:00:00+00:00", "2026-03-02T08:00:00+00:00"),
    ("2026-03-02T08:00:00+00:00", "2026-03-03T03:00:00+00:00"),
])
def test_the_local_times_of_the_house(now: str, expected: str) -> None:
    assert next_tick(datetime.fromisoformat(now), "10:00,15:00", JAKARTA) == datetime.fromisoformat(expected)


@pytest.mark.parametrize("ticks", [
    "", "10", "10:60", "24:00", "10:00,", "10.00", "every:", "every:0", "every:86401", "every:-1", "every:1.5", "1O:00",
])
def test_what_cannot_be_meant_is_refused_by_name(ticks: str) -> None:
    with pytest.raises(BadTicks, match="WBS_TICKS"):
        parse(ticks)
