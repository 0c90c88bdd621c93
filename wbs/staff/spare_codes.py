"""Ten codes on paper for the day the telephone is gone: how they look, and the keyed hash that is stored. Pure."""

import hashlib
import hmac
import re
import secrets

from wbs.crypto.labels import derive
from wbs.crypto.ticket import NUMBER_ALPHABET

COUNT, LETTERS, GROUP = 10, 16, 4  # eighty bits each, so that a try at the door need not be counted
LETTERS_BEFORE = 10  # fifty bits: codes from before count as a second step until they are replaced


def draw_codes() -> tuple[str, ...]:
    """Like `7K4Q-MWX9-3HT6-RB2D`."""
    drawn = ("".join(secrets.choice(NUMBER_ALPHABET) for _ in range(LETTERS)) for _ in range(COUNT))
    return tuple("-".join(code[at : at + GROUP] for at in range(0, LETTERS, GROUP)) for code in drawn)


def as_letters(typed: str) -> str:
    """The letters of a code as somebody typed it; nothing for what is none."""
    letters = re.sub(r"[\s-]", "", typed).upper()
    return letters if len(letters) in (LETTERS, LETTERS_BEFORE) and set(letters) <= set(NUMBER_ALPHABET) else ""


def is_unguessable(letters: str) -> bool:
    """Whether it is as long as codes are now."""
    return len(letters) == LETTERS


def hash_of(seed: bytes, letters: str) -> bytes:
    return hmac.digest(derive(seed, "spare codes"), letters.encode(), hashlib.sha256)
