"""Masks can be undone and never leave; a redaction is for ever, takes two people, and the ledger knows the report."""

from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import a_report, an_officer
from tests.cases.desk import Desk, a_desk
from tests.cases.life import HEAD, OFFICER, a_desk_at_work
from tests.conftest import NOW
from tests.staff.office import words
from wbs.app import sequence_ticks
from wbs.cases.access import hold
from wbs.cases.conversing import write_letter, write_note
from wbs.cases.mask_search import find
from wbs.cases.masking import NOTHING_FOUND, OWN_MASK, mask_passages, redact, texts_of, unmask
from wbs.cases.masks import BLOCKS, Masks, masks_of
from wbs.cases.notes import DatedEntry, Entry
from wbs.cases.proof import discrepancies
from wbs.cases.reading import OpenedCase, open_case
from wbs.cases.records import Note, SealedReport
from wbs.cases.report import Party, Report
from wbs.clock import now
from wbs.db import db, transaction
from wbs.errors import NotAllowed, Refused
from wbs.ledger.read import pending_entries
from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn

pytestmark = pytest.mark.twice_in_drill  # what is masked in texts, whatever they lie in

NAME = "Ratna Suhartini"
TEXT = f"Saksi {NAME} melihatnya. Kata ratna\nsuhartini, uangnya diserahkan di loket dua, dan {NAME} mencatat."
EVERY_TEXT = Report(
    what=TEXT, how=f"Lewat {NAME}.", where=f"Rumah {NAME}", when=f"Ulang tahun {NAME}", kind="pungli",
    unit="SUDIN-DUKCAPIL-BARAT", unit_text=f"Toko {NAME}", reported_elsewhere=f"Kepada {NAME}",
    handle_with_care=f"Jangan sebut {NAME}", persons=(Party("Budi", f"Suami {NAME}", "", f"Warung {NAME}"),),
    excluded=(Party(f"Adik {NAME}", f"Ipar {NAME}", "", f"Kios {NAME}"),),
)  # fmt: skip


def opened(officer: SignedIn, case_id: UUID) -> OpenedCase:
    db.session.rollback()
    return open_case(hold(officer, case_id))


def mask_all(instance: Instance, officer: SignedIn, case_id: UUID, passage: str = NAME) -> None:
    one = opened(officer, case_id)
    keys = [found.key for found in find(texts_of(one, instance.store), passage, one.masks)]
    mask_passages(instance, officer, case_id, passage, keys, "Saksi.", NOW)


def the_masks(officer: SignedIn, case_id: UUID) -> Masks:
    return opened(officer, case_id).masks


def findings(instance: Instance) -> list[str]:
    db.session.rollback()
    return [finding.what for finding in discrepancies("main")]


def test_a_mask_covers_the_chosen_occurrence_alone(instance: Instance) -> None:
    filed, officer, _, head = a_desk_at_work(instance, a_report(what=TEXT))
    one = opened(officer, filed.case_id)
    found = find(texts_of(one, instance.store), "RATNA  suhartini", one.masks)
    assert [one.passage for one in found] == [NAME, "ratna\nsuhartini", NAME]
    mask_passages(instance, officer, filed.case_id, NAME, [found[1].key], "Saksi.", NOW)
    seen = opened(head, filed.case_id)
    assert seen.report.what == TEXT  # whoever reads the case still reads it
    assert seen.masks.hide("report:what", TEXT).count(NAME) == 2
    assert seen.masks.hide("report:what", TEXT).count(BLOCKS) == 1
    assert findings(instance) == []


def test_every_text_can_be_masked_and_none_is_forgotten(instance: Instance) -> None:
    """A new field of the report that nobody can mask fails here."""
    filed, officer, *_ = a_desk_at_work(instance, EVERY_TEXT)
    write_letter(instance, officer, filed.case_id, f"Kami temui {NAME}.", NOW)
    write_note(instance, officer, filed.case_id, f"{NAME} tidak mau disebut.", NOW)
    mask_all(instance, officer, filed.case_id)
    one = opened(officer, filed.case_id)
    texts = texts_of(one, instance.store)
    assert sum(NAME.lower() in text.lower() for text in texts.values()) == 14
    assert not [place for place, text in texts.items() if "ratna" in one.masks.hide(place, text).lower()]


def test_a_mask_is_undone_and_can_be_made_again(instance: Instance) -> None:
    filed, officer, _, head = a_desk_at_work(instance, a_report(what=TEXT))
    mask_all(instance, officer, filed.case_id)
    first = the_masks(officer, filed.case_id).masks[0]
    unmask(instance, head, filed.case_id, first.id, NOW)
    assert len(the_masks(officer, filed.case_id).masks) == 2
    with pytest.raises(Refused):
        unmask(instance, head, filed.case_id, first.id, NOW)
    mask_all(instance, officer, filed.case_id)
    assert len(the_masks(officer, filed.case_id).masks) == 3
    assert findings(instance) == []


