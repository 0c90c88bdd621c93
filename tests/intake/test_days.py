"""Days that cannot be meant are found; everything else that people write about time is left alone."""

from datetime import date

import pytest

from wbs.intake.days import impossible_days

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    "text",
    [
        "31-02-2026", "2026-02-31", "31/4/2026", "30 Februari 2026", "pada 45-13-2026 pagi", "tahun 2099", "2099",
        "12 Januari 1911", "1911-05-01", "2099 sampai 2100", "0-0-2026", "Desember 2099",
    ],
)  # fmt: skip
def test_an_impossible_day_is_named(text: str) -> None:
    assert impossible_days(text, TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "", "21-11-2026", "2026-08 sampai 2026-10", "2026-09-01, masih berlangsung", "sejak kepala baru datang",
        "setiap Jumat sore", "29-02-2024", "12/31/2025", "kemarin jam 1500", "Rp1.911.000", "1-1-2027", "Maret 2026",
        "27 Oktober 1999", "nomor 1234567890", "12.03.2026 pukul 14.05", "semester 2 tahun 2025", "10-2026",
    ],
)  # fmt: skip
def test_what_people_write_is_left_alone(text: str) -> None:
    assert impossible_days(text, TODAY) == ()


def test_the_pieces_come_back_as_written_and_in_order() -> None:
    assert impossible_days("dari 31-02-2026 sampai 30 Feb 2026", TODAY) == ("31-02-2026", "30 Feb 2026")
