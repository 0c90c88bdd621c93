"""Every text of the house has its English, with the same values to fill in; the language is the request's own."""

import re
from pathlib import Path

import pytest
from babel.messages import pofile
from babel.messages.extract import extract_from_dir
from flask.testing import FlaskClient

from wbs.web import text

ROOT = Path(__file__).parents[2]
KEYWORDS = {
    "_": None, "N_": None, "gettext": None, "ngettext": (1, 2),
    "Refused": None, "Overloaded": None, "Throttled": None,
}  # fmt: skip
VALUES = re.compile(r"%(?:\((\w+)\))?[.\d]*([a-z%])")


def asked_for() -> dict[str, set[str]]:
    """Every msgid (singular) with the files that ask for it."""
    found: dict[str, set[str]] = {}
    for folder, method in (("templates", "jinja2"), ("wbs", "python")):
        options = {"**": {"silent": "false", "trimmed": "false"}}
        for file, _line, message, _comments, _context in extract_from_dir(
            ROOT / folder, [("**.html", method)] if method == "jinja2" else [("**.py", method)],
            options_map=options, keywords=KEYWORDS,
        ):  # fmt: skip
            msgid = message[0] if isinstance(message, tuple) else message
            if msgid:
                found.setdefault(msgid, set()).add(f"{folder}/{file}")
    return found


def english() -> dict[str, tuple[str, ...]]:
    with (ROOT / "wbs" / "translations" / "en.po").open("rb") as po:
        messages = pofile.read_po(po, locale="en")
    found = {}
    for message in messages:
        if message.id:
            msgid = message.id[0] if isinstance(message.id, tuple) else message.id
            found[msgid] = message.string if isinstance(message.string, tuple) else (message.string,)
    return found


def test_every_text_has_its_english() -> None:
    known = english()
    missing = {msgid: files for msgid, files in asked_for().items() if not all(known.get(msgid, ("",)))}
    listed = "\n\n".join(f"#: {' '.join(sorted(files))}\nmsgid {pofile.normalize(msgid)}\nmsgstr \"\""
                         for msgid, files in sorted(missing.items()))  # fmt: skip
    assert not missing, f"{len(missing)} texts for wbs/translations/en.po:\n\n{listed}"


def test_a_translation_fills_in_the_same_values() -> None:
    differing = [
        msgid
        for msgid, strings in english().items()
        if any(string and sorted(VALUES.findall(string)) != sorted(VALUES.findall(msgid)) for string in strings)
    ]
    assert not differing


@pytest.mark.parametrize(("posted", "chosen"), [({"lang": "en"}, "en"), ({"lang": "xx"}, "id"), ({}, "id")])
def test_the_page_travels_in_its_language(browser_like: FlaskClient, posted: dict[str, str], chosen: str) -> None:
    page = browser_like.post("/", data=posted).text
    assert f'<html lang="{chosen}">' in page and f'name="lang" value="{chosen}"' in page


def test_the_button_outranks_the_field_and_the_next_request_starts_afresh(browser_like: FlaskClient) -> None:
    assert '<html lang="en">' in browser_like.post("/", data={"lang": "id", "speak": "en"}).text
    assert '<html lang="id">' in browser_like.get("/").text


def test_the_empty_text_is_not_the_catalogues_header() -> None:
    text.choose_language("en")
    assert text.gettext("") == "" and text._("") == ""
    text.choose_language(None)
