"""A dossier as its recipient gets it: sealed, whole and masked; noted before it leaves, and never on a disk."""

import hashlib
import io
import json
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pypdfium2
import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from tests.builders import a_report
from tests.cases.desk import Desk, a_desk
from tests.cases.life import HEAD, INVESTIGATOR, OFFICER, a_desk_at_work
from tests.conftest import NOW
from tests.people import member
from tests.staff.office import words
from wbs.cases.access import hold
from wbs.cases.attachments import Offered, attach, drawers
from wbs.cases.conversing import write_letter, write_note
from wbs.cases.dossier import Dossier, make_dossier
from wbs.cases.dossier_manifest import Choice, Occasion
from wbs.cases.dossier_sending import send
from wbs.cases.exporting import Wish, export_to_person, recipients
from wbs.cases.mask_search import find
from wbs.cases.masking import mask_passages, texts_of
from wbs.cases.masks import BLOCKS
from wbs.cases.proof import discrepancies
from wbs.cases.reading import declare_conflict, open_case
from wbs.cases.receiving import Sealing
from wbs.cases.records import FileUse, SealedBlob
from wbs.cases.report import Party
from wbs.crypto.archive import Archive, head_for_person, open_with_key
from wbs.crypto.failures import Unreadable
from wbs.crypto.identity import Identity
from wbs.db import db, transaction
from wbs.errors import Refused
from wbs.ledger.read import pending_entries
from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn
from wbs.store import Missing

pytestmark = pytest.mark.twice_in_drill  # files: most of it lies outside the database

NAME, FILE_NAME = "Ratna Suhartini", "foto Ratna Suhartini.txt"
WHAT = f"Saksi {NAME} melihat uang diserahkan di loket dua setiap hari Senin pagi."
EVERYTHING = Choice(dialogue=True, notes=True, files=True)
SMALL = (b"Catatan setoran mingguan.\n" * 400)[:10_000]


def a_full_case(instance: Instance, *files: bytes) -> tuple[SignedIn, SignedIn, object]:
    """A report, a letter, a note and files, with the name masked wherever it stands."""
    filed, officer, _, head = a_desk_at_work(instance, a_report(what=WHAT, persons=(Party(name=f"Adik {NAME}"),)))
    write_letter(instance, officer, filed.case_id, f"Kami temui {NAME}.", NOW)
    write_note(instance, officer, filed.case_id, f"{NAME} takut dikenali.", NOW)
    for data in files or (SMALL,):
        enclose(instance, officer, filed.case_id, data)
    held = hold(officer, filed.case_id)
    opened = open_case(held)
    keys = [found.key for found in find(texts_of(opened, instance.store), NAME, opened.masks)]
    mask_passages(instance, officer, filed.case_id, NAME, keys, "Saksi.", NOW)
    return officer, head, filed


def enclose(instance: Instance, officer: SignedIn, case_id, data: bytes) -> None:
    sealing = Sealing(instance.store)
    for at in range(0, len(data), 1 << 20):
        sealing.write(data[at : at + (1 << 20)])
    with transaction():
        office = drawers(hold(officer, case_id))[1]
        attach(
            instance, "staff", office, [Offered(FILE_NAME, "text", sealing.finish(), "")], NOW, officer.get_id()
        )


def made(instance: Instance, officer: SignedIn, filed, choice: Choice = EVERYTHING) -> Dossier:
    db.session.rollback()
    return make_dossier(instance, hold(officer, filed.case_id), choice, Occasion(NOW, officer.get_id(), "Petugas"))


def opened(data: bytes, name: str = HEAD) -> Archive:
    return open_with_key(lambda at, length: [data[at : at + length]], len(data), member(name).identity)


def unzipped(data: bytes, name: str = HEAD) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(b"".join(opened(data, name).whole()))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def sealed(instance: Instance, dossier: Dossier) -> bytes:
    return b"".join(send(dossier, head_for_person(instance.directory("main", NOW).recipient(member(HEAD).id)),
                         instance.store))  # fmt: skip


def test_everything_is_in_it_and_the_manifest_names_every_hash(instance: Instance) -> None:
    officer, _, filed = a_full_case(instance)
    files = unzipped(sealed(instance, made(instance, officer, filed)))
    manifest = json.loads(files["manifest.json"])
    assert set(files) == {
        "manifest.json", "report.txt", "report.json", "dialogue.txt", "notes.txt", "timeline.txt", "custody.txt",
        "summary.pdf", "files/001.txt",
    }  # fmt: skip
    assert {one["name"]: (one["size"], one["sha256"]) for one in manifest["files"]} == {
        name: (len(data), hashlib.sha256(data).hexdigest()) for name, data in files.items() if name != "manifest.json"
    }
    assert files["files/001.txt"] == SMALL
    assert (manifest["case"], manifest["v"], manifest["masked"]) == (filed.receipt.number, 1, 5)


