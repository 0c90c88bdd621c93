"""Ten codes on paper for the day the telephone is gone: how they look, and the keyed hash that is stored. Pure."""

import hashlib
import hmac
import re
import secrets

from wbs.crypto.labels import derive
from wbs.crypto.ticket import NUMBER_ALPHABET

COUNT, LETTERS = 10, 10  # fifty bits each, and the key of the hash is not in the database


def draw_codes() -> tuple[str, ...]:
    """Like `7K4Q2-MWX9P`."""
    drawn = ("".join(secrets.choice(NUMBER_ALPHABET) for _ in range(LETTERS)) for _ in range(COUNT))
    return tuple(f"{code[:5]}-{code[5:]}" for code in drawn)


def as_letters(typed: str) -> str:
    """The letters of a code as somebody typed it; nothing for what is none."""
    letters = re.sub(r"[\s-]", "", typed).upper()
    return letters if len(letters) == LETTERS and set(letters) <= set(NUMBER_ALPHABET) else ""


def hash_of(seed: bytes, letters: str) -> bytes:
    return hmac.digest(derive(seed, "spare codes"), letters.encode(), hashlib.sha256)
