"""Signing in: one answer to every wrong try, sessions that end for good, nobody whom the directory does not know."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from tests.conftest import NOW, PASSWORD
from tests.people import member
from tests.staff.door import through_the_door
from wbs.crypto.failures import Unreadable
from wbs.crypto.identity import Identity
from wbs.db import db, transaction
from wbs.errors import Refused, Throttled
from wbs.founding import Founded
from wbs.keyfolder import write_secret
from wbs.ledger.read import pending_entries
from wbs.staff.directory import Directory, sign_directory
from wbs.staff.instance import Instance
from wbs.staff.records import StaffAccount, StaffSession
from wbs.staff.rounds import sweep_staff_sessions
from wbs.staff.sessions import Token
from wbs.staff.signing_in import resume, sign_in, sign_out
from wbs.staff.throttle import FREE_TRIES


def tags() -> list[str]:
    return sorted(entry.tag for realm in ("main", "bypass") for entry in pending_entries(realm))


def fail(instance: Instance, times: int, now: datetime = NOW) -> None:
    for _ in range(times):
        with pytest.raises(Refused):
            sign_in(instance, "dewi", "salah salah salah", now)


def signed(instance: Instance, founded: Founded, directory: Directory) -> None:
    write_secret(instance.directories.path(directory.realm), sign_directory(directory, founded.directory_key))


@pytest.mark.parametrize("name", ["dewi", " DEWI "])
def test_the_right_password_opens_the_persons_own_identity(instance: Instance, name: str) -> None:
    signed_in = resume(instance, through_the_door(instance, name, NOW), NOW)
    assert signed_in is not None
    assert (signed_in.person.name, signed_in.realm) == ("Dewi Dua", "main")
    assert signed_in.identity == member("dewi").identity
    assert tags() == ["staff:signed-in"]


def test_an_unknown_name_and_a_wrong_password_are_answered_alike(instance: Instance) -> None:
    answers = set()
    for name, password in (("dewi", "salah"), ("siapa", PASSWORD), ("", ""), ("dewi", PASSWORD + "x"), ("dewi", "\0")):
        with pytest.raises(Refused) as refusal:
            sign_in(instance, name, password, NOW)
        answers.add((type(refusal.value), refusal.value.message))
    assert len(answers) == 1
    assert (instance.strangers_gate.passed, instance.staff_gate.passed) == (5, 0)
    assert db.session.execute(sa.select(StaffSession)).first() is None


def test_too_many_tries_close_the_account_for_a_while_even_to_the_right_password(instance: Instance) -> None:
    fail(instance, FREE_TRIES)
    with pytest.raises(Throttled):
        sign_in(instance, "dewi", PASSWORD, NOW + timedelta(seconds=1))
    assert through_the_door(instance, "dewi", NOW + timedelta(seconds=3))
    fail(instance, 1, NOW + timedelta(seconds=4))
    assert sign_in(instance, "dewi", PASSWORD, NOW + timedelta(seconds=4))


def test_one_closed_account_closes_no_other(instance: Instance) -> None:
    fail(instance, FREE_TRIES)
    assert sign_in(instance, "wulan", PASSWORD, NOW)


def test_a_session_ends_with_signing_out_and_cannot_be_replayed(instance: Instance) -> None:
    token, other = through_the_door(instance, "dewi", NOW), through_the_door(instance, "dewi", NOW)
    signed_in = resume(instance, token, NOW)
    assert signed_in is not None
    sign_out(instance, signed_in, NOW)
    assert resume(instance, token, NOW) is None
    assert resume(instance, other, NOW) is not None
    assert resume(instance, Token(other.id, token.secret), NOW) is None


def test_a_session_ends_after_a_working_day(instance: Instance) -> None:
    token = through_the_door(instance, "dewi", NOW)
    assert resume(instance, token, NOW + timedelta(hours=7, minutes=59)) is not None
    assert resume(instance, token, NOW + timedelta(hours=8)) is None


def test_two_nights_later_the_row_is_gone_too(instance: Instance) -> None:
    through_the_door(instance, "dewi", NOW)
    for night in range(1, 4):
        sweep_staff_sessions(instance, NOW + timedelta(days=night))
    assert db.session.execute(sa.select(StaffSession)).first() is None


def test_whoever_left_the_directory_is_out_at_once(instance: Instance, founded: Founded) -> None:
    token, directory = through_the_door(instance, "dewi", NOW), founded.directories["main"]
    without = tuple(person for person in directory.people if person.id != member("dewi").id)
    signed(instance, founded, replace(directory, serial=2, people=without))
    assert resume(instance, token, NOW) is None
    with pytest.raises(Refused):
        sign_in(instance, "dewi", PASSWORD, NOW)


def test_whose_key_was_replaced_does_not_come_in_with_the_old_one(instance: Instance, founded: Founded) -> None:
    token, directory = through_the_door(instance, "dewi", NOW), founded.directories["main"]
    new = Identity.generate().public_key
    people = tuple(
        replace(person, public_key=new) if person.id == member("dewi").id else person for person in directory.people
    )
    signed(instance, founded, replace(directory, serial=2, people=people))
    assert resume(instance, token, NOW) is None
    with pytest.raises(Refused):
        sign_in(instance, "dewi", PASSWORD, NOW)


def test_an_account_row_moved_to_another_person_opens_nothing(instance: Instance) -> None:
    """A database administrator who knows one password copies its row over a colleague's."""
    with transaction() as session:
        rows = {row.sign_in_name: row for row in session.execute(sa.select(StaffAccount)).scalars()}
        own, theirs = rows["tono"], rows["dewi"]
        for column in ("salt", "kib", "passes", "verifier_hash", "sealed_identity"):
            setattr(theirs, column, getattr(own, column))
    with pytest.raises((Unreadable, Refused)):
        sign_in(instance, "dewi", PASSWORD, NOW)
    assert db.session.execute(sa.select(StaffSession)).first() is None
