"""Days, times, sums and figures as look.md writes them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from wbs.web import formats

JAKARTA, DAY = ZoneInfo("Asia/Jakarta"), date(2026, 11, 21)
LATE = datetime(2026, 11, 20, 23, 5, tzinfo=UTC)


def test_days() -> None:
    assert formats.day(DAY) == formats.day(DAY, "en") == "21 November 2026"
    assert formats.day(date(2026, 8, 1)) == "1 Agustus 2026"
    assert formats.day(date(2026, 8, 1), "en") == "1 August 2026"
    assert formats.weekday(DAY) == "Sabtu, 21 November 2026"
    assert formats.short_day(date(2026, 12, 9)) == "9 Des 2026"
    assert formats.month(date(2026, 5, 9)) == "Mei 2026"


def test_moments_are_told_in_the_instances_zone() -> None:
    assert formats.moment(LATE, JAKARTA) == "21 November 2026, 06.05 WIB"
    assert formats.moment(LATE, JAKARTA, "en") == "21 November 2026, 06:05 WIB"
    assert formats.time_of_day(LATE, ZoneInfo("Asia/Makassar")) == "07.05 WITA"
    assert formats.time_of_day(LATE, ZoneInfo("Asia/Jayapura")) == "08.05 WIT"


def test_a_moment_is_no_day_and_a_naive_moment_is_nothing() -> None:
    with pytest.raises(TypeError):
        formats.day(LATE)
    with pytest.raises(TypeError):
        formats.moment(LATE.replace(tzinfo=None), JAKARTA)


def test_figures() -> None:
    assert formats.rupiah(1_250_000) == "Rp1.250.000" and formats.rupiah(1_250_000, "en") == "Rp1,250,000"
    assert formats.rupiah(-5) == "-Rp5"
    assert formats.percent(80.1) == "80,1%" and formats.percent(80.1, "en") == "80.1%"
    assert formats.percent(Decimal("12.25")) == "12,3%" and formats.percent(100, digits=0) == "100%"
    assert formats.number(4_700_000) == "4.700.000" and formats.number(0.5) == "1"


def test_sizes() -> None:
    assert [formats.size(count) for count in (0, 1023, 1024, 300_000)] == ["0 B", "1.023 B", "1 kB", "293 kB"]
    assert formats.size(13_107_200) == "12,5 MB" and formats.size(13_107_200, "en") == "12.5 MB"
