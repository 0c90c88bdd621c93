"""Every route x every relation: to whoever holds no key a case is a case that does not exist, byte for byte."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from flask import Flask

from tests.builders import a_filed_report, a_report
from tests.cases.desk import a_desk
from tests.cases.life import OFFICER
from tests.staff.office import Browser, signed_in
from wbs.cases.lifecycle import ACTS
from wbs.cases.report import Party
from wbs.staff.frames import READERS
from wbs.staff.instance import Instance

STRANGERS = {
    "nobody signed in": "",
    "another desk": "petugas.investigasi",
    "head of another desk": "irban.irbanko_timur",
    "auditor": "wulan",
    "administrator": "tono",
    "coordinator": "zaenab",
    "custodian": "kartini",
    "other realm": "sari",
    "head of the other realm": "budiman",
}
FILE = uuid4()
ANSWERS = {"confirm", "declare"}  # what one may do before the conflict question is answered


def case_routes(app: Flask) -> Iterator[tuple[str, str]]:
    """(method, path with {case}) of every page and act of a case."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("archive.") and "case_id" in rule.arguments:
            method = "POST" if "POST" in (rule.methods or ()) else "GET"
            if "file_id" in rule.arguments:
                filled = rule.rule.replace("<uuid:file_id>", str(FILE)).replace("<int:page>", "1")
                yield method, filled.replace("<uuid:case_id>", "{case}")
                continue
            for step in ("start-review", "submit-review", "start-examination", "start-reporting"):
                path = rule.rule.replace("<uuid:case_id>", "{case}")
                head, bracket, _tail = path.partition("<")
                yield method, head + step if bracket else path
                if not bracket:
                    break


def ask(browser: Browser, method: str, path: str, case_id: UUID) -> tuple[int, bytes]:
    url = path.format(case=case_id)
    answer = browser.get(url) if method == "GET" else browser.post(url, text="x", note="x", letter="x")
    return answer.status_code, answer.data


def browser_of(app: Flask, name: str) -> Browser:
    return signed_in(app, name) if name else Browser(app)


def test_the_routes_are_all_there(app: Flask):
    found = {path.removeprefix("/cases/{case}").lstrip("/") for _method, path in case_routes(app)}
    some = {"", "dialogue", "notes", "tasks", "files", "history", "take", "note", "approve", "return"}
    assert some | ANSWERS <= found
    assert len(found) == 32


@pytest.mark.parametrize("name", STRANGERS.values(), ids=STRANGERS)
def test_to_a_stranger_a_case_is_a_missing_case(app: Flask, instance: Instance, name: str):
    filed, browser, missing = a_filed_report(instance), browser_of(app, name), uuid4()
    for method, path in case_routes(app):
        answer = ask(browser, method, path, filed.case_id)
        assert answer[0] == 404, path
        assert answer == ask(browser, method, path, missing), path


def test_a_reserve_grant_is_no_grant(app: Flask, instance: Instance):
    filed = a_filed_report(instance, a_report(flags=frozenset({"hilang_7_hari"})))
    browser = browser_of(app, "petugas.investigasi")
    for method, path in case_routes(app):
        assert ask(browser, method, path, filed.case_id) == ask(browser, method, path, uuid4()), path
    assert filed.receipt.number not in browser.get("/cases").text + browser.get("/cases/all").text
    assert browser.post("/cases/search", number=filed.receipt.number).status_code == 404


def test_whom_the_reporter_excluded_has_no_case(app: Flask, instance: Instance):
    report = a_report(excluded=(Party(name="Petugas Irbanko_Barat"),))
    filed, browser = a_filed_report(instance, report), browser_of(app, OFFICER)
    for method, path in case_routes(app):
        assert ask(browser, method, path, filed.case_id) == ask(browser, method, path, uuid4()), path
    assert filed.receipt.number not in browser.get("/cases/all").text


def test_whoever_declared_a_conflict_has_no_case(app: Flask, instance: Instance):
    desk = a_desk(app, instance).confirm()
    assert desk.act(desk.officer, "declare").headers["Location"] == "/cases?done=conflict"
    for method, path in case_routes(app):
        assert ask(desk.officer, method, path, desk.case_id) == ask(desk.officer, method, path, uuid4()), path
    assert desk.investigator.get(desk.url).status_code == 200


def test_before_the_question_is_answered_there_is_only_the_card(app: Flask, instance: Instance):
    desk = a_desk(app, instance, a_report(how="Lewat kardus di parkiran."))
    for method, path in case_routes(app):
        if path.rsplit("/", 1)[-1] in ANSWERS:
            continue
        status, body = ask(desk.officer, method, path, desk.case_id)
        if path.endswith(("/pages/1", "/media")):  # no page, so no question
            assert status == 404, path
            continue
        assert status == (200 if method == "GET" else 404), path
        assert b"kardus" not in body and b"tarif resmi" not in body, path
        assert method == "POST" or b"Saya punya benturan kepentingan" in body, path


def test_every_view_of_the_archive_is_guarded_for_readers(app: Flask):
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("archive."):
            assert app.view_functions[rule.endpoint].for_roles == READERS, rule.endpoint  # type: ignore[attr-defined]


ACT_PATHS = {
    "take": ("take", {}),
    "start_review": ("start-review", {}),
    "submit_review": ("submit-review", {}),
    "record_disposition": ("disposition", {"directive": "x", "to": str(UUID(int=1))}),
    "start_examination": ("start-examination", {}),
    "start_reporting": ("start-reporting", {}),
    "record_conclusion": ("conclusion", {"outcome": "terbukti", "grounds": "x"}),
    "ask_reporter": ("letter", {"letter": "x", "question": "1"}),
    "propose_closing": ("closing", {"closing": "terbukti", "reason": "x", "letter": "x"}),
    "decide_closing": ("approve", {"proposal": str(UUID(int=1))}),
}


@pytest.mark.parametrize("act", ACT_PATHS)
def test_an_act_that_is_not_of_the_role_does_not_exist(app: Flask, instance: Instance, act: str):
    """With a key, but not in this role; whatever the stage is."""
    desk = a_desk(app, instance).confirm()
    path, fields = ACT_PATHS[act]
    roles = {"petugas_meja": desk.officer, "pemeriksa": desk.investigator, "irban": desk.head}
    for role, browser in roles.items():
        if role not in ACTS[act].roles:
            assert desk.act(browser, path, **fields).status_code == 404, role
