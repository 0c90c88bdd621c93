"""Every address of a case x every relation to it: whoever holds no key gets the bytes of a missing case.

With a real file, a real proposal and a real number, so that nothing but the missing key can be what refuses. What a
holder may do in which role and stage is the matter of tests/cases.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.builders import a_filed_report, a_report
from tests.cases.desk import Desk, a_desk
from tests.cases.life import HEAD, INVESTIGATOR, OFFICER
from tests.cases.uploads import add
from tests.changes.office import House
from tests.people import member
from tests.security.routes import Ids, Route, routes
from tests.security.test_role_routes import bytes_of
from tests.staff.office import SAME_ORIGIN, Browser, signed_in
from wbs.cases.records import Case, Grant
from wbs.cases.report import Party, Report
from wbs.clock import now
from wbs.db import db
from wbs.founding import Founded
from wbs.people.ending import end_stand_ins
from wbs.people.records import GrantRequest
from wbs.people.taking_back import sweep_strays
from wbs.people.terms import Terms
from wbs.people.waiting import give_keys, waiting_for_me
from wbs.staff.instance import Instance

pytestmark = pytest.mark.twice_in_drill  # every address in every relation: statements that other tests make too

GUESTS = ("dewi", "pemeriksa.investigasi")
STAND_IN, OTHER_DESK, OTHER_REALM = "dewi", "petugas.irbanko_timur", "sari"
NOTE = ("catatan.txt", b"Setoran tiap Jumat.")


@dataclass(frozen=True)
class Scene:
    """A case before its second person, with a file; and the house whose people change."""

    desk: Desk
    house: House
    ids: Ids
    number: str

    @property
    def app(self) -> Flask:
        return self.desk.officer.client.application

    def stand_in(self, days: int = 14) -> None:
        today = now().date()
        terms = Terms(
            stands_for=member(HEAD).id, desk="irbanko_barat", begins_on=today, ends_on=today + timedelta(days=days)
        )
        self.house.stand_in(STAND_IN, terms, now())

    def click(self, name: str) -> None:
        """What a colleague is asked for is given."""
        giver = self.house.officer(name, now())
        for one in waiting_for_me(self.house.instance, giver, now()):
            give_keys(self.house.instance, giver, one.request_id, now())


def a_scene(app: Flask, house: House, report: Report | None = None) -> Scene:
    desk = a_desk(app, house.instance, report)
    if report is None:
        desk.examine()
        (file,) = add(desk, NOTE)
        proposal, person = UUID(desk.propose()), member(INVESTIGATOR).id
        ids = Ids(case=desk.case_id, file=file, proposal=proposal, person=person)
    else:
        ids = Ids(case=desk.case_id)
    return Scene(desk, house, ids, db.session.get_one(Case, desk.case_id).number)


def strangers(scene: Scene) -> list[Browser]:
    """Signed out; at another desk; in another realm; whoever declared a conflict, of the case or with its unit."""
    scene.desk.act(scene.desk.officer, "declare")
    scene.desk.investigator.post("/conflicts", **{"units-0": a_report().unit})
    others = [Browser(scene.app), signed_in(scene.app, OTHER_DESK), signed_in(scene.app, OTHER_REALM)]
    return [*others, scene.desk.officer, scene.desk.investigator]


def a_stand_in_who_waits(scene: Scene) -> list[Browser]:
    scene.stand_in()
    return [signed_in(scene.app, STAND_IN)]


def a_stand_in_whose_time_is_over(scene: Scene) -> list[Browser]:
    (browser,) = a_stand_in_who_waits(scene)
    scene.click(HEAD)
    page = browser.get(scene.desk.url)
    assert page.status_code == 200 and "Saya punya benturan kepentingan" in page.text
    assert "tarif resmi" not in page.text  # the question comes first, for them too
    later = now() + timedelta(days=15)
    end_stand_ins(scene.house.instance, later)
    sweep_strays(scene.house.instance, later)
    return [browser]


def those_of_yesterday(scene: Scene) -> list[Browser]:
    """Browsers still signed in: of one who left, and of one whose key the directory no longer has."""
    scene.house.leave(INVESTIGATOR, now())
    scene.house.forget(OFFICER, now())
    scene.house.sign_and_install(now())
    return [scene.desk.investigator, scene.desk.officer]


def guests_not_asked_and_no_longer_asked(scene: Scene) -> list[Browser]:
    """One of another government who could be asked, and one whose visit was withdrawn after they had read."""
    for name in GUESTS:
        scene.house.become_guest(name, now(), unit="")
    idle, asked = (signed_in(scene.app, name) for name in GUESTS)
    scene.desk.act(scene.desk.investigator, "guest", guest=str(member(GUESTS[1]).id))
    asked.post(f"{scene.desk.url}/confirm")
    assert "tarif resmi" in asked.get(scene.desk.url).text
    scene.desk.act(scene.desk.investigator, "guest/withdraw")
    return [idle, asked]


Relation = Callable[[Scene], list[Browser]]
RELATIONS: tuple[Relation, ...] = (
    strangers, a_stand_in_who_waits, a_stand_in_whose_time_is_over, those_of_yesterday,
    guests_not_asked_and_no_longer_asked,
)  # fmt: skip
REPORTS: dict[str, tuple[Report, str]] = {
    "excluded by the reporter": (a_report(excluded=(Party(name="Petugas Irbanko_Barat"),)), OFFICER),
    "named in the report": (a_report(persons=(Party(name="Petugas Irbanko_Barat"),)), OFFICER),
    "in reserve": (a_report(flags=frozenset({"hilang_7_hari"})), "petugas.investigasi"),
    "whom the bypass goes past": (a_report(flags=frozenset({"orang_inspektorat"})), HEAD),
}


@pytest.fixture
def house(instance: Instance, founded: Founded) -> House:
    return House(instance, founded)


def of_a_case(app: Flask) -> list[Route]:
    return [route for route in routes(app) if "case" in route.names]


def cannot_tell(browser: Browser, app: Flask, ids: Ids, number: str) -> None:
    """Asked for this case and for none, by the same browser, the application answers alike."""
    for route in of_a_case(app):
        mine, none = (browser.ask(route.path(one), method=route.method, headers=SAME_ORIGIN,
                                  data=one.fields if route.method == "POST" else None)
                      for one in (ids, Ids()))  # fmt: skip
        assert mine.status_code == 404 and bytes_of(mine) == bytes_of(none), route
    found, unknown = (browser.post("/cases/search", number=one).data for one in (number, "98C4A-RQAQS"))
    assert found.replace(number.encode(), b"98C4A-RQAQS") == unknown
    assert all(number not in browser.get(page).text for page in ("/cases", "/cases/all", "/keys", "/me"))


@pytest.mark.parametrize("relation", RELATIONS)
def test_without_a_key_there_is_no_case(app: Flask, house: House, relation: Relation) -> None:
    scene = a_scene(app, house)
    assert scene.desk.officer.get(f"{scene.desk.url}/files/{scene.ids.file}").status_code == 200
    for browser in relation(scene):
        cannot_tell(browser, app, scene.ids, scene.number)
    assert scene.desk.head.get(scene.desk.url).status_code == 200


@pytest.mark.parametrize("relation", REPORTS)
def test_whom_the_report_keeps_out_there_is_no_case_for(app: Flask, house: House, relation: str) -> None:
    report, name = REPORTS[relation]
    filed = a_filed_report(house.instance, report, now=now())
    number = db.session.get_one(Case, filed.case_id).number
    cannot_tell(signed_in(app, name), app, Ids(case=filed.case_id), number)


def test_a_holder_sees_it_and_first_the_question(app: Flask, house: House) -> None:
    scene = a_scene(app, house, a_report(how="Lewat kardus di parkiran."))
    for route in of_a_case(app):
        if route.method == "GET" and not {"file"} & route.names:
            page = scene.desk.head.get(route.path(scene.ids))
            assert page.status_code == 200 and "kardus" not in page.text, route
    scene.desk.act(scene.desk.head, "confirm")
    assert "kardus" in scene.desk.head.get(scene.desk.url).text


def test_a_file_of_one_case_does_not_open_under_another(app: Flask, house: House) -> None:
    scene = a_scene(app, house)
    other = a_desk(app, house.instance).confirm()
    crossed = Ids(case=other.case_id, file=scene.ids.file, proposal=scene.ids.proposal)
    for route in of_a_case(app):
        if "file" in route.names:
            answer = scene.desk.officer.ask(route.path(crossed), method=route.method, headers=SAME_ORIGIN)
            assert answer.status_code == 404, route
    theirs, none = (bytes_of(other.act(other.head, "approve", proposal=str(one.proposal))) for one in (crossed, Ids()))
    assert theirs == none


@pytest.mark.parametrize("name", [OTHER_DESK, OTHER_REALM, OFFICER])
def test_who_is_not_asked_cannot_give_keys(app: Flask, house: House, name: str) -> None:
    """Another desk, another realm, and whoever waits: a request that waits is a request that does not exist."""
    scene = a_scene(app, house)
    browser = signed_in(app, name)
    scene.desk.act(scene.desk.officer, "declare")  # at the desk, and without the key of its only case
    scene.stand_in()
    request = db.session.execute(sa.select(GrantRequest.id)).scalar_one()
    answers = [bytes_of(browser.post(f"/keys/{one}")) for one in (request, scene.ids.case)]
    assert answers[0] == answers[1] and answers[0][0] == 404
    held = sa.select(Grant).where(Grant.person_id == member(STAND_IN).id)
    assert db.session.execute(held).first() is None
