"""Every route x everybody: what is not yours answers like an address that does not exist, byte for byte.

Who stands in which relation to a case is the matter of test_relations.py.
"""

from dataclasses import dataclass, replace
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from tests.builders import a_filed_report
from tests.changes.office import House
from tests.intake.visitor import with_open_mailbox
from tests.people import cast, member
from tests.security.routes import AUDIENCE, DOOR, PUBLIC, ROLES_OF, Ids, Route, routes
from tests.staff.office import SAME_ORIGIN, Browser, signed_in
from wbs.app import create_app
from wbs.cases.vocabulary import ROLES
from wbs.clock import now
from wbs.config import Settings
from wbs.db import db, transaction
from wbs.founding import Founded
from wbs.people import proposing
from wbs.people.terms import Facts
from wbs.staff.instance import Instance
from wbs.staff.records import StaffAccount

pytestmark = pytest.mark.twice_in_drill  # every route for everybody: statements that other tests make too

INSPECTOR = "dewi"  # an investigator, until a signed directory says otherwise
BY_ROLE = {
    "petugas_meja": "petugas.irbanko_barat", "pemeriksa": "pemeriksa.irbanko_barat", "irban": "irban.irbanko_barat",
    "inspektur": INSPECTOR, "auditor": "wulan", "koordinator_zi": "zaenab", "penjaga_identitas": "kartini",
    "admin": "tono", "penyetuju_tamu": INSPECTOR,
}  # fmt: skip
OUTSIDERS = (
    "signed out", "half signed in", "at their first password", "signed out again", "forged cookies", "reporter",
)  # fmt: skip
NOWHERE = "/tidak-ada"
UNTOLD = {"staff_session", "half_session", "reporter_session", "unit", "unit_name", "holiday"}  # moving, or large
OWN_ANSWER = {  # which 404 can be, though the page is there
    # of the administrator, and of heads where there is none:
    "desk.new", "desk.propose_person", "plan.new", "plan.propose_new", "plan.bring", "plan.preview", "plan.propose",
    "archive.search",  # a page of its own for a number that leads nowhere
    "desk.renew_shared",  # a key of the auditors does not exist for whoever keeps identities
}  # fmt: skip


@dataclass(frozen=True)
class Somebody:
    """A browser, what its owner may do, and what they hold besides: a reporter, the session of a mailbox."""

    browser: Browser
    audiences: frozenset[str]
    session: str = ""

    def ask(self, method: str, path: str, ids: Ids) -> TestResponse:
        fields = ids.fields | ({"box": self.session} if self.session else {})
        data = fields if method == "POST" else None
        return self.browser.ask(path, method=method, data=data, headers=SAME_ORIGIN)

    def may(self, route: Route) -> bool:
        return route.audience in self.audiences


def bytes_of(answer: TestResponse) -> tuple[int, list[tuple[str, str]], bytes]:
    return answer.status_code, sorted(answer.headers.items()), answer.data


def audiences_of(*roles: str) -> frozenset[str]:
    return frozenset(name for name, of in ROLES_OF.items() if not of.isdisjoint(roles)) | {"anybody"}


@pytest.fixture
def house(instance: Instance, founded: Founded) -> House:
    return House(instance, founded)


@pytest.fixture(params=[*ROLES, *OUTSIDERS])
def somebody(request: pytest.FixtureRequest, app: Flask, house: House) -> Somebody:
    if request.param in ROLES:
        if request.param == "inspektur":
            becomes_inspector(house)
        if request.param == "penyetuju_tamu":
            house.become_guest(BY_ROLE[request.param], now(), unit="")
        return Somebody(signed_in(app, BY_ROLE[request.param]), audiences_of(request.param))
    return an_outsider(app, house, request.param)


def becomes_inspector(house: House) -> None:
    facts = replace(Facts.of(house.officer(INSPECTOR).person), roles=frozenset({"inspektur"}))
    house.approve(proposing.propose_change(house.instance, house.admin, member(INSPECTOR).id, facts, now()))
    house.sign_and_install()


