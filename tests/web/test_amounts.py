"""Sums as people write them, and what is not a sum."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbs.web.amounts import MOST, NotAnAmount, read_amount
from wbs.web.formats import rupiah


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Rp1.250.000", 1_250_000), ("rp 1.250.000,-", 1_250_000), ("1250000", 1_250_000), ("Rp. 500.000,00", 500_000),
        ("1,5 miliar", 1_500_000_000), ("1.5 milyar", 1_500_000_000), ("20 juta", 20_000_000), ("20jt", 20_000_000),
        ("750 ribu rupiah", 750_000), ("1,250,000", 1_250_000), ("2 M", 2_000_000_000), ("0", 0),
        ("Rp 1.250.000 rupiah", 1_250_000), ("  3\u00a0juta ", 3_000_000), ("50 rb", 50_000), ("1 250 000", 1_250_000),
        ("sekitar 12 juta", 12_000_000), ("Kira-kira Rp500.000", 500_000), ("kurang lebih 2 M", 2_000_000_000),
        ("± 3 juta", 3_000_000), ("~750rb", 750_000), ("about 1.5 million", 1_500_000),
    ],
)  # fmt: skip
def test_read(typed: str, meant: int) -> None:
    assert read_amount(typed) == meant


@pytest.mark.parametrize(
    "typed",
    ["-5", "minus 3 juta", "banyak", "1,5", "1.25.00", "1,000", "12 apel", "1e9", "NaN", "Infinity", "²", "٣",
     "9" * 41, "9" * 5000, str(MOST + 1), "10 juta triliun", "Rp", "1..000", "0x10",
     "sekitar", "sekitar banyak", "sekitar sekitar 5", "sekitar12"],
)  # fmt: skip
def test_refused(typed: str) -> None:
    with pytest.raises(NotAnAmount):
        read_amount(typed)


@given(st.integers(0, MOST), st.sampled_from(["id", "en"]))
def test_what_we_write_we_read(value: int, language: str) -> None:
    if language == "id" or value < 1000 or value >= 10**6:
        assert read_amount(rupiah(value, language)) == value


@given(st.text(max_size=60) | st.text("0123456789., -Rprbujtamily", max_size=20))
def test_no_text_makes_it_fail_in_another_way(typed: str) -> None:
    try:
        assert 0 <= read_amount(typed) <= MOST
    except NotAnAmount:
        pass