def test_what_is_masked_already_or_nowhere_is_not_found(instance: Instance) -> None:
    filed, officer, *_ = a_desk_at_work(instance, a_report(what=TEXT))
    mask_all(instance, officer, filed.case_id)
    for passage, keys in ((NAME, ["report:what@6"]), ("Siti", ["report:what@6"]), ("loket", []), (" ", [""])):
        with pytest.raises(Refused, match=NOTHING_FOUND):
            mask_passages(instance, officer, filed.case_id, passage, keys, "x", NOW)


def test_no_row_of_a_mask_holds_the_passage(instance: Instance) -> None:
    """What is redacted later must not live on in the mask that marked it."""
    filed, officer, *_ = a_desk_at_work(instance, a_report(what=TEXT))
    mask_all(instance, officer, filed.case_id)
    held = hold(officer, filed.case_id)
    one = open_case(held)
    rows = db.session.execute(sa.select(Note)).scalars().all()
    assert len(rows) == 3 and not one.entries  # masks are no notes of the team's page
    assert all(NAME not in repr(vars(mask)) for mask in one.masks.masks)


def test_a_redaction_takes_the_words_out_of_the_sealed_report(instance: Instance) -> None:
    filed, officer, _, head = a_desk_at_work(instance, a_report(what=TEXT))
    mask_all(instance, officer, filed.case_id)
    for _ in range(3):
        redact(instance, head, filed.case_id, the_masks(head, filed.case_id).masks[0].id, NOW + timedelta(minutes=1))
    one = opened(officer, filed.case_id)
    assert "ratna" not in one.report.what.lower() and one.report.what.count(BLOCKS) == 3
    assert not one.masks.masks and len(one.masks.redactions) == 3
    tags = [entry.tag for entry in pending_entries("main")]
    assert tags.count("case:report:redacted") == 3
    assert findings(instance) == []
    sequence_ticks(instance, NOW + timedelta(hours=1))
    assert findings(instance) == []


@pytest.mark.parametrize("which", [0, 1, 2])
def test_other_masks_stay_on_their_words_when_one_is_redacted(instance: Instance, which: int) -> None:
    filed, officer, _, head = a_desk_at_work(instance, a_report(what=TEXT))
    mask_all(instance, officer, filed.case_id)
    redact(instance, head, filed.case_id, the_masks(head, filed.case_id).masks[which].id, NOW)
    one = opened(officer, filed.case_id)
    left = [one.report.what[slice(*mask.span)] for mask in one.masks.masks]
    assert len(left) == 2 and {" ".join(text.split()).lower() for text in left} == {NAME.lower()}
    assert "ratna" not in one.masks.hide("report:what", one.report.what).lower()


def test_the_old_report_cannot_come_back(instance: Instance) -> None:
    filed, officer, _, head = a_desk_at_work(instance, a_report(what=TEXT))
    before = db.session.get_one(SealedReport, filed.case_id).sealed_report
    mask_all(instance, officer, filed.case_id)
    redact(instance, head, filed.case_id, the_masks(head, filed.case_id).masks[0].id, NOW)
    with transaction():
        db.session.execute(sa.update(SealedReport).values(sealed_report=before))
    assert findings(instance) == ["report changed"]


def test_who_made_the_mask_does_not_make_it_final(instance: Instance) -> None:
    filed, officer, investigator, head = a_desk_at_work(instance, a_report(what=TEXT))
    mask_all(instance, head, filed.case_id)
    mask_id = the_masks(head, filed.case_id).masks[0].id
    with pytest.raises(Refused, match=OWN_MASK):
        redact(instance, head, filed.case_id, mask_id, NOW)
    for one in (officer, investigator):
        with pytest.raises(NotAllowed):
            redact(instance, one, filed.case_id, mask_id, NOW)
    assert opened(head, filed.case_id).report.what == TEXT


def test_letters_names_and_units_are_masked_and_never_redacted(instance: Instance) -> None:
    """A name that the reporter left out decides to whom the case is handed on: without it they would get the key."""
    report = a_report(what="Tanpa nama, tetapi panjangnya cukup untuk dibaca orang.", excluded=(Party(name=NAME),))
    filed, officer, _, head = a_desk_at_work(instance, report)
    write_letter(instance, officer, filed.case_id, f"Kami temui {NAME}.", NOW)
    mask_all(instance, officer, filed.case_id)
    masks = the_masks(head, filed.case_id).masks
    assert {mask.place for mask in masks} == {"report:excluded.0.name", "letter:1"}
    for mask in masks:
        with pytest.raises(Refused):
            redact(instance, head, filed.case_id, mask.id, NOW)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 12), st.booleans()), max_size=8))
def test_however_masks_and_redactions_follow_each_other_no_masked_letter_shows(
    acts: list[tuple[int, int, bool]]
) -> None:
    """Every letter is its own: what was masked once is never seen again from outside."""
    text, entries, secret = "".join(chr(0x4E00 + place) for place in range(40)), list[DatedEntry](), set[str]()
    number = 0
    for at, length, is_redacted in acts:
        start, end = min(at, len(text) - 1), min(at + length, len(text))
        if start >= end:
            continue
        made = DatedEntry(
            Entry("mask", "p", "r", detail={"place": "x", "start": start, "end": end, "number": number}),
            NOW, UUID(int=len(entries)),
        )  # fmt: skip
        entries.append(made)
        secret |= set(text[start:end]) - set(BLOCKS)
        if is_redacted:
            detail = {"place": "x", "start": start, "end": end, "number": number, "mask": str(made.id)}
            entries.append(DatedEntry(Entry("redaction", "q", "r", detail=detail), NOW, UUID(int=len(entries))))
            text, number = text[:start] + BLOCKS + text[end:], number + 1
    assert secret.isdisjoint(masks_of(reversed(entries)).hide("x", text))


