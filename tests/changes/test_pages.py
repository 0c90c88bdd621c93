"""The pages: two browsers change somebody, a third gives keys; and every route x every role."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.builders import a_filed_report
from tests.changes.office import ADMIN, SECOND, House
from tests.conftest import NOW
from tests.people import member
from tests.staff.office import Browser, signed_in, words
from wbs import clock
from wbs.db import db
from wbs.people.records import DirectoryChange, GrantRequest
from wbs.staff.frames import HOLDERS, KEEPERS, READERS, REVIEWERS, SAY_WHO_STAYS, SEEING

ROLES = {
    "nobody": "", "officer": "petugas.irbanko_barat", "investigator": "pemeriksa.irbanko_barat",
    "head": "irban.irbanko_barat", "auditor": "wulan", "administrator": ADMIN, "coordinator": "zaenab",
    "custodian": "kartini", "bypass officer": "sari", "bypass head": "budiman",
}  # fmt: skip
HEADS = {"head", "bypass head"}
PROPOSING = ("/people/new", "/people/{person}", "/people/{person}/change", "/people/{person}/leave",
             "/people/{person}/reset", "/people/{person}/stand-in")  # fmt: skip


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wbs.clock.now", lambda: NOW)
    for module in ("wbs.people.views.listing", "wbs.people.views.custody", "wbs.people.views.reviewing",
                    "wbs.people.views.blueprint", "wbs.people.views.stating",
                   "wbs.cases.views.lists", "wbs.staff.login", "wbs.staff.views.door",
                   "wbs.staff.views.steps", "wbs.staff.views.proving"):  # fmt: skip
        monkeypatch.setattr(f"{module}.now", lambda: NOW)
    assert clock.now() == NOW


def routes(app: Flask) -> list[tuple[str, str]]:
    return [
        (method, rule.rule)
        for rule in app.url_map.iter_rules() if rule.endpoint.startswith("desk.")
        for method in ("GET", "POST") if method in (rule.methods or ())
    ]  # fmt: skip


def only(table: type) -> UUID:
    """The id of the one row there is now."""
    db.session.rollback()
    return db.session.execute(sa.select(table.id)).scalar_one()  # type: ignore[attr-defined]


def ask(browser: Browser, method: str, rule: str) -> int:
    path = rule.replace("<uuid:person_id>", str(member("dewi").id))
    path = path.replace("<uuid:change_id>", str(uuid4())).replace("<uuid:request_id>", str(uuid4()))
    path = path.replace("<shared>", "notifier")
    return (browser.get(path) if method == "GET" else browser.post(path)).status_code


def test_every_view_is_guarded(app: Flask) -> None:
    for _, rule in routes(app):
        assert rule.startswith(("/people", "/keys", "/custody", "/conflicts"))
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("desk."):
            guarded = app.view_functions[rule.endpoint].for_roles  # type: ignore[attr-defined]
            keeps = {"/people/access": REVIEWERS, "/people/review": SAY_WHO_STAYS}.get(rule.rule, KEEPERS)
            keeps = HOLDERS if rule.rule.startswith("/custody") else keeps
            keeps = SEEING if rule.rule.startswith("/conflicts") else keeps
            assert guarded == (READERS if rule.rule.startswith("/keys") else keeps)


@pytest.mark.parametrize("role", ROLES)
def test_every_role_finds_its_own_pages_alone(app: Flask, role: str) -> None:  # noqa: C901, PLR0912 - a table of pages
    browser = signed_in(app, ROLES[role]) if ROLES[role] else Browser(app)
    reads, keeps = role in {"officer", "investigator", "bypass officer", *HEADS}, role in {"administrator", *HEADS}
    for method, rule in routes(app):
        status = ask(browser, method, rule)
        if rule.startswith("/keys"):
            expected = {200, 303} if reads and (method == "GET" or rule == "/keys/figures") else {404}
        elif rule.startswith("/conflicts"):
            expected = {200 if method == "GET" else 422} if reads else {404}
        elif rule.startswith("/custody"):
            expected = {200, 303} if role in ("auditor", "custodian") and method == "GET" else {404}
        elif rule == "/people/access":
            expected = {200, 303} if role in ("administrator", "auditor") else {404}
        elif rule == "/people/review":
            expected = {200, 303} if keeps or role == "auditor" else {404}
        elif not keeps or "begins_on" in rule:  # nobody stands in
            expected = {404}
        elif "change_id" in rule:
            expected = {303} if method == "GET" else {404}
        elif rule == "/people":
            expected = {200}
        elif role == "administrator":
            expected = {200, 303, 409, 422}
        elif role == "head":
            expected = {404, 422}
        else:
            expected = {200, 303, 404, 422}
        assert status in expected, (role, method, rule, status)
    if role not in ("administrator", "bypass head"):
        assert db.session.execute(sa.select(DirectoryChange)).first() is None


def test_a_report_shows_nowhere_to_the_administrator(app: Flask, house: House) -> None:
    filed = a_filed_report(house.instance)
    browser = signed_in(app, ADMIN)
    for path in ("/people", "/people/access", f"/people/{member('dewi').id}", "/me"):
        page = browser.get(path)
        assert page.status_code == 200
        assert filed.receipt.number not in page.text and str(filed.case_id) not in page.text


def test_from_a_proposal_to_keys_in_the_browser(app: Flask, house: House) -> None:
    a_filed_report(house.instance)
    admin, head, own = signed_in(app, ADMIN), signed_in(app, SECOND), signed_in(app, "irban.irbanko_barat")
    person = member("dewi").id
    answer = admin.post(
        f"/people/{person}/change", name="Dewi Dua", position="Auditor Muda", unit="ITPROV-INV",
        roles="pemeriksa", desks="irbanko_barat", conflicts="tidak ada unit ini",
    )
    assert answer.status_code == 422 and "Unit ini tidak ada di daftar" in words(answer)
    answer = admin.post(
        f"/people/{person}/change", name="Dewi Dua", position="Auditor Muda", unit="ITPROV-INV",
        roles="pemeriksa", desks="irbanko_barat", conflicts="",
    )
    assert answer.status_code == 303
    assert "Perubahan data: Dewi Dua" in words(head.get("/people"))
    change = only(DirectoryChange)
    assert admin.post(f"/people/changes/{change}/approve").status_code == 409
    assert head.post(f"/people/changes/{change}/approve").status_code == 303
    house.sign_and_install()
    assert "Dewi Dua menunggu kunci: 1 kasus." in words(own.get("/cases"))
    request = only(GrantRequest)
    assert "Dewi Dua mendapat kunci 1 kasus." in words(own.post(f"/keys/{request}"))
    assert "menunggu kunci" not in words(own.get("/cases"))
    assert "Tidak ada rekan" in words(own.get("/keys"))


def test_words_are_drawn_once_and_a_key_is_compared(app: Flask, house: House) -> None:
    admin, head = signed_in(app, ADMIN), signed_in(app, SECOND)
    admin.post(f"/people/{member('dewi').id}/reset")
    change = only(DirectoryChange)
    assert admin.post(f"/people/changes/{change}/words").status_code == 409
    head.post(f"/people/changes/{change}/approve")
    page = admin.post(f"/people/changes/{change}/words")
    assert page.status_code == 200 and page.text.count("<li>") >= 8
    assert admin.post(f"/people/changes/{change}/words").status_code == 409
    found = [word.split("<")[0] for word in page.text.split('<ol class="words">')[1].split("<li>")[1:9]]
    house.own_key("dewi", " ".join(found))
    listed = words(admin.get("/people"))
    assert "Kunci yang menunggu tanda tangan" in listed
    assert admin.post(f"/people/{member('dewi').id}/key").status_code == 422
    assert admin.post(f"/people/{member('dewi').id}/key", compared="y").status_code == 303
    assert "Kunci baru: Dewi Dua" in words(head.get("/people"))


def test_a_signed_key_is_not_asked_for_again(app: Flask, house: House) -> None:
    house.forget("dewi")
    house.sign_and_install()
    assert "Kunci yang menunggu tanda tangan" not in words(signed_in(app, ADMIN).get("/people"))


def test_the_counts_are_for_those_who_read_nothing(app: Flask, house: House) -> None:
    a_filed_report(house.instance)
    admin = signed_in(app, ADMIN)
    drawn = admin.get("/people/access")
    page = words(drawn)
    assert 'class="stacks"' in drawn.text and 'data-head="Kasus terbuka: ">1<' in drawn.text  # no heads on a phone
    assert "Petugas Irbanko_Barat Verifikator 1 1 0 belum pernah" in page
    assert "Tono Admin Administrator 0 0 0 23 November 2026" in page
    assert "Tinjauan terakhir" not in page


def test_a_stand_in_by_form(app: Flask, house: House) -> None:
    admin = signed_in(app, ADMIN)
    url, last = f"/people/{member('dewi').id}/stand-in", NOW.date() + timedelta(days=3)
    place = f"{member('irban.irbanko_barat').id}:irbanko_barat"
    assert admin.post(url, stands_for="x", begins_on="", ends_on="kapan").status_code == 422
    fields = {"stands_for": place, "begins_on": NOW.date().isoformat(), "ends_on": last.isoformat()}
    assert admin.post(url, **fields).status_code == 303
    assert "menggantikan Irban Irbanko_Barat di Irbanko Jakarta Barat" in words(admin.get("/people"))
    assert isinstance(only(DirectoryChange), UUID)
