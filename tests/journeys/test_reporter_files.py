"""Evidence from the reporter to the officer: cleaned at the counter, sealed in the case, found again by the hash."""

import hashlib
import time

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.builders import WHAT, an_officer
from tests.intake.files import AUTHOR, NOT_CLEANABLE, a_document_with_author, a_pdf_with_author, a_photo_with_gps
from tests.intake.visitor import at_review, with_open_mailbox, words_of
from tests.journeys.test_reporter_browser import address
from tests.visitor import Visitor
from wbs import clock
from wbs.cases.access import Held, hold
from wbs.cases.attachments import open_file, read_attachments
from wbs.cases.reading import confirm_no_conflict
from wbs.cases.records import Case
from wbs.db import db
from wbs.intake.form_token import LEAST_AGE
from wbs.staff.instance import Instance

pytestmark = pytest.mark.twice_in_drill  # files: most of it lies outside the database

__all__ = ["address"]

PHOTO = ("di rumah.jpg", a_photo_with_gps())
ODD = ("rekaman.xyz", NOT_CLEANABLE)
FILES = [PHOTO, ("setoran.docx", a_document_with_author()), ("nota.pdf", a_pdf_with_author()), ODD]


def held_by_an_officer(instance: Instance) -> Held:
    db.session.rollback()
    case_id = db.session.execute(sa.select(Case.id)).scalar_one()
    officer = an_officer(instance, "irban.irbanko_barat", clock.now())
    confirm_no_conflict(instance, officer, case_id, clock.now())
    return hold(officer, case_id)


def test_four_kinds_of_evidence_and_one_more_from_the_mailbox(app: Flask, instance: Instance) -> None:
    one = at_review(app, files=FILES)
    choice = next(name for name in one.html.split('"') if name.startswith("as-is-"))
    one.press("Periksa dulu sebelum dikirim", **{choice: "send"})
    kept = one.values("original") or [_id_of(one.html, PHOTO[0])]
    code = " ".join(words_of(one.press("Kirim laporan", original=kept[0])))

    box = with_open_mailbox(app, code).press("Kirim pesan", files=[("tambahan.jpg", PHOTO[1])], text="Satu lagi.")
    assert "Pesan Anda dan 1 berkas sudah tersimpan." in box.text

    found = {one.name: one for one in read_attachments(held_by_an_officer(instance), instance.store)}
    assert set(found) == {name for name, _content in FILES} | {"tambahan.jpg"}
    assert all(one.state == "" for one in found.values())
    for name, sent in FILES:
        file = found[name]
        content = b"".join(open_file(instance.store, file))
        assert hashlib.sha256(content).hexdigest() == file.sha256 and AUTHOR.encode() not in content
        assert file.original_sha256 == hashlib.sha256(sent).hexdigest()
        assert (content == sent) == (name == ODD[0])
    assert found[PHOTO[0]].keeps_original and not found["nota.pdf"].keeps_original
    assert b"".join(open_file(instance.store, found[PHOTO[0]], "original")) == PHOTO[1]


@pytest.mark.parametrize("size", [600_000])
def test_over_http_as_a_browser_sends_it(address: str, size: int) -> None:
    with Visitor(address) as one:
        one.get("/")
        one.press("Buat laporan")
        one.press("Unggah berkas", files=[PHOTO, ("besar.xyz", bytes(size))], what=WHAT)
        assert PHOTO[0] in one.page.words and "Sudah dihapus: lokasi" in one.page.words
        time.sleep(LEAST_AGE.total_seconds())
        choice = next(name for form in one.page.forms for name in form.names if name.startswith("as-is-"))
        one.press("Periksa dulu sebelum dikirim", **{"where": "Loket", choice: "drop"})
        one.press("Kirim laporan")
        assert "Salin 8 kata ini ke kertas" in one.page.words


def _id_of(html: str, name: str) -> str:
    """The choice to keep the original of the file with that name."""
    after = html[html.index(f"<bdi>{name}</bdi>") :]
    return after[after.index('name="original" value="') :].split('"')[3]
