"""Every route of a case, for those who hold it: first the question, then what one's role may.

That a case does not exist for anybody else is the matter of tests/security/test_relations.py.
"""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from flask import Flask

from tests.builders import a_report
from tests.cases.desk import a_desk
from tests.staff.office import Browser
from wbs.cases.lifecycle import ACTS
from wbs.staff.frames import READERS, SEEING
from wbs.staff.instance import Instance

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


def test_the_routes_are_all_there(app: Flask):
    found = {path.removeprefix("/cases/{case}").lstrip("/") for _method, path in case_routes(app)}
    some = {"", "dialogue", "notes", "tasks", "files", "history", "take", "note", "approve", "return"}
    assert some | ANSWERS <= found
    assert len(found) == 34


def test_before_the_question_is_answered_there_is_only_the_card(app: Flask, instance: Instance):
    desk = a_desk(app, instance, a_report(how="Lewat kardus di parkiran."))
    routes = list(case_routes(app))
    assert len(routes) > len(ANSWERS)
    for method, path in routes:
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
    """Or for guests as well; which ones, tests/security/routes.py says."""
    endpoints = [rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith("archive.")]
    assert endpoints
    for endpoint in endpoints:
        assert app.view_functions[endpoint].for_roles in (READERS, SEEING), endpoint  # type: ignore[attr-defined]


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
