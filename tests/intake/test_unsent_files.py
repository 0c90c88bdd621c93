"""When unsent files have used up their room: the page says what to do, text is filed all the same, the mailbox takes
files later, and who waited too long is told before anything is stored."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.builders import a_report, a_ticket
from tests.cases.uploads import a_part
from tests.conftest import NOW, opened
from tests.intake.files import a_bare_photo
from tests.intake.test_pieces import upload
from tests.intake.visitor import a_visitor, at_review, with_open_mailbox, words_of
from wbs.cases.attachments import Offered
from wbs.cases.records import Attachment, Case
from wbs.config import Settings
from wbs.db import db
from wbs.errors import Refused
from wbs.intake.filing import Extras, submit_report
from wbs.intake.mailbox import answer, open_mailbox
from wbs.staff.instance import Instance

pytestmark = pytest.mark.twice_in_drill  # files: most of it lies outside the database

MIB = 1024 * 1024
WITHOUT = "Kirim dulu tanpa berkas ini; berkas dapat ditambahkan lewat kotak pesan."


@pytest.fixture
def small(settings: Settings):
    with opened(replace(settings, unsent_mb=3)) as app:
        yield app


def fill(app: Flask) -> list[str]:
    """Forms are opened, files go up, nobody sends: what the last page said, and how much lies there."""
    texts = []
    for number in range(8):
        one = a_visitor(app).press("Buat laporan")
        one.press("Unggah berkas", what="sedikit", files=[(f"{number}.bin", bytes([number]) * (MIB * 2 // 3))])
        texts.append(one.text)
        assert one.value("what") == "sedikit"
    return texts


def unsent(app: Flask) -> int:
    return sum(one.size for one in app.extensions["wbs"].store.blobs())


def test_text_is_filed_when_unsent_files_have_filled_their_room(small: Flask) -> None:
    told = [WITHOUT in text for text in fill(small)]
    assert told == [False] * 4 + [True] * 4 and unsent(small) < 3 * MIB
    one = at_review(small)
    one.press("Kirim laporan")
    assert len(words_of(one)) == 8
    box = with_open_mailbox(small, " ".join(words_of(one)))
    box.press("Kirim pesan", text="Ini fotonya.", files=[("foto.jpg", a_bare_photo() + bytes(MIB))])
    assert WITHOUT in box.text and box.value("text") == "Ini fotonya."
    box.press("Kirim pesan", text="Ini fotonya.")
    assert "Ini fotonya." in box.text and WITHOUT not in box.text


def test_a_form_with_a_refused_file_is_sent_at_the_second_press(small: Flask) -> None:
    fill(small)
    one = at_review(small, files=[("rekaman.bin", bytes(MIB))])
    assert WITHOUT in one.text
    one.press("Periksa dulu sebelum dikirim").press("Kirim laporan")
    assert len(words_of(one)) == 8


def test_a_script_is_told_that_sending_a_piece_again_does_not_help(small: Flask) -> None:
    fill(small)
    assert upload(a_visitor(small).press("Buat laporan"), bytes(2 * MIB), count=2) == ["-", "-"]


def test_after_the_hour_files_are_taken_again(small: Flask) -> None:
    fill(small)
    instance: Instance = small.extensions["wbs"]
    last = max(one.changed for one in instance.store.blobs())
    small.extensions["reception"].unsent.look(last + timedelta(hours=1, seconds=1))
    one = a_visitor(small).press("Buat laporan")
    one.press("Unggah berkas", what="sedikit", files=[("baru.bin", b"\x01" * MIB)])
    assert WITHOUT not in one.text and "baru.bin" in one.text


def a_file_that_is_gone(instance: Instance) -> Offered:
    part = a_part(instance, b"bukti")
    instance.store.remove(part.blob.name)
    return Offered("bukti.txt", "text", part, "cleaned")


def test_a_report_never_names_a_file_that_is_gone(instance: Instance) -> None:
    with pytest.raises(Refused):
        submit_report(instance, a_report(), Extras(), a_ticket(instance), NOW, (a_file_that_is_gone(instance),))
    assert db.session.execute(sa.select(sa.func.count()).select_from(Case)).scalar_one() == 0


def test_nor_does_a_letter(instance: Instance) -> None:
    receipt = submit_report(instance, a_report(), Extras(), a_ticket(instance), NOW)
    box, _session = open_mailbox(instance, " ".join(receipt.words), NOW)
    with pytest.raises(Refused):
        answer(instance, box, "Ini fotonya.", "", NOW, [a_file_that_is_gone(instance)])
    db.session.rollback()
    assert db.session.execute(sa.select(sa.func.count()).select_from(Attachment)).scalar_one() == 0
