"""Passkeys against a device in software: bound to person, session, host and origin, verified, and good once."""

import json
from dataclasses import replace

import pytest
import sqlalchemy as sa

from tests.conftest import NOW
from tests.people import member
from tests.staff.authenticator import PRESENT, VERIFIED, Authenticator
from tests.staff.door import half_way, signed_in_as
from wbs.db import db, transaction
from wbs.errors import Refused
from wbs.staff import factors, passkeys
from wbs.staff.factors import PASSKEY, Answer, Seat
from wbs.staff.instance import Instance
from wbs.staff.records import StaffFactor
from wbs.staff.signing_in import answer


def seat(instance: Instance, name: str = "dewi") -> Seat:
    return signed_in_as(instance, name, NOW).seat


@pytest.fixture
def device(instance: Instance) -> Authenticator:
    """A device that Dewi has registered."""
    device, own = Authenticator(), seat(instance)
    factors.add_passkey(instance, own, device.create(own.challenge), NOW)
    return device


def try_it(instance: Instance, given: str, name: str = "dewi") -> bool:
    return factors.holds(instance, half_way(instance, name, NOW).seat, Answer(credential=given), NOW)


def test_a_registered_device_opens_the_door(instance: Instance, device: Authenticator) -> None:
    half = half_way(instance, "dewi", NOW)
    assert answer(instance, half, Answer(credential=device.get(half.seat.challenge)), NOW).is_whole


def test_an_answer_counts_once(instance: Instance, device: Authenticator) -> None:
    half = half_way(instance, "dewi", NOW)
    given = Answer(credential=device.get(half.seat.challenge))
    assert factors.holds(instance, half.seat, given, NOW)
    assert not factors.holds(instance, half.seat, given, NOW)


def test_a_device_that_counts_nothing_still_answers_once(instance: Instance, device: Authenticator) -> None:
    """Synced passkeys always say nought: then the challenge alone stands against a replay."""
    with transaction() as session:
        session.execute(sa.update(StaffFactor).where(StaffFactor.kind == PASSKEY).values(counter=0))
    half = half_way(instance, "dewi", NOW)
    device.count = -1
    given = Answer(credential=device.get(half.seat.challenge))
    assert factors.holds(instance, half.seat, given, NOW)
    assert not factors.holds(instance, half.seat, given, NOW)


def test_a_wrong_answer_uses_the_challenge_up(instance: Instance, device: Authenticator) -> None:
    half = half_way(instance, "dewi", NOW)
    assert not factors.holds(instance, half.seat, Answer(credential="{}"), NOW)
    assert not factors.holds(instance, half.seat, Answer(credential=device.get(half.seat.challenge)), NOW)


def test_an_answer_belongs_to_its_session(instance: Instance, device: Authenticator) -> None:
    """Signed for one half session, sent with another of the same person."""
    given = device.get(half_way(instance, "dewi", NOW).seat.challenge)
    assert not try_it(instance, given)


@pytest.mark.parametrize(
    "change",
    [
        {"flags": PRESENT},
        {"flags": VERIFIED},
        {"host": "lapor.example"},
        {"origin": "https://lapor.example"},
        {"origin": "http://127.0.0.1:8081"},
        {"count": 0},
        {"key": Authenticator().key},
        {"id": b"another key here"},
    ],
    ids=("unverified", "absent", "host", "origin", "port", "counter", "key", "id"),
)
def test_a_device_that_says_something_else_is_refused(
    instance: Instance, device: Authenticator, change: dict[str, object]
) -> None:
    half = half_way(instance, "dewi", NOW)
    first = Answer(credential=device.get(half.seat.challenge))
    assert factors.holds(instance, half.seat, first, NOW)
    half = half_way(instance, "dewi", NOW)
    hostile = replace(device, **change)  # type: ignore[arg-type]
    assert not factors.holds(instance, half.seat, Answer(credential=hostile.get(half.seat.challenge)), NOW)


@pytest.mark.parametrize("change", [{"flags": PRESENT}, {"host": "x.example"}, {"origin": "https://x.example"}])
def test_what_is_not_verified_or_of_another_host_is_not_registered(
    instance: Instance, change: dict[str, object]
) -> None:
    own, device = seat(instance), Authenticator(**change)  # type: ignore[arg-type]
    with pytest.raises(Refused):
        factors.add_passkey(instance, own, device.create(own.challenge), NOW)
    assert factors.passkeys_of(own) == ()


def test_a_registration_cannot_be_sent_twice(instance: Instance) -> None:
    own, device = seat(instance), Authenticator()
    sent = device.create(own.challenge)
    factors.add_passkey(instance, own, sent, NOW)
    with pytest.raises(Refused):
        factors.add_passkey(instance, own, sent, NOW)


def test_somebody_elses_device_does_not_open(instance: Instance, device: Authenticator) -> None:
    half = half_way(instance, "wulan", NOW)
    assert not factors.holds(instance, half.seat, Answer(credential=device.get(half.seat.challenge)), NOW)


@pytest.mark.parametrize(
    "junk",
    ["{}", "[]", "null", "1", "x", '{"id": 5}', '{"id": "é"}', '{"id": null, "response": []}', "{" * 9_000, '"\\ud8"'],
)
def test_junk_is_no_answer(instance: Instance, device: Authenticator, junk: str) -> None:
    assert not try_it(instance, junk)
    own = seat(instance)
    with pytest.raises(Refused):
        factors.add_passkey(instance, own, junk, NOW)


def test_a_good_answer_with_any_part_broken_is_refused(instance: Instance, device: Authenticator) -> None:
    for part in ("clientDataJSON", "authenticatorData", "signature"):
        for value in ("", "AAAA", None, 7, "é"):
            half = half_way(instance, "dewi", NOW)
            given = json.loads(device.get(half.seat.challenge))
            given["response"][part] = value
            assert not factors.holds(instance, half.seat, Answer(credential=json.dumps(given)), NOW), (part, value)


def test_the_public_key_cannot_be_exchanged_in_the_database(instance: Instance, device: Authenticator) -> None:
    own = factors.factors_of(half_way(instance, "dewi", NOW).seat, PASSKEY)[0]
    stored = db.session.get_one(StaffFactor, own.id).sealed_secret
    assert device.id not in stored and own.secret not in stored
    assert passkeys.Passkey.from_bytes(own.secret).credential_id == device.id


def test_the_last_factor_stays(instance: Instance, device: Authenticator) -> None:
    own = seat(instance)
    first, second = factors.factors_of(own)
    factors.remove_factor(instance, seat(instance, "wulan"), first.id, NOW)  # not hers to remove
    factors.remove_factor(instance, own, first.id, NOW)
    with pytest.raises(Refused):
        factors.remove_factor(instance, own, second.id, NOW)
    assert factors.has_factors(member("dewi").id)


@pytest.mark.parametrize(
    ("address", "possible"),
    [
        ("http://127.0.0.1:8080", False), ("http://[::1]:80", False), ("http://localhost", True),
        ("https://a.go.id", True),
    ],
)
def test_browsers_make_none_for_a_bare_address(instance: Instance, address: str, possible: bool) -> None:
    assert passkeys.are_possible(replace(instance.settings, public_url=address)) == possible
