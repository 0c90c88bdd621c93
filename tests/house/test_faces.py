"""Two faces: the public one has no staff route and needs no key that opens anything; the staff one has no counter."""

from dataclasses import replace

import pytest

from tests.builders import a_report, a_ticket
from wbs.app import create_app
from wbs.config import Settings
from wbs.db import db
from wbs.intake.filing import Extras, submit_report

NOT_FOR_THE_PUBLIC = ("notifier", "ledger.staff", "ledger.worker", "pepper.staff.1")


def routes(settings: Settings, face: str) -> set[str]:
    app = create_app(replace(settings, face=face))
    with app.app_context():
        db.engine.dispose()
    return {rule.rule for rule in app.url_map.iter_rules()}


def test_the_public_face_has_one_address(settings: Settings) -> None:
    assert routes(settings, "public") == {"/", "/static/<name>"}


def test_the_staff_face_has_no_counter(settings: Settings) -> None:
    found = routes(settings, "staff")
    assert "/" not in found and {"/sign-in", "/cases", "/figures"} <= found


def test_both_faces_together_are_the_sum(settings: Settings) -> None:
    assert routes(settings, "both") == routes(settings, "public") | routes(settings, "staff")


def test_the_public_face_files_without_any_key_of_the_office(settings: Settings) -> None:
    for name in NOT_FOR_THE_PUBLIC:
        (settings.keys_dir / name).unlink()
    app = create_app(replace(settings, face="public"))
    with app.app_context():
        instance = app.extensions["wbs"]
        ticket = a_ticket(instance)
        assert submit_report(instance, a_report(), Extras(), ticket, ticket.issued_at).words
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("name", ["ticket", "ledger.public", "pepper.code.1"])
def test_what_the_public_face_needs_it_asks_for_by_name(settings: Settings, name: str) -> None:
    from wbs.keyfolder import MissingKey

    (settings.keys_dir / name).unlink()
    app = create_app(replace(settings, face="public"))
    with app.app_context():
        instance = app.extensions["wbs"]
        with pytest.raises((MissingKey, AssertionError)):
            ticket = a_ticket(instance)
            submit_report(instance, a_report(), Extras(), ticket, ticket.issued_at)
        db.session.remove()
        db.engine.dispose()
