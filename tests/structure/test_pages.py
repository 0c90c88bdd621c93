"""The pages: the story in two browsers, a list that is imported, and every route x every role."""

import re
from collections.abc import Callable
from html import unescape
from uuid import uuid4

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.conftest import NOW
from tests.multipart import multipart
from tests.staff.office import SAME_ORIGIN, Browser, signed_in, words
from tests.structure.office import ADMIN, SECOND, TODAY, Planning
from wbs.db import db
from wbs.staff.frames import KEEPERS
from wbs.structure.lists import Proposal, proposals

WEST = "SUDIN-DUKCAPIL-BARAT"
ROLES = {
    "nobody": "", "officer": "petugas.irbanko_barat", "head": "irban.irbanko_barat", "auditor": "wulan",
    "administrator": ADMIN, "coordinator": "zaenab", "custodian": "kartini", "bypass officer": "sari",
    "bypass head": "budiman",
}  # fmt: skip
SEES = {"administrator": 200, "head": 200}


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("wbs.structure.views.listing", "wbs.structure.views.proposing", "wbs.structure.views.importing",
                   "wbs.structure.views.blueprint", "wbs.staff.login", "wbs.staff.views.door",
                   "wbs.staff.views.steps", "wbs.staff.views.proving", "wbs.intake.views"):  # fmt: skip
        monkeypatch.setattr(f"{module}.now", lambda: NOW)


@pytest.fixture
def as_(app: Flask, planning: Planning) -> Callable[[str], Browser]:
    return lambda name: signed_in(app, name)


def facts(**changes: str) -> dict[str, str]:
    return {"name": "Suku Dinas Penduduk Barat", "short_name": "", "kind": "Suku Dinas", "parent": "DISDUKCAPIL",
            "region": "Barat", "employees": "120", "since": TODAY.isoformat(), **changes}  # fmt: skip


def waiting() -> tuple[Proposal, ...]:
    """What was proposed, as of now."""
    db.session.rollback()
    return proposals("open")


def send_list(browser: Browser, text: str | bytes) -> TestResponse:
    raw = text if isinstance(text, bytes) else text.encode()
    body, kind = multipart([("since", TODAY.isoformat())], [("unit.csv", raw)], "file")
    return browser.ask("/units/import", method="POST", data=body, headers={**SAME_ORIGIN, "Content-Type": kind})


def test_a_unit_is_renamed_by_two_people(app: Flask, planning: Planning, as_: Callable[[str], Browser]) -> None:
    parent = planning.units.units[WEST].parent_code or ""
    admin, head = as_(ADMIN), as_(SECOND)
    form = words(admin.get(f"/units/unit/{WEST}"))
    assert "Ganti nama, induk, atau data lain" in form and "sejak pendirian" in form
    answer = admin.post(f"/units/unit/{WEST}/change", **facts(parent=parent))
    assert answer.headers["Location"] == "/units?done=proposed"
    [change] = waiting()
    url = f"/units/changes/{change.id}"
    assert "Setujui" not in words(admin.get(url))
    page = words(head.get(url))
    assert "Berganti nama: 1" in page and "menjadi Suku Dinas Penduduk Barat" in page and "Setujui" in page
    assert head.post(f"{url}/approve").headers["Location"] == "/units?done=approved"
    planning.sign_and_install()
    assert "dulu Suku Dinas Kependudukan" in words(admin.post("/units", text="penduduk barat"))
    history = words(admin.get(f"/units/unit/{WEST}"))
    assert "23 November 2026" in history and "Usulkan perubahan" in history


