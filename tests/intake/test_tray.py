"""Files of a report between two pages: kept whatever happens, and worthless without their page."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.intake.files import (
    AUTHOR,
    NOT_CLEANABLE,
    PROGRAM,
    a_bare_photo,
    a_document_with_author,
    a_pdf_with_author,
    a_photo_with_gps,
)
from tests.intake.test_bad_days import aged, count
from tests.intake.visitor import FORM, Visitor, a_visitor, at_review, words_of
from wbs.cases.receiving import read_part
from wbs.cases.records import Attachment, Case, SealedBlob
from wbs.crypto.ticket import check_ticket
from wbs.db import db
from wbs.intake.drafts import Draft, form_key, open_draft, seal_draft
from wbs.staff.instance import Instance

pytestmark = pytest.mark.twice_in_drill  # files: most of it lies outside the database

PHOTO = ("di rumah.jpg", a_photo_with_gps())
REVIEW = "Periksa dulu sebelum dikirim"


def at_form(app: Flask) -> Visitor:
    return a_visitor(app).press("Buat laporan")


def on_tray(one: Visitor) -> list[str]:
    return one.values("file", act="review")


def drafts(app: Flask, one: Visitor, act: str = "review") -> list[Draft]:
    """What the tokens of a page say, opened with that page's own ticket."""
    instance: Instance = app.extensions["wbs"]
    assert instance.keys.ticket is not None
    key = form_key(check_ticket(instance.keys.ticket, one.values("ticket", act=act)[0]))
    return [found for token in one.values("file", act=act) if (found := open_draft([key], token))]


def plain(app: Flask, draft: Draft) -> bytes:
    return b"".join(read_part(app.extensions["wbs"].store, draft.clean or draft.arrived))


def stored(app: Flask) -> set[str]:
    return {name for name, *_ in app.extensions["wbs"].store.blobs()}


def with_limits(app: Flask, **limits: int) -> None:
    instance: Instance = app.extensions["wbs"]
    app.extensions["wbs"] = replace(instance, settings=replace(instance.settings, **limits))


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("foto.jpg", a_photo_with_gps, "lokasi"),
        ("daftar setoran.docx", a_document_with_author, "nama pembuat"),
        ("nota.pdf", a_pdf_with_author, "nama pembuat"),
    ],
)
def test_an_upload_is_cleaned_at_once_and_the_person_is_told(
    app: Flask, name: str, content: Callable[[], bytes], told: str
) -> None:
    sent = content()
    one = at_form(app).press("Unggah berkas", files=[(name, sent)], what="sedikit")
    assert one.value("what") == "sedikit"
    assert name in one.text and "Sudah dihapus:" in one.text and told in one.text
    (draft,) = drafts(app, one)
    assert AUTHOR.encode() not in plain(app, draft) and plain(app, draft)
    assert b"".join(read_part(app.extensions["wbs"].store, draft.arrived)) == sent


def test_a_file_without_hidden_data_is_told_so(app: Flask) -> None:
    one = at_form(app).press("Unggah berkas", files=[("polos.jpg", a_bare_photo())])
    assert "Tidak ada data tersembunyi yang kami temukan." in one.text
    assert "Simpan juga aslinya" not in one.text


def test_a_mistake_elsewhere_keeps_the_files_and_what_was_chosen(app: Flask) -> None:
    one = at_form(app).press(REVIEW, files=[PHOTO], what="pendek")
    assert "paling sedikit 50 huruf" in one.text
    (id_,) = [draft.id for draft in drafts(app, one)]
    one.press(REVIEW, what="pendek", original=id_)
    assert one.values("original") == [id_] and len(on_tray(one)) == 1


@pytest.mark.parametrize("button", ["Tambah baris", "English", "Unggah berkas", "Periksa dulu"])
def test_every_way_around_the_form_keeps_files(app: Flask, button: str) -> None:
    one = at_form(app).press(button, files=[PHOTO])
    assert len(on_tray(one)) == 1 and PHOTO[0] in one.text
    again = "Add a row" if button == "English" else "Tambah baris"
    one.press(again)
    assert len(on_tray(one)) == 1


def test_review_and_back_keep_files(app: Flask) -> None:
    one = at_review(app, files=[PHOTO])
    assert "Baca sekali lagi" in one.text and PHOTO[0] in one.text and "lokasi" in one.text
    one.press("Ubah dulu")
    assert len(on_tray(one)) == 1
    one.press("English")
    assert "Removed:" in one.text and len(on_tray(one)) == 1


