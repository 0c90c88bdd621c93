"""A reporter's whole story over HTTP, without cookies and without a script: told, followed, answered."""

from datetime import timedelta
from uuid import UUID

from flask import Flask

from tests.builders import an_officer
from tests.intake.visitor import Visitor, a_visitor, at_review, with_open_mailbox, words_of
from wbs import clock
from wbs.cases.conversing import ask_reporter
from wbs.cases.reading import confirm_no_conflict
from wbs.cases.records import Case
from wbs.db import db
from wbs.staff.instance import Instance


def told_and_confirmed(app: Flask) -> str:
    """Files a report, copies the code, confirms it."""
    one = at_review(
        app, what="Nama saya Budi. Setiap pemohon surat diminta membayar di luar tarif resmi di loket.",
        persons__0__position="Petugas loket 2", still="y", contact="budi@contoh.id", inspectorate="tidak",
    )  # fmt: skip
    assert "Kalimat ini seperti menyebut nama Anda" in one.text
    one.press("Ubah dulu").press(
        "Periksa dulu sebelum dikirim", what="Setiap pemohon surat diminta membayar di luar tarif resmi di loket."
    )
    assert "menyebut nama Anda" not in one.text
    words = words_of(one.press("Kirim laporan"))
    one.press("Sudah saya salin", one=words[2], two=words[6])
    assert "Terima kasih" in one.text
    return " ".join(words)


def case_id(app: Flask) -> UUID:
    return db.session.execute(db.select(Case.id)).scalar_one()


def test_a_report_is_told_followed_and_answered(app: Flask, instance: Instance) -> None:
    code = told_and_confirmed(app)
    officer = an_officer(instance, "petugas.irbanko_barat")
    confirm_no_conflict(instance, officer, case_id(app), clock.now())
    earlier = clock.now() - timedelta(hours=1)  # its tick has come
    ask_reporter(instance, officer, case_id(app), "Sejak kapan hal ini terjadi?", earlier)

    box = with_open_mailbox(app, code)
    assert "Sejak kapan hal ini terjadi?" in box.text and "Verifikator" in box.text
    assert "Petugas membutuhkan keterangan tambahan." in box.text
    assert "Petugas yang dapat membuka laporan ini: 3. Yang sudah membukanya: 1." in box.text

    box.press("Kirim pesan", text="Sejak Maret.")
    assert "Pesan Anda sudah tersimpan." in box.text and "Sejak Maret." in box.text
    box.press("Cabut laporan")
    assert "Saya ingin mencabut laporan ini." in box.text
    assert not [form for form in box.page.forms if any(words == "Cabut laporan" for words, *_ in form.buttons)]
    box.press("Tutup kotak pesan")
    assert "Kotak pesan sudah ditutup" in box.text


def test_the_way_in_and_out_needs_nothing_but_the_page(app: Flask) -> None:
    one: Visitor = a_visitor(app)
    one.press("Sebelum Anda menulis: baca ini dulu")
    assert "Riwayat peramban tidak terhapus" in one.text
    one.press("Cek laporan").press("Halaman depan").press("English")
    assert '<html lang="en">' in one.html
    one.press("Bahasa Indonesia").press("Keluar cepat")
    assert one.response.status_code == 303
