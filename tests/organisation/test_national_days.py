"""The country's days off without the other countries: the same days, and nothing else loaded."""

import subprocess
import sys

import holidays
import pytest

from wbs.organisation.national_days import days_off


@pytest.mark.parametrize("year", range(2020, 2032))
def test_they_are_what_the_package_says(year: int) -> None:
    said = holidays.country_holidays("ID", categories=("public", "government"), years=year, language="id")
    leave = holidays.country_holidays("ID", categories=("government",), years=year, language="id")
    assert days_off(year) == dict(said)
    assert days_off(year, joint_leave_alone=True) == dict(leave)


def test_no_other_country_is_loaded() -> None:
    """Nor this one later than at the start, before the processes part."""
    probe = (
        "import sys; import wbs.organisation.calendar as calendar; known = set(sys.modules);"
        "calendar.official_days_off(2026);"
        "print([name for name in sys.modules if name.startswith('holidays.countries') or name not in known])"
    )
    found = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
