"""Every public page has one size on the wire, in either encoding, and decoders read it as it was."""

import gzip
import zlib

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from wbs.web.padding import BUCKET, padded_gzip, padded_plain, padded_size

GZIP = {"Accept-Encoding": "gzip, deflate, br"}


@given(st.binary(max_size=40_000), st.booleans())
def test_a_padded_member_is_a_multiple_of_the_bucket_and_decodes_to_itself(body: bytes, secret: bool) -> None:
    member = padded_gzip(body, secret=secret)
    assert len(member) % BUCKET == 0
    assert gzip.decompress(member) == body
    assert zlib.decompressobj(wbits=31).decompress(member) == body


@pytest.mark.parametrize("size", [0, 1, BUCKET - 30, BUCKET - 29, BUCKET - 28, BUCKET, BUCKET + 1, 70_000])
def test_sizes_around_the_edge_fill_the_smallest_bucket_that_holds_them(size: int) -> None:
    body = bytes(size)
    stored = 5 * max(1, -(-size // 0xFFFF)) + size
    assert len(padded_gzip(body, secret=True)) in (padded_size(stored + 24), padded_size(stored + 24) + BUCKET)
    assert len(padded_plain(body)) == padded_size(size)


def test_a_secret_is_not_compressed() -> None:
    assert b"kemarau bangku lentera" * 9 in padded_gzip(b"kemarau bangku lentera" * 9, secret=True)


def test_plain_padding_is_blanks_after_the_page() -> None:
    assert padded_plain(b"<p>").rstrip() == b"<p>"


@pytest.mark.parametrize("asks", [{}, GZIP])
def test_landing_mailbox_wrong_code_and_a_forgotten_page_cannot_be_told_apart(browser_like, asks) -> None:
    answers = [browser_like.post("/", data={"act": act}, headers=asks) for act in ("landing", "mailbox", "forgotten")]
    answers.append(browser_like.post("/", data={"act": "report", "what": "x"}, headers=asks))
    assert {len(answer.data) for answer in answers} == {BUCKET}
    assert len({len(str(answer.headers)) for answer in answers}) == 1


@pytest.mark.parametrize("asks", [{}, GZIP])
def test_error_pages_of_the_public_face_have_the_size_of_the_others(browser_like: FlaskClient, asks) -> None:
    for act in ("notfound", "refused", "bug", "locked"):
        assert len(browser_like.post("/", data={"act": act}, headers=asks).data) == BUCKET


def test_reflected_text_is_never_compressed_on_a_secret_page(browser_like: FlaskClient) -> None:
    said = "kemarau bangku " * 20
    answer = browser_like.post("/", data={"act": "mailbox", "said": said}, headers=GZIP)
    assert said.encode().strip() in answer.data
    assert answer.headers["Content-Encoding"] == "gzip"


def test_a_client_that_refuses_gzip_is_obeyed(browser_like: FlaskClient) -> None:
    answer = browser_like.get("/", headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in answer.headers and answer.text.startswith("<!doctype html>")


def test_the_first_visit_fits_into_one_round_trip(browser_like: FlaskClient) -> None:
    page = browser_like.get("/", headers=GZIP)
    html = gzip.decompress(page.data).decode()
    sheet = browser_like.get(html.split('rel="stylesheet" href="')[1].split('"')[0], headers=GZIP)
    heads = sum(len(str(answer.headers)) + 20 for answer in (page, sheet))
    assert sheet.status_code == 200
    assert len(page.data) + len(sheet.data) + heads <= 14_000
    assert html.count("<link") == 2 and "<script" not in html and "<img" not in html
