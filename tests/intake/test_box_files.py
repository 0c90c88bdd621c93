"""Files in the mailbox: with an answer or alone, once each, and nothing lost when the mailbox has closed meanwhile."""

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.builders import a_filed_report
from tests.intake.files import NOT_CLEANABLE, a_pdf_with_author, a_photo_with_gps
from tests.intake.test_bad_days import count
from tests.intake.visitor import Visitor, at_receipt, with_open_mailbox, words_of
from wbs.cases.attachments import read_drawer, reporter_drawer
from wbs.cases.records import Attachment, Message, SealedBlob
from wbs.clock import now
from wbs.db import db
from wbs.intake.mailbox import resume_mailbox
from wbs.staff.instance import Instance

pytestmark = pytest.mark.twice_in_drill  # mostly about files

PHOTO = ("foto.jpg", a_photo_with_gps())
PDF = ("nota.pdf", a_pdf_with_author())


def in_mailbox(app: Flask) -> Visitor:
    return with_open_mailbox(app, a_filed_report(app.extensions["wbs"]).code)


def on_tray(one: Visitor) -> list[str]:
    return one.values("file", act="answer")


def test_an_answer_takes_its_files_along(app: Flask, instance: Instance) -> None:
    one = in_mailbox(app)
    box = resume_mailbox(instance, one.value("box"), now())
    one.press("Unggah berkas", files=[PHOTO], text="Ini buktinya.")
    assert one.value("text") == "Ini buktinya." and "lokasi" in one.text and len(on_tray(one)) == 1
    one.press("Kirim pesan")
    assert "Pesan Anda dan 1 berkas sudah tersimpan." in one.text and not on_tray(one)
    assert "Berkas Anda" in one.text and PHOTO[0] in one.text
    (sent,) = read_drawer(reporter_drawer(box.channel, box.realm, box.case_id), instance.store)
    assert (sent.name, sent.outcome, sent.state, sent.keeps_original) == (PHOTO[0], "cleaned", "", False)


def test_files_alone_are_a_letter_too(app: Flask) -> None:
    one = in_mailbox(app).press("Kirim pesan", files=[PHOTO, PDF], text="")
    assert "Saya mengirim berkas: foto.jpg, nota.pdf" in one.text and "2 berkas sudah tersimpan" in one.text
    assert (count(app, Message), count(app, Attachment)) == (1, 2)


def test_nothing_at_all_is_asked_for_words(app: Flask) -> None:
    one = in_mailbox(app).press("Kirim pesan", text="")
    assert "Tulis dulu pesan Anda" in one.text and count(app, Message) == 0


def test_the_same_answer_twice_attaches_once(app: Flask) -> None:
    one = in_mailbox(app).press("Unggah berkas", files=[PHOTO], text="Ini buktinya.")
    form = one.form(having="text")
    for _ in range(2):
        one.submit(form, text="Ini buktinya.")
        assert "sudah tersimpan" in one.text
    assert (count(app, Message), count(app, Attachment)) == (1, 1)


def test_an_old_page_takes_nothing_back(app: Flask, instance: Instance) -> None:
    one = in_mailbox(app).press("Unggah berkas", files=[("rekaman.xyz", NOT_CLEANABLE)])
    field = next(name for name in one.html.split('"') if name.startswith("as-is-"))
    form = one.form(having="text")
    one.submit(form, **{field: "send"}, text="Ini rekamannya.")
    one.submit(form, **{field: "drop"}, text="Sudah saya pikir lagi.")
    (name,) = db.session.execute(sa.select(SealedBlob.name)).scalars()
    assert instance.store.size(name.hex)


def test_what_cannot_be_cleaned_waits_for_a_choice(app: Flask) -> None:
    one = in_mailbox(app).press("Kirim pesan", files=[("rekaman.xyz", NOT_CLEANABLE)], text="Ini rekamannya.")
    assert "Pilih dulu: kirim apa adanya, atau jangan kirim." in one.text
    assert one.value("text") == "Ini rekamannya." and count(app, Message) == 0


def test_a_request_takes_no_files_along_and_keeps_them(app: Flask) -> None:
    one = in_mailbox(app).press("Unggah berkas", files=[PHOTO])
    one.press("Cabut laporan")
    assert count(app, Message) == 1 and count(app, Attachment) == 0 and len(on_tray(one)) == 1


def test_the_other_language_keeps_files(app: Flask) -> None:
    one = in_mailbox(app).press("English", files=[PHOTO])
    assert len(on_tray(one)) == 1 and "Removed:" in one.text


def test_a_mailbox_that_closed_keeps_old_and_new_files_until_it_is_open_again(app: Flask) -> None:
    code = " ".join(words_of(at_receipt(app)))
    one = with_open_mailbox(app, code).press("Unggah berkas", files=[PHOTO])
    form = one.form(having="text")
    one.press("Tutup kotak pesan")
    one.submit(form, files=[PDF], text="Ini buktinya.")
    assert "Berkas yang belum terkirim:" in one.text and PDF[0] in one.text
    one.press("Buka kotak pesan", code="satu dua").press("Buka kotak pesan", code=code)
    assert len(on_tray(one)) == 2 and one.value("text") == "Ini buktinya."
    one.press("Kirim pesan")
    assert count(app, Attachment) == 2


def test_a_token_opens_in_no_other_mailbox(app: Flask) -> None:
    (token,) = on_tray(in_mailbox(app).press("Unggah berkas", files=[PHOTO]))
    other = in_mailbox(app).press("Unggah berkas", file=token)
    assert not on_tray(other) and "yang tidak bisa kami buka" in other.text