def test_new_merged_and_closed(planning: Planning, as_: Callable[[str], Browser]) -> None:
    admin = as_(ADMIN)
    new = facts(code="UPT-BARU", name="UPT Baru", parent=WEST, kind="upt")
    assert admin.post("/units/new", **new).status_code == 303
    assert admin.post("/units/new", **new).status_code == 409
    since = TODAY.isoformat()
    assert admin.post("/units/unit/BIRO-HUK/merge", into="Biro Pemerintahan", since=since).status_code == 303
    assert admin.post("/units/unit/BIRO-ORB/close", since=since).status_code == 303
    for change in [one.id for one in waiting()]:
        planning.approve(change)
    planning.sign_and_install()
    units = planning.instance.organisation
    assert units.is_open("UPT-BARU") and units.current("BIRO-HUK") == "BIRO-PEM" and not units.is_open("BIRO-ORB")
    assert "bergabung ke Biro Pemerintahan" in words(admin.get("/units/unit/BIRO-HUK"))
    assert "Biro Hukum" not in words(admin.get("/units"))
    assert "kini Biro Pemerintahan" in words(admin.post("/units", text="biro hukum", with_closed="y"))
    assert "Bergabung ke sini: Biro Hukum" in words(admin.get("/units/unit/BIRO-PEM"))


@pytest.mark.parametrize(
    ("act", "fields", "said"),
    [
        ("merge", {"into": "tidak ada"}, "tidak ada di daftar"),
        ("merge", {"into": WEST}, "kodenya harus tetap ada"),
        ("close", {}, "kodenya harus tetap ada"),
        ("close", {"since": "2024-01-01"}, "satu tahun"),
        ("close", {"since": "kapan"}, "hari"),
        ("change", {"name": "=HYPERLINK(1)", "kind": "x"}, "seperti rumus"),
        ("change", {"name": "Nama\u202eterbalik", "kind": "x"}, "tidak terlihat"),
        ("change", {"name": "", "kind": "x"}, "Tulis namanya"),
        ("change", {"name": "Baru", "kind": "x", "parent": "ITPROV-INV"}, "di bawah dirinya sendiri"),
        ("change", {"name": "Baru", "kind": "x", "employees": "1.200"}, "bilangan bulat"),
    ],
)
def test_what_is_refused_says_why_and_keeps_what_was_typed(
    planning: Planning, as_: Callable[[str], Browser], act: str, fields: dict[str, str], said: str
) -> None:
    code = "ITPROV" if said != "tidak ada di daftar" else WEST
    answer = as_(ADMIN).post(f"/units/unit/{code}/{act}", **{"since": TODAY.isoformat(), **fields})
    assert answer.status_code in (409, 422)
    assert said in words(answer)
    assert waiting() == ()


def test_the_list_is_turned_below_it_with_what_is_looked_for(as_: Callable[[str], Browser]) -> None:
    page = as_(ADMIN).post("/units", text="a", with_closed="y").text
    list_, below = page.split("</table>")
    assert 'name="page"' not in list_ and 'value="2"' in below
    assert re.search(r'<form[^>]* id="find"', list_) and 'form="find"' in below  # the search goes along
    again = as_(ADMIN).post("/units", text="a", with_closed="y", page="2").text
    assert "201 sampai" in again and 'value="1"' in again.split("</table>")[1]


def test_a_list_goes_out_and_comes_back_changed(planning: Planning, as_: Callable[[str], Browser]) -> None:
    admin = as_(ADMIN)
    listed = admin.get("/units/list.csv").get_data(as_text=True)
    assert "Tidak ada yang berubah." in words(send_list(admin, listed))
    changed = listed.replace("Biro Hukum,Biro Hukum", "Biro Hukum dan HAM,Biro Kumham")
    changed = "".join(line for line in changed.splitlines(True) if not line.startswith("BIRO-ORB,"))
    changed += "UPT-BARU,UPT Baru,,upt,SETDA,Provinsi,12\r\n"
    answer = send_list(admin, changed)
    page = words(answer)
    assert answer.status_code == 200 and waiting() == ()
    for said in ("Ditutup: 1", "Baru: 1", "Berganti nama: 1", "Biro Hukum dan HAM", "Tidak berubah: 229 unit"):
        assert said in page, page
    text = unescape(re.search(r'name="text" value="([^"]*)"', answer.get_data(as_text=True))[1])
    sent = {"text": text, "since": TODAY.isoformat()}
    assert admin.post("/units/import/propose", **sent).status_code == 303
    [change] = waiting()
    assert "Tidak berubah: 229 unit" in words(admin.get(f"/units/changes/{change.id}"))
    assert planning.instance.organisation.is_open("BIRO-ORB")
    planning.approve(change.id)
    planning.sign_and_install()
    units = planning.instance.organisation
    assert units.name_of("BIRO-HUK") == "Biro Hukum dan HAM" and not units.is_open("BIRO-ORB")
    assert units.infrastructure() != ()  # a list does not say who runs the servers, and takes it from nobody


