"""Public figures: an auditor releases a semester once; the landing page then shows it, and no other number."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from tests.builders import a_filed_report, an_officer
from tests.conftest import NOW
from wbs.app import released_figures
from wbs.db import transaction
from wbs.errors import NotAllowed, Refused
from wbs.ledger.sequence import sequence
from wbs.oversight.releasing import newest_release, next_release, release_public_figures

LAST_SEMESTER = datetime(2026, 3, 10, 3, 0, tzinfo=NOW.tzinfo)


def tell(app: Flask, reports: int) -> None:
    instance = app.extensions["wbs"]
    for _ in range(reports):
        a_filed_report(instance, now=LAST_SEMESTER)
    night = (LAST_SEMESTER + timedelta(days=1)).astimezone(instance.settings.zone)
    with transaction():
        sequence("main", instance.keys.ledger, "night", night)


def test_a_semester_is_released_once_and_shown(app: Flask) -> None:
    instance, auditor = app.extensions["wbs"], an_officer(app.extensions["wbs"], "wulan")
    tell(app, 12)
    assert released_figures() is None
    release_public_figures(instance, auditor, NOW)
    box = released_figures()
    assert box is not None and (box.received, box.period) == (12, "Semester I 2026")
    assert next_release(NOW.date()) is None
    with pytest.raises(Refused, match="tidak diubah"):
        release_public_figures(instance, auditor, NOW)


def test_the_page_that_is_kept_for_everybody_shows_it_at_once_in_both_languages(app: Flask) -> None:
    instance, reader = app.extensions["wbs"], app.test_client()
    tell(app, 12)
    assert "Angka diumumkan di sini secara berkala" in reader.get("/").text
    release_public_figures(instance, an_officer(instance, "wulan"), NOW)
    assert "12 laporan masuk" in reader.get("/").text
    assert "12 reports received" in reader.post("/", data={"act": "landing", "speak": "en"}).text
    assert "12 laporan masuk" in reader.get("/").text


def test_few_reports_are_not_told(app: Flask) -> None:
    tell(app, 9)
    with pytest.raises(Refused, match="terlalu sedikit"):
        release_public_figures(app.extensions["wbs"], an_officer(app.extensions["wbs"], "wulan"), NOW)
    assert newest_release() is None


def test_a_semester_before_the_first_report_is_not_told(app: Flask) -> None:
    with pytest.raises(Refused, match="terlalu sedikit"):
        release_public_figures(
            app.extensions["wbs"], an_officer(app.extensions["wbs"], "wulan"), NOW.replace(year=2027, month=1)
        )


def test_only_who_holds_oversight_of_the_main_realm_releases(app: Flask) -> None:
    instance = app.extensions["wbs"]
    tell(app, 12)
    with pytest.raises(Refused, match="jalur utama"):
        release_public_figures(instance, an_officer(instance, "yusuf"), NOW)
    with pytest.raises(NotAllowed):
        release_public_figures(instance, an_officer(instance, "irban.irbanko_barat"), NOW)