# Through the pages -----------------------------------------------------------------------------------------------


def a_told_desk(app: Flask, instance: Instance) -> Desk:
    return a_desk(app, instance, a_report(what=TEXT, where=f"Rumah {NAME}")).confirm()


def test_one_looks_first_and_chooses(app: Flask, instance: Instance) -> None:
    desk = a_told_desk(app, instance)
    page = desk.act(desk.officer, "mask", passage=NAME, reason="Saksi.", find="1")
    assert page.status_code == 200 and "Ditemukan di 4 tempat" in words(page)
    assert page.text.count('name="at"') == 4 and 'value="report:where@6"' in page.text
    done = desk.act(desk.officer, "mask", passage=NAME, reason="Saksi.", at="report:where@6")
    assert done.headers["Location"] == f"{desk.url}/sharing?done=masked"
    for browser in desk.everybody:
        report = browser.get(desk.url).text
        assert f"Rumah <mark>{NAME}</mark>" in report and f"Saksi {NAME}" in report
    assert "Saksi." in words(desk.head.get(f"{desk.url}/sharing"))
    assert "Saksi." not in words(desk.head.get(f"{desk.url}/notes"))


def test_a_passage_that_is_not_there_is_told_and_kept(app: Flask, instance: Instance) -> None:
    desk = a_told_desk(app, instance)
    page = desk.act(desk.officer, "mask", passage="<b>Siti</b>", reason="Saksi.", find="1")
    assert "tidak ada di kasus ini" in words(page) and "&lt;b&gt;Siti" in page.text and "<b>Siti" not in page.text
    assert desk.act(desk.officer, "mask", passage="", reason="", find="1").status_code == 422
    assert desk.act(desk.officer, "mask", passage=NAME, reason="Saksi.").status_code == 409


def test_only_a_head_is_offered_to_redact_and_only_others_masks(app: Flask, instance: Instance) -> None:
    desk = a_told_desk(app, instance)
    desk.act(desk.officer, "mask", passage=NAME, reason="Saksi.", at="report:where@6")
    mask_id = str(the_masks(an_officer(instance, OFFICER, now()), desk.case_id).masks[0].id)
    assert "Hapus tetap" not in desk.officer.get(f"{desk.url}/sharing").text
    assert "Hapus tetap" in desk.head.get(f"{desk.url}/sharing").text
    assert desk.act(desk.officer, "redact", mask=mask_id, sure="y").status_code == 404
    assert desk.act(desk.head, "redact", mask=mask_id).status_code == 422
    done = desk.act(desk.head, "redact", mask=mask_id, sure="y")
    assert done.headers["Location"] == f"{desk.url}/sharing?done=redacted"
    assert f"Rumah {BLOCKS}" in desk.officer.get(desk.url).text
    assert "Sudah dihapus tetap" in words(desk.officer.get(f"{desk.url}/sharing"))
    assert desk.act(desk.head, "redact", mask=mask_id, sure="y").status_code == 409
    desk.act(desk.head, "mask", passage="loket dua", reason="x", at=the_key(desk, "loket dua"))
    assert "pimpinan lain" in words(desk.head.get(f"{desk.url}/sharing"))


def the_key(desk: Desk, passage: str) -> str:
    page = desk.act(desk.head, "mask", passage=passage, reason="x", find="1").text
    return page.partition('name="at" value="')[2].partition('"')[0]


@pytest.mark.parametrize("mask_id", ["", "x", "00000000-0000-0000-0000-000000000000", "\x00", "é" * 500])
def test_what_is_no_mask_is_told_so(app: Flask, instance: Instance, mask_id: str) -> None:
    desk = a_told_desk(app, instance)
    assert desk.act(desk.officer, "unmask", mask=mask_id).status_code == 409
    assert desk.act(desk.head, "redact", mask=mask_id, sure="y").status_code == 409


def test_while_a_proposal_waits_nothing_is_redacted(app: Flask, instance: Instance) -> None:
    desk = a_told_desk(app, instance)
    desk.act(desk.officer, "mask", passage=NAME, reason="Saksi.", at="report:where@6")
    desk.act(desk.officer, "take")
    desk.act(desk.officer, "closing", closing="tidak_cukup_alasan", reason="Tanpa tempat.", letter="Belum cukup.")
    mask_id = str(the_masks(an_officer(instance, HEAD, now()), desk.case_id).masks[0].id)
    assert desk.act(desk.head, "redact", mask=mask_id, sure="y").status_code == 409
    assert desk.act(desk.officer, "unmask", mask=mask_id).status_code == 303
