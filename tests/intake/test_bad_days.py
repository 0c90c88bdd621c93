"""Bad input and bad days over HTTP: a clear message, and nothing lost."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.builders import WHAT
from tests.intake.visitor import (
    Visitor,
    a_visitor,
    at_receipt,
    at_review,
    with_open_mailbox,
    words_of,
)
from wbs.cases.records import Case, Message
from wbs.clock import now
from wbs.db import db, transaction
from wbs.intake.form_token import new_token
from wbs.intake.records import ReporterSession
from wbs.web.hostile import clean

HOSTILE = {
    "html": "<script>alert(1)</script><b>tebal</b> & \"kutip\" 'satu' " * 3,
    "rtl": "Uang \u202ednaj\u202c dikumpulkan di loket setiap hari Jumat sore oleh petugas.",
    "zalgo": "Z\u0351\u0352\u0353\u0354\u0355\u0356 uang diminta di loket setiap hari Jumat sore oleh petugas.",
    "emoji": "Uang 💸💸 diminta 👩🏽‍💼 di loket setiap hari Jumat sore oleh petugas loket.",
    "lines": "Baris satu diminta uang.\n\n\tBaris dua: dibayar tunai.\nBaris tiga: tanpa kuitansi.",
}


def count(app: Flask, table: type) -> int:
    return db.session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def aged(app: Flask, **age: float) -> dict[str, str]:
    key = app.extensions["wbs"].keys.ticket
    return dict(new_token(key, now() - timedelta(**age)).hidden)


def test_an_empty_form_says_what_is_missing_and_keeps_the_rest(app: Flask) -> None:
    one = a_visitor(app).press("Buat laporan").press("Periksa dulu sebelum dikirim", when="31-02-2026", loss_rp="-5")
    assert one.response.status_code == 200
    assert "Ada 4 bagian yang perlu diperbaiki" in one.text
    assert (one.value("when"), one.value("loss_rp")) == ("31-02-2026", "-5")


def test_a_line_of_50_kb_is_told_its_length_and_comes_back(app: Flask) -> None:
    one = at_review(app, what="x" * 50_000)
    assert "paling banyak 20000 huruf, sekarang 50000" in one.text
    assert one.value("what") == "x" * 50_000


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_odd_text_survives_review_and_back_letter_for_letter(app: Flask, text: str) -> None:
    one = at_review(app, what=text)
    assert "<script>" not in one.html and "\u202e" not in one.text
    assert one.value("what") == clean(text)
    assert one.press("Ubah dulu").value("what") == clean(text)


def test_nul_bytes_are_dropped_and_the_rest_is_kept(app: Flask) -> None:
    assert at_review(app, what="\x00".join(WHAT)).value("what") == WHAT


def test_rows_are_added_up_to_ten_and_nothing_is_lost(app: Flask) -> None:
    one = a_visitor(app).press("Buat laporan")
    for _ in range(9):
        form = one.form(having="persons-0-name")
        one.submit(form, ("instead", "add_person"), what="sedikit", persons__0__name="Andi")
    assert one.form(having="persons-9-name").fields.count(("persons-0-name", "Andi")) == 1
    assert ("Tambah baris", "instead", "add_person") not in one.form(having="what").buttons
    assert one.value("what") == "sedikit"


def test_the_other_language_keeps_everything_and_does_nothing(app: Flask) -> None:
    one = a_visitor(app).press("Buat laporan").press("English", what="sedikit saja", persons__2__name="Andi")
    assert (one.value("what"), one.value("persons-2-name")) == ("sedikit saja", "Andi")
    assert '<html lang="en">' in one.html
    one.press("Bahasa Indonesia")
    assert '<html lang="id">' in one.html and one.value("what") == "sedikit saja"
    there = at_review(app).press("English")
    assert count(app, Case) == 0 and there.value("what") == WHAT


def test_sent_too_soon_shows_the_review_once_more(app: Flask) -> None:
    one = at_review(app)
    one.submit(one.form(act="send"), **aged(app, minutes=-1))
    assert "Baca sekali lagi, lalu kirim. Semua tulisan Anda masih ada." in one.text
    assert one.value("what") == WHAT and count(app, Case) == 0


@pytest.mark.parametrize("act", ["Kirim laporan", "Ubah dulu"])
def test_an_expired_form_gives_the_text_back_with_a_new_ticket(app: Flask, act: str) -> None:
    one, old = at_review(app), aged(app, hours=25)
    one.press(act, **old)
    assert one.value("what") == WHAT and one.value("ticket") != old["ticket"]
    assert count(app, Case) == 0


def test_an_expired_form_says_so(app: Flask) -> None:
    one = at_review(app).press("Kirim laporan", **aged(app, hours=25))
    assert "Formulir ini sudah lama terbuka" in one.text


def test_a_foreign_ticket_is_replaced(app: Flask) -> None:
    one = at_review(app).press("Kirim laporan", ticket="bukan-tiket", drawn="0.x")
    assert one.value("what") == WHAT and one.value("ticket") != "bukan-tiket"


def test_a_double_click_shows_the_same_receipt(app: Flask) -> None:
    one = at_review(app)
    form = one.form(act="send")
    first = words_of(one.submit(form))
    second = words_of(one.submit(form))
    assert first == second and len(first) == 8
    assert count(app, Case) == 1


def test_back_and_send_again_with_another_text_returns_the_new_text(app: Flask) -> None:
    one = at_review(app)
    form = one.form(act="send")
    first = words_of(one.submit(form))
    one.submit(form, what=WHAT + " Dan lagi kemarin.")
    assert words_of(one) == first
    assert "Laporan sudah terkirim; tambahkan lewat kotak pesan." in one.text
    assert "Dan lagi kemarin." in one.value("told")
    one.press("Sudah saya salin", one="salah", two="salah")
    assert "Dan lagi kemarin." in one.value("told")
    one.press("Sudah saya salin", one=first[2], two=first[6]).press("Buka kotak pesan")
    one.press("Buka kotak pesan", code=" ".join(first))
    assert "Dan lagi kemarin." in one.value("text")
    assert count(app, Case) == 1


def test_a_confirmed_report_is_told_to_be_sent_and_shows_no_words(app: Flask) -> None:
    one = at_review(app)
    form = one.form(act="send")
    words = words_of(one.submit(form))
    one.press("Sudah saya salin", one=words[2].upper(), two=f" {words[6][:4]} ")
    assert "Terima kasih" in one.text
    one.submit(form)
    assert "Laporan ini sudah terkirim" in one.text and not words_of(one)
    one.press("English")
    assert not words_of(one) and count(app, Case) == 1


def test_an_empty_letter_is_asked_for_where_the_eye_is(app: Flask) -> None:
    one = with_open_mailbox(app, " ".join(words_of(at_receipt(app))))
    one.press("Kirim pesan", text="  ")
    assert 'role="alert" tabindex="-1" autofocus>Tulis dulu pesan Anda' in one.html


def test_wrong_words_show_the_receipt_again(app: Flask) -> None:
    one = at_receipt(app)
    words = words_of(one)
    one.press("Sudah saya salin", one=words[2], two="salah")
    assert "Dua kata itu belum cocok" in one.text and words_of(one) == words
    assert 'aria-describedby="two-words" aria-invalid="true" autofocus' in one.html, "the page opens at its top"
    assert words_of(one.press("English")) == words


def test_two_tabs_are_two_reports(app: Flask) -> None:
    assert words_of(at_receipt(app)) != words_of(at_receipt(app))
    assert count(app, Case) == 2


def test_nobody_left_to_read_names_other_channels_and_returns_the_text(app: Flask) -> None:
    one = at_receipt(app, excluded__0__unit="Pemerintah Provinsi DKI Jakarta", excluded__1__unit="LUAR")
    assert "Laporan ini belum kami terima" in one.text
    assert "Surat tertutup" in one.text and "KPK" in one.text and WHAT in one.text
    assert count(app, Case) == 0
    assert one.press("Ubah laporan").value("what") == WHAT


def test_a_broken_store_gives_the_text_back_and_acknowledges_nothing(app: Flask) -> None:
    one = at_review(app)
    with transaction() as session:
        session.execute(sa.text("DROP TABLE mailbox"))
    one.press("Kirim laporan")
    assert one.response.status_code == 503
    assert "Belum ada yang tersimpan" in one.text and one.value("what") == WHAT
    assert count(app, Case) == 0


@pytest.mark.parametrize("form", ["{}", "{:-<8}", "upper", "dashes", "numbered", "first four"])
def test_the_code_is_taken_as_people_write_it(app: Flask, form: str) -> None:
    words = words_of(at_receipt(app))
    written = {
        "{}": " ".join(words), "{:-<8}": "   ".join(words), "upper": " ".join(words).upper(), "dashes": "-".join(words),
        "numbered": " ".join(f"{place}. {word}," for place, word in enumerate(words, 1)),
        "first four": " ".join(word[:4] for word in words),
    }[form]  # fmt: skip
    assert "Laporan Anda sudah masuk." in with_open_mailbox(app, written).text


def test_one_wrong_word_is_named_with_its_place(app: Flask) -> None:
    words = words_of(at_receipt(app))
    one = with_open_mailbox(app, " ".join([*words[:4], "qqqqq", *words[5:]]))
    assert "Kata ke-5, “qqqqq”, tidak ada" in one.text
    assert one.value("code").split()[4] == "qqqqq"
    assert "Laporan Anda sudah masuk." in one.press("Buka kotak pesan", code=" ".join(words)).text


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("", "Kodenya 8 kata, baru ada 0."),
        ("kereta kereta", "Kodenya 8 kata, baru ada 2."),
        ("kereta " * 8, "Kode ini tidak kami kenal."),
        ("<b>tebal\x00", "tidak ada dalam daftar kami: ke-1 “b”, ke-2 “tebal”. Periksa"),
        ("z" * 50_000, "Kata ke-1, “zzzzzzzzzzzzzzzzzzzzzzzz”, tidak ada"),
    ],
)
def test_a_slip_in_the_code_is_told(app: Flask, code: str, said: str) -> None:
    assert said in with_open_mailbox(app, code).text


def test_a_stale_code_page_asks_for_one_more_press(app: Flask) -> None:
    words = words_of(at_receipt(app))
    one = a_visitor(app).press("Cek laporan").press("Buka kotak pesan", code=" ".join(words), ticket="alt")
    assert "tekan tombolnya sekali lagi" in one.text
    assert "Laporan Anda sudah masuk." in one.press("Buka kotak pesan").text


def with_mailbox(app: Flask) -> tuple[Visitor, list[str]]:
    words = words_of(at_receipt(app))
    return with_open_mailbox(app, " ".join(words)), words


def test_an_ended_session_keeps_the_text_and_asks_for_the_code(app: Flask) -> None:
    one, words = with_mailbox(app)
    with transaction() as session:
        session.execute(sa.delete(ReporterSession))
    one.press("Kirim pesan", text="Jangan sampai hilang")
    assert "Masukkan lagi delapan kata Anda" in one.text and one.value("text") == "Jangan sampai hilang"
    one.press("Buka kotak pesan", code="salah")
    one.press("Buka kotak pesan", code=" ".join(words))
    assert one.value("text") == "Jangan sampai hilang"


def test_the_same_letter_twice_is_one_letter(app: Flask) -> None:
    one, _ = with_mailbox(app)
    form = one.form(having="text")
    one.submit(form, text="Sekali saja")
    one.submit(form, text="Sekali saja")
    assert count(app, Message) == 1


def test_an_empty_letter_and_an_endless_one_are_told(app: Flask) -> None:
    one, _ = with_mailbox(app)
    assert "Tulis dulu pesan Anda" in one.press("Kirim pesan", text=" \n ").text
    assert "paling banyak 20000" in one.press("Kirim pesan", text="y" * 30_000).text
    assert one.value("text") == "y" * 30_000 and count(app, Message) == 0


def test_a_broken_store_gives_the_letter_back(app: Flask) -> None:
    one, _ = with_mailbox(app)
    with transaction() as session:
        session.execute(sa.text("DROP TABLE message"))
    one.press("Kirim pesan", text="Jangan sampai hilang")
    assert one.response.status_code == 503
    assert one.value("text") == "Jangan sampai hilang" and one.value("box")


def test_the_other_language_keeps_the_letter(app: Flask) -> None:
    one, _ = with_mailbox(app)
    assert one.press("English", text="Belum dikirim").value("text") == "Belum dikirim"
    assert count(app, Message) == 0


def test_closing_the_mailbox_ends_the_session(app: Flask) -> None:
    one, _ = with_mailbox(app)
    form = one.form(having="text")
    one.press("Tutup kotak pesan")
    assert count(app, ReporterSession) == 0
    assert "Masukkan lagi delapan kata" in one.submit(form, text="x").text


def test_leaving_goes_away_and_ends_the_session(app: Flask) -> None:
    one, _ = with_mailbox(app)
    one.post([("act", "leave"), ("box", one.value("box"))])
    assert one.response.status_code == 303
    assert one.response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert count(app, ReporterSession) == 0

