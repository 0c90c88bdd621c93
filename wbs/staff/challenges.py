"""Challenges for a stranger's passkey: each tells by itself when it was drawn, so that nothing is stored for nobody.

Decides how long one is good, and that it counts once for the row that keeps when it was used last.
"""

import hashlib
import hmac
import secrets
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from wbs.crypto.labels import derive
from wbs.db import transaction
from wbs.staff.instance import Instance

CHALLENGE_S = 5 * 60
TIME_BYTES, NONCE_BYTES, MAC_BYTES = 8, 16, 16
CHALLENGE_BYTES = TIME_BYTES + NONCE_BYTES + MAC_BYTES


def draw_challenge(instance: Instance, now: datetime) -> bytes:
    said = int(now.timestamp()).to_bytes(TIME_BYTES, "big") + secrets.token_bytes(NONCE_BYTES)
    return said + _mac(instance.session_peppers.live()[0], said)


def drawn_s(instance: Instance, challenge: bytes, now: datetime) -> int:
    """When a challenge of ours was drawn, in Unix seconds; 0 for one that is not, or too old."""
    said, mac = challenge[:-MAC_BYTES], challenge[-MAC_BYTES:]
    is_ours = any(hmac.compare_digest(_mac(pepper, said), mac) for pepper in instance.session_peppers.live())
    if len(challenge) != CHALLENGE_BYTES or not is_ours:
        return 0
    drawn = int.from_bytes(said[:TIME_BYTES], "big")
    return drawn if 0 <= now.timestamp() - drawn < CHALLENGE_S else 0


def note_use(row: sa.ColumnElement[bool], used_s: InstrumentedAttribute[int], challenge_s: int) -> bool:
    """Whether nobody came to the row with this challenge, or a later one, before."""
    used = sa.update(used_s.class_).where(row, used_s < challenge_s).values({used_s: challenge_s})
    with transaction() as session:
        return session.execute(used).rowcount == 1  # type: ignore[attr-defined,no-any-return]


def _mac(pepper: bytes, said: bytes) -> bytes:
    return hmac.digest(derive(pepper, "door"), said, hashlib.sha256)[:MAC_BYTES]
