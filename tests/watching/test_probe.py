"""The probe goes the whole way over real HTTP, is closed again, and is counted nowhere; nobody else can be marked."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from threading import Thread

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.serving import make_server

from tests.builders import a_filed_report, a_report, a_ticket
from tests.conftest import NOW
from tests.outbox.conftest import free_port
from wbs import clock
from wbs.app import create_app, sequence_nights
from wbs.cases.proof import discrepancies
from wbs.cases.records import Case
from wbs.config import Settings
from wbs.db import db
from wbs.errors import Refused
from wbs.founding import Founded
from wbs.intake.filing import Extras, submit_report
from wbs.intake.probes import asked_channel, probe_mark
from wbs.oversight.collecting import collect
from wbs.staff.instance import Instance
from wbs.watching.probing import ProbeFailed, probe

KEY = b"k" * 32


@pytest.fixture
def site(settings: Settings) -> Iterator[tuple[Flask, str]]:
    """An installation that answers on a port, with the clock as it is."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    app = create_app(replace(settings, public_url=url))
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    with app.app_context():
        yield app, url
        db.session.remove()
        db.engine.dispose()
    server.shutdown()
    thread.join()


@pytest.mark.twice_in_drill
def test_a_probe_goes_there_and_back(site: tuple[Flask, str]) -> None:
    app, url = site
    instance = app.extensions["wbs"]
    number = probe(instance, url, clock.now())
    case = db.session.execute(sa.select(Case)).scalar_one()
    assert (case.number, case.stage, case.realm) == (number, "selesai", "main")
    assert discrepancies("main", instance.settings.zone) == []


def test_a_house_that_does_not_answer_fails_by_name(instance: Instance) -> None:
    with pytest.raises(ProbeFailed, match="halaman depan"):
        probe(instance, f"http://127.0.0.1:{free_port()}", NOW)


def test_a_probe_is_in_the_ledger_and_in_no_figure(instance: Instance, founded: Founded) -> None:
    submit_report(instance, a_report(), Extras(), a_ticket(instance), NOW, (), "probe")
    a_filed_report(instance)
    sequence_nights(instance, NOW + timedelta(days=1))
    found = collect(instance, "main", founded.shared["main", "oversight"])
    assert sorted(case.excluded_from_figures for case in found.facts) == [False, True]
    assert found.unproven == 0


def test_a_mark_fits_one_form_only() -> None:
    mark = probe_mark(KEY, "ticket")
    assert asked_channel(KEY, "ticket", mark) == "probe"
    assert asked_channel(KEY, "ticket", "") == "web"
    for key, ticket, wrong in ((KEY, "other", mark), (b"x" * 32, "ticket", mark), (KEY, "ticket", "0" * 64)):
        with pytest.raises(Refused):
            asked_channel(key, ticket, wrong)


def test_no_page_carries_the_field(app: Flask) -> None:
    """Nobody's report can be marked by a page: the field exists only in the probe's own hands."""
    sources = [app.jinja_env.loader.get_source(app.jinja_env, name)[0] for name in app.jinja_env.list_templates()]
    assert not any('"probe"' in source for source in sources)
