"""A unit that is closed while somebody writes about it: the page says so, and nothing is lost."""

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.builders import WHAT
from tests.intake.visitor import at_review, words_of
from tests.structure.office import Planning
from wbs.cases.records import Case
from wbs.db import db

UNIT = "SUDIN-DUKCAPIL-BARAT"


def cases() -> int:
    return db.session.execute(sa.select(sa.func.count()).select_from(Case)).scalar_one()


@pytest.mark.twice_in_drill
def test_it_is_named_and_the_report_is_sent_with_another_place(app: Flask, planning: Planning) -> None:
    one = at_review(app, unit=UNIT, how="Tanpa kuitansi.")
    planning.close(UNIT)
    planning.sign_and_install()
    one.press("Kirim laporan")
    assert "sudah tidak ada. Pilih unit lain" in one.text
    assert (one.value("what"), one.value("how")) == (WHAT, "Tanpa kuitansi.")
    assert cases() == 0
    one.press("Periksa dulu sebelum dikirim", unit="", unit_text="Loket Dukcapil")
    assert len(words_of(one.press("Kirim laporan"))) == 8
    assert cases() == 1