def an_outsider(app: Flask, house: House, which: str) -> Somebody:
    browser, door = Browser(app), frozenset({"anybody"})
    if which == "half signed in":
        browser.knock(BY_ROLE["irban"])
        return Somebody(browser, door | {DOOR})
    if which == "at their first password":
        with transaction() as session:
            account = session.get_one(StaffAccount, member(BY_ROLE["irban"]).id)
            account.is_provisional = True
        browser.knock(BY_ROLE["irban"])
        return Somebody(browser, door | {DOOR})
    if which == "signed out again":
        cookie = (browser := signed_in(app, BY_ROLE["irban"])).client.get_cookie("wbs")
        browser.post("/sign-out")
        browser.client.set_cookie("wbs", cookie.value)  # somebody kept it
    if which == "forged cookies":
        for name in ("wbs", "wbs-half"):
            browser.client.set_cookie(name, f"{uuid4().hex * 2}.{uuid4().hex * 2}")
    if which == "reporter":
        return a_reporter(app, house.instance, browser)
    return Somebody(browser, door)


def a_reporter(app: Flask, instance: Instance, browser: Browser) -> Somebody:
    """Sits before an open mailbox, and tries its session at every door of the office."""
    visitor = with_open_mailbox(app, a_filed_report(instance, now=now()).code)
    session = visitor.value("box")
    for name in ("wbs", "wbs-half"):
        browser.client.set_cookie(name, session)
    return Somebody(browser, frozenset({"anybody"}), session)


def test_every_route_of_both_faces_is_in_the_table(settings: Settings) -> None:
    for face, expected in (("both", set(AUDIENCE)), ("public", PUBLIC), ("staff", set(AUDIENCE) - PUBLIC | {"static"})):
        app = create_app(replace(settings, face=face))
        with app.app_context():
            db.engine.dispose()
        assert {one.endpoint for one in routes(app)} == expected, face


def test_the_table_and_the_guards_say_the_same(app: Flask) -> None:
    for route in routes(app):
        guarded = getattr(app.view_functions[route.endpoint], "for_roles", None)
        expected = ROLES_OF.get(route.audience)
        said = frozenset(ROLES) if guarded == () else guarded and frozenset(guarded)
        assert said == expected, route


def test_no_address_knows_other_methods(app: Flask) -> None:
    assert {method for rule in app.url_map.iter_rules() for method in rule.methods or ()} == {"GET", "HEAD", "POST"}
    assert Browser(app).ask("/cases", method="OPTIONS").status_code == 405


def test_every_role_has_somebody(app: Flask) -> None:
    assert set(BY_ROLE) == set(ROLES)
    for role, name in BY_ROLE.items():
        assert member(name).roles == (role,) or name == INSPECTOR


def test_what_is_not_ones_own_does_not_exist_and_what_is_is_there(app: Flask, house: House, somebody: Somebody) -> None:
    filed = a_filed_report(house.instance, now=now())
    change = proposing.propose_leaving(house.instance, house.admin, member("petugas.intake").id, now())
    ids = Ids(case=filed.case_id, person=member("dewi").id, change=change)
    before = everything_but_sessions()
    missing = {method: bytes_of(somebody.ask(method, NOWHERE, ids)) for method in ("GET", "POST")}
    assert missing["GET"][0] == missing["POST"][0] == 404
    for route in routes(app):
        if not somebody.may(route):
            assert bytes_of(somebody.ask(route.method, route.path(ids), ids)) == missing[route.method], route
    assert everything_but_sessions() == before
    for route in routes(app):
        if somebody.may(route):
            holds_for_its_own(somebody, route, missing[route.method])


def holds_for_its_own(somebody: Somebody, route: Route, missing: tuple[int, object, bytes]) -> None:
    """The page is there; what it is asked for does not exist, and is then missing like everything else."""
    answer = somebody.ask(route.method, route.path(Ids()), Ids())
    if route.audience == DOOR:
        assert answer.status_code in (403, 404, 422), route  # one step at a time, and no whole session from a guess
        assert somebody.browser.get("/me").status_code == 404, route
    elif route.names_something:
        assert bytes_of(answer) == missing, route
    elif route.endpoint not in OWN_ANSWER:
        assert answer.status_code < 500 and answer.status_code not in (404, 405), route


def everything_but_sessions() -> list[list[str]]:
    """Every row of every table that such a visit has no business with."""
    db.session.rollback()
    tables = [table for table in db.metadata.sorted_tables if table.name not in UNTOLD]
    return [sorted(map(repr, db.session.execute(sa.select(table)).all())) for table in tables]


def test_the_cast_has_accounts() -> None:
    assert {member(name).sign_in_name for name in BY_ROLE.values()} <= {one.sign_in_name for one in cast()}
