"""Each refusal has its status and its page, and neither page nor log says what an exception said."""

import logging

import pytest
from flask.testing import FlaskClient

STATUS = {
    "notfound": (404, "Halaman ini tidak ada"),
    "notallowed": (404, "Halaman ini tidak ada"),
    "refused": (409, "Perkara ini sudah ditutup."),
    "overloaded": (503, "Sedang ramai, coba lagi"),
    "throttled": (429, "Terlalu banyak percobaan"),
    "unreadable": (500, "Isi ini tidak bisa dibuka"),
    "locked": (503, "Belum tersimpan, coba lagi"),
    "bug": (500, "Ada yang salah di pihak kami"),
}


@pytest.mark.parametrize("act", STATUS)
def test_page(browser_like: FlaskClient, caplog: pytest.LogCaptureFixture, act: str) -> None:
    answer = browser_like.post("/", data={"act": act})
    status, said = STATUS[act]
    assert answer.status_code == status and said in answer.text
    assert "rahasia" not in answer.text + caplog.text and "Traceback" not in answer.text


def test_not_found_and_not_allowed_are_the_same_page(browser_like: FlaskClient) -> None:
    pages = {browser_like.post("/", data={"act": act}).text for act in ("notfound", "notallowed")}
    assert len(pages) == 1


def test_unreadable_raises_the_alarm_and_an_ordinary_refusal_does_not(
    browser_like: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    browser_like.post("/", data={"act": "refused"})
    assert not [record for record in caplog.records if record.name.startswith("wbs")]
    browser_like.post("/", data={"act": "unreadable"})
    assert [record.name for record in caplog.records if record.name.startswith("wbs")] == ["wbs.alarm"]


def test_an_error_is_told_in_the_language_of_the_request_and_only_of_that(browser_like: FlaskClient) -> None:
    assert "This page does not exist" in browser_like.post("/", data={"act": "notfound", "lang": "en"}).text
    assert "Halaman ini tidak ada" in browser_like.post("/", data={"act": "notfound"}).text


def test_the_way_on_from_an_error(browser_like: FlaskClient) -> None:
    assert 'href="/kerja"' in browser_like.get("/nichts").text
    page = browser_like.put("/").text
    assert 'value="landing"' in page and 'href="/kerja"' not in page


@pytest.mark.parametrize(("method", "path", "status"), [("PUT", "/", 405), ("GET", "/nichts", 404)])
def test_what_flask_refuses_is_a_page_of_ours_too(browser_like, method: str, path: str, status: int) -> None:
    answer = browser_like.open(path, method=method)
    assert answer.status_code == status and "Halaman ini tidak ada" in answer.text
