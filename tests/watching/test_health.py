"""Health names the part that fails and nothing else; what a reporter did today moves nothing."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from http.client import HTTPConnection
from uuid import uuid4

import pytest
from flask import Flask

from tests.builders import a_filed_report, a_report
from tests.conftest import NOW
from wbs.app import create_app
from wbs.config import Mail, Settings
from wbs.db import db, transaction
from wbs.outbox.announce import announce
from wbs.staff.instance import Instance
from wbs.watching import beats
from wbs.watching.counting import Answers
from wbs.watching.health import CHECKS, failed
from wbs.watching.listening import Watch


@pytest.fixture
def alive(instance: Instance) -> Instance:
    beats.beat(instance, NOW)
    return instance


def ask(watch: Watch, path: str) -> tuple[int, str]:
    status, _, body = watch.answer(path)
    return status, body.decode()


def watch_of(app: Flask) -> Watch:
    return Watch(app, Answers(NOW.date), lambda: NOW)


def test_all_is_well(app: Flask, alive: Instance) -> None:
    assert failed(CHECKS, alive, NOW) == ()
    assert ask(watch_of(app), "/healthz") == (200, "ok\n")


def test_a_worker_that_is_silent_is_named(app: Flask, instance: Instance) -> None:
    assert ask(watch_of(app), "/healthz") == (503, "worker\n")
    beats.beat(instance, NOW - timedelta(minutes=21))
    assert failed(CHECKS, instance, NOW) == ("worker",)


def test_a_directory_that_was_touched_is_named(alive: Instance) -> None:
    path = alive.directories.path("bypass")
    path.write_bytes(path.read_bytes().replace(b"a", b"b", 1))
    assert failed(CHECKS, alive, NOW) == ("directory",)


def test_a_key_that_is_gone_is_named(alive: Instance) -> None:
    (alive.settings.keys_dir / "ticket").unlink()
    assert failed(CHECKS, alive, NOW) == ("keys",)


def test_each_face_is_asked_for_its_own_keys(settings: Settings) -> None:
    for name in ("pepper.staff.1", "ledger.staff", "ledger.worker", "notifier"):
        (settings.keys_dir / name).unlink()
    app = create_app(replace(settings, face="public"))
    with app.app_context():
        beats.beat(app.extensions["wbs"], NOW)
        assert failed(CHECKS, app.extensions["wbs"], NOW) == ()
        db.engine.dispose()


def test_a_store_that_takes_nothing_is_named(alive: Instance) -> None:
    folder = alive.settings.var_dir / "store"
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    if folder.exists():
        folder.rmdir()
    folder.write_text("no folder")
    assert failed(CHECKS, alive, NOW) == ("store",)


def test_a_database_without_tables_is_named(database: Flask) -> None:
    instance = database.extensions["wbs"]
    beats.beat(instance, NOW)
    assert failed(CHECKS, instance, NOW) == ()
    with transaction() as session:
        session.connection().exec_driver_sql("ALTER TABLE outbox RENAME TO gone")
    assert "database" in failed(CHECKS, instance, NOW)


def test_mail_that_waits_for_hours_is_named_where_mail_is_sent(alive: Instance) -> None:
    with transaction():
        announce("reminder", uuid4(), NOW - timedelta(hours=7), "main")
    assert failed(CHECKS, alive, NOW) == ()
    mailing = replace(alive, settings=replace(alive.settings, mail=Mail("127.0.0.1", 25, "kabar@example.test")))
    assert failed(CHECKS, mailing, NOW) == ("outbox",)


def test_a_report_moves_no_figure(app: Flask, alive: Instance) -> None:
    """An urgent one announces, seals and writes: whoever watches learns nothing before the tick."""
    before = figures(app)
    a_filed_report(alive, a_report(flags=frozenset({"terancam"})))
    assert figures(app) == before


def test_the_log_grows_at_night(app: Flask, alive: Instance) -> None:
    assert "wbs_ledger_entries" not in figures(app)
    beats.beat_at_night(alive, NOW)
    assert "wbs_ledger_entries 0.0" in figures(app)


def test_answers_are_told_a_day_later_and_in_tens() -> None:
    days = [NOW.date()]
    answers = Answers(lambda: days[0])
    for _ in range(27):
        answers.count("200 OK")
    answers.count("500 Internal Server Error")
    assert answers.yesterday() == {}
    assert answers.broken == 1
    days[0] += timedelta(days=1)
    assert answers.yesterday() == {"2xx": 20, "5xx": 0}


def test_answers_pass_through_unchanged() -> None:
    answers = Answers(NOW.date)
    begun: list[str] = []

    def app(environ: dict, start_response: object) -> list[bytes]:
        start_response("404 NOT FOUND", [])
        return [b"body"]

    assert answers.watching(app)({}, lambda status, headers: begun.append(status)) == [b"body"]
    assert begun == ["404 NOT FOUND"]


def figures(app: Flask) -> list[str]:
    status, text = ask(watch_of(app), "/metrics")
    assert status == 200
    shown = [line for line in text.splitlines() if not line.startswith("#")]
    return [line for line in shown if not line.startswith(("wbs_memory_peak", "wbs_threads", "wbs_disk_free"))]


@pytest.fixture
def port(app: Flask, alive: Instance) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        watch_of(app).start(listener)
        yield listener.getsockname()[1]


def test_it_is_served_at_an_address_of_its_own(port: int) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", "/healthz")
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (200, b"ok\n")
    assert answer.headers["Server"] is None
    for path, status in (("/metrics", 200), ("/", 404), ("/healthz/../sign-in", 404)):
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == status
    connection.request("POST", "/healthz")
    assert connection.getresponse().status == 501


def test_the_address_that_people_reach_has_neither(app: Flask) -> None:
    for path in ("/healthz", "/metrics"):
        assert app.test_client().get(path).status_code == 404
