"""The report form: what is required, what each slip is told, and how strings become a Report."""

from datetime import date

import pytest
from werkzeug.datastructures import MultiDict

from tests.builders import WHAT
from wbs.cases.report import Party
from wbs.intake.checks import is_own_domain
from wbs.intake.forms import ReportForm, carried, report_form, unit_code
from wbs.organisation.loading import load_bundled_units
from wbs.organisation.units import Organisation
from wbs.web.forms import problems
from wbs.web.hostile import clean

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def organisation() -> Organisation:
    return load_bundled_units("dki")


@pytest.fixture
def filled(organisation: Organisation):
    def fill(**typed: str) -> ReportForm:
        told = {"what": WHAT, "where": "Loket 2", **{name.replace("__", "-"): value for name, value in typed.items()}}
        return report_form(MultiDict(told), organisation, TODAY, ("go.id",))

    return fill


def messages(form: ReportForm) -> dict[str, str]:
    assert not form.validate()
    return {problem.id: problem.message for problem in problems(form)}


def test_what_and_where_are_enough(filled) -> None:
    form = filled()
    assert form.validate()
    report = form.to_report()
    assert (report.what, report.where, report.kind) == (WHAT, "Loket 2", "lainnya")


@pytest.mark.parametrize("place", [{"unit": "DINKES"}, {"unit_text": "Kantor lama"}, {"persons__0__position": "Kasi"}])
def test_a_unit_or_a_person_is_as_good_as_a_place(filled, place: dict[str, str]) -> None:
    assert filled(where="", **place).validate()


def test_neither_who_nor_where_is_told_beside_the_place(filled) -> None:
    assert messages(filled(where="")) == {
        "where": "Tulis siapa yang terlibat, atau di mana terjadinya. Salah satu sudah cukup."
    }


@pytest.mark.parametrize("what", ["", "   \n\t ", "\x00\x00", "...!!!", "🙂" * 60, "\u200b" * 60])
def test_what_says_nothing_is_asked_for_words(filled, what: str) -> None:
    assert messages(filled(what=what))["what"].startswith("Ceritakan dengan kata-kata")


def test_too_little_and_too_much_say_how_much_there_is(filled) -> None:
    assert "baru ada 6" in messages(filled(what="pendek"))["what"]
    assert "sekarang 50000" in messages(filled(what="x" * 50_000))["what"]
    assert "sekarang 201" in messages(filled(persons__0__name="n" * 201))["persons-0-name"]


def test_impossible_days_are_named(filled) -> None:
    found = messages(filled(when="31-02-2026", when_until="tahun 2099", gone_on="31-02-2026"))
    assert "31-02-2026" in found["when"] and "2099" in found["when_until"]
    assert found["gone_on"] == "Tulis tanggal seperti 21-11-2026."


@pytest.mark.parametrize(("day", "words"), [("2026-11-22", "sudah lewat"), ("2036-11-22", "terlalu jauh")])
def test_evidence_goes_within_a_year_from_now(filled, day: str, words: str) -> None:
    assert words in messages(filled(gone_on=day))["gone_on"]


@pytest.mark.parametrize("sum_of", ["-5", "banyak", "9" * 30, "Rp-1.000", "1e9", "1.2.3"])
def test_absurd_sums_are_asked_for_again_and_kept(filled, sum_of: str) -> None:
    form = filled(loss_rp=sum_of)
    assert "misalnya Rp1.250.000" in messages(form)["loss_rp"]
    assert ("loss_rp", sum_of) in carried(form)


def test_unknown_units_kinds_and_choices_are_told(filled) -> None:
    found = messages(filled(unit="TIDAK-ADA", kind="x", inspectorate="x", known_by="x", knows_by="x", relation="x"))
    assert "tidak ada di daftar" in found["unit"]
    assert set(found) == {"unit", "kind", "inspectorate", "known_by", "knows_by", "relation"}


@pytest.mark.parametrize("address", ["a@dki.go.id", "a@GO.ID", "a@mail.jakarta.go.id."])
def test_a_government_address_is_refused_with_the_reason(filled, address: str) -> None:
    assert "milik kantor pemerintah" in messages(filled(contact=address))["contact"]


@pytest.mark.parametrize("address", ["a", "a@b", "a b@c.id", "a@b.id\nBcc: c@d.id", "a@b.id,c@d.id", "ä@b.id"])
def test_what_is_no_address_is_told(filled, address: str) -> None:
    assert "alamat surel lengkap" in messages(filled(contact=address))["contact"]


def test_a_look_alike_domain_is_not_the_government() -> None:
    assert not is_own_domain("a@notgo.id", ("go.id",))
    assert not is_own_domain("go.id@contoh.id", ("go.id",))


def test_typed_units_become_codes_when_they_are_known(filled, organisation: Organisation) -> None:
    report = filled(
        unit_text="dinas kesehatan", persons__0__unit="Dinas Kesehatan", persons__1__unit="Kantor lama",
        excluded__0__unit="ITPROV",
    ).to_report()  # fmt: skip
    assert (report.unit, report.unit_text) == ("DINKES", "")
    assert report.persons == (Party(unit="DINKES"), Party(unit_text="Kantor lama"))
    assert report.excluded == (Party(unit="ITPROV"),)
    assert unit_code("", organisation) == ""


def test_everything_told_reaches_the_report(filled) -> None:
    report = filled(
        kind="pungli", when="1-3-2026", when_until="1-5-2026", still="y", gone_on="2026-11-25", threatened="y",
        retaliated="y", sexual="y", inspectorate="ya", known_by="dua_lima", handle_with_care="tanggalnya", how="tunai",
        loss_rp="1,5 miliar", knows_by="saksi", reported_elsewhere="KPK", relation="asn_lain",
    ).to_report()  # fmt: skip
    assert report.when == "1-3-2026 sampai 1-5-2026"
    assert report.loss_rp == 1_500_000_000
    assert report.gone_on == date(2026, 11, 25)
    assert report.flags == {
        "masih_berlangsung", "hilang_7_hari", "terancam", "pembalasan", "kekerasan_seksual", "orang_inspektorat",
    }  # fmt: skip
    assert (report.known_by, report.handle_with_care, report.how) == ("dua_lima", "tanggalnya", "tunai")
    assert (report.knows_by, report.reported_elsewhere, report.relation) == ("saksi", "KPK", "asn_lain")


def test_identity_and_contact_stay_out_of_the_report(filled) -> None:
    form = filled(identity="Budi", contact="a@contoh.id")
    assert form.validate()
    assert b"Budi" not in form.to_report().to_bytes() and b"contoh.id" not in form.to_report().to_bytes()
    assert (form.to_extras().identity, form.to_extras().contact) == ("Budi", "a@contoh.id")


@pytest.mark.parametrize("text", ["a\u202eb " * 20, "Z\u0351\u0352\u0353\u0354\u0355algo " * 12, "🙂 <b>'\"& " * 12])
def test_odd_letters_are_evidence_and_stay(filled, text: str) -> None:
    form = filled(what=text)
    assert form.validate()
    assert form.to_report().what == dict(carried(form))["what"] == clean(text)


def test_rows_beyond_the_last_are_left_and_odd_indices_ignored(filled) -> None:
    form = filled(**{f"persons__{place}__name": "A" for place in (*range(12), "²", "9999999999")})
    assert len(form.persons) == 10
    assert form.validate()
