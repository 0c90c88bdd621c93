"""Second steps for the cast: ten spare codes each, and the way through both steps without a browser.

Spare codes and no application: its codes count once in thirty seconds, and tests sign somebody in twice.
"""

import base64
import hashlib
from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa

from tests.people import PASSWORD, member
from wbs.db import db, transaction
from wbs.founding import Member
from wbs.staff import spare_codes
from wbs.staff.factors import TOTP, Answer, keep_spare_code, sealed_factor
from wbs.staff.half_sessions import Half, resume_half
from wbs.staff.instance import Instance
from wbs.staff.records import SpareCode
from wbs.staff.sessions import Token
from wbs.staff.signing_in import SignedIn, answer, resume, sign_in

SECRET, SINCE = b"an application of 20", date(2026, 1, 5)


def give_second_steps(members: Sequence[Member]) -> None:
    """Everybody with an account has an application, whose secret is SECRET, and ten spare codes."""
    with transaction() as session:
        for one in members:
            if one.sign_in_name:
                for code in codes_of(one.sign_in_name):
                    keep_spare_code(one.id, one.identity, spare_codes.as_letters(code))
                session.add(sealed_factor(one.id, one.identity, TOTP, SECRET, SINCE))


def codes_of(name: str) -> tuple[str, ...]:
    """The ten on this person's paper: the door knows by a code whose it is."""
    own = base64.b32encode(hashlib.sha256(name.encode()).digest())[:12].decode().replace("I", "8").replace("O", "9")
    return tuple(f"AAA{last}-{own[:4]}-{own[4:8]}-{own[8:]}" for last in "ABCDEFGHJK")


def unused_code(name: str) -> str:
    """A spare code of this person that still counts; the tenth sign-in of a test is the last."""
    db.session.rollback()
    left = set(db.session.execute(sa.select(SpareCode.code_hash)).scalars())
    return next(code for code in codes_of(name) if _hash(member(name), code) in left)


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


def signed_in_as(instance: Instance, name: str, now: datetime) -> SignedIn:
    signed_in = resume(instance, through_the_door(instance, name, now), now)
    assert signed_in is not None
    return signed_in


def _hash(one: Member, code: str) -> bytes:
    return spare_codes.hash_of(one.identity.seed, spare_codes.as_letters(code))
