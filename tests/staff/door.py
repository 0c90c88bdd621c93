"""Second steps for the cast: ten spare codes each, and the way through both steps without a browser.

Spare codes and no application: its codes count once in thirty seconds, and tests sign somebody in twice.
"""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa

from tests.people import PASSWORD, member
from wbs.db import db, transaction
from wbs.founding import Member
from wbs.staff import spare_codes
from wbs.staff.factors import TOTP, Answer, sealed_factor
from wbs.staff.half_sessions import Half, resume_half
from wbs.staff.instance import Instance
from wbs.staff.records import SpareCode
from wbs.staff.sessions import Token
from wbs.staff.signing_in import answer, sign_in

CODES = tuple(f"{number:05}-AAAAA".replace("0", "X").replace("1", "Y") for number in range(10))
SECRET, SINCE = b"an application of 20", date(2026, 1, 5)


def give_second_steps(members: Sequence[Member]) -> None:
    """Everybody with an account has an application, whose secret is SECRET, and ten spare codes."""
    with transaction() as session:
        for one in members:
            if one.sign_in_name:
                session.add_all(SpareCode(code_hash=_hash(one, code), person_id=one.id) for code in CODES)
                session.add(sealed_factor(one.id, one.identity, TOTP, SECRET, SINCE))


def unused_code(name: str) -> str:
    """A spare code of this person that still counts; the tenth sign-in of a test is the last."""
    db.session.rollback()
    left = set(db.session.execute(sa.select(SpareCode.code_hash)).scalars())
    return next(code for code in CODES if _hash(member(name), code) in left)


def half_way(instance: Instance, name: str, now: datetime, password: str = PASSWORD) -> Half:
    half = resume_half(instance, sign_in(instance, name, password, now).token, now)
    assert half is not None
    return half


def through_the_door(instance: Instance, name: str, now: datetime, browser: bytes = b"") -> Token:
    """A whole session."""
    half = resume_half(instance, sign_in(instance, name, PASSWORD, now, browser).token, now)
    assert half is not None
    entered = answer(instance, half, Answer(unused_code(name.strip().casefold())), now, browser)
    assert entered.is_whole
    return entered.token


def _hash(one: Member, code: str) -> bytes:
    return spare_codes.hash_of(one.identity.seed, spare_codes.as_letters(code))
