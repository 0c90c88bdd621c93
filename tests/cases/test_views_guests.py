"""A guest in the browser: one case in one list, read and decided, nothing else of the office, and then nothing."""

from dataclasses import dataclass
from uuid import uuid4

import pytest
from flask import Flask

from tests.builders import a_filed_report
from tests.cases.desk import Desk, a_desk
from tests.cases.life import the_case
from tests.cases.uploads import add
from tests.changes.office import House
from tests.people import member
from tests.staff.office import Browser, signed_in, words
from wbs.clock import now
from wbs.founding import Founded
from wbs.staff.instance import Instance
from wbs.web.text import LANGUAGES

GUEST = str(member("dewi").id)
NOTE = ("catatan.txt", b"Setoran tiap Jumat.")


@dataclass(frozen=True)
class Scene:
    desk: Desk
    guest: Browser
    proposal: str

    @property
    def url(self) -> str:
        return self.desk.url


@pytest.fixture
def house(instance: Instance, founded: Founded) -> House:
    return House(instance, founded)


@pytest.fixture
def scene(app: Flask, house: House) -> Scene:
    """The only head has proposed; somebody of another government has an account."""
    desk = a_desk(app, house.instance).confirm()
    house.become_guest("dewi", now(), unit="", position="Auditor Perwakilan BPKP")
    desk.act(desk.head, "take")
    add(desk, NOTE)
    desk.act(desk.head, "closing", closing="pembinaan", reason="Sudah dibina.", letter="Terima kasih.")
    return Scene(desk, signed_in(app, "dewi"), desk.proposal)


def test_asked_read_decided_and_gone(scene: Scene, house: House) -> None:
    desk, guest = scene.desk, scene.guest
    other = a_filed_report(house.instance, now=now())
    number = the_case(desk.case_id).number
    assert guest.get("/me").status_code == 200 and number not in guest.get("/cases").text
    page = words(desk.head.get(f"{scene.url}/tasks"))
    assert "Cari orang kedua" in page and "Cari orang kedua" not in words(desk.officer.get(f"{scene.url}/tasks"))
    assert "Dewi Dua, Auditor Perwakilan BPKP" in page and "Tidak ada pimpinan lain" in page
    assert "Penyetuju tamu" not in words(desk.investigator.get(f"{scene.url}/tasks"))
    assert desk.act(desk.head, "guest", guest="").status_code == 422
    assert desk.act(desk.head, "guest", guest=str(uuid4())).status_code == 422
    assert desk.act(desk.head, "guest", guest=GUEST).headers["Location"].endswith("done=guest_asked")
    page = words(desk.head.get(f"{scene.url}/tasks"))
    assert "Diminta: Dewi Dua" in page and "Cari orang kedua" not in page
    listed = guest.get("/cases").text
    assert number in listed and other.receipt.number not in listed and "Semua kasus" not in listed
    first = words(guest.get(scene.url))
    assert "Saya punya benturan kepentingan" in first and "tarif resmi" not in first
    guest.post(f"{scene.url}/confirm")
    assert "tarif resmi" in words(guest.get(scene.url)) and "Bagikan" not in words(guest.get(scene.url))
    tasks = guest.get(f"{scene.url}/tasks").text
    assert "Setujui penutupan" in tasks and "Batalkan permintaan" not in tasks and "Sudah dibina." in tasks
    done = guest.post(f"{scene.url}/approve", proposal=scene.proposal)
    assert done.headers["Location"] == "/cases?done=closed"
    assert the_case(desk.case_id).stage == "selesai"
    assert "Penutupan disetujui." in words(guest.get("/cases?done=closed"))
    assert guest.get(scene.url).status_code == 404 and number not in guest.get("/cases").text


def test_a_guest_does_nothing_else_with_the_case(scene: Scene, app: Flask) -> None:
    desk, guest = scene.desk, scene.guest
    desk.act(desk.head, "guest", guest=GUEST)
    guest.post(f"{scene.url}/confirm")
    (file,) = add_ids(desk)
    assert guest.get(f"{scene.url}/files/{file}").status_code == 200
    assert "Unduh" not in guest.get(f"{scene.url}/files/{file}").text
    acts = {
        "take": {}, "start-review": {}, "letter": {"letter": "x"}, "note": {"note": "x"}, "promise": {"until": "x"},
        "closing": {"closing": "pembinaan", "reason": "x", "letter": "x"}, "mask": {"passage": "x"},
        "guest/withdraw": {}, "guest": {"guest": GUEST}, "export": {"purpose": "x"}, "reopening": {"reason": "x"},
        f"files/{file}/download": {"part": "file", "reason": "x"}, "files": {},
    }  # fmt: skip
    for act, fields in acts.items():
        assert desk.act(guest, act, **fields).status_code == 404, act
    for path in (f"{scene.url}/sharing", "/cases/all", "/keys", "/people", "/figures", "/custody"):
        assert guest.get(path).status_code == 404, path
    assert desk.act(desk.officer, "guest/withdraw").status_code == 404
    returned = guest.post(f"{scene.url}/return", proposal=scene.proposal, reason="Saksi belum ditanya.")
    assert returned.headers["Location"] == "/cases?done=returned"
    assert "Saksi belum ditanya." in words(desk.head.get(f"{scene.url}/notes"))


def test_asking_needs_a_fresh_proof(app: Flask) -> None:
    assert app.view_functions["archive.ask_guest"].asks_proof  # type: ignore[attr-defined]


def test_every_page_of_a_guest_opens_in_every_language_until_the_request_is_withdrawn(scene: Scene) -> None:
    desk, guest = scene.desk, scene.guest
    desk.act(desk.head, "guest", guest=GUEST)
    guest.post(f"{scene.url}/confirm")
    for browser, language in ((one, each) for one in (guest, desk.head) for each in LANGUAGES):
        browser.post("/language", speak=language)
        for path in ("/cases", scene.url, f"{scene.url}/tasks", f"{scene.url}/history", f"{scene.url}/files"):
            page = browser.get(path)
            assert page.status_code == 200 and f'<html lang="{language}"' in page.text, path
    assert desk.act(desk.head, "guest/withdraw").headers["Location"].endswith("done=guest_withdrawn")
    assert guest.post(f"{scene.url}/approve", proposal=scene.proposal).status_code == 404
    assert guest.get(f"{scene.url}/tasks").status_code == 404


def add_ids(desk: Desk) -> list[str]:
    """Ids of the files of the case, as the page of files links them."""
    page = desk.head.get(f"{desk.url}/files").text
    return sorted({part.split('"')[0] for part in page.split(f"{desk.url}/files/")[1:]})
