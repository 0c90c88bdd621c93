"""A one-time password leads to an own password, a new key and a second factor, and then to waiting for a signature."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from tests.conftest import NOW, PASSWORD
from tests.people import member
from tests.staff.door import half_way
from wbs.crypto.identity import Identity
from wbs.db import db, transaction
from wbs.errors import NotAllowed, Refused
from wbs.founding import Founded
from wbs.keyfolder import write_secret
from wbs.staff import factors, first_time, totp
from wbs.staff.accounts import hand_over, shared_identity
from wbs.staff.directory import Directory, Person, sign_directory
from wbs.staff.factors import Answer
from wbs.staff.half_sessions import Half, resume_half
from wbs.staff.instance import Instance
from wbs.staff.passwords import lock_identity
from wbs.staff.records import SpareCode, StaffAccount, StaffFactor, StaffSession
from wbs.staff.signing_in import answer, go_on, resume, sign_in

ONE_TIME, OWN = "sekali pakai saja dari panitia", "gerobak pelangi mengunyah trotoar"
TOKEN = b"t" * 16


@pytest.fixture
def ceremony(instance: Instance, founded: Founded) -> Identity:
    """Wulan, an auditor, as `wbs init` leaves her: a key of the ceremony, and the seed of oversight under it."""
    identity, wulan = Identity.generate(), member("wulan").id
    signed(instance, founded, 2, public_key=identity.public_key, is_provisional=True)
    lock = lock_identity(identity, ONE_TIME, instance.keys.staff_peppers, instance.staff_gate, str(wulan))
    directory = instance.directory("main", NOW)
    with transaction():
        first_time.make_provisional(wulan, lock, ONE_TIME)
        hand_over(directory, "oversight", founded.shared["main", "oversight"].seed, directory.person(wulan))
    return identity


def signed(instance: Instance, founded: Founded, serial: int, **changes: object) -> Person:
    """A new directory, in which something about Wulan is different."""
    before: Directory = founded.directories["main"]
    people = tuple(
        replace(one, **changes) if one.id == member("wulan").id else one  # type: ignore[arg-type]
        for one in before.people
    )
    write_secret(
        instance.directories.path("main"),
        sign_directory(replace(before, serial=serial, people=people), founded.directory_key),
    )
    return instance.directory("main", NOW).person(member("wulan").id)


def with_own_password(instance: Instance) -> Half:
    half = half_way(instance, "wulan", NOW, ONE_TIME)
    found = resume_half(instance, first_time.choose_first_password(instance, half, OWN, NOW), NOW)
    assert found is not None
    return found


def with_factor(instance: Instance) -> Half:
    half = with_own_password(instance)
    secret = totp.draw_secret(half.identity.seed, TOKEN)
    factors.add_totp(instance, half.seat, TOKEN, totp.code_at(secret, totp.step_of(NOW)), NOW)
    entered = go_on(instance, half, NOW)
    found = resume_half(instance, entered.token, NOW)
    assert not entered.is_whole and found is not None and found.is_proved
    return found


def test_a_one_time_password_opens_nothing_by_itself(instance: Instance, ceremony: Identity) -> None:
    entered = sign_in(instance, "wulan", ONE_TIME, NOW)
    assert not entered.is_whole
    with pytest.raises(Refused):
        sign_in(instance, "wulan", PASSWORD, NOW)
    half = resume_half(instance, entered.token, NOW)
    assert half is not None
    assert not go_on(instance, half, NOW).is_whole
    assert db.session.execute(sa.select(StaffSession)).first() is None


def test_it_counts_once(instance: Instance, ceremony: Identity) -> None:
    late = half_way(instance, "wulan", NOW, ONE_TIME)
    with_own_password(instance)
    with pytest.raises(Refused):
        sign_in(instance, "wulan", ONE_TIME, NOW)
    with pytest.raises(NotAllowed):
        first_time.choose_first_password(instance, late, "kuda nil menyeberang khatulistiwa", NOW)


def test_the_new_key_is_not_the_ceremonys_and_waits(instance: Instance, ceremony: Identity) -> None:
    half = with_factor(instance)
    assert half.identity.public_key != ceremony.public_key
    (waiting,) = first_time.waiting_keys("main")
    assert (waiting.person_id, waiting.public_key) == (half.person.id, half.identity.public_key)
    assert waiting.fingerprint.replace(" ", "")[:16] == half.identity.key_id
    assert first_time.waiting_keys("bypass") == ()


def test_until_it_is_signed_every_sign_in_leads_to_waiting(instance: Instance, ceremony: Identity) -> None:
    half = with_factor(instance)
    again = half_way(instance, "wulan", NOW, OWN)
    secret = totp.draw_secret(half.identity.seed, TOKEN)
    entered = answer(instance, again, Answer(totp.code_at(secret, totp.step_of(NOW) + 1)), NOW)
    assert not entered.is_whole
    assert db.session.execute(sa.select(StaffSession)).first() is None


def test_once_it_is_signed_they_are_in_and_hold_what_they_held(
    instance: Instance, founded: Founded, ceremony: Identity
) -> None:
    half = with_factor(instance)
    person = signed(instance, founded, 3, public_key=half.identity.public_key, is_provisional=False)
    entered = go_on(instance, replace(half, person=person), NOW)
    signed_in = resume(instance, entered.token, NOW)
    assert entered.is_whole and signed_in is not None
    first_time.take_along(instance, person, "main", signed_in.identity, NOW)
    found = shared_identity(instance.directory("main", NOW), "oversight", signed_in)
    assert found == founded.shared["main", "oversight"]
    assert first_time.waiting_keys("main") == ()


def test_a_key_that_somebody_put_into_the_table_lets_nobody_in(instance: Instance, ceremony: Identity) -> None:
    with_factor(instance)
    with transaction() as session:
        row = session.get_one(first_time.PendingKey, member("wulan").id)
        row.public_key = Identity.generate().public_key
    with pytest.raises(Refused):
        sign_in(instance, "wulan", OWN, NOW)


def test_a_provisional_key_in_the_directory_opens_no_session(instance: Instance, ceremony: Identity) -> None:
    """Even with the flag of the account gone, as whoever writes to the database may have it."""
    with transaction() as session:
        session.execute(sa.update(StaffAccount).values(is_provisional=False))
    with pytest.raises(Refused):
        sign_in(instance, "wulan", ONE_TIME, NOW)


def test_after_a_forgotten_password_nothing_of_before_lets_in(instance: Instance, ceremony: Identity) -> None:
    for table in (StaffFactor, SpareCode):
        query = sa.select(table.person_id).where(table.person_id == member("wulan").id)
        assert db.session.execute(query).first() is None
