"""Traces of the reporter are pointed out with their place; ordinary sentences are not."""

import pytest

from wbs.intake.review import find_traces, speaks_of_inspectorate


def rules_in(text: str) -> list[str]:
    return [found.rule.key for found in find_traces([("Apa yang terjadi?", text)])]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Nama saya Budi Santoso dari loket.", "name"),
        ("Lalu saya, Budi, melihatnya.", "name"),
        ("Perkenalkan, saya staf di sini.", "name"),
        ("Ditulis oleh saya Siti.", "name"),
        ("NIP 19850312 201001 1 003 milik siapa.", "nip"),
        ("198503122010011003", "nip"),
        ("KTP 3174051203850001 dipakai.", "nik"),
        ("Hubungi 0812-3456-7890 saja.", "phone"),
        ("Telepon +62 812 3456 7890.", "phone"),
        ("Tulis ke budi.s@contoh.co.id ya.", "email"),
        ("Di sini SAYA sebagai kepala loket melihatnya.", "position"),
        ("Di sini \u017faya sebagai kepala loket melihatnya.", "position"),
        ("Saya selaku bendahara diminta diam.", "position"),
    ],
)
def test_a_trace_is_pointed_out(text: str, rule: str) -> None:
    assert rules_in(text) == [rule]


@pytest.mark.parametrize(
    "text",
    [
        "Setiap pemohon diminta Rp150.000 di luar tarif.",
        "saya melihatnya sendiri, lalu saya, karena takut, diam saja.",
        "Kontrak nomor 027/1234/2026 senilai 1450000000 rupiah.",
        "Harga Rp1.450.000.000.000 dibayar 12-03-2026.",
    ],
)
def test_ordinary_sentences_are_left_alone(text: str) -> None:
    assert rules_in(text) == []


def test_a_finding_shows_where_it_stands() -> None:
    text = "Di gudang belakang kantor, hubungi 081234567890 kalau perlu sekali lagi ya"
    (found,) = find_traces([("Tempatnya", text)])
    assert (found.label, found.match) == ("Tempatnya", "081234567890")
    assert found.before.startswith("…") and found.after.endswith("…")


def test_at_most_three_of_a_kind_are_shown() -> None:
    assert len(rules_in("a@b.id c@d.id e@f.id g@h.id i@j.id")) == 3


@pytest.mark.parametrize("text", ["Irban sudah tahu", "orang INSPEKTORAT", "auditor itu temannya", "inspektorad"])
def test_words_for_the_inspectorate_are_heard(text: str) -> None:
    assert speaks_of_inspectorate([("", text)])


def test_other_offices_are_not_the_inspectorate() -> None:
    assert not speaks_of_inspectorate([("", "Kepala dinas dan bendahara di kecamatan")])


def test_long_hostile_text_is_read_in_linear_time() -> None:
    assert rules_in("1 " * 10_000) != ["never"]
    assert rules_in("a" * 20_000 + "@") == []


@pytest.mark.parametrize("word", ["Inspektorat", "INSPEKTUR", "\u0131nspektorat", "\u0130nspektur"])
def test_letters_that_look_alike_are_alike(word: str) -> None:
    assert speaks_of_inspectorate([("Apa yang terjadi?", f"Orang {word} ikut.")])
