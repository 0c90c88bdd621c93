"""Junk in every field: never an exception, never an English word, nothing that was typed lost."""

import re
from datetime import date
from pathlib import Path

import pytest
import wtforms
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from tests.web.example import ExampleForm
from wbs.web import text
from wbs.web.forms import problems
from wbs.web.words import OUR_WORDS

JUNK = {
    "what": "pendek", "kind": "zzz", "flags": ["x", "q"], "unit": "zzz", "day": "31-02-2026", "loss": "-5", "mail": "x",
    "number": "abc", "strict": "zzz", "threat": "\x00", "persons-0-person": "n" * 99, "persons-0-age": "tua",
    "persons-\u00b2-person": "x", "persons-" + "9" * 5000 + "-person": "x", "persons": "x", "nichts": "x",
}  # fmt: skip
ENGLISH = re.compile(r"\b(the|this|field|value|choice|not|invalid|must|required|valid|cannot|longer)\b", re.I)


def junk_form(**changed: object) -> ExampleForm:
    form = ExampleForm(MultiDict({**JUNK, **changed}))
    assert not form.validate()
    return form


def test_junk_is_answered_in_bahasa_field_by_field() -> None:
    found = problems(junk_form())
    assert {problem.id for problem in found} == {
        "what", "kind", "flags", "unit", "day", "loss", "mail", "number", "strict", "persons-0-person", "persons-0-age",
    }  # fmt: skip
    assert not [problem for problem in found if ENGLISH.search(problem.message)]


def test_nothing_at_all_is_answered_in_bahasa_too() -> None:
    form = ExampleForm(MultiDict())
    assert not form.validate()
    assert not [problem for problem in problems(form) if ENGLISH.search(problem.message)]


def test_every_message_of_wtforms_has_words_of_ours() -> None:
    template = Path(wtforms.__file__).parent / "locale" / "wtforms.pot"
    theirs = set(re.findall(r'^msgid(?:_plural)? "(.+)"$', template.read_text(), re.MULTILINE))
    source = "".join(path.read_text() for path in Path(wtforms.__file__).parent.rglob("*.py"))
    theirs |= set(re.findall(r'gettext\(\s*"([^"]+)"\s*\)', source))
    assert theirs and theirs <= set(OUR_WORDS)


def test_in_english_the_same_messages_are_english() -> None:
    text.choose_language("en")
    try:
        messages = {problem.message for problem in problems(junk_form(what="short"))}
    finally:
        text.choose_language(None)
    assert "Choose one from the list." in messages


def test_what_was_typed_is_still_there(browser_like: FlaskClient) -> None:
    typed = {"what": "pendek <b>", "loss": "banyak", "persons-0-person": "n" * 99, "persons-2-person": "Budi"}
    page = browser_like.post("/", data={"act": "report", **typed}).text
    for kept in ("pendek &lt;b&gt;", 'value="banyak"', "n" * 99, "Budi"):
        assert kept in page
    assert 'href="#what"' in page and 'id="what-err"' in page and 'aria-describedby="what-hint what-err"' in page
    assert "maxlength" not in page and " required" not in page and 'value="t"' in page


def test_open_choices_may_stay_open_and_text_is_cleaned() -> None:
    form = ExampleForm(MultiDict({"what": " a\x00b " + "\r\n" * 3, "day": "21/11/2026", "loss": "1,5 miliar"}))
    form.validate()
    assert (form.what.data, form.kind.data, form.unit.data) == ("ab", "", "")
    assert form.day.data == date(2026, 11, 21) and form.loss.data == 1_500_000_000
    assert not form.kind.errors and not form.unit.errors


def test_rows_are_held_to_their_number() -> None:
    many = {f"persons-{number}-person": "x" for number in range(999)}
    assert len(ExampleForm(MultiDict(many)).persons) == 3


@given(st.dictionaries(st.sampled_from(list(JUNK)), st.text(max_size=80)))
def test_no_text_in_any_field_makes_a_form_fail(typed: dict[str, str]) -> None:
    form = ExampleForm(MultiDict(typed))
    form.validate()
    assert not [problem for problem in problems(form) if ENGLISH.search(problem.message)]


@pytest.mark.parametrize("body", ["what=" + "a" * 3_000_000, "&".join(f"f{n}=" for n in range(300_000))])
def test_too_much_is_a_clear_page(browser_like: FlaskClient, body: str) -> None:
    answer = browser_like.post("/", data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413 and "Kiriman terlalu besar" in answer.text
