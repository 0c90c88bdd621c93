"""A passkey at the door, before any password; and what a day-long closing is closed to."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.conftest import NOW, PASSWORD
from tests.people import member
from tests.staff.authenticator import PRESENT, Authenticator
from tests.staff.door import SECRET, half_way, signed_in_as, unused_code
from wbs.db import db, transaction
from wbs.errors import Refused, Throttled
from wbs.ledger.read import pending_entries
from wbs.staff import challenges, factors, spare_codes, totp, vouchers, vouching
from wbs.staff.factors import PASSKEY, Answer, Seat
from wbs.staff.instance import Instance
from wbs.staff.proving import prove_again
from wbs.staff.records import Voucher
from wbs.staff.signing_in import Entered, SignedIn, answer, sign_in
from wbs.staff.throttle import FREE_CODES, FREE_TRIES
from wbs.staff.tries import new_browser


def dewi(instance: Instance) -> SignedIn:
    return signed_in_as(instance, "dewi", NOW)


def seat(instance: Instance) -> Seat:
    return dewi(instance).seat


@pytest.fixture
def device(instance: Instance) -> Authenticator:
    """Dewi's; it answers no questions, so nothing is wrapped under it."""
    device, own = Authenticator(), seat(instance)
    factors.add_passkey(instance, own, device.create(own.challenge), NOW)
    return device


def enter(
    instance: Instance, device: Authenticator, challenge: bytes = b"", password: str = PASSWORD, name: str = "dewi"
) -> Entered:
    challenge = challenge or challenges.draw_challenge(instance, NOW)
    given = Answer(credential=device.get(challenge))
    return vouching.enter(instance, name, password, given, challenge, NOW, b"")


def close_to_strangers(instance: Instance) -> None:
    for _ in range(FREE_TRIES):
        with pytest.raises(Refused):
            sign_in(instance, "dewi", "salah", NOW, new_browser())
    with pytest.raises(Throttled):
        sign_in(instance, "dewi", PASSWORD, NOW)


def close_to_codes(instance: Instance, times: int = FREE_CODES) -> None:
    """By somebody who knows the password."""
    for _ in range(times):
        with pytest.raises(Refused):
            answer(instance, half_way(instance, "dewi", NOW), Answer("000000"), NOW)


def right_code() -> Answer:
    return Answer(totp.code_at(SECRET, totp.step_of(NOW)))


def test_a_passkey_does_not_wait_with_the_strangers(instance: Instance, device: Authenticator) -> None:
    close_to_strangers(instance)
    assert enter(instance, device).is_whole


@pytest.mark.parametrize(
    "change",
    [
        {"flags": PRESENT}, {"host": "x.example"}, {"origin": "https://x.example"}, {"key": Authenticator().key},
        {"id": b"x"},
    ],
    ids=("unverified", "host", "origin", "key", "id"),
)
def test_a_device_that_says_something_else_gets_no_verdict(
    instance: Instance, device: Authenticator, change: dict[str, object]
) -> None:
    before = instance.staff_gate.passed + instance.strangers_gate.passed
    with pytest.raises(Refused):
        enter(instance, replace(device, **change))  # type: ignore[arg-type]
    for name in ("wulan", "siapa"):
        with pytest.raises(Refused):
            enter(instance, device, name=name)
    assert instance.staff_gate.passed + instance.strangers_gate.passed == before


def test_a_challenge_is_ours_young_and_good_once(instance: Instance, device: Authenticator) -> None:
    """Also for a device that counts nothing, and when the password was wrong."""
    device.count = -1
    used = challenges.draw_challenge(instance, NOW)
    with pytest.raises(Refused):
        enter(instance, device, used, "salah")
    foreign = bytes([used[0] ^ 1]) + used[1:]
    old = challenges.draw_challenge(instance, NOW - timedelta(seconds=challenges.CHALLENGE_S))
    for challenge in (used, foreign, bytes(40), old):
        device.count = -1
        with pytest.raises(Refused):
            enter(instance, device, challenge)


