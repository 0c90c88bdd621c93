"""The second step, the first sign-in and proving again, over HTTP, without a script."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from tests.conftest import PASSWORD
from tests.people import member
from tests.staff.authenticator import Authenticator
from tests.staff.door import unused_code
from tests.staff.office import STEP, Browser, signed_in, words
from wbs.clock import now
from wbs.db import db, transaction
from wbs.staff import totp
from wbs.staff.first_time import make_provisional
from wbs.staff.passwords import lock_identity
from wbs.staff.sessions import Token
from wbs.staff.signing_in import PROOF, renew, resume

OFFICER = "petugas.irbanko_barat"
ONE_TIME, OWN = "sekali pakai saja dari panitia", "gerobak pelangi mengunyah trotoar"


def forget_proof(app: Flask, browser: Browser) -> None:
    """The same session, as it is ten minutes later."""
    instance, moment = app.extensions["wbs"], now()
    cookie = browser.client.get_cookie("wbs")
    assert cookie is not None
    db.session.rollback()
    officer = resume(instance, Token.parse(cookie.value), moment)  # type: ignore[arg-type]
    assert officer is not None
    browser.client.set_cookie("wbs", str(renew(instance, officer, moment - PROOF - timedelta(seconds=1))))


def secret_on(page: str) -> bytes:
    found = re.search(r'class="secret">([A-Z2-7 ]+)<', page)
    assert found is not None
    return totp.base64.b32decode(found[1].replace(" ", ""))


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def code_for(page: str) -> str:
    return totp.code_at(secret_on(page), totp.step_of(now()))


def test_after_the_password_no_page_of_the_office_opens(app: Flask) -> None:
    browser = Browser(app)
    assert browser.knock(OFFICER).headers["Location"] == STEP
    assert "Langkah kedua" in words(browser.get(STEP))
    for path in ("/me", "/cases", "/cases/all", "/me/factors"):
        assert browser.get(path).status_code == 404
    assert browser.post("/me/factors/codes").status_code == 404


def test_a_wrong_code_is_told_and_the_right_one_leads_on(app: Flask) -> None:
    browser = Browser(app)
    browser.knock(OFFICER)
    told = browser.post(STEP, code="000000")
    assert told.status_code == 403 and "tidak cocok" in words(told)
    assert browser.post(STEP, code="").status_code == 422
    done = browser.post(STEP, code=unused_code(OFFICER))
    assert done.headers["Location"] == "/sign-in"
    assert browser.get("/cases").status_code == 200
    assert browser.client.get_cookie("wbs-half") is None
    assert browser.client.get_cookie("wbs-browser") is not None


def test_steps_cannot_be_skipped_or_taken_by_a_stranger(app: Flask) -> None:
    stranger, half = Browser(app), Browser(app)
    half.knock(OFFICER)
    for path in (STEP, "/sign-in/first/password", "/sign-in/first/totp", "/sign-in/first/passkey"):
        assert stranger.post(path, new=OWN, again=OWN, code="1").status_code == 404
        if path != STEP:  # who has a factor may not make a first one
            assert half.post(path, new=OWN, again=OWN, code="1").status_code == 404
    assert stranger.get(STEP).headers["Location"] == "/sign-in"


def test_giving_up_ends_the_half_session(app: Flask) -> None:
    browser = Browser(app)
    browser.knock(OFFICER)
    kept = browser.client.get_cookie("wbs-half")
    assert kept is not None
    browser.post("/sign-in/leave")
    browser.client.set_cookie("wbs-half", kept.value)
    assert browser.get(STEP).headers["Location"] == "/sign-in"


def test_the_language_of_the_door_goes_along(app: Flask) -> None:
    browser = Browser(app)
    browser.knock(OFFICER, lang="en")
    assert "Second step" in words(browser.get(STEP))
    assert "does not fit" in words(browser.post(STEP, code="000000"))
    browser.post(STEP, code=unused_code(OFFICER))
    assert '<html lang="en"' in browser.get("/me").text


def test_a_first_sign_in_goes_from_a_one_time_password_to_waiting(app: Flask) -> None:
    instance, one = app.extensions["wbs"], member(OFFICER)
    lock = lock_identity(one.identity, ONE_TIME, instance.keys.staff_peppers, instance.staff_gate, str(one.id))
    with transaction():
        make_provisional(one.id, lock, ONE_TIME)
    browser = Browser(app)
    browser.knock(OFFICER, ONE_TIME)
    assert "kata sandi sekali pakai" in words(browser.get(STEP))
    assert "mudah ditebak" in words(browser.post("/sign-in/first/password", new="a" * 20, again="a" * 20))
    assert "belum sama" in words(browser.post("/sign-in/first/password", new=OWN, again=OWN + "x"))
    assert browser.post("/sign-in/first/password", new=OWN, again=OWN).headers["Location"] == STEP
    page = browser.get(STEP).text
    assert "<svg" in page and "Pasang langkah kedua" in page
    assert browser.post("/sign-in/first/totp", token=hidden(page, "token"), code="000000").status_code == 422
    done = browser.post("/sign-in/first/totp", token=hidden(page, "token"), code=code_for(page))
    assert done.status_code == 200 and len(re.findall(r"<li><code>", done.text)) == 10
    waiting = words(browser.get(STEP))
    assert "Menunggu daftar petugas ditandatangani" in waiting and OWN not in waiting
    assert browser.get("/me").status_code == 404


def test_what_is_sensitive_asks_again_after_ten_minutes(app: Flask) -> None:
    browser = signed_in(app, OFFICER)
    assert browser.get("/me/factors").status_code == 200
    forget_proof(app, browser)
    asked = browser.get("/me/factors")
    assert asked.status_code == 403 and "Pastikan ini Anda" in words(asked)
    for path in ("/me/factors/codes", "/me/factors/remove", "/me/key"):
        assert "Pastikan ini Anda" in words(browser.post(path))
    assert browser.get("/cases").status_code == 200
    back = hidden(asked.text, "back")
    for password, code in ((PASSWORD, "000000"), ("salah", unused_code(OFFICER))):
        assert browser.post("/me/prove", password=password, code=code, back=back).status_code == 403
    before = browser.client.get_cookie("wbs")
    done = browser.post("/me/prove", password=PASSWORD, code=unused_code(OFFICER), back=back)
    assert done.headers["Location"] == "/me"
    assert browser.get("/me/factors").status_code == 200
    assert before is not None
    browser.client.set_cookie("wbs", before.value)  # the session has a new name
    assert browser.get("/cases").status_code == 404


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil", "", "javascript:x", "/a?b"])
def test_proving_leads_nowhere_else(app: Flask, back: str) -> None:
    answer = signed_in(app, OFFICER).post("/me/prove", password=PASSWORD, code="1", back=back)
    assert answer.status_code == 422 and "evil" not in answer.text


def test_factors_are_added_and_removed_on_the_page_about_oneself(app: Flask) -> None:
    browser = signed_in(app, OFFICER)
    page = browser.get("/me/factors").text
    added = browser.post("/me/factors/totp", token=hidden(page, "token"), code=code_for(page))
    assert added.headers["Location"] == "/me"
    me = browser.get("/me").text
    assert me.count('action="/me/factors/remove"') == 2
    browser.post("/me/factors/remove", factor=hidden(me, "factor"))
    me = browser.get("/me").text
    assert 'action="/me/factors/remove"' not in me
    assert browser.post("/me/factors/remove", factor="x").headers["Location"] == "/me"
    refused = browser.post("/me/factors/passkey", credential=Authenticator().create(b"x" * 32))
    assert refused.status_code == 403 and "Kunci sandi tidak diterima" in words(refused)
    assert len(re.findall(r"<li><code>", browser.post("/me/factors/codes").text)) == 10


def test_the_password_is_changed_and_other_browsers_are_out(app: Flask) -> None:
    here, elsewhere = signed_in(app, OFFICER), signed_in(app, OFFICER)
    assert "peramban lain" in words(here.get("/me"))
    refused = here.post("/me/password", old=PASSWORD, new="petugas di atas kuda", again="petugas di atas kuda")
    assert refused.status_code == 422 and "nama Anda" in words(refused)
    assert here.post("/me/password", old="salah", new=OWN, again=OWN).status_code == 403
    assert here.post("/me/password", old=PASSWORD, new=OWN, again=OWN).headers["Location"] == "/me"
    assert here.get("/me").status_code == 200
    assert elsewhere.get("/me").status_code == 404
    assert Browser(app).knock(OFFICER).status_code == 403
    assert Browser(app).knock(OFFICER, OWN).headers["Location"] == STEP


def test_a_session_that_was_stolen_ends_no_other(app: Flask) -> None:
    """Whoever sits in it cannot prove to be the officer; the officer can, and comes back to the list."""
    stolen, own = signed_in(app, OFFICER), signed_in(app, OFFICER)
    key = hidden(stolen.get("/me").text, "session")
    forget_proof(app, stolen)
    for path in ("/me/sessions/end-others", "/me/sessions/end"):
        assert "Pastikan ini Anda" in words(stolen.post(path, session=key))
    assert own.get("/me").status_code == 200
    own.post("/me/sessions/end-others")
    assert stolen.get("/me").status_code == 404


def test_sessions_are_listed_and_ended(app: Flask) -> None:
    here, elsewhere = signed_in(app, OFFICER), signed_in(app, OFFICER)
    here.post("/me/sessions/end", session=hidden(here.get("/me").text, "session"))
    assert elsewhere.get("/me").status_code == 404
    third = signed_in(app, OFFICER)
    here.post("/me/sessions/end-others")
    assert third.get("/me").status_code == 404 and here.get("/me").status_code == 200
