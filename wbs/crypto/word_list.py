"""The 2,048 words, checked when they are loaded: a damaged list would hand out codes that nobody can type back."""

import re
from functools import cache
from importlib.resources import files

BITS_PER_WORD = 11
TYPED_ENOUGH = 4  # words are unique in their first four letters


@cache
def word_list() -> tuple[str, ...]:
    """The 2,048 words in order. Raises ValueError when the file breaks a rule."""
    words = tuple((files("wbs.crypto") / "data" / "words_id.txt").read_text("ascii").split())
    sound = len(words) == 1 << BITS_PER_WORD and words == tuple(sorted(set(words)))
    sound = sound and len({word[:TYPED_ENOUGH] for word in words}) == len(words)
    if not sound or not all(re.fullmatch("[a-z]{4,8}", word) for word in words):
        raise ValueError("words_id.txt is damaged")
    return words


@cache
def by_prefix() -> dict[str, int]:
    """Places by what is enough to type."""
    return {word[:TYPED_ENOUGH]: position for position, word in enumerate(word_list())}
