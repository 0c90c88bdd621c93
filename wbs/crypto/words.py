"""The reporter's code as words: 8 of 2,048 Indonesian words carry 88 bits. Decides what a slip of the pen is."""

import re

from wbs.crypto.word_list import BITS_PER_WORD, TYPED_ENOUGH, by_prefix, word_list

WORDS = 8
CODE_BYTES = WORDS * BITS_PER_WORD // 8


class UnknownWord(ValueError):
    """A typed word is not in the list; `word` is what was typed, `position` counts from 1."""

    def __init__(self, word: str, position: int) -> None:
        super().__init__("unknown word")
        self.word = word
        self.position = position


class WrongCount(ValueError):
    """A code has eight words; `count` were typed."""

    def __init__(self, count: int) -> None:
        super().__init__("a code has eight words")
        self.count = count


def to_words(code: bytes) -> tuple[str, ...]:
    """Eleven bytes as eight words."""
    if len(code) != CODE_BYTES:
        raise ValueError("a code is 11 bytes")
    number = int.from_bytes(code, "big")
    shifts = range((WORDS - 1) * BITS_PER_WORD, -1, -BITS_PER_WORD)
    return tuple(word_list()[number >> shift & 0x7FF] for shift in shifts)


def from_words(typed: str) -> bytes:
    """Eleven bytes from what a person typed: capitals, dashes, commas, digits and double spaces do not matter.

    A word may be cut after its fourth letter; what is typed of it must be right. Raises WrongCount or UnknownWord
    (which names the word, so that one slip of the pen can be mended).
    """
    parts = _parts(typed)
    positions = [_position(part, index) for index, part in enumerate(parts, start=1)]
    if len(parts) != WORDS:
        raise WrongCount(len(parts))
    number = 0
    for position in positions:
        number = number << BITS_PER_WORD | position
    return number.to_bytes(CODE_BYTES, "big")


def unknown_words(typed: str) -> tuple[tuple[int, str], ...]:
    """Every typed word that is not in the list, with its place from 1: all slips of the pen at once."""
    parts = enumerate(_parts(typed), start=1)
    return tuple((index, part) for index, part in parts if _found(part) is None)


def _parts(typed: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", typed.lower())


def _position(part: str, index: int) -> int:
    position = _found(part)
    if position is None:
        raise UnknownWord(part, index)
    return position


def _found(part: str) -> int | None:
    position = by_prefix().get(part[:TYPED_ENOUGH]) if len(part) >= TYPED_ENOUGH else None
    if position is None or not word_list()[position].startswith(part):  # a slip in letter 2 can meet another's prefix
        return None
    return position
