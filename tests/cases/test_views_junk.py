"""Junk in every staff form: a page in words of ours, never a 500, nothing stored."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.cases.desk import Desk, a_desk
from tests.staff.office import Browser, words
from wbs.cases.records import Message, Note, Proposal, TimelineRow
from wbs.db import db
from wbs.staff.instance import Instance
from wbs.web.words import OUR_WORDS

pytestmark = pytest.mark.drill  # every form with every kind of junk

JUNK = ("", "   ", "\x00", "x" * 50_001, "-1", "31-02-2026", "9" * 40, "²", "'\"<>", "\U0001f600", "None", "[]")
THEIR_WORDS = "|".join(re.escape(text.split("%")[0].strip()) for text in OUR_WORDS)
ENGLISH = re.compile(rf"\b({THEIR_WORDS})|Traceback|Error\b")

FORMS = {
    "note": ("note",),
    "letter": ("letter",),
    "promise": ("until", "word"),
    "disposition": ("directive", "to"),
    "conclusion": ("outcome", "grounds"),
    "closing": ("closing", "reason", "letter"),
    "reopening": ("reason",),
    "approve": ("proposal",),
    "return": ("proposal", "reason"),
}
REFUSED = {200, 303, 404, 409, 422}


def rows() -> list[int]:
    db.session.rollback()
    tables = (Message, Note, Proposal, TimelineRow)
    return [db.session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() for table in tables]


def is_ours(browser: Browser, path: str, fields: dict[str, str]) -> int:
    answer = browser.post(path, **fields)
    assert answer.status_code in REFUSED, (path, fields, answer.status_code)
    assert not ENGLISH.search(words(answer)), (path, fields, ENGLISH.search(words(answer)))
    return answer.status_code


def at_stage(app: Flask, instance: Instance, stage: str) -> Desk:
    """A desk where the form in question is drawn."""
    desk = a_desk(app, instance).confirm()
    steps = {"diterima": 0, "verifikasi": 1, "disposisi": 3}
    if stage == "pelaporan":
        return desk.examine()
    for act in ("take", "start-review", "submit-review")[: steps[stage]]:
        desk.act(desk.officer, act)
    return desk


@pytest.mark.parametrize("stage", ["diterima", "verifikasi", "disposisi", "pelaporan"])
def test_junk_is_refused_in_our_words(app: Flask, instance: Instance, stage: str):
    desk = at_stage(app, instance, stage)
    for act, names in FORMS.items():
        before = rows()
        for junk in ("", "\x00", "x" * 50_001, "31-02-2026"):
            for browser in (desk.investigator, desk.head):
                is_ours(browser, f"{desk.url}/{act}", dict.fromkeys(names, junk))
        stored = 2 if act in ("note", "letter") else 0  # a date is a text too
        assert sum(rows()) - sum(before) == stored, act


def test_every_field_takes_every_junk(app: Flask, instance: Instance):
    desk = at_stage(app, instance, "verifikasi")
    for act, names in FORMS.items():
        for junk in JUNK:
            is_ours(desk.officer, f"{desk.url}/{act}", dict.fromkeys(names, junk))


def test_a_filter_is_never_an_error(app: Flask, instance: Instance):
    browser = a_desk(app, instance).officer
    names = ("text", "show", "stage", "due", "waiting", "holder", "kind", "flag", "page", "number")
    for junk in JUNK:
        for path in ("/cases", "/cases/all"):
            assert is_ours(browser, path, dict.fromkeys(names, junk)) == 200, junk
        assert is_ours(browser, "/cases/search", {"number": junk}) == 404, junk


def test_what_was_typed_is_still_there(app: Flask, instance: Instance):
    desk = a_desk(app, instance).confirm()
    answer = desk.act(desk.officer, "promise", until="31-02-2026", word="Mohon bersabar, saksi sedang cuti.")
    assert answer.status_code == 422 and "Mohon bersabar, saksi sedang cuti." in answer.text
    assert "21-11-2026" in words(answer)


def test_fields_that_nobody_asked_for_change_nothing(app: Flask, instance: Instance):
    desk = a_desk(app, instance).confirm()
    desk.act(desk.officer, "take", stage="selesai", holder="x", realm="bypass", is_confirmed="1")
    assert "Verifikasi" in words(desk.officer.get(desk.url))


def test_addresses_with_junk_are_missing_pages(app: Flask, instance: Instance):
    desk = a_desk(app, instance).confirm()
    for path in (f"{desk.url}/../x", f"{desk.url}/nothing", "/cases/not-a-case", f"{desk.url}x", "/cases/%00"):
        assert desk.officer.get(path).status_code == 404, path
    for wrong_way in (desk.officer.get(f"{desk.url}/take"), desk.officer.post(desk.url)):
        assert wrong_way.status_code == 405 and "Halaman ini tidak ada" in words(wrong_way)
