"""Uploads in pieces: joined in their order, whatever came twice; a broken one is told and costs nothing else."""

import re

import pytest
from flask import Flask

from tests.intake.files import a_photo_with_gps
from tests.intake.test_tray import at_form, drafts, on_tray, plain, stored, with_limits
from tests.intake.visitor import Visitor
from wbs.cases.receiving import read_part
from wbs.web.padding import BUCKET

pytestmark = pytest.mark.twice_in_drill  # files: most of it lies outside the database

PHOTO = a_photo_with_gps()


def upload(one: Visitor, content: bytes, count: int = 3, name: str = "foto.jpg", ticket: str = "") -> list[str]:
    """Tokens of the pieces; the visitor stays on their page, as with a script."""
    page, size = one.response, -(-len(content) // count)
    ticket, tokens = ticket or one.value("ticket"), []
    for place in range(count):
        fields = {"act": "piece", "ticket": ticket, "upload": "a", "place": str(place), "count": str(count)}
        one.post(list(fields.items()), files=[(name, content[place * size : (place + 1) * size])])
        assert one.response.status_code == 200 and len(one.response.get_data()) == BUCKET
        tokens += re.findall(r'name="piece" value="([^"]+)', one.html)
    one.response = page
    return tokens


def finish(one: Visitor, tokens: list[str], **typed: object) -> Visitor:
    form = one.form(having="what")
    form.fields += [("piece", token) for token in tokens]
    return one.submit(form, ("instead", "fill"), **typed)


def test_pieces_become_one_clean_file(app: Flask) -> None:
    one = at_form(app)
    tokens = upload(one, PHOTO)
    assert len(tokens) == 3
    finish(one, [tokens[2], tokens[0], tokens[1], tokens[0]], what="sedikit")
    (draft,) = drafts(app, one)
    assert b"".join(read_part(app.extensions["wbs"].store, draft.arrived)) == PHOTO
    assert b"Ponsel Budi" not in plain(app, draft) and "lokasi" in one.text and one.value("what") == "sedikit"
    assert stored(app) == set(draft.blobs)


def test_a_missing_piece_is_told(app: Flask) -> None:
    one = at_form(app)
    finish(one, upload(one, PHOTO)[:2], what="sedikit")
    assert "foto.jpg :" in one.text and "terputus" in one.text and not on_tray(one) and one.value("what") == "sedikit"


def test_pieces_of_another_page_do_not_open(app: Flask) -> None:
    tokens = upload(at_form(app), PHOTO)
    one = finish(at_form(app), tokens)
    assert "terputus" in one.text and not on_tray(one)


def test_the_same_pieces_again_are_gone(app: Flask) -> None:
    one = at_form(app)
    tokens = upload(one, PHOTO)
    page = one.response
    finish(one, tokens)
    one.response = page
    finish(one, tokens)
    assert "terputus" in one.text


def test_pieces_do_not_add_up_to_more_than_a_file(app: Flask) -> None:
    with_limits(app, file_mb=1)
    one = at_form(app)
    finish(one, upload(one, bytes(1024 * 1024 + 9)))
    assert "lebih besar dari 1 MB" in one.text and not stored(app)


def test_a_program_in_pieces_is_none_the_less_one(app: Flask) -> None:
    one = at_form(app)
    finish(one, upload(one, b"\x7fELF" + bytes(296), count=100))
    assert "program" in one.text and not stored(app)


@pytest.mark.parametrize(("place", "count"), [("1", "1"), ("x", "3"), ("0", "9" * 9), ("", ""), ("-1", "2")])
def test_what_is_no_piece_has_no_token_and_leaves_nothing(app: Flask, place: str, count: str) -> None:
    one = at_form(app)
    fields = {"act": "piece", "ticket": one.value("ticket"), "upload": "a", "place": place, "count": count}
    one.post(list(fields.items()), files=[("foto.jpg", PHOTO)])
    assert one.response.status_code == 200 and 'name="piece" value="-"' in one.html and not stored(app)
