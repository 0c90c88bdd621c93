"""Sealed values open with the right key in the right place, and with nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbs.crypto.case_key import CaseKey, direction_key
from wbs.crypto.envelope import SUITE, TO_RECIPIENT, open_key, open_sealed, seal, seal_key
from wbs.crypto.failures import Unreadable
from wbs.crypto.identity import Identity, Recipient
from wbs.crypto.labels import context
from wbs.crypto.lengths import pad, unpad

KEY, OTHER = bytes(range(32)), bytes(32)
WHERE = ("main", "sealed_report", b"row", "column")


@given(st.binary(max_size=5000))
def test_what_is_sealed_opens(plain: bytes) -> None:
    assert open_sealed(KEY, seal(KEY, plain, *WHERE), *WHERE) == plain


def test_sealing_twice_gives_different_bytes() -> None:
    assert seal(KEY, b"x", *WHERE) != seal(KEY, b"x", *WHERE)


@pytest.mark.parametrize("position", range(0, 1200, 37))
def test_a_flipped_bit_is_found_anywhere(position: int) -> None:
    sealed = bytearray(seal(KEY, b"rahasia", *WHERE))
    sealed[position % len(sealed)] ^= 1
    with pytest.raises(Unreadable):
        open_sealed(KEY, bytes(sealed), *WHERE)


@pytest.mark.parametrize("length", [0, 1, 20, 33, 48, 100, 1072])
def test_truncated_bytes_do_not_open(length: int) -> None:
    with pytest.raises(Unreadable):
        open_sealed(KEY, seal(KEY, b"rahasia", *WHERE)[:length], *WHERE)


def test_wrong_key_and_wrong_place_look_alike() -> None:
    sealed = seal(KEY, b"rahasia", *WHERE)
    for key, where in ((OTHER, WHERE), (KEY, ("bypass", *WHERE[1:])), (KEY, WHERE[:-1]), (KEY, (*WHERE, ""))):
        with pytest.raises(Unreadable) as caught:
            open_sealed(key, sealed, *where)
        assert not caught.value.args


def test_lengths_are_powers_of_two() -> None:
    lengths = {len(seal(KEY, b"a" * size, *WHERE)) - 49 for size in (0, 1, 50, 800, 1020)}
    assert lengths == {1024}
    assert len(seal(KEY, b"a" * 1021, *WHERE)) - 49 == 2048


@given(st.binary(max_size=3000), st.sampled_from([64, 512, 1024]))
def test_padding_is_undone(plain: bytes, least: int) -> None:
    assert unpad(pad(plain, least)) == plain


def test_padding_that_is_not_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="not padded"):
        unpad(pad(b"x")[:-1] + b"\1")


@given(st.lists(st.binary(max_size=20), max_size=4), st.lists(st.binary(max_size=20), max_size=4))
def test_contexts_are_unambiguous(one: list[bytes], other: list[bytes]) -> None:
    assert (context(*one) == context(*other)) == (one == other)


def test_a_key_reaches_its_recipient_alone() -> None:
    identity, stranger = Identity.generate(), Identity.generate()
    sealed = seal_key(Recipient(identity.public_key), KEY, "grant", "case")
    assert len(sealed) == 1169
    assert open_key(identity, sealed, "grant", "case") == KEY
    for who, where in ((stranger, ("grant", "case")), (identity, ("grant", "other"))):
        with pytest.raises(Unreadable):
            open_key(who, sealed, *where)
    with pytest.raises(Unreadable):
        open_key(identity, sealed[:-1], "grant", "case")
    with pytest.raises(Unreadable):
        open_key(identity, b"\x01" + sealed[1:], "grant", "case")


def test_a_seed_always_gives_the_same_pair() -> None:
    seed = bytes(range(32))
    assert Identity(seed).public_key == Identity(seed).public_key
    assert len(Identity(seed).public_key) == 1216


def test_each_use_of_a_case_key_has_a_key_of_its_own() -> None:
    key = CaseKey(KEY)
    derived = [key.channel, key.dossier, key.card, bytes.fromhex(key.commitment)]
    derived += [direction_key(key.channel, "reporter"), direction_key(key.channel, "office")]
    assert len(set(derived)) == len(derived)
    assert KEY not in derived


def test_secrets_do_not_show_in_representations() -> None:
    identity = Identity.generate()
    assert identity.seed.hex() not in repr(identity)
    assert repr(identity.seed) not in repr(identity)
    assert "\\x" not in repr(CaseKey(KEY))


@pytest.mark.parametrize("key", [b"", bytes(16), bytes(33)])
def test_nothing_is_sealed_under_or_as_a_key_of_another_length(key: bytes) -> None:
    identity = Identity.generate()
    with pytest.raises(ValueError, match="32 bytes"):
        seal(key, b"x", *WHERE)
    with pytest.raises(ValueError, match="32 bytes"):
        seal_key(Recipient(identity.public_key), key, "grant")
    with pytest.raises(Unreadable):
        open_sealed(key, seal(KEY, b"x", *WHERE), *WHERE)


def test_what_opens_and_is_no_key_is_unreadable() -> None:
    """Anybody can seal to a public key: a column holding sixteen bytes must not become a key."""
    identity = Identity.generate()
    info = context("grant", identity.key_id)
    sealed = TO_RECIPIENT + SUITE.encrypt(bytes(16), Recipient(identity.public_key).key, info=info)
    with pytest.raises(Unreadable):
        open_key(identity, sealed, "grant")
