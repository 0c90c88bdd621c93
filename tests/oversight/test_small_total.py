"""A small government: one public total in two years, no semester beside it, and no total that tells a small number."""

from dataclasses import replace
from datetime import date, datetime
from types import SimpleNamespace

import pytest
from flask import Flask

from tests.builders import an_officer
from tests.conftest import NOW
from tests.oversight.test_releasing import tell
from wbs.app import released_figures
from wbs.errors import Refused
from wbs.founding import Founded
from wbs.keyfolder import write_secret
from wbs.oversight.periods import Period, periods_between
from wbs.oversight.releasing import release_public_figures, waiting_release
from wbs.oversight.small_total import key_of, last_two_years, total_of
from wbs.staff.directory import sign_directory


@pytest.mark.parametrize(
    ("as_of", "key"),
    [
        (date(2027, 12, 31), ""), (date(2028, 1, 29), ""), (date(2028, 1, 30), "2026-2027"),
        (date(2029, 12, 31), "2026-2027"), (date(2030, 1, 31), "2028-2029"), (date(2026, 5, 1), ""),
    ],
)  # fmt: skip
def test_pairs_of_years_since_the_first_report(as_of: date, key: str) -> None:
    period = last_two_years(2026, as_of)
    assert (key_of(period) if period else "") == key


@pytest.mark.parametrize(
    ("received", "hidden", "total"),
    [((4, 4, 4, 4), {0, 1, 2, 3}, 16), ((20, 4), {1}, None), ((20, 9, 1), {1, 2}, 30), ((20, 8, 1), {1, 2}, None),
     ((9,), set(), None), ((10,), set(), 10)],
)  # fmt: skip
def test_what_the_total_tells_of_hidden_quarters_is_not_small(
    received: tuple[int, ...], hidden: set[int], total: int | None
) -> None:
    quarters = [
        SimpleNamespace(
            figures=SimpleNamespace(period=period, cells={"received": count}),
            shown={"received": None if at in hidden else count},
        )
        for at, (period, count) in enumerate(
            zip(periods_between(date(2026, 1, 1), date(2027, 12, 31), "triwulan"), received, strict=False)
        )
    ]
    assert total_of(quarters, Period(date(2026, 1, 1), date(2027, 12, 31))) == total  # type: ignore[arg-type]


def become_small(app: Flask, founded: Founded) -> None:
    instance = app.extensions["wbs"]
    for realm in ("main", "bypass"):
        before = instance.directory(realm, NOW)
        house = replace(before.government, profile="kecil") if before.government else None
        after = replace(before, serial=before.serial + 1, valid_until=date(2031, 1, 1), government=house)
        write_secret(instance.directories.path(realm), sign_directory(after, founded.directory_key))


def test_one_total_once_in_two_years(app: Flask, founded: Founded) -> None:
    instance, auditor = app.extensions["wbs"], an_officer(app.extensions["wbs"], "wulan")
    tell(app, 12)
    become_small(app, founded)
    assert waiting_release(instance, NOW.date()) == ""
    with pytest.raises(Refused, match="dua tahun"):
        release_public_figures(instance, auditor, NOW)
    later = datetime(2028, 2, 7, 3, 0, tzinfo=NOW.tzinfo)
    assert waiting_release(instance, later.date()) == "2026-2027"
    release_public_figures(instance, auditor, later)
    box = released_figures()
    assert box is not None and (box.received, box.closed, box.median, box.period) == (12, None, "", "2026-2027")
    assert waiting_release(instance, later.date()) == ""
    with pytest.raises(Refused, match="tidak diubah"):
        release_public_figures(instance, auditor, later)


def test_a_small_total_is_not_told(app: Flask, founded: Founded) -> None:
    tell(app, 9)
    become_small(app, founded)
    later = datetime(2028, 2, 7, 3, 0, tzinfo=NOW.tzinfo)
    with pytest.raises(Refused, match="terlalu kecil"):
        release_public_figures(app.extensions["wbs"], an_officer(app.extensions["wbs"], "wulan"), later)
    assert released_figures() is None
