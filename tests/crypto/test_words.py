"""The code survives a hurried hand and names the word that is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbs.crypto.word_list import word_list
from wbs.crypto.words import UnknownWord, WrongCount, from_words, to_words, unknown_words

codes = st.binary(min_size=11, max_size=11)


@given(codes)
def test_words_and_back(code: bytes) -> None:
    assert from_words(" ".join(to_words(code))) == code


@given(codes)
def test_four_letters_of_each_word_are_enough(code: bytes) -> None:
    assert from_words(" ".join(word[:4] for word in to_words(code))) == code


@pytest.mark.parametrize("separator", ["-", "  ", ", ", "\n", " - ", ". "])
def test_separators_and_capitals_do_not_matter(separator: str) -> None:
    words = to_words(bytes(range(11)))
    assert from_words(separator.join(word.upper() for word in words)) == bytes(range(11))


def test_numbered_lists_are_understood() -> None:
    words = to_words(bytes(range(11)))
    typed = "\n".join(f"{n}. {word}" for n, word in enumerate(words, start=1))
    assert from_words(typed) == bytes(range(11))


def test_a_wrong_word_is_named() -> None:
    words = [*to_words(bytes(range(11)))]
    words[4] = "xylofon"
    with pytest.raises(UnknownWord) as caught:
        from_words(" ".join(words))
    assert (caught.value.word, caught.value.position) == ("xylofon", 5)


def test_all_wrong_words_are_listed_with_their_places() -> None:
    words = [*to_words(bytes(range(11)))]
    assert unknown_words(" ".join(words)) == ()
    words[1], words[6] = "xylofon", "ku"
    assert unknown_words("-".join(words)) == ((2, "xylofon"), (7, "ku"))


@pytest.mark.parametrize("count", [0, 1, 7])
def test_a_missing_word_is_counted(count: int) -> None:
    with pytest.raises(WrongCount) as caught:
        from_words(" ".join(to_words(bytes(11))[:count]))
    assert caught.value.count == count


def test_a_code_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="11 bytes"):
        to_words(b"short")


def test_no_two_words_are_alike() -> None:
    """One letter changed, or one left out, never gives another word: a slip of the pen is found, not misread."""
    words = set(word_list())
    changed = {(len(word), at, word[:at] + word[at + 1 :]) for word in words for at in range(len(word))}
    assert len(changed) == sum(map(len, words))
    assert not {word[:at] + word[at + 1 :] for word in words for at in range(len(word))} & words


def test_a_slip_in_a_whole_word_is_named_even_when_it_meets_the_start_of_another() -> None:
    """`amang` begins like `aman`: read by four letters alone, the slip would give another code and no hint."""
    words = ["amang", *to_words(bytes(range(11)))[1:]]
    with pytest.raises(UnknownWord) as caught:
        from_words(" ".join(words))
    assert caught.value.position == 1
