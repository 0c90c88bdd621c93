"""Streams come back whole in whatever pieces they were written and read, and never look alike."""

import os
import tracemalloc
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wbs.crypto.failures import Unreadable
from wbs.crypto.stream import (
    CHUNK,
    HEADER_BYTES,
    RECORD,
    StreamSealer,
    open_range,
    open_stream,
    padded_size,
    sealed_size,
)

KEY = bytes(range(32))
BORDERS = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK - 1, 2 * CHUNK, 2 * CHUNK + 1, 3 * CHUNK, 250_000]
SIZES = st.one_of(st.sampled_from(BORDERS), st.integers(0, 5 * CHUNK))


def sealed(plain: bytes, *pieces: bytes, key: bytes = KEY) -> bytes:
    taken = bytearray()
    sealer = StreamSealer(key, taken.extend, "file")
    for piece in pieces or (plain,):
        sealer.write(piece)
    assert sealer.finish() == len(plain)
    return bytes(taken)


def opened(raw: bytes, size: int, piece: int = 1 << 20) -> bytes:
    return b"".join(open_stream(KEY, (raw[at : at + piece] for at in range(0, len(raw), piece)), size, "file"))


@settings(max_examples=60, deadline=None)
@given(SIZES, st.lists(st.integers(0, 5 * CHUNK), max_size=8), st.integers(1, 3 * CHUNK), st.data())
def test_any_size_in_any_pieces(size: int, cuts: list[int], piece: int, data: st.DataObject) -> None:
    plain = os.urandom(size)
    borders = [0, *sorted(min(cut, size) for cut in cuts), size]
    raw = sealed(plain, *(plain[one:two] for one, two in pairwise(borders)))
    assert len(raw) == sealed_size(size)
    assert opened(raw, size, max(piece, len(raw) // 2000)) == plain
    start = data.draw(st.integers(0, size))
    length = data.draw(st.integers(0, size - start))
    asked: list[tuple[int, int]] = []

    def read(at: int, wanted: int) -> list[bytes]:
        asked.append((at, wanted))
        return [raw[at : at + wanted]]

    assert b"".join(open_range(KEY, read, size, start, length, "file")) == plain[start : start + length]
    assert sum(wanted for _, wanted in asked) <= HEADER_BYTES + (length // CHUNK + 2) * RECORD


@given(st.integers(0, 1 << 40))
def test_the_bucket_holds_it_and_wastes_little(size: int) -> None:
    padded = padded_size(size)
    assert padded >= max(size, CHUNK)
    assert padded == CHUNK or padded - size <= size / 32
    assert padded_size(padded) == padded


def test_few_lengths_are_told() -> None:
    """Of all lengths up to 25 MB; docs/SEALING.md says how many."""
    lengths, size = 0, 1
    while size <= 25 << 20:
        lengths, size = lengths + 1, padded_size(size) + 1
    assert lengths == 275


@given(st.integers(0, 3 * RECORD + HEADER_BYTES))
def test_a_flipped_bit_is_found_anywhere(at: int) -> None:
    plain = bytes(150_000)
    raw = bytearray(sealed(plain))
    raw[at % len(raw)] ^= 0x10
    with pytest.raises(Unreadable):
        opened(bytes(raw), len(plain))


@pytest.mark.parametrize("size", [0, 10, CHUNK, 200_000])
def test_the_same_bytes_never_appear(size: int) -> None:
    """Nor within one stream: equal chunks are sealed under other nonces."""
    plain = b"a" * size
    one, two = sealed(plain), sealed(plain)
    blocks = [raw[at : at + 16] for raw in (one, two) for at in range(1, len(raw) - 15, 16)]
    assert len(set(blocks)) == len(blocks)
    assert not size or b"aaaaaaaa" not in one + two


def test_what_is_handed_on_is_no_window_on_what_comes_next() -> None:
    taken: list[bytes] = []
    sealer = StreamSealer(KEY, taken.append, "file")
    for _ in range(40):
        sealer.write(os.urandom(10_000))
    sealer.finish()
    assert all(type(piece) is bytes for piece in taken) and len(set(taken)) == len(taken)


def test_memory_does_not_grow_with_the_file() -> None:
    size, piece = 40 * 1024 * 1024, bytes(100_000)

    def stream() -> Iterator[bytes]:
        """Sealed and handed on at once, never whole."""
        pending: list[bytes] = []
        sealer = StreamSealer(KEY, pending.append, "file")
        for at in range(0, size, len(piece)):
            sealer.write(piece[: size - at])
            yield from pending
            pending.clear()
        sealer.finish()
        yield from pending

    tracemalloc.start()
    try:
        assert sum(len(plain) for plain in open_stream(KEY, stream(), size, "file")) == size
        assert tracemalloc.get_traced_memory()[1] < 4 * 1024 * 1024
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("key", [b"", bytes(16), bytes(33)])
def test_a_key_has_32_bytes(key: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        StreamSealer(key, bytearray().extend, "file")
    with pytest.raises(Unreadable):
        b"".join(open_stream(key, [sealed(b"x")], 1, "file"))


@pytest.mark.parametrize(("start", "length"), [(-1, 2), (0, 11), (10, 1), (5, -1), (11, 0)])
def test_a_range_lies_within_the_file(start: int, length: int) -> None:
    raw = sealed(b"0123456789")
    with pytest.raises(ValueError, match="within"):
        b"".join(open_range(KEY, lambda at, wanted: [raw[at : at + wanted]], 10, start, length, "file"))


def test_a_size_below_nothing_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        opened(sealed(b""), -1)


def test_what_comes_out_before_the_damage_was_authentic() -> None:
    plain = os.urandom(3 * CHUNK)
    raw = bytearray(sealed(plain))
    raw[HEADER_BYTES + RECORD] ^= 1
    reading, got = open_stream(KEY, [bytes(raw)], len(plain), "file"), b""
    with pytest.raises(Unreadable):
        for piece in reading:
            got += piece
    assert got == plain[:CHUNK]
