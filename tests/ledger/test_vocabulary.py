"""The vocabulary is closed: every tag carries exactly its fields, and no field has room for a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.forms import example, forms
from wbs.ledger.kinds import DATE, HASH, KEY, MOMENT, PERSON, PSEUDONYM, RECORD, UUID, BadEntry, Kind
from wbs.ledger.vocabulary import REALMS, TAGS, check, fields_of, shape, tells_day_only, waits_for

FREE_TEXT = (
    "Kepala dinas meminta uang", "dua kata", "", " ", "a\n", "verifikasi\n", "Verifikasi", "é", "a" * 17, "a_b_c_d_e",
    "' OR 1=1 --", '","tag":"case:closed', "\x00", "\uff12\uff10\uff12\uff16-01-05", "\ud800",
)  # fmt: skip


@pytest.mark.parametrize(("tag", "face"), forms())
class TestEveryForm:
    def test_an_example_is_accepted(self, tag: str, face: str) -> None:
        check(example(tag, face))

    def test_each_missing_field_is_named(self, tag: str, face: str) -> None:
        for name, kind in fields_of(tag, face).items():
            values = {other: value for other, value in example(tag, face).items() if other != name}
            if not kind.required:
                check(values)
            elif name not in ("tag", "face"):
                with pytest.raises(BadEntry, match=f"{name} is missing"):
                    check(values)

    def test_an_unknown_field_is_refused(self, tag: str, face: str) -> None:
        for name in ("unit", "kind", "category", "note", "text", "reason", "user_name", "address"):
            with pytest.raises(BadEntry, match=f"does not carry {name}"):
                check({**example(tag, face), name: "x"})

    def test_free_text_fits_no_field(self, tag: str, face: str) -> None:
        for name in fields_of(tag, face):
            for text in FREE_TEXT:
                with pytest.raises(BadEntry) as refusal:
                    check({**example(tag, face), name: text})
                assert text.strip() == "" or text not in str(refusal.value)

    def test_wrong_types_are_refused(self, tag: str, face: str) -> None:
        for name in fields_of(tag, face):
            for value in (None, True, -1, 10**15, 10**5000, 1.5, float("nan"), b"x", ["a"], {"a": 1}):
                with pytest.raises(BadEntry):
                    check({**example(tag, face), name: value})

    def test_a_reporters_act_tells_a_day_and_no_name(self, tag: str, face: str) -> None:
        fields = fields_of(tag, face)
        assert ("day" in fields, "at" in fields) == (tells_day_only(tag, face), not tells_day_only(tag, face))
        assert (waits_for(tag, face) == "night") == ("day" in fields)
        if face != "staff":
            assert "by" not in fields
        elif tag != "staff:sign-in:refused":
            assert fields["by"].required


def test_whatever_the_public_face_writes_waits_for_the_night() -> None:
    assert {waits_for(tag, face) for tag, face in forms() if face == "public"} == {"night"}


def test_a_tag_is_refused_from_another_face() -> None:
    for face in ("public", "worker"):
        with pytest.raises(BadEntry, match="case:closed: not for this face"):
            fields_of("case:closed", face)


def test_an_unknown_tag_and_realm_are_refused() -> None:
    with pytest.raises(BadEntry, match="unknown tag"):
        fields_of("case:renamed", "staff")
    with pytest.raises(BadEntry, match="unknown realm"):
        shape("case:taken", "staff", "elsewhere")
    with pytest.raises(BadEntry, match="realm must be"):
        check({**example("case:taken", "staff"), "realm": "elsewhere"})


def test_an_opening_tells_neither_unit_nor_kind() -> None:
    assert set(TAGS["case:opened"].fields) == {"case", "commitment", "due_on"}


def test_every_realm_has_a_shape_of_its_own() -> None:
    assert len({shape("case:taken", "staff", realm).pattern for realm in REALMS}) == len(REALMS)


def test_only_days_that_exist_are_dates() -> None:
    assert DATE.fits("2028-02-29")
    assert not any(DATE.fits(day) for day in ("2026-02-29", "2026-02-31", "2026-04-31", "2026-13-01", "2026-1-1"))
    assert not any(MOMENT.fits(f"2026-01-05T{time}Z") for time in ("24:00:00", "23:60:00", "23:59:59.5", "1:02:03"))


@given(st.text())
def test_whatever_fits_a_key_has_neither_space_nor_capital(text: str) -> None:
    if KEY.fits(text):
        assert text.isascii() and text.islower() and " " not in text and len(text) <= 64


@given(st.sampled_from([DATE, MOMENT, HASH, PSEUDONYM, UUID, PERSON, RECORD]), st.text())
def test_text_of_any_sort_is_no_hash_name_or_time(kind: Kind, text: str) -> None:
    assert not kind.fits(text) or text == "recovery"
