"""What every store does, folder or bucket."""

import hashlib
import os
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.store.filling import put
from wbs.crypto.stream import CHUNK, StreamSealer, open_range, open_stream
from wbs.store import Missing, Store

NOBODY = "0" * 32
BIG = os.urandom(9_000_001)  # three parts of a bucket


def test_what_was_written_is_read(store: Store) -> None:
    blob = put(store, BIG, piece=65_552)
    assert (blob.size, blob.sha256) == (len(BIG), hashlib.sha256(BIG).hexdigest())
    assert store.size(blob.name) == len(BIG)
    assert b"".join(store.read(blob.name)) == BIG


@pytest.mark.parametrize(
    ("start", "length"),
    [(0, 1), (0, None), (4_194_303, 2), (4_194_304, 4_194_304), (9_000_000, 1), (5, 0), (8_999_990, 99)],
)
def test_a_range_is_read(store: Store, start: int, length: int | None) -> None:
    blob = put(store, BIG)
    end = len(BIG) if length is None else start + length
    assert b"".join(store.read(blob.name, start, length)) == BIG[start:end]


@pytest.mark.parametrize("content", [b"", b"x"])
def test_small_ones(store: Store, content: bytes) -> None:
    blob = put(store, content)
    assert b"".join(store.read(blob.name)) == content
    assert store.size(blob.name) == len(content)


@pytest.mark.parametrize("name", [NOBODY, "", "../keys/salt", "arriving", "A" * 32, f"{NOBODY}/", f"{NOBODY}\n"])
def test_what_is_not_there_is_missing(store: Store, name: str) -> None:
    put(store, b"another")
    for ask in (store.read, store.size, store.renew):
        with pytest.raises(Missing):
            ask(name)


def test_removing_what_is_not_there_is_fine(store: Store) -> None:
    store.remove(NOBODY)
    blob = put(store, BIG)
    store.remove(blob.name)
    store.remove(blob.name)
    assert list(store.blobs()) == []
    with pytest.raises(Missing):
        store.read(blob.name)


def test_a_renewed_blob_is_the_same_under_another_name(store: Store) -> None:
    blob = put(store, BIG)
    renewed = store.renew(blob.name)
    assert renewed != blob.name
    assert {(name, size) for name, _, size in store.blobs()} == {(blob.name, blob.size), (renewed, blob.size)}
    store.remove(blob.name)
    assert b"".join(store.read(renewed)) == BIG


def test_names_are_random(store: Store) -> None:
    names = [put(store, b"same").name for _ in range(8)]
    assert len(set(names)) == 8 and names != sorted(names)


def test_what_is_aborted_leaves_nothing(store: Store) -> None:
    writer = store.begin()
    writer.write(BIG)
    writer.abort()
    writer.abort()
    assert list(store.blobs()) == []


def test_aborting_afterwards_keeps_what_was_finished(store: Store) -> None:
    writer = store.begin()
    writer.write(b"x")
    blob = writer.finish()
    writer.abort()
    assert b"".join(store.read(blob.name)) == b"x"


def test_what_broke_off_is_listed_and_can_be_swept(store: Store) -> None:
    """A process that dies calls nothing: no `abort`, no `finish`."""
    writer = store.begin()
    writer.write(BIG)
    ((name, changed, size),) = store.blobs()
    assert 0 < size <= len(BIG)
    assert datetime.now(UTC) - changed < timedelta(minutes=5)
    store.remove(name)
    assert list(store.blobs()) == []
    writer.abort()


def test_an_empty_store_lists_nothing(store: Store) -> None:
    assert list(store.blobs()) == []


def test_two_at_once_do_not_mix(store: Store) -> None:
    one, other = store.begin(), store.begin()
    for at in range(0, len(BIG), 1_000_000):
        one.write(BIG[at : at + 1_000_000])
        other.write(BIG[at : at + 1_000_000][::-1])
    written = [one.finish(), other.finish()]
    assert written[0].sha256 != written[1].sha256
    for blob in written:
        assert hashlib.sha256(b"".join(store.read(blob.name))).hexdigest() == blob.sha256


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_sealed_file_there_and_back(store: Store, data: st.DataObject) -> None:
    size = data.draw(st.sampled_from([0, 1, CHUNK, CHUNK + 1, 3 * CHUNK, 500_000]))
    start = data.draw(st.integers(0, size))
    length = data.draw(st.integers(0, size - start))
    key, plain, writer = os.urandom(32), os.urandom(size), store.begin()
    sealer = StreamSealer(key, writer.write, "file")
    sealer.write(plain)
    sealer.finish()
    name = writer.finish().name
    assert b"".join(open_stream(key, store.read(name), size, "file")) == plain

    def read(offset: int, wanted: int) -> object:
        return store.read(name, offset, wanted)

    assert b"".join(open_range(key, read, size, start, length, "file")) == plain[start : start + length]
