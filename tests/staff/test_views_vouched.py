"""The door of those who bring a code, over HTTP: the same page for everybody, and a whole session at once."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.people import PASSWORD
from tests.staff.door import codes_of, unused_code
from tests.staff.office import STEP, Browser, signed_in, words
from wbs.db import transaction
from wbs.staff.records import Voucher
from wbs.staff.throttle import FREE_CODES, FREE_TRIES

pytestmark = pytest.mark.twice_in_drill  # what it writes is told on both in test_vouching.py
DOOR, OFFICER = "/sign-in/code", "petugas.irbanko_barat"


def shown(browser: Browser, code: str, name: str = OFFICER, password: str = PASSWORD):
    return browser.post(DOOR, name=name, password=password, code=code)


def plain(page: str) -> str:
    """Without what is drawn anew for each page."""
    return re.sub(r'name="challenge" value="[0-9a-f]+"', "", page)


def test_the_door_leads_there_and_keeps_the_name(app: Flask) -> None:
    stranger = Browser(app)
    assert f'action="{DOOR}"' in stranger.get("/sign-in").text
    page = stranger.post(DOOR, name=OFFICER, lang="en")
    assert page.status_code == 200 and f'value="{OFFICER}"' in page.text and '<html lang="en"' in page.text
    assert stranger.get(DOOR).status_code in (404, 405)


def test_who_is_kept_waiting_comes_in_at_once_and_is_known(app: Flask) -> None:
    for _ in range(FREE_TRIES):
        Browser(app).knock(OFFICER, "salah")
    browser = Browser(app)
    waits = browser.knock(OFFICER)
    assert waits.status_code == 403 and "Dengan kode cadangan" in words(waits)
    done = shown(browser, unused_code(OFFICER).lower())
    assert done.headers["Location"] == "/sign-in"
    assert browser.get("/cases").status_code == 200
    assert browser.client.get_cookie("wbs-browser") is not None
    browser.post("/sign-out")
    assert browser.knock(OFFICER).headers["Location"] == STEP


def test_whatever_is_wrong_is_answered_alike(app: Flask) -> None:
    right, wrong = codes_of(OFFICER)[0], "AAAA-AAAA-AAAA-AAAA"
    tries = [(OFFICER, PASSWORD, wrong), ("tidak.ada", PASSWORD, wrong), (OFFICER, "salah", right),
             ("tidak.ada", PASSWORD, right)]  # fmt: skip
    answers = [shown(Browser(app), code, name, password) for name, password, code in tries]
    told = {plain(one.text).replace(OFFICER, "tidak.ada").replace(right, wrong) for one in answers}
    assert len(told) == 1
    assert {one.status_code for one in answers} == {403}
    assert not any("Set-Cookie" in one.headers for one in answers)
    assert "salah sama sekali" not in told.pop()


@pytest.mark.parametrize("code", ["123456", "AAAAA-AAAAA", "<script>"])
def test_what_is_no_code_of_sixteen_letters_is_told_so(app: Flask, code: str) -> None:
    for name in (OFFICER, "tidak.ada"):
        told = shown(Browser(app), code, name)
        assert told.status_code == 422 and "16 huruf" in words(told) and "<script>" not in told.text


@pytest.mark.parametrize("challenge", ["", "ab" * 40])
def test_a_passkey_that_holds_nothing_is_refused_in_the_same_words(app: Flask, challenge: str) -> None:
    told = Browser(app).post(DOOR, name=OFFICER, password=PASSWORD, credential="{}", challenge=challenge)
    assert told.status_code in (403, 422)


def test_who_has_no_codes_is_told_at_every_sign_in_until_there_are_some(app: Flask) -> None:
    browser = signed_in(app, OFFICER)
    with transaction() as session:
        session.execute(sa.delete(Voucher))
    assert browser.get("/sign-in").headers["Location"] == "/me"
    assert "Anda tidak punya kode cadangan" in words(browser.get("/me"))
    browser.post("/me/factors/codes")
    assert browser.get("/sign-in").headers["Location"] == "/cases"
    assert "Anda tidak punya kode cadangan" not in words(browser.get("/me"))


def test_closed_to_six_digits_is_said_with_what_opens(app: Flask) -> None:
    browser = Browser(app)
    for _ in range(FREE_CODES):
        browser.knock(OFFICER)
        browser.post(STEP, code="000000")
    closed = browser.post(STEP, code="000000")
    assert closed.status_code == 403 and "kode cadangan 16 huruf" in words(closed)
    assert browser.post(STEP, code=unused_code(OFFICER)).headers["Location"] == "/sign-in"
