"""What nobody can guess need not wait: strangers guess at a name, and its owner comes in by a new browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from tests.conftest import NOW, PASSWORD
from tests.people import member
from tests.staff.door import codes_of, half_way, through_the_door, unused_code
from wbs.crypto.failures import Busy
from wbs.crypto.gate import Gate
from wbs.db import db, transaction
from wbs.errors import Refused, Throttled
from wbs.ledger.read import pending_entries
from wbs.staff import factors, spare_codes, vouchers, vouching
from wbs.staff.factors import Answer
from wbs.staff.first_time import choose_first_password, make_provisional
from wbs.staff.instance import Instance
from wbs.staff.passwords import lock_identity
from wbs.staff.records import KnownBrowser, StaffAccount, Voucher
from wbs.staff.signing_in import Entered, answer, resume, sign_in
from wbs.staff.throttle import FREE_TRIES
from wbs.staff.tries import new_browser

DRAWN, OWN = "gerobak pelangi trotoar mengunyah kapal sapu awan kuda", "sapu jendela awan kuda merpati"


def enter(
    instance: Instance, code: str, password: str = PASSWORD, name: str = "dewi", at: datetime = NOW,
    browser: bytes = b"",
) -> Entered:  # fmt: skip
    return vouching.enter(instance, name, password, Answer(code), b"", at, browser)


def guess(instance: Instance, times: int, at: datetime = NOW, name: str = "dewi") -> None:
    for _ in range(times):
        with pytest.raises((Refused, Throttled)):
            sign_in(instance, name, "salah", at, new_browser())


def derivations(instance: Instance) -> int:
    return instance.strangers_gate.passed + instance.staff_gate.passed


def account() -> StaffAccount:
    db.session.rollback()
    return db.session.execute(sa.select(StaffAccount).where(StaffAccount.sign_in_name == "dewi")).scalar_one()


@contextmanager
def statements() -> Iterator[list[str]]:
    said: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    db.session.rollback()
    sa.event.listen(db.engine, "before_cursor_execute", hear)
    yield said
    sa.event.remove(db.engine, "before_cursor_execute", hear)


@pytest.mark.twice_in_drill
def test_a_stranger_guesses_a_thousand_times_and_the_owner_of_the_name_does_not_wait(instance: Instance) -> None:
    """At the door every second and with made-up codes in between; then the owner, in the very same second."""
    made_up_codes = [code for _ in range(4) for code in spare_codes.draw_codes()][1:]
    for number in range(25):
        at = NOW + timedelta(seconds=number)
        guess(instance, 1, at)
        before = derivations(instance)
        for made_up in made_up_codes:
            with pytest.raises(Refused):
                enter(instance, made_up, at=at)  # with the right password: no verdict
        assert derivations(instance) == before
    with pytest.raises(Throttled):
        sign_in(instance, "dewi", PASSWORD, at, new_browser())
    own = new_browser()
    assert enter(instance, unused_code("dewi"), at=at, browser=own).is_whole
    assert through_the_door(instance, "dewi", at, own)  # and this browser is known from now on
    assert len([entry for entry in pending_entries("main") if entry.tag == "staff:sign-in:refused"]) < 15


@pytest.mark.twice_in_drill
@pytest.mark.parametrize("code", ["AAAA-AAAA-AAAA-AAAA", "AAAAA-AAAAA", "", "\0" * 16])
def test_a_wrong_code_is_answered_alike_and_at_once_for_every_name(instance: Instance, code: str) -> None:
    answers, asked = set(), set()
    for name, password in (("dewi", PASSWORD), ("dewi", "salah"), ("siapa", PASSWORD), ("", "")):
        with statements() as said, pytest.raises(Refused) as refusal:
            enter(instance, code, password, name)
        answers.add((type(refusal.value), refusal.value.message))
        asked.add(tuple(said))
    assert len(answers) == len(asked) == 1
    assert derivations(instance) == 0
    assert not list(pending_entries("main"))


def test_a_code_opens_no_other_name_and_is_not_used_up_by_it(instance: Instance) -> None:
    code = unused_code("dewi")
    for name in ("wulan", "siapa"):
        with pytest.raises(Refused):
            enter(instance, code, name=name)
    assert derivations(instance) == 0
    assert enter(instance, code.lower().replace("-", " ")).is_whole


def test_a_code_counts_once_at_the_door_or_after_it(instance: Instance) -> None:
    first, second = codes_of("dewi")[:2]
    assert enter(instance, first).is_whole
    with pytest.raises(Refused):
        enter(instance, first)
    with pytest.raises(Refused):
        answer(instance, half_way(instance, "dewi", NOW), Answer(first), NOW)
    assert answer(instance, half_way(instance, "dewi", NOW), Answer(second), NOW).is_whole
    with pytest.raises(Refused):
        enter(instance, second)


def test_mistyped_passwords_are_counted_with_their_code_alone(instance: Instance) -> None:
    """They cost no code; whoever found one on paper guesses no faster with it than without."""
    first, second = codes_of("dewi")[:2]
    for _ in range(FREE_TRIES):
        with pytest.raises(Refused):
            enter(instance, first, "salah")
    with pytest.raises(Throttled):
        enter(instance, first)
    assert account().failures == 0
    assert enter(instance, second).is_whole
    assert enter(instance, first, at=NOW + timedelta(seconds=3)).is_whole


def test_a_voucher_written_into_the_database_opens_nothing(instance: Instance) -> None:
    """By an administrator of it who knows the password: what counts as a second step lies under the officer's key."""
    with transaction():
        vouchers.add_voucher(vouchers.SPARE, b"B" * 16, member("dewi").id)
    entered = enter(instance, "BBBB-BBBB-BBBB-BBBB")
    assert not entered.is_whole and resume(instance, entered.token, NOW) is None
    assert db.session.execute(sa.select(KnownBrowser)).first() is None


