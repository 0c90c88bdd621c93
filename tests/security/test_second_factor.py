"""Whoever has an officer's password, and nothing else, is in none of the pages, by none of the cookies."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.people import PASSWORD
from tests.staff.door import codes_of, unused_code
from tests.staff.office import STEP, Browser, signed_in
from wbs.config import BadSettings, Settings
from wbs.db import db
from wbs.staff.records import KnownBrowser, StaffSession

OFFICER = "petugas.irbanko_barat"
OF_THE_DOOR = re.compile(r"/sign-in|/$|/static/")
UUID = "00000000-0000-0000-0000-000000000000"
COOKIES = ("wbs", "wbs-half", "wbs-browser")


def sample(rule: str) -> str:
    return re.sub(r"<any\('([^']+)'.*?>", r"\1", re.sub(r"<uuid:\w+>", UUID, re.sub(r"<int:\w+>", "1", rule)))


def office_routes(app: Flask) -> list[tuple[str, str]]:
    return [
        (method, sample(rule.rule))
        for rule in app.url_map.iter_rules()
        for method in rule.methods & {"GET", "POST"}
        if not OF_THE_DOOR.match(rule.rule)
    ]


def sessions() -> int:
    db.session.rollback()
    return db.session.execute(sa.select(sa.func.count()).select_from(StaffSession)).scalar_one()


def test_with_a_password_alone_every_page_of_the_office_is_missing(app: Flask) -> None:
    """The half session's value in every cookie there is."""
    browser = Browser(app)
    browser.knock(OFFICER)
    half = browser.client.get_cookie("wbs-half")
    assert half is not None
    browser.client.set_cookie("wbs", half.value)
    browser.client.set_cookie("wbs-browser", half.value)
    routes, code = office_routes(app), codes_of(OFFICER)[0]
    assert len(routes) > 40
    for method, path in routes:
        answer = browser.get(path) if method == "GET" else browser.post(path, code=code, password=PASSWORD)
        assert answer.status_code == 404, (method, path)
    assert sessions() == 0


def test_no_cookie_stands_in_for_another(app: Flask) -> None:
    inside = signed_in(app, OFFICER)
    whole, known = inside.client.get_cookie("wbs"), inside.client.get_cookie("wbs-browser")
    assert whole is not None and known is not None
    for value in (whole.value, known.value):
        browser = Browser(app)
        browser.client.set_cookie("wbs-half", value)
        assert browser.get(STEP).headers["Location"] == "/sign-in"
        assert browser.post(STEP, code=unused_code(OFFICER)).status_code == 404
    browser = Browser(app)
    browser.client.set_cookie("wbs", known.value)
    browser.client.set_cookie("wbs-browser", known.value)
    assert browser.get("/me").status_code == 404
    assert browser.knock(OFFICER).headers["Location"] == STEP  # a known browser still owes both steps


def test_a_planted_half_session_does_not_become_the_victims(app: Flask) -> None:
    """Fixation: the attacker's own half session in the victim's browser, before the victim signs in."""
    attacker, victim = Browser(app), Browser(app)
    attacker.knock("wulan")
    planted = attacker.client.get_cookie("wbs-half")
    assert planted is not None
    victim.client.set_cookie("wbs-half", planted.value)
    victim.sign_in(OFFICER)
    assert attacker.get("/me").status_code == 404
    assert "Petugas Irbanko_Barat" in victim.get("/me").text
    after = victim.client.get_cookie("wbs")
    assert after is not None and after.value != planted.value


def test_a_used_half_session_cannot_be_replayed_nor_after_signing_out(app: Flask) -> None:
    browser = Browser(app)
    browser.knock(OFFICER)
    half = browser.client.get_cookie("wbs-half")
    assert half is not None
    browser.post(STEP, code=unused_code(OFFICER))
    browser.post("/sign-out")
    browser.client.set_cookie("wbs-half", half.value)
    assert browser.post(STEP, code=unused_code(OFFICER)).status_code == 404
    assert sessions() == 0


def test_a_code_cannot_be_sent_twice(app: Flask) -> None:
    code = unused_code(OFFICER)
    first, second = Browser(app), Browser(app)
    first.knock(OFFICER)
    second.knock(OFFICER)
    assert first.post(STEP, code=code).headers["Location"] == "/sign-in"
    assert second.post(STEP, code=code).status_code == 403


def test_the_cookie_of_a_browser_says_nothing_and_lies_hashed(app: Flask) -> None:
    browser = Browser(app)
    browser.knock(OFFICER)
    assert browser.client.get_cookie("wbs-browser") is None  # a password alone makes no browser known
    said = browser.post(STEP, code=unused_code(OFFICER)).headers.getlist("Set-Cookie")
    known = next(one for one in said if one.startswith("wbs-browser="))
    assert "HttpOnly" in known and "SameSite=Strict" in known
    secret = bytes.fromhex(known.partition("=")[2].partition(";")[0])
    db.session.rollback()
    assert secret not in set(db.session.execute(sa.select(KnownBrowser.id_hash)).scalars())


@pytest.mark.parametrize("demo", ["", "1"])
@pytest.mark.parametrize("wanted", ["off", "no", "0", "OFF"])
def test_the_second_step_cannot_be_turned_off_in_an_installation(tmp_path, demo: str, wanted: str) -> None:
    """Not even beside WBS_DEMO: the folder must be one that `wbs run` made."""
    with pytest.raises(BadSettings):
        Settings.from_environ({"WBS_VAR": str(tmp_path), "WBS_DEMO": demo, "WBS_SECOND_FACTOR": wanted})


def test_off_outside_a_demo_counts_as_on(tmp_path) -> None:
    assert Settings(tmp_path, "", second_factor="off").asks_second_factor
    assert not Settings(tmp_path, "", second_factor="off", demo=True).asks_second_factor