def test_no_masked_word_leaves_in_any_part(instance: Instance) -> None:
    officer, _, filed = a_full_case(instance)
    files = unzipped(sealed(instance, made(instance, officer, filed)))
    for name, data in files.items():
        told = pdf_text(data) if name.endswith(".pdf") else data.decode()
        assert "ratna" not in told.lower() and "suhartini" not in told.lower(), name
        if name in ("report.txt", "report.json", "dialogue.txt", "notes.txt", "custody.txt"):
            assert BLOCKS in told, name
    assert pdf_text(files["summary.pdf"]).count("disamarkan") >= 5


def pdf_text(data: bytes) -> str:
    with pypdfium2.PdfDocument(data) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def test_the_summary_is_marked_numbered_and_in_bahasa(instance: Instance) -> None:
    officer, _, filed = a_full_case(instance)
    parts = dict(made(instance, officer, filed).parts)
    with pypdfium2.PdfDocument(parts["summary.pdf"]) as document:
        count = len(document)
        for number, page in enumerate(document, start=1):
            told = page.get_textpage().get_text_range()
            assert "RAHASIA" in told and f"Halaman {number} dari {count}" in told and filed.receipt.number in told
    assert "Apa yang terjadi" in pdf_text(parts["summary.pdf"])


def test_hostile_and_endless_texts_are_only_text(instance: Instance) -> None:
    what = "<b>x</b><script>&amp; %(page)d \u202e \U0001f600 " + "kata " * 3000 + "w" * 9000
    filed, officer, *_ = a_desk_at_work(instance, a_report(what=what, how="\n" * 500 + "baris"))
    told = pdf_text(dict(made(instance, officer, filed).parts)["summary.pdf"])
    assert "<b>x</b><script>&amp;" in told and "[U+1F600]" in told and "baris" in told


def test_what_was_not_chosen_stays_here_and_is_named(instance: Instance) -> None:
    officer, _, filed = a_full_case(instance)
    dossier = made(instance, officer, filed, Choice(dialogue=False, notes=False, files=False))
    manifest = json.loads(dossier.manifest)
    assert {name for name, _ in dossier.parts} == {
        "report.txt", "report.json", "timeline.txt", "custody.txt", "summary.pdf"
    }
    assert not dossier.files and len(manifest["left_out"]) == 1
    assert manifest["left_out"][0]["sha256"] == hashlib.sha256(SMALL).hexdigest()
    assert "takut dikenali" not in pdf_text(dict(dossier.parts)["summary.pdf"])


def test_a_missing_file_is_named_and_the_rest_goes(instance: Instance) -> None:
    officer, _, filed = a_full_case(instance, SMALL, SMALL + b"dua")
    name = db.session.execute(sa.select(SealedBlob.name)).scalars().first()
    instance.store.remove(name.hex)
    files = unzipped(sealed(instance, made(instance, officer, filed)))
    manifest = json.loads(files["manifest.json"])
    assert len(manifest["left_out"]) == 1 and manifest["left_out"][0]["state"] == "missing"
    assert sum(name.startswith("files/") for name in files) == 1
    assert "hilang atau rusak" in files["custody.txt"].decode()


def test_a_file_that_breaks_on_the_way_leaves_an_archive_that_never_opens(instance: Instance) -> None:
    officer, _, filed = a_full_case(instance)
    dossier = made(instance, officer, filed)
    for name in db.session.execute(sa.select(SealedBlob.name)).scalars():
        instance.store.remove(name.hex)
    sent = []
    with pytest.raises(Missing):
        sent.extend(send(dossier, head_for_person(instance.directory("main", NOW).recipient(member(HEAD).id)),
                         instance.store))  # fmt: skip
    with pytest.raises(Unreadable):
        opened(b"".join(sent))


def test_only_the_recipient_opens_it(instance: Instance) -> None:
    officer, _, filed = a_full_case(instance)
    data = sealed(instance, made(instance, officer, filed))
    for name in (OFFICER, INVESTIGATOR, "irban.irbanko_timur"):
        with pytest.raises(Unreadable):
            opened(data, name)
    with pytest.raises(Unreadable):
        open_with_key(lambda at, length: [data[at : at + length]], len(data), Identity.generate())


def test_it_is_noted_before_it_is_sent_and_files_count_as_taken(instance: Instance) -> None:
    officer, head, filed = a_full_case(instance)
    db.session.rollback()
    wish = Wish(EVERYTHING, "Rapat koordinasi.")
    done = export_to_person(instance, officer, filed.case_id, head.person.id, wish, NOW)
    [entry] = [one for one in pending_entries("main") if one.tag == "export:made"]
    assert entry.fields == {"export": "dossier_key", "sha256": hashlib.sha256(done.dossier.manifest).hexdigest()}
    assert [one.tag for one in pending_entries("main")].count("case:file:downloaded") == 1
    assert db.session.execute(sa.select(FileUse.act)).scalars().all() == ["downloaded"]
    [note] = [one.entry for one in open_case(hold(head, filed.case_id)).entries if one.entry.kind == "export"]
    assert (note.text, note.to) == ("Rapat koordinasi.", str(head.person.id))
    assert discrepancies("main") == []


