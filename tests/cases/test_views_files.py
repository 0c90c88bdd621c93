"""The files of a case over HTTP: listed, added, looked at without opening, taken away with a reason."""

import re
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.builders import an_officer
from tests.cases.desk import Desk, a_desk
from tests.cases.life import OFFICER
from tests.cases.uploads import TEXT, a_png, a_wav, add, attach_as_reporter, file_ids, send
from tests.staff.office import words
from wbs.cases.access import hold
from wbs.cases.records import FileUse, SealedBlob
from wbs.db import db
from wbs.ledger.read import pending_entries
from wbs.staff.instance import Instance

pytestmark = pytest.mark.twice_in_drill  # files: most of it lies outside the database

NOTE = ("catatan.txt", TEXT.encode())


@pytest.fixture
def desk(app: Flask, instance: Instance) -> Desk:
    return a_desk(app, instance).confirm()


def stored(instance: Instance) -> set[str]:
    return {name for name, *_ in instance.store.blobs()}


def entries(tag: str) -> list[str]:
    db.session.rollback()
    return [entry.by or "" for entry in pending_entries("main") if entry.tag == tag]


def test_an_officer_adds_files_and_colleagues_see_them(desk: Desk, instance: Instance):
    assert "Belum ada berkas." in words(desk.head.get(f"{desk.url}/files"))
    ids = add(desk, NOTE, ("foto.png", a_png()))
    page = words(desk.head.get(f"{desk.url}/files?done=file"))
    for said in ("catatan.txt", "foto.png", "Gambar PNG", "Teks", "Petugas Irbanko_Barat", "Belum ada yang membuka."):
        assert said in page
    assert len(ids) == 2 and len(stored(instance)) == 2
    assert len(entries("case:file:added")) == 2
    assert "Berkas 2" in words(desk.head.get(desk.url))


def test_text_is_shown_as_text_and_the_viewing_is_noted_once_a_day(desk: Desk):
    (file,) = add(desk, ("halaman.html", b"<!doctype html><script>alert(1)</script><p>Halo</p>"))
    for _ in range(3):
        page = desk.head.get(f"{desk.url}/files/{file}")
        assert page.status_code == 200 and "<script>alert" not in page.text and "&lt;script&gt;" in page.text
    assert len(entries("case:file:viewed")) == 1
    desk.officer.get(f"{desk.url}/files/{file}")
    assert len(entries("case:file:viewed")) == 2
    custody = words(desk.head.get(f"{desk.url}/files"))
    assert "Irban Irbanko_Barat melihat," in custody and "Petugas Irbanko_Barat melihat," in custody


def test_a_picture_is_drawn_anew_and_noted_before_it_is_shown(desk: Desk):
    (file,) = add(desk, ("foto.png", a_png()))
    png = desk.head.get(f"{desk.url}/files/{file}/pages/1")
    assert png.status_code == 200 and png.data.startswith(b"\x89PNG") and png.mimetype == "image/png"
    assert png.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert png.headers["Cache-Control"] == "no-store" and png.headers["X-Content-Type-Options"] == "nosniff"
    assert len(entries("case:file:viewed")) == 1
    page = desk.head.get(f"{desk.url}/files/{file}")
    assert f'src="{desk.url}/files/{file}/pages/1"' in page.text
    assert desk.head.get(f"{desk.url}/files/{file}/pages/2").status_code == 404


def test_sound_is_played_by_ranges_with_the_headers_of_a_file(desk: Desk):
    sound = a_wav(30)
    (file,) = add(desk, ("rekaman.wav", sound))
    url = f"{desk.url}/files/{file}/media"
    assert f'<audio controls preload="metadata" src="{url}"' in desk.head.get(f"{desk.url}/files/{file}").text
    whole = desk.head.get(url)
    assert (whole.status_code, whole.data, whole.mimetype) == (200, sound, "audio/wav")
    assert whole.headers["Accept-Ranges"] == "bytes" and "inline; filename=" in whole.headers["Content-Disposition"]
    assert "rekaman" not in str(whole.headers) and "sandbox" in whole.headers["Content-Security-Policy"]
    for asked, start, stop in (("0-99", 0, 100), ("65530-65550", 65530, 65551), ("-10", len(sound) - 10, len(sound))):
        part = desk.head.ask(url, headers={"Range": f"bytes={asked}"})
        assert (part.status_code, part.data) == (206, sound[start:stop])
        assert part.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{len(sound)}"
    beyond = desk.head.ask(url, headers={"Range": f"bytes={len(sound)}-"})
    assert beyond.status_code == 416 and beyond.headers["Content-Range"] == f"bytes */{len(sound)}"
    assert "media-src 'self'" in desk.head.get(desk.url).headers["Content-Security-Policy"]


