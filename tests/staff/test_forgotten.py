"""Who has a passkey that wraps their identity keeps it when the password is forgotten; alone it opens nothing."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.conftest import NOW, PASSWORD
from tests.people import member
from tests.staff.authenticator import PRESENT, Authenticator
from tests.staff.door import half_way, signed_in_as, through_the_door, unused_code
from wbs.db import db, transaction
from wbs.errors import NotAllowed, Refused
from wbs.ledger.read import pending_entries
from wbs.staff import challenges, factors, forgotten
from wbs.staff.factors import PASSKEY, Answer, Seat
from wbs.staff.first_time import make_provisional
from wbs.staff.half_sessions import Half, resume_half
from wbs.staff.instance import Instance
from wbs.staff.own_password import Unsuitable, change_password
from wbs.staff.passkey_wraps import wrapping_factors
from wbs.staff.passwords import lock_identity
from wbs.staff.records import PasskeyWrap, StaffAccount
from wbs.staff.sessions import Token
from wbs.staff.signing_in import SignedIn, answer, resume, sign_in

NEW, ONE_TIME = "gerobak pelangi mengunyah trotoar", "sekali pakai saja dari panitia"


def dewi(instance: Instance) -> SignedIn:
    return signed_in_as(instance, "dewi", NOW)


def seat(instance: Instance) -> Seat:
    return dewi(instance).seat


@pytest.fixture
def device(instance: Instance) -> Authenticator:
    """Dewi's, which answers questions."""
    device, own = Authenticator(secret=b"of the device"), seat(instance)
    factors.add_passkey(instance, own, device.create(own.challenge), NOW)
    return device


def entered(instance: Instance, device: Authenticator) -> Half:
    challenge = challenges.draw_challenge(instance, NOW)
    half = resume_half(instance, forgotten.enter(instance, device.get(challenge), challenge, NOW), NOW)
    assert half is not None
    return half


def proved(instance: Instance, device: Authenticator) -> Half:
    told = answer(instance, entered(instance, device), Answer(unused_code("dewi")), NOW)
    half = resume_half(instance, told.token, NOW)
    assert half is not None and not told.is_whole
    return half


def nothing_opens(instance: Instance, device: Authenticator) -> bool:
    challenge = challenges.draw_challenge(instance, NOW)
    with pytest.raises(Refused):
        forgotten.enter(instance, device.get(challenge), challenge, NOW)
    return True


def test_the_same_identity_opens_with_the_new_password(instance: Instance, device: Authenticator) -> None:
    before: Token = through_the_door(instance, "dewi", NOW)
    done = forgotten.replace_password(instance, proved(instance, device), NEW, NOW, b"")
    officer = resume(instance, done.token, NOW)
    assert done.is_whole and officer is not None
    assert officer.identity.seed == member("dewi").identity.seed
    assert resume(instance, before, NOW) is None  # whoever sat elsewhere is out
    half_way(instance, "dewi", NOW, NEW)
    with pytest.raises(Refused):
        sign_in(instance, "dewi", PASSWORD, NOW)
    assert [entry.tag for entry in pending_entries("main")].count("password:replaced") == 1


def test_a_changed_password_leaves_the_wrap_as_it_is(instance: Instance, device: Authenticator) -> None:
    change_password(instance, dewi(instance), PASSWORD, NEW, NOW)
    assert entered(instance, device).identity.seed == member("dewi").identity.seed


def test_the_passkey_is_not_also_the_second_step(instance: Instance, device: Authenticator) -> None:
    half = entered(instance, device)
    with pytest.raises(Refused):
        answer(instance, half, Answer(credential=device.get(half.seat.challenge)), NOW)
    assert resume(instance, _token(instance, device), NOW) is None


def _token(instance: Instance, device: Authenticator) -> Token:
    challenge = challenges.draw_challenge(instance, NOW + timedelta(seconds=1))
    return forgotten.enter(instance, device.get(challenge), challenge, NOW + timedelta(seconds=1))


def test_no_password_is_chosen_before_the_code(instance: Instance, device: Authenticator) -> None:
    for half in (entered(instance, device), half_way(instance, "dewi", NOW)):
        with pytest.raises(NotAllowed):
            forgotten.replace_password(instance, half, NEW, NOW, b"")


def test_a_bad_password_is_refused_as_everywhere(instance: Instance, device: Authenticator) -> None:
    with pytest.raises(Unsuitable):
        forgotten.replace_password(instance, proved(instance, device), "pendek", NOW, b"")