def test_nothing_of_it_touches_a_disk_and_memory_stays_flat(instance: Instance, tmp_path: Path) -> None:
    officer, _, filed = a_full_case(instance, b"PLAINMARK" * (40 * 1024 * 1024 // 9))
    dossier = made(instance, officer, filed)
    before = everything_under(tmp_path)
    tracemalloc.start()
    size = sum(map(len, sent(instance, dossier)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 40 * 1024 * 1024 and peak < 8 * 1024 * 1024
    assert everything_under(tmp_path) == before


def sent(instance: Instance, dossier: Dossier) -> Iterator[bytes]:
    return send(dossier, head_for_person(instance.directory("main", NOW).recipient(member(HEAD).id)), instance.store)


def tags() -> list[str]:
    db.session.rollback()
    return [entry.tag for entry in pending_entries("main")]


def everything_under(folder: Path) -> dict[str, int]:
    return {str(path): path.stat().st_size for path in folder.rglob("*") if path.is_file()}


# Who may have it -------------------------------------------------------------------------------------------------


def test_recipients_are_readers_of_the_realm_whom_nothing_excludes(instance: Instance) -> None:
    excluded = member("irban.irbanko_timur")
    report = a_report(what=WHAT, excluded=(Party(name=excluded.name),))
    filed, officer, investigator, _ = a_desk_at_work(instance, report)
    declare_conflict(instance, investigator, filed.case_id, NOW)
    found = {one.id for one in recipients(instance, hold(officer, filed.case_id), NOW)}
    for one in (excluded, member(INVESTIGATOR), member("wulan"), member("tono"), member("sari")):
        assert one.id not in found, one.name
    assert {member(HEAD).id, member(OFFICER).id, member("dewi").id} <= found
    for one in (excluded.id, member("sari").id, uuid4()):
        with pytest.raises(Refused):
            export_to_person(instance, officer, filed.case_id, one, Wish(EVERYTHING, "x"), NOW)
    assert "export:made" not in tags()


# Through the pages -----------------------------------------------------------------------------------------------


def ask(desk: Desk, **changes: str) -> TestResponse:
    fields = {"dialogue": "y", "files": "y", "to": str(member(HEAD).id), "purpose": "Rapat."}
    return desk.act(desk.officer, "export", **{**fields, **changes})


def test_the_download_is_the_sealed_file(app: Flask, instance: Instance) -> None:
    desk = a_desk(app, instance, a_report(what=WHAT)).confirm()
    answer = ask(desk)
    assert answer.status_code == 200 and answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="kasus-')
    assert answer.headers["Cache-Control"] == "no-store" and "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.data.startswith(b"wbs dossier\n\x01") and NAME.encode() not in answer.data
    assert "summary.pdf" in unzipped(answer.data)
    assert "Berkas kasus dibagikan" in words(desk.head.get(f"{desk.url}/notes"))


def test_what_is_lacking_is_told_and_nothing_is_made(app: Flask, instance: Instance) -> None:
    desk = a_desk(app, instance).confirm()
    lacking = ask(desk, to="", purpose="")
    assert lacking.status_code == 422 and "Tulis untuk apa" in words(lacking)
    for stranger in (str(member("wulan").id), str(uuid4()), "x", "\x00"):
        assert ask(desk, to=stranger).status_code == 422
    assert "export:made" not in tags()


def test_words_are_shown_once_and_never_sent_back(app: Flask, instance: Instance) -> None:
    desk = a_desk(app, instance, a_report(what=WHAT)).confirm()
    page = ask(desk, to="kata")
    shown = [piece.partition("<")[0] for piece in page.text.partition('class="words"')[2].split("<li>")[1:]]
    assert page.status_code == 200 and len(shown) == 8
    form = page.text.partition('action="' + desk.url + "/export/words")[2].partition("</form>")[0]
    assert not [word for word in shown if f'"{word}"' in form]
    assert "export:made" not in tags()
    token = form.partition('name="token" value="')[2].partition('"')[0]
    answer = desk.act(desk.officer, "export/words", token=token, purpose="Kejaksaan.", dialogue="y")
    assert tags().count("export:made") == 1
    assert answer.status_code == 200 and answer.data.startswith(b"wbs dossier\n\x01\x02")
    for wrong in ("", "x", token[:-1], token + "0", "Z" * 32):
        assert desk.act(desk.officer, "export/words", token=wrong, purpose="x").status_code == 422