def test_new_codes_are_long_and_replace_the_old_ones_at_the_door(instance: Instance) -> None:
    codes = factors.new_spare_codes(instance, half_way(instance, "dewi", NOW).seat, NOW)
    letters = [spare_codes.as_letters(code) for code in codes]
    assert len(spare_codes.NUMBER_ALPHABET) ** spare_codes.LETTERS >= 2**64
    assert all(spare_codes.is_unguessable(one) for one in letters)
    with pytest.raises(Refused):
        enter(instance, codes_of("dewi")[0])
    assert enter(instance, codes[9]).is_whole
    stored = set(db.session.execute(sa.select(Voucher.secret_hash)).scalars())
    assert not any(one.encode() in row for one in letters for row in stored)


def test_codes_of_before_count_after_the_password_and_not_at_the_door(instance: Instance) -> None:
    short, one = "AAAAA-BBBBB", member("dewi")
    with transaction() as session:
        session.execute(sa.delete(Voucher).where(Voucher.person_id == one.id))
        session.add(factors.SpareCode(code_hash=spare_codes.hash_of(one.identity.seed, "AAAAABBBBB"), person_id=one.id))
    with pytest.raises(Refused):
        enter(instance, short)
    assert vouchers.needs_codes(instance.settings, one.id)
    assert not vouchers.needs_codes(instance.settings, member("wulan").id)
    assert answer(instance, half_way(instance, "dewi", NOW), Answer(short), NOW).is_whole


def given_one_time_words(instance: Instance) -> None:
    one = member("dewi")
    lock = lock_identity(one.identity, DRAWN, instance.keys.staff_peppers, instance.staff_gate, str(one.id))
    with transaction():
        make_provisional(one.id, lock, DRAWN)


def test_one_time_words_do_not_wait_either_and_nothing_else_is_left(instance: Instance) -> None:
    given_one_time_words(instance)
    guess(instance, FREE_TRIES + 3)
    assert account().failures == FREE_TRIES
    with pytest.raises(Refused):
        enter(instance, codes_of("dewi")[0], DRAWN)
    half = half_way(instance, "dewi", NOW, f" {DRAWN} ")
    choose_first_password(instance, half, OWN, NOW)
    with pytest.raises(Throttled):
        sign_in(instance, "dewi", DRAWN, NOW)
    kinds = db.session.execute(sa.select(Voucher.kind).where(Voucher.person_id == member("dewi").id))
    assert list(kinds) == []


def test_a_crowd_of_strangers_keeps_nobody_waiting_who_is_known(instance: Instance) -> None:
    """Their derivations have a place of their own: here it is full."""
    own = new_browser()
    through_the_door(instance, "dewi", NOW, own)
    full = replace(instance, strangers_gate=Gate(at_once=1, waiting=-1))
    for name in ("dewi", "siapa"):
        with pytest.raises(Busy):
            sign_in(full, name, PASSWORD, NOW)
    assert sign_in(full, "dewi", PASSWORD, NOW, own)
    assert enter(full, unused_code("dewi")).is_whole