@pytest.mark.parametrize(
    "change",
    [
        {"secret": b"of another device"}, {"secret": None}, {"flags": PRESENT}, {"origin": "https://lapor.example"},
        {"host": "lapor.example"}, {"count": -1}, {"key": Authenticator().key}, {"id": b"another key here"},
    ],
    ids=("answer", "no answer", "unverified", "origin", "host", "counter", "key", "id"),
)  # fmt: skip
def test_a_device_that_says_something_else_opens_nothing(
    instance: Instance, device: Authenticator, change: dict[str, object]
) -> None:
    half_way(instance, "dewi", NOW)
    half = half_way(instance, "dewi", NOW)
    assert factors.holds(instance, half.seat, Answer(credential=device.get(half.seat.challenge)), NOW)
    assert nothing_opens(instance, replace(device, **change))  # type: ignore[arg-type]


def test_a_challenge_is_ours_young_and_good_once(instance: Instance, device: Authenticator) -> None:
    challenge = challenges.draw_challenge(instance, NOW)
    device.count = 5
    forgotten.enter(instance, device.get(challenge), challenge, NOW)
    foreign = bytes([challenge[0] ^ 1]) + challenge[1:]
    late = NOW + timedelta(seconds=challenges.CHALLENGE_S)
    fresh = challenges.draw_challenge(instance, NOW + timedelta(seconds=1))
    tries = [(challenge, NOW), (foreign, NOW), (b"", NOW), (bytes(40), NOW), (challenge, late), (fresh, NOW)]
    for said, moment in tries:
        with pytest.raises(Refused):
            forgotten.enter(instance, device.get(said), said, moment)
    forgotten.enter(instance, device.get(fresh), fresh, NOW + timedelta(seconds=1))


@pytest.mark.parametrize("junk", ["", "{}", "[]", "null", '{"prf": 5}', '{"prf": "AA"}', '{"prf": "é"}', "{" * 9_000])
def test_junk_opens_nothing(instance: Instance, device: Authenticator, junk: str) -> None:
    with pytest.raises(Refused):
        forgotten.enter(instance, junk, challenges.draw_challenge(instance, NOW), NOW)


def test_the_wrap_goes_with_its_passkey(instance: Instance, device: Authenticator) -> None:
    own = seat(instance)
    (passkey,) = factors.factors_of(own, PASSKEY)
    assert wrapping_factors(own.person_id) == {passkey.id}
    factors.remove_factor(instance, own, passkey.id, NOW)
    assert wrapping_factors(own.person_id) == frozenset()
    assert nothing_opens(instance, device)


def test_a_one_time_password_ends_it(instance: Instance, device: Authenticator) -> None:
    one = member("dewi")
    half = proved(instance, device)
    lock = lock_identity(one.identity, ONE_TIME, instance.keys.staff_peppers, instance.staff_gate, str(one.id))
    with transaction():
        make_provisional(one.id, lock, ONE_TIME)
    with pytest.raises(NotAllowed):
        forgotten.replace_password(instance, half, NEW, NOW, b"")
    assert nothing_opens(instance, device)
    assert db.session.execute(sa.select(PasskeyWrap)).first() is None


def test_a_wrap_put_back_after_a_reset_opens_nothing(instance: Instance, device: Authenticator) -> None:
    """By whoever writes to the database: the account says that a one-time password is drawn."""
    with transaction() as session:
        session.execute(sa.update(StaffAccount).values(is_provisional=True))
    assert nothing_opens(instance, device)


def test_a_device_without_answers_is_a_second_step_all_the_same(instance: Instance) -> None:
    plain, own = Authenticator(), seat(instance)
    factors.add_passkey(instance, own, plain.create(own.challenge), NOW)
    assert wrapping_factors(own.person_id) == frozenset()
    assert nothing_opens(instance, plain)
    half = half_way(instance, "dewi", NOW)
    assert answer(instance, half, Answer(credential=plain.get(half.seat.challenge)), NOW).is_whole


def test_the_row_holds_neither_answer_nor_seed(instance: Instance, device: Authenticator) -> None:
    row = db.session.execute(sa.select(PasskeyWrap)).scalar_one()
    said = json.loads(device.get(b"x"))["prf"].encode()
    for value in (row.locator_hash, row.sealed_identity):
        assert said not in value and member("dewi").identity.seed not in value
