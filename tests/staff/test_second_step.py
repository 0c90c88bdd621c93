"""The second step: a password alone opens nothing, each answer counts once, and guessing closes the right bucket."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from tests.conftest import NOW, PASSWORD
from tests.people import member
from tests.staff.door import SECRET, codes_of, half_way, through_the_door, unused_code
from wbs.crypto.failures import Unreadable
from wbs.db import db, transaction
from wbs.errors import Refused, Throttled
from wbs.ledger.read import pending_entries
from wbs.staff import factors, spare_codes, totp
from wbs.staff.factors import Answer
from wbs.staff.half_sessions import MINUTES, MOST_TRIES, Half, resume_half
from wbs.staff.instance import Instance
from wbs.staff.records import HalfSession, KnownBrowser, SpareCode, StaffAccount, StaffFactor, StaffSession
from wbs.staff.rounds import FORGOTTEN, sweep_staff_sessions
from wbs.staff.signing_in import answer, resume, sign_in
from wbs.staff.throttle import FREE_CODES, FREE_TRIES
from wbs.staff.tries import new_browser

STEP = timedelta(seconds=totp.STEP_S)


def code(at: int = 0) -> Answer:
    return Answer(totp.code_at(SECRET, totp.step_of(NOW) + at))


def wrong(instance: Instance, half: Half, times: int = 1, now=NOW, browser: bytes = b"") -> None:
    for _ in range(times):
        with pytest.raises(Refused):
            answer(instance, half, Answer("000000"), now, browser)


def test_a_password_alone_opens_no_session(instance: Instance) -> None:
    entered = sign_in(instance, "dewi", PASSWORD, NOW)
    assert not entered.is_whole
    assert resume(instance, entered.token, NOW) is None
    assert db.session.execute(sa.select(StaffSession)).first() is None
    assert list(pending_entries("main")) == []


def test_the_row_of_a_half_session_opens_nothing_as_a_whole_one(instance: Instance) -> None:
    """A database administrator who knows a password copies it over."""
    token = sign_in(instance, "dewi", PASSWORD, NOW).token
    with transaction() as session:
        row = session.get_one(HalfSession, token.id_hash)
        session.add(
            StaffSession(
                id_hash=row.id_hash, person_id=row.person_id, sealed_identity=row.sealed_identity, begun_on=NOW.date()
            )
        )
    assert resume(instance, token, NOW) is None


def test_it_lasts_five_minutes_and_is_gone_when_it_was_used(instance: Instance) -> None:
    token = sign_in(instance, "dewi", PASSWORD, NOW).token
    assert resume_half(instance, token, NOW + timedelta(minutes=MINUTES, seconds=-1)) is not None
    assert resume_half(instance, token, NOW + timedelta(minutes=MINUTES)) is None
    half = resume_half(instance, token, NOW)
    assert half is not None
    assert answer(instance, half, code(), NOW).is_whole
    assert resume_half(instance, token, NOW) is None


@pytest.mark.parametrize("drift", [-1, 0, 1])
def test_a_code_counts_within_one_step_and_once(instance: Instance, drift: int) -> None:
    assert answer(instance, half_way(instance, "dewi", NOW), code(drift), NOW).is_whole
    for late in (timedelta(0), STEP):
        with pytest.raises(Refused):
            answer(instance, half_way(instance, "dewi", NOW), code(drift), NOW + late)


@pytest.mark.parametrize("drift", [-2, 2, -2880])
def test_other_codes_do_not_count(instance: Instance, drift: int) -> None:
    with pytest.raises(Refused):
        answer(instance, half_way(instance, "dewi", NOW), code(drift), NOW)


def test_an_older_code_does_not_count_after_a_newer_one(instance: Instance) -> None:
    assert answer(instance, half_way(instance, "dewi", NOW), code(1), NOW).is_whole
    with pytest.raises(Refused):
        answer(instance, half_way(instance, "dewi", NOW), code(0), NOW)


def test_of_the_same_code_in_two_half_sessions_one_counts(instance: Instance) -> None:
    """Both were read before either was used."""
    one, other = half_way(instance, "dewi", NOW), half_way(instance, "dewi", NOW)
    assert factors.holds(instance, one.seat, code(), NOW)
    assert not factors.holds(instance, other.seat, code(), NOW)


def test_a_spare_code_counts_once_and_for_its_owner(instance: Instance) -> None:
    used = unused_code("dewi")
    with pytest.raises(Refused):
        answer(instance, half_way(instance, "wulan", NOW), Answer("AAAA-AAAA-AAAA-AAAA"), NOW)
    assert answer(instance, half_way(instance, "dewi", NOW), Answer(used.lower().replace("-", " ")), NOW).is_whole
    with pytest.raises(Refused):
        answer(instance, half_way(instance, "dewi", NOW), Answer(used), NOW)
    assert factors.spare_left(member("dewi").id) == spare_codes.COUNT - 1
    assert factors.spare_left(member("wulan").id) == spare_codes.COUNT


def test_new_spare_codes_replace_the_old_ones(instance: Instance) -> None:
    half = half_way(instance, "dewi", NOW)
    codes = factors.new_spare_codes(instance, half.seat, NOW)
    assert len(set(codes)) == spare_codes.COUNT
    assert not factors.holds(instance, half.seat, Answer(codes_of("dewi")[0]), NOW)
    assert factors.holds(instance, half.seat, Answer(codes[3]), NOW)
    stored = set(db.session.execute(sa.select(SpareCode.code_hash)).scalars())
    assert not any(spare_codes.as_letters(one).encode() in row for one in codes for row in stored)


@pytest.mark.parametrize("typed", ["", " ", "0", "१२३४५६", "1" * 200, "12345", "ABCDE-FGHI0", "\0" * 6, "-" * 10])
def test_what_is_no_code_is_refused(instance: Instance, typed: str) -> None:
    with pytest.raises(Refused):
        answer(instance, half_way(instance, "dewi", NOW), Answer(typed), NOW)


def test_somebody_elses_factor_opens_nothing(instance: Instance) -> None:
    """Rows moved by whoever writes to the database: they open under the owner's key alone."""
    half = half_way(instance, "dewi", NOW)
    with transaction() as session:
        session.execute(sa.delete(StaffFactor).where(StaffFactor.person_id == member("dewi").id))
        session.execute(
            sa.update(StaffFactor)
            .where(StaffFactor.person_id == member("wulan").id)
            .values(person_id=member("dewi").id)
        )
    with pytest.raises(Unreadable):
        answer(instance, half, code(), NOW)