def test_a_file_that_cannot_be_meant_changes_nothing(planning: Planning, as_: Callable[[str], Browser]) -> None:
    admin, head = as_(ADMIN), "code,name,short_name,kind,parent_code,region,employees\n"
    for sent, said in (
        (b"\xff\xfe\x00bukan", "bukan teks UTF-8"), ("", "tidak sampai"), (head, "hanya berisi baris judul"),
        (head + "A,=cmd|'/c calc'!A1,,dinas,,,\nB,B,,dinas,X,,1.000\n", "Baris 2"),
        ("x" * 800_000, "700 kB"),
    ):  # fmt: skip
        answer = send_list(admin, sent)
        assert answer.status_code == 422 and said in words(answer), words(answer)
    assert admin.post("/units/import", since=TODAY.isoformat()).status_code == 422
    assert waiting() == ()


def test_a_report_about_a_unit_that_went_meanwhile_loses_nothing(
    app: Flask, planning: Planning, as_: Callable[[str], Browser]
) -> None:
    reporter = Browser(app)
    page = reporter.post("/", act="report").get_data(as_text=True)
    assert f'<option value="{WEST}">' in page
    hidden = dict(re.findall(r'type="hidden" name="(ticket|drawn)" value="([^"]*)"', page))
    told = "Setiap pemohon surat diminta membayar di luar tarif resmi agar cepat."
    planning.merge(WEST, "SUDIN-DUKCAPIL-UTARA")
    planning.sign_and_install()
    answer = reporter.post("/", act="review", what=told, unit=WEST, **hidden)
    said = words(answer)
    assert "sudah bergabung ke" in said and told in said
    fresh = Browser(app).post("/", act="report").get_data(as_text=True)
    assert f'<option value="{WEST}">' not in fresh and '<option value="SUDIN-DUKCAPIL-UTARA">' in fresh
    again = reporter.post("/", act="review", what=told, unit="", unit_text=planning.units.name_of(WEST), **hidden)
    assert planning.units.name_of("SUDIN-DUKCAPIL-UTARA") in words(again)  # an old name finds who took it over


@pytest.mark.drill  # tests/security/test_role_routes.py asks the same of every page
@pytest.mark.parametrize("role", ROLES)
def test_every_route_by_every_role(app: Flask, planning: Planning, as_: Callable[[str], Browser], role: str) -> None:
    browser = as_(ROLES[role]) if ROLES[role] else Browser(app)
    routes = [
        (method, rule.rule)
        for rule in app.url_map.iter_rules() if rule.endpoint.startswith("plan.")
        for method in ("GET", "POST") if method in (rule.methods or ())
    ]  # fmt: skip
    assert len(routes) >= 14
    for method, rule in routes:
        path = rule.replace("<code>", WEST).replace("<uuid:change_id>", str(uuid4()))
        status = (browser.get(path) if method == "GET" else browser.post(path)).status_code
        if role in SEES:
            continue
        assert status == 404, (method, path)
    for path, status in (("/units", SEES.get(role, 404)), (f"/units/unit/{WEST}", SEES.get(role, 404)),
                         ("/units/new", 200 if role == "administrator" else 404),
                         ("/units/import", 200 if role == "administrator" else 404)):  # fmt: skip
        assert browser.get(path).status_code == status, path
    writing = ("/units/new", "/units/import", "/units/import/propose", f"/units/unit/{WEST}/change",
               f"/units/unit/{WEST}/merge", f"/units/unit/{WEST}/close")  # fmt: skip
    for path in writing:
        assert (browser.post(path).status_code == 404) == (role != "administrator"), path


def test_every_view_is_guarded(app: Flask) -> None:
    for name, view in app.view_functions.items():
        if name.startswith("plan."):
            assert view.for_roles == KEEPERS, name  # type: ignore[attr-defined]