def test_only_sound_and_video_are_played(desk: Desk):
    (file,) = add(desk, ("x.svg", b"<svg onload=alert(1)></svg>"))
    assert desk.head.get(f"{desk.url}/files/{file}/media").status_code == 404


def test_taking_away_needs_a_reason_and_is_told_to_everybody(desk: Desk):
    (file,) = add(desk, ("../bahaya\u202etxt.html", b"<!doctype html><script>alert(1)</script>"))
    url = f"{desk.url}/files/{file}/download"
    without = desk.head.post(url, part="file", reason=" ")
    assert without.status_code == 422 and "Tulis alasannya dulu." in words(without)
    answer = desk.head.post(url, part="file", reason="Untuk laboratorium forensik.")
    assert answer.status_code == 200 and answer.data == b"<!doctype html><script>alert(1)</script>"
    assert answer.mimetype == "application/octet-stream"
    assert re.fullmatch(r'attachment; filename="berkas-[0-9a-f]{8}\.html"', answer.headers["Content-Disposition"])
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    notes = words(desk.officer.get(f"{desk.url}/notes"))
    assert "Berkas diunduh" in notes and "Untuk laboratorium forensik." in notes and "[U+202E]" in notes
    assert "Irban Irbanko_Barat mengunduh," in words(desk.officer.get(f"{desk.url}/files"))
    assert len(entries("case:file:downloaded")) == 1


def test_what_a_reporter_sent_shows_both_hashes_and_what_was_removed(desk: Desk, instance: Instance):
    key = hold(an_officer(instance, OFFICER), desk.case_id).key
    attach_as_reporter(instance, key, desk.case_id, "bukti.txt", b"bersih", b"asli dengan nama")
    (file,) = file_ids(desk.case_id)
    page = words(desk.head.get(f"{desk.url}/files"))
    for said in ("Pelapor,", "Sudah dihapus: lokasi, nama pembuat.", "Aslinya disimpan juga", "SHA-256 asli"):
        assert said in page
    answer = desk.head.post(f"{desk.url}/files/{file}/download", part="original", reason="Perlu aslinya.")
    assert answer.data == b"asli dengan nama"
    nonsense = desk.head.post(f"{desk.url}/files/{file}/download", part="lain", reason="Perlu aslinya.")
    assert nonsense.status_code == 422


def test_bad_files_are_named_and_the_good_ones_stay(desk: Desk, instance: Instance):
    answer = send(desk.officer, f"{desk.url}/files", ("kosong.txt", b""), NOTE, ("program.exe", b"MZ" + bytes(9_000)))
    said = words(answer)
    assert answer.status_code == 422 and "kosong.txt: Berkas ini kosong." in said
    assert "program.exe: Berkas ini sebuah program" in said
    assert len(file_ids(desk.case_id)) == len(stored(instance)) == 1
    assert "Pilih berkasnya dulu." in words(send(desk.officer, f"{desk.url}/files"))


@pytest.mark.parametrize(("change", "said"), [("remove", "Hilang dari"), ("cut", "Rusak di")])
def test_a_lost_or_damaged_file_is_named(desk: Desk, instance: Instance, change: str, said: str):
    (file,) = add(desk, NOTE)
    (name,) = stored(instance)
    path = instance.settings.var_dir / "store" / name
    path.unlink() if change == "remove" else path.write_bytes(path.read_bytes()[:-1])
    assert said in words(desk.head.get(f"{desk.url}/files"))
    page = desk.head.get(f"{desk.url}/files/{file}")
    assert page.status_code == 409 and said in words(page) and "Beri tahu administrator" in words(page)
    answer = desk.head.post(f"{desk.url}/files/{file}/download", part="file", reason="x")
    assert answer.status_code == 409 and entries("case:file:downloaded") == []


def test_a_file_of_another_case_is_no_file_of_this_one(app: Flask, instance: Instance, desk: Desk):
    (file,) = add(desk, NOTE)
    other = a_desk(app, instance).confirm()
    for tail in ("", "/pages/1", "/media"):
        assert other.head.get(f"{other.url}/files/{file}{tail}").status_code == 404
        assert desk.head.get(f"{desk.url}/files/{uuid4()}{tail}").status_code == 404
    assert other.head.post(f"{other.url}/files/{file}/download", part="file", reason="x").status_code == 404
    assert db.session.execute(sa.select(sa.func.count()).select_from(FileUse)).scalar() == 0


def test_nothing_is_received_from_a_stranger(app: Flask, instance: Instance, desk: Desk):
    from tests.staff.office import Browser, signed_in

    for browser in (Browser(app), signed_in(app, "petugas.investigasi")):
        assert send(browser, f"{desk.url}/files", NOTE).status_code == 404
    assert stored(instance) == set()
    assert db.session.execute(sa.select(sa.func.count()).select_from(SealedBlob)).scalar() == 0