def test_a_file_is_taken_away_and_nothing_else(app: Flask) -> None:
    one = at_form(app).press("Unggah berkas", files=[PHOTO, ("nota.pdf", a_pdf_with_author())], what="sedikit")
    one.press(f"Hapus {PHOTO[0]}")
    assert [draft.name for draft in drafts(app, one)] == ["nota.pdf"] and one.value("what") == "sedikit"


def test_a_file_that_cannot_be_cleaned_waits_for_a_choice(app: Flask) -> None:
    one = at_review(app, files=[("rekaman.xyz", NOT_CLEANABLE)])
    assert "tidak bisa kami hapus" in one.text and "Pilih dulu: kirim apa adanya, atau jangan kirim." in one.text
    (draft,) = drafts(app, one)
    one.press(REVIEW)
    assert "Pilih dulu" in one.text
    one.press(REVIEW, **{f"as-is-{draft.id}": "drop"})
    assert "Baca sekali lagi" in one.text
    one.press("Kirim laporan")
    assert len(words_of(one)) == 8 and count(app, Attachment) == 0


def test_what_is_sent_as_it_is_goes_as_it_is(app: Flask) -> None:
    one = at_review(app, files=[("rekaman.xyz", NOT_CLEANABLE)])
    (draft,) = drafts(app, one)
    one.press(REVIEW, **{f"as-is-{draft.id}": "send"}).press("Kirim laporan")
    assert len(words_of(one)) == 8 and count(app, Attachment) == 1


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("besar.bin", bytes(1024 * 1024 + 1), "lebih besar dari 1 MB"),
        ("kosong.jpg", b"", "Berkas ini kosong"),
        ("foto.jpg", PROGRAM, "program"),
    ],
)
def test_what_is_not_taken_is_named_and_the_rest_is_kept(app: Flask, name: str, content: bytes, told: str) -> None:
    with_limits(app, file_mb=1)
    app.extensions["reception"].settings = app.extensions["wbs"].settings
    before = stored(app)
    one = at_form(app).press(REVIEW, files=[(name, content), PHOTO], what="sedikit")
    assert f"{name} :" in one.text and told in one.text
    assert [draft.name for draft in drafts(app, one)] == [PHOTO[0]] and one.value("what") == "sedikit"
    assert stored(app) - before == {blob for draft in drafts(app, one) for blob in draft.blobs}


def test_more_files_than_allowed_the_first_stay(app: Flask) -> None:
    with_limits(app, most_files=2)
    files = [(f"{number}.jpg", a_photo_with_gps((number, 0, 0))) for number in range(3)]
    one = at_form(app).press("Unggah berkas", files=files)
    assert len(on_tray(one)) == 2 and "Paling banyak 2 berkas" in one.text
    one.press("Unggah berkas", files=[PHOTO])
    assert [draft.name for draft in drafts(app, one)] == ["0.jpg", "1.jpg"]


def test_sending_attaches_what_is_clean_and_forgets_the_original(app: Flask) -> None:
    one = at_review(app, files=[PHOTO])
    (draft,) = drafts(app, one, act="send")
    one.press("Kirim laporan")
    assert len(words_of(one)) == 8
    assert draft.clean is not None and stored(app) == {draft.clean.blob.name}
    rows = db.session.execute(sa.select(SealedBlob.part, SealedBlob.sha256)).all()
    assert rows == [("file", draft.clean.blob.sha256)]


def test_the_original_is_kept_beside_it_when_wished(app: Flask) -> None:
    one = at_review(app, files=[PHOTO])
    (draft,) = drafts(app, one, act="send")
    one.press("Kirim laporan", original=draft.id)
    assert stored(app) == set(draft.blobs)
    parts = db.session.execute(sa.select(SealedBlob.part).order_by(SealedBlob.part)).scalars().all()
    assert parts == ["file", "original"]


def test_a_double_click_with_files_is_one_report(app: Flask) -> None:
    one = at_review(app, files=[PHOTO, ("nota.pdf", a_pdf_with_author())])
    form = one.form(act="send")
    first = words_of(one.submit(form))
    form.fields.reverse()  # the tokens in another order
    assert words_of(one.submit(form)) == first and len(first) == 8
    assert "sudah terkirim; tambahkan" not in one.text
    assert (count(app, Case), count(app, Attachment)) == (1, 2)


def test_sent_again_with_other_files_is_told_and_nothing_is_lost(app: Flask) -> None:
    one = at_review(app, files=[PHOTO])
    form = one.form(act="send")
    (draft,) = drafts(app, one, act="send")
    first = words_of(one.submit(form))
    one.submit(form, file=None)
    assert words_of(one) == first and "tambahkan lewat kotak pesan" in one.text
    one.submit(form, original=draft.id)  # it is gone: only the clean copy was filed
    assert words_of(one) == first
    assert (count(app, Case), count(app, Attachment)) == (1, 1)


