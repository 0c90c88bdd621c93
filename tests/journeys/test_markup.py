"""Every page that a link leads to, of everybody who works here, and every page of the counter: sound markup."""

import re
from dataclasses import replace

import pytest
from flask import Flask

from tests.cases.desk import a_desk
from tests.cases.life import HEAD
from tests.cases.uploads import TEXT, a_png, add
from tests.changes.office import House
from tests.intake.visitor import at_review, with_open_mailbox, words_of
from tests.multipart import multipart
from tests.people import member
from tests.staff.office import SAME_ORIGIN, Browser, signed_in
from tests.web.markup import faults
from wbs.clock import now
from wbs.founding import Founded
from wbs.people import proposing
from wbs.people.terms import Facts
from wbs.staff.instance import Instance

GUEST, UNIT = "dewi", "SUDIN-DUKCAPIL-BARAT"
ADMIN = "tono"
ROLES = {"head": HEAD, "auditor": "wulan", "custodian": "kartini", "administrator": ADMIN, "guest": GUEST}
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/units/unit/).*")
LINK = re.compile(r'<a [^>]*?href="(/[^"#]*)')
NOT_PAGES = re.compile(r"\.csv$|/media$|/pages/|/static/")
BROKEN = (  # forms sent without what they need
    "/people/new", "/units/new", "/units/import", "/me/password", "/me/factors/totp",
    "{case}/letter", "{case}/note", "{case}/closing", "{case}/mask", "{case}/export", "{case}/promise",
    "/people/{person}/change", "/people/{person}/stand-in", "/units/unit/{unit}/change", "/units/unit/{unit}/merge",
)  # fmt: skip


@pytest.fixture
def case(app: Flask, instance: Instance, founded: Founded) -> str:
    """A house with something on every page: a case with files, its closing proposed, people and units proposed."""
    house = House(instance, founded)
    house.become_guest(GUEST, now(), unit="")
    desk = a_desk(app, instance).examine()
    add(desk, ("catatan.txt", TEXT.encode()), ("foto.png", a_png()))
    desk.act(desk.investigator, "closing", closing="terbukti", reason="Cukup.", letter="Terima kasih.")
    desk.act(desk.head, "guest", guest=str(member(GUEST).id))
    facts = replace(Facts.of(house.officer("wulan", now()).person), position="Auditor Muda")
    proposing.propose_change(instance, house.officer(ADMIN, now()), member("wulan").id, facts, now())
    admin = signed_in(app, ADMIN)
    assert admin.post("/units/new", **a_unit(code="UPT-BARU")).status_code == 303
    assert admin.post(f"/units/unit/{UNIT}/change", **a_unit(name="Dinas Penduduk")).status_code == 303
    return desk.url


def a_unit(**facts: str) -> dict[str, str]:
    return {"name": "UPT Baru", "kind": "upt", "parent": "", "since": now().date().isoformat(), **facts}


def found_by(browser: Browser) -> dict[str, str]:
    """Pages by address, one of each sort, as far as links lead."""
    pages: dict[str, str] = {}
    sorts, todo = set[str](), [browser.get("/sign-in").headers.get("Location", "/sign-in")]
    while todo:
        path = todo.pop(0)
        sort = ID.sub("*", path.partition("?")[0])
        if sort in sorts or NOT_PAGES.search(path):
            continue
        sorts.add(sort)
        answer = browser.get(path)
        if answer.status_code in (302, 303):
            todo.append(answer.headers["Location"])
            continue
        assert answer.status_code == 200, path
        pages[path] = answer.text
        todo += LINK.findall(answer.text)
    return pages


def broken_forms(browser: Browser, case: str) -> dict[str, str]:
    pages = {}
    for form in BROKEN:
        url = form.format(case=case, person=member("petugas.intake").id, unit=UNIT)
        answer = browser.post(url)
        assert answer.status_code in (303, 403, 404, 409, 422), url
        if answer.text.startswith("<!doctype html>"):
            pages[f"{url} {answer.status_code}"] = answer.text
    return pages


def test_every_page_of_the_office_is_sound(app: Flask, case: str) -> None:
    everything: dict[str, str] = {}
    for role, name in ROLES.items():
        browser = signed_in(app, name)
        pages = found_by(browser) | broken_forms(browser, case)
        everything |= {f"{role} {url}": page for url, page in pages.items()}
    assert {url: found for url, page in everything.items() if (found := faults(page))} == {}
    assert len(everything) > 50


def test_what_an_import_would_change(app: Flask, founded: Founded) -> None:
    admin = signed_in(app, ADMIN)
    whole = admin.get("/units/list.csv").text.replace("Biro Hukum", "Biro Hukum Baru")
    for text in (whole, "code,name\nA,B\n"):
        body, kind = multipart([("since", now().date().isoformat())], [("unit.csv", text.encode())], "file")
        page = admin.ask("/units/import", method="POST", data=body, headers={**SAME_ORIGIN, "Content-Type": kind})
        assert faults(page.text) == []


def test_every_page_at_the_door_is_sound(app: Flask) -> None:
    browser = Browser(app)
    pages = [browser.get("/sign-in"), browser.post("/sign-in"), browser.post("/sign-in", name="x", password="y")]
    pages += [browser.post("/sign-in/forgotten"), browser.get("/tidak-ada")]
    browser.knock(HEAD)
    pages += [browser.get("/sign-in/next"), browser.post("/sign-in/next"), browser.post("/sign-in/next", code="1")]
    assert [found for page in pages if (found := faults(page.text))] == []


def test_every_page_of_the_counter_is_sound(app: Flask) -> None:
    one, pages = at_review(app, files=[("foto.png", a_png())]), []

    def keep(html: str) -> None:
        pages.append(html)

    keep(one.html)
    keep(one.press("Ubah dulu").html)
    keep(one.press("Tambah baris").press("Periksa dulu sebelum dikirim", what="kurang").html)
    one.press("Periksa dulu sebelum dikirim", what="Setiap pemohon diminta membayar di luar tarif resmi di loket.")
    keep(one.press("Kirim laporan").html)
    words = words_of(one)
    keep(one.press("Sudah saya salin", one="salah", two="salah").html)
    keep(one.press("Sudah saya salin", one=words[2], two=words[6]).html)
    keep(one.press("Buka kotak pesan").html)
    keep(one.submit(one.form(act="open"), words="satu dua tiga").html)
    box = with_open_mailbox(app, " ".join(words))
    keep(box.press("Kirim pesan", text="Sejak Maret.").html)
    keep(box.press("Tutup kotak pesan").html)
    keep(box.press("Halaman depan").html)
    keep(box.press("English").html)
    keep(box.press("Your rights, our limits, and other channels").html)
    assert len(pages) == 13 and all(pages)
    assert [found for page in pages if (found := faults(page))] == []
