"""By a directory that is forged, expired, older, of another realm or missing nobody signs in and nothing is sealed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask

from tests.builders import Filed, a_report, a_ticket, an_open_case
from tests.cases.life import HEAD, OFFICER
from tests.conftest import NOW, PASSWORD
from tests.staff.door import through_the_door
from wbs.app import create_app
from wbs.cases.records import Grant
from wbs.crypto.identity import Identity
from wbs.db import db
from wbs.errors import Distrusted
from wbs.founding import Founded
from wbs.intake.filing import Extras, submit_report
from wbs.keyfolder import write_secret
from wbs.staff.directory import Directory, sign_directory
from wbs.staff.records import StaffSession
from wbs.staff.rounds import remember_directories
from wbs.staff.sessions import Token
from wbs.staff.signing_in import resume, sign_in

YESTERDAY = NOW.date() - timedelta(days=1)
Forge = Callable[[Directory, Founded], bytes]


def _signed(founded: Founded, directory: Directory, **changes: object) -> bytes:
    return sign_directory(replace(directory, **changes), founded.directory_key)  # type: ignore[arg-type]


def _with_mole(directory: Directory) -> Directory:
    mole = replace(directory.members("irbanko_barat")[0], id=uuid4(), public_key=Identity.generate().public_key)
    return replace(directory, serial=9, people=(*directory.people, mole))


FORGERIES: dict[str, Forge] = {
    "another hand": lambda directory, _: sign_directory(_with_mole(directory), Ed25519PrivateKey.generate()),
    "unsigned": lambda directory, founded: sign_directory(_with_mole(directory), founded.directory_key).split(b"\n")[0],
    "old signature": lambda directory, founded: b"\n".join(
        (_signed(founded, _with_mole(directory)).split(b"\n")[0], _signed(founded, directory).split(b"\n")[1])
    ),
    "expired": lambda directory, founded: _signed(founded, directory, serial=9, valid_until=YESTERDAY),
    "older": lambda directory, founded: _signed(founded, directory, serial=0),
    "other realm": lambda directory, founded: _signed(founded, founded.directories["bypass"], serial=9),
    "empty": lambda directory, founded: b"",
}


@pytest.fixture(params=FORGERIES)
def forged(request: pytest.FixtureRequest, app: Flask, founded: Founded) -> tuple[Flask, Filed]:
    """An instance whose directory file was replaced after a first case, in a process started again."""
    instance = app.extensions["wbs"]
    filed, _ = an_open_case(instance, OFFICER, HEAD)
    remember_directories(instance, NOW)
    write_secret(instance.directories.path("main"), FORGERIES[request.param](founded.directories["main"], founded))
    return app, filed


def test_nothing_is_sealed_by_a_directory_that_cannot_be_trusted(forged: tuple[Flask, Filed]) -> None:
    app, _ = forged
    running, restarted = app.extensions["wbs"], create_app(app.extensions["wbs"].settings).extensions["wbs"]
    before = db.session.execute(sa.select(sa.func.count()).select_from(Grant)).scalar_one()
    for instance in (running, restarted):
        for report in (a_report(), a_report(flags=frozenset({"orang_inspektorat"}))):
            with pytest.raises(Distrusted):
                submit_report(instance, report, Extras(), a_ticket(instance), NOW)
        with pytest.raises(Distrusted):
            sign_in(instance, "dewi", PASSWORD, NOW)
    db.session.rollback()
    assert db.session.execute(sa.select(sa.func.count()).select_from(Grant)).scalar_one() == before
    assert db.session.execute(sa.select(StaffSession)).first() is None


def test_a_session_does_not_outlive_its_directory(app: Flask, founded: Founded) -> None:
    instance = app.extensions["wbs"]
    token = through_the_door(instance, "dewi", NOW)
    write_secret(instance.directories.path("main"), FORGERIES["another hand"](founded.directories["main"], founded))
    assert resume(instance, token, NOW) is None
    assert resume(instance, Token.new(), NOW) is None


def test_a_missing_directory_is_refused(app: Flask) -> None:
    instance = app.extensions["wbs"]
    instance.directories.path("bypass").unlink()
    with pytest.raises(Distrusted):
        submit_report(instance, a_report(), Extras(), a_ticket(instance), NOW)