def test_an_expired_form_keeps_its_files_under_the_new_ticket(app: Flask) -> None:
    old = aged(app, hours=25)
    key = form_key(check_ticket(app.extensions["wbs"].keys.ticket, old["ticket"]))
    one = at_review(app, files=[PHOTO])
    (draft,) = drafts(app, one, act="send")
    one.press("Kirim laporan", **old, file=seal_draft(key, draft))
    assert "Formulir ini sudah lama terbuka" in one.text
    assert drafts(app, one, act="send") == [draft] and one.values("ticket", act="send") != [old["ticket"]]


def test_a_token_opens_under_no_other_ticket(app: Flask) -> None:
    (token,) = on_tray(at_form(app).press("Unggah berkas", files=[PHOTO]))
    other = at_form(app).press("Unggah berkas", file=token, what="sedikit")
    assert not on_tray(other) and "yang tidak bisa kami buka" in other.text and other.value("what") == "sedikit"


def test_a_token_under_an_old_ticket_is_not_filed_twice(app: Flask) -> None:
    one = at_review(app, files=[PHOTO])
    (draft,) = drafts(app, one, act="send")
    one.press("Kirim laporan")
    old = aged(app, hours=25)
    key = form_key(check_ticket(app.extensions["wbs"].keys.ticket, old["ticket"]))
    again = at_review(app).press("Kirim laporan", **old, file=seal_draft(key, draft))
    again.press("Kirim laporan")
    again.submit(again.form(act="send"), **aged(app, minutes=1))
    assert (count(app, Case), count(app, Attachment)) == (1, 1)
    assert draft.clean is not None and draft.clean.blob.name in stored(app)


def test_fifty_tokens_are_no_more_than_the_limit(app: Flask) -> None:
    one = at_form(app).press("Unggah berkas", files=[PHOTO])
    (draft,) = drafts(app, one)
    form = one.form(having="what")
    key = form_key(check_ticket(app.extensions["wbs"].keys.ticket, one.value("ticket")))
    many = [seal_draft(key, draft) for _ in range(25)]
    more = [seal_draft(key, _another(draft, number)) for number in range(25)]
    form.fields += [("file", token) for token in (*many, *more)]
    one.submit(form)
    assert one.response.status_code == 200
    assert len(on_tray(one)) <= app.extensions["wbs"].settings.most_files


@pytest.mark.parametrize("token", ["", "x", "²³", "🙂" * 50, "A" * 5_000, "A" * 500_000])
def test_junk_for_a_token_costs_nothing_else(app: Flask, token: str) -> None:
    one = at_form(app).press("Unggah berkas", file=token, piece=token, what="sedikit")
    assert one.response.status_code == 200 and one.value("what") == "sedikit" and not on_tray(one)


def test_a_file_that_waited_too_long_is_asked_for_again(app: Flask) -> None:
    one = at_form(app).press("Unggah berkas", files=[PHOTO])
    for blob in stored(app):
        app.extensions["wbs"].store.remove(blob)
    one.press(REVIEW, what="sedikit")
    assert PHOTO[0] in one.text and "Pilih sekali lagi" in one.text and not on_tray(one)


def test_a_name_cannot_act_on_the_page(app: Flask) -> None:
    name = '<img src=x onerror=alert(1)>\u202egpj.exe "foto".jpg'
    one = at_form(app).press("Unggah berkas", files=[(name, a_photo_with_gps())])
    assert "<img" not in one.html and "\u202e" not in one.html and len(on_tray(one)) == 1


def test_nobody_left_to_read_keeps_the_files(app: Flask) -> None:
    one = at_review(
        app, files=[PHOTO], excluded__0__unit="Pemerintah Provinsi DKI Jakarta", excluded__1__unit="LUAR"
    ).press("Kirim laporan")
    assert "Laporan ini belum kami terima" in one.text and count(app, Attachment) == 0
    assert len(on_tray(one.press("Ubah laporan"))) == 1


def test_the_form_says_how_it_is_sent(app: Flask) -> None:
    form = at_form(app).form(having="what")
    assert form.takes_files and form.id == FORM


def _another(draft: Draft, number: int) -> Draft:
    name = f"{number:032x}"
    return replace(draft, arrived=replace(draft.arrived, blob=replace(draft.arrived.blob, name=name)))