def test_the_secret_is_not_in_the_database(instance: Instance) -> None:
    rows = db.session.execute(sa.select(StaffFactor.sealed_secret)).scalars()
    assert not any(SECRET in row for row in rows)


def test_wrong_answers_end_the_half_session_and_close_the_way_of_six_digits_for_long(instance: Instance) -> None:
    token = sign_in(instance, "dewi", PASSWORD, NOW).token
    half = resume_half(instance, token, NOW)
    assert half is not None
    wrong(instance, half, FREE_CODES)
    with pytest.raises(Throttled):
        answer(instance, half, code(), NOW)
    for number in range(1, 14):
        wrong(instance, half, 1, NOW + timedelta(days=2 * number))
    assert resume_half(instance, token, NOW) is None and MOST_TRIES < FREE_CODES + 13
    late = NOW + timedelta(days=26, hours=23)
    assert throttled(instance, late)
    assert not throttled(instance, late + timedelta(hours=1, seconds=1))


def throttled(instance: Instance, at: datetime) -> bool:
    """Whether a code of the application is not looked at: a right one."""
    given = Answer(totp.code_at(SECRET, totp.step_of(at)))
    try:
        return not answer(instance, half_way(instance, "dewi", at), given, at).is_whole
    except Throttled:
        return True


def test_guessing_from_outside_never_shuts_a_browser_that_is_known(instance: Instance) -> None:
    own = new_browser()
    through_the_door(instance, "dewi", NOW, own)
    for number in range(30):  # with the password, and then its second step
        at = NOW + timedelta(days=number * 2)
        wrong(instance, half_way(instance, "dewi", at), 1, at)
    at = NOW + timedelta(days=59)
    for _ in range(FREE_TRIES):
        with pytest.raises((Refused, Throttled)):
            sign_in(instance, "dewi", "salah", at, new_browser())
    with pytest.raises(Throttled):
        sign_in(instance, "dewi", PASSWORD, at, new_browser())
    assert through_the_door(instance, "dewi", at, own)


def test_a_known_browser_has_a_bucket_of_its_own(instance: Instance) -> None:
    own = new_browser()
    through_the_door(instance, "dewi", NOW, own)
    for _ in range(FREE_TRIES):
        with pytest.raises(Refused):
            sign_in(instance, "dewi", "salah", NOW, own)
    with pytest.raises(Throttled):
        sign_in(instance, "dewi", PASSWORD, NOW, own)
    assert sign_in(instance, "dewi", PASSWORD, NOW)
    assert sign_in(instance, "wulan", PASSWORD, NOW, own)  # of somebody else it knows nothing
    account = db.session.execute(sa.select(StaffAccount).where(StaffAccount.sign_in_name == "dewi")).scalar_one()
    assert account.failures == 0


def test_a_browser_is_known_to_whom_it_was_given_and_forgotten_in_time(instance: Instance) -> None:
    own = new_browser()
    through_the_door(instance, "dewi", NOW, own)
    row = db.session.execute(sa.select(KnownBrowser)).scalar_one()
    assert own not in row.id_hash and row.person_id == member("dewi").id
    instance.session_peppers.replace()
    with transaction() as session:
        session.execute(sa.update(KnownBrowser).values(age=FORGOTTEN))
    sweep_staff_sessions(instance, NOW + timedelta(days=4000))
    assert db.session.execute(sa.select(KnownBrowser)).first() is None
