"""The entrance over HTTP: who gets in, who is told nothing, and what leaving takes away."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.people import PASSWORD
from tests.staff.office import SAME_ORIGIN, Browser, signed_in, words
from wbs.db import db, transaction
from wbs.staff.records import StaffAccount, StaffSession
from wbs.staff.throttle import FREE_TRIES

OFFICER = "petugas.irbanko_barat"


def sessions() -> int:
    db.session.rollback()
    return db.session.execute(sa.select(sa.func.count()).select_from(StaffSession)).scalar_one()


@pytest.mark.parametrize(
    ("name", "home"), [(OFFICER, "/cases"), ("wulan", "/figures"), ("tono", "/people"), ("sari", "/cases")]
)
def test_everybody_begins_at_their_own_place(app: Flask, name: str, home: str):
    browser = signed_in(app, name)
    assert browser.get("/sign-in").headers["Location"] == home
    assert browser.get(home).status_code == 200


def test_a_wrong_name_and_a_wrong_password_are_answered_alike(app: Flask):
    """The name stays in its box; everything else is the same page."""
    known = Browser(app).sign_in(OFFICER, "salah sama sekali")
    unknown = Browser(app).sign_in("tidak.ada", "salah sama sekali")
    assert known.status_code == unknown.status_code == 403
    assert known.text.replace(OFFICER, "tidak.ada") == unknown.text
    assert "Set-Cookie" not in known.headers
    assert "salah sama sekali" not in known.text


def test_a_closed_account_is_answered_like_any_other(app: Flask):
    browser = Browser(app)
    for _ in range(FREE_TRIES + 2):
        last = browser.sign_in(OFFICER, "salah")
    right = browser.sign_in(OFFICER)
    assert (right.status_code, right.text) == (last.status_code, last.text)
    with transaction() as session:
        closed_until = session.execute(
            sa.select(StaffAccount.closed_until).where(StaffAccount.sign_in_name == OFFICER)
        ).scalar_one()
        session.execute(sa.update(StaffAccount).values(closed_until=closed_until - timedelta(days=1)))
    assert browser.sign_in(OFFICER).status_code == 303


@pytest.mark.parametrize("name", ["", "   ", "a" * 10_000, "\x00\u202e", "<script>alert(1)</script>", "' or 1--"])
def test_no_name_gets_in_or_breaks_the_page(app: Flask, name: str):
    answer = Browser(app).sign_in(name)
    assert answer.status_code in (403, 422)
    assert "<script>alert" not in answer.text


def test_the_session_is_new_at_every_sign_in(app: Flask):
    """A cookie that was there before, planted or one's own, opens nothing afterwards."""
    browser = Browser(app)
    browser.client.set_cookie("wbs", "A" * 64)
    browser.sign_in(OFFICER)
    first = browser.client.get_cookie("wbs")
    assert first is not None and first.value != "A" * 64
    browser.sign_in(OFFICER)
    second = browser.client.get_cookie("wbs")
    assert second is not None and second.value != first.value
    browser.client.set_cookie("wbs", first.value)
    assert browser.get("/cases").status_code == 404
    assert sessions() == 1


def test_the_cookie_is_for_this_origin_and_no_script(app: Flask):
    cookie = Browser(app).sign_in(OFFICER).headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and "Path=/" in cookie


def test_a_session_cannot_be_replayed_after_signing_out(app: Flask):
    browser = signed_in(app, OFFICER)
    kept = browser.client.get_cookie("wbs")
    assert kept is not None
    left = browser.post("/sign-out")
    assert left.headers["Location"] == "/sign-in" and "cache" in left.headers["Clear-Site-Data"]
    assert browser.client.get_cookie("wbs") is None
    browser.client.set_cookie("wbs", kept.value)
    assert browser.get("/cases").status_code == 404
    assert browser.get("/sign-in").status_code == 200
    assert sessions() == 0


@pytest.mark.parametrize("path", ["/me", "/cases", "/cases/all"])
def test_to_a_stranger_nothing_of_the_office_exists(app: Flask, path: str):
    missing = Browser(app).get("/nothing/here")
    answer = Browser(app).get(path)
    assert (answer.status_code, answer.data) == (missing.status_code, missing.data)


@pytest.mark.parametrize("path", ["/sign-out", "/language"])
def test_acts_of_the_entrance_need_an_officer(app: Flask, path: str):
    assert Browser(app).post(path).status_code == 404


def test_another_site_signs_nobody_in_or_out(app: Flask):
    browser = signed_in(app, OFFICER)
    foreign = {**SAME_ORIGIN, "Sec-Fetch-Site": "cross-site"}
    who = {"name": OFFICER, "password": PASSWORD}
    for path in ("/sign-in", "/sign-out", "/language"):
        assert browser.ask(path, method="POST", data=who, headers=foreign).status_code == 403
    assert browser.get("/cases").status_code == 200


def test_the_language_goes_along_from_the_door_and_can_be_changed(app: Flask):
    door = Browser(app).post("/sign-in", speak="en", name=OFFICER)
    assert door.status_code == 200 and 'lang="en"' in door.text and OFFICER in door.text
    browser = Browser(app)
    browser.sign_in(OFFICER, lang="en")
    assert '<html lang="en"' in browser.get("/cases").text
    assert browser.post("/language", speak="id").headers["Location"] == "/me"
    assert '<html lang="id"' in browser.get("/cases").text
    assert browser.post("/language", speak="<b>").status_code == 303
    assert '<html lang="id"' in browser.get("/me").text


def test_the_page_about_oneself_says_what_the_directory_says(app: Flask):
    read = words(signed_in(app, OFFICER).get("/me"))
    assert "Petugas Irbanko_Barat" in read and "Verifikator" in read
    assert PASSWORD not in read  # asked for again before a key file is made, and never shown