def test_mistyped_passwords_are_counted_with_the_passkey(instance: Instance, device: Authenticator) -> None:
    for seconds in range(FREE_TRIES):
        with pytest.raises(Refused):
            enter(instance, device, challenges.draw_challenge(instance, NOW - timedelta(seconds=60 - seconds)), "salah")
    with pytest.raises(Throttled):
        enter(instance, device)
    assert sign_in(instance, "dewi", PASSWORD, NOW)


def test_a_key_exchanged_in_the_database_is_no_second_step(instance: Instance, device: Authenticator) -> None:
    other = Authenticator(id=device.id)
    with transaction() as session:
        session.execute(sa.update(Voucher).where(Voucher.kind == PASSKEY).values(public_key=other._cose()))
    assert not enter(instance, other).is_whole


def test_a_removed_passkey_is_unknown_at_the_door(instance: Instance, device: Authenticator) -> None:
    own = seat(instance)
    (passkey,) = factors.factors_of(own, PASSKEY)
    factors.remove_factor(instance, own, passkey.id, NOW)
    with pytest.raises(Refused):
        enter(instance, device)
    assert db.session.execute(sa.select(Voucher).where(Voucher.kind == PASSKEY)).first() is None


def test_a_passkey_from_before_is_known_at_the_door_after_its_next_use(
    instance: Instance, device: Authenticator
) -> None:
    with transaction():
        vouchers.drop_vouchers(PASSKEY, member("dewi").id)
    with pytest.raises(Refused):
        enter(instance, device)
    half = half_way(instance, "dewi", NOW)
    assert answer(instance, half, Answer(credential=device.get(half.seat.challenge)), NOW).is_whole
    assert enter(instance, device).is_whole


def test_closed_to_codes_is_closed_to_what_can_be_guessed(instance: Instance, device: Authenticator) -> None:
    short = "AAAAABBBBB"
    with transaction() as session:
        one = member("dewi")
        session.add(factors.SpareCode(code_hash=spare_codes.hash_of(one.identity.seed, short), person_id=one.id))
    close_to_codes(instance)
    for given in (right_code(), Answer(short)):
        with pytest.raises(Throttled):
            answer(instance, half_way(instance, "dewi", NOW), given, NOW)
    half = half_way(instance, "dewi", NOW)
    assert answer(instance, half, Answer(credential=device.get(half.seat.challenge)), NOW).is_whole
    close_to_codes(instance)
    assert answer(instance, half_way(instance, "dewi", NOW), Answer(unused_code("dewi")), NOW).is_whole


def test_while_it_is_closed_wrong_answers_prolong_nothing_and_fill_no_ledger(instance: Instance) -> None:
    close_to_codes(instance)
    before = len(list(pending_entries("main")))
    for _ in range(9):
        with pytest.raises(Refused):
            answer(instance, half_way(instance, "dewi", NOW), Answer("AAAA-AAAA-AAAA-AAAA"), NOW)
    assert len(list(pending_entries("main"))) == before
    later = NOW + timedelta(minutes=1, seconds=1)
    given = Answer(totp.code_at(SECRET, totp.step_of(later)))
    assert answer(instance, half_way(instance, "dewi", later), given, later).is_whole


def test_strangers_close_no_second_step(instance: Instance) -> None:
    """The owner gave the password a moment before they began."""
    half = half_way(instance, "dewi", NOW)
    close_to_strangers(instance)
    assert answer(instance, half, right_code(), NOW).is_whole


def test_a_proof_is_closed_to_codes_in_the_same_way(instance: Instance, device: Authenticator) -> None:
    officer = dewi(instance)
    close_to_codes(instance)
    with pytest.raises(Throttled):
        prove_again(instance, officer, PASSWORD, right_code(), NOW)
    given = Answer(credential=device.get(officer.seat.challenge))
    assert prove_again(instance, officer, PASSWORD, given, NOW)
