"""Bytes, leaf and MAC: one way to write an entry, and nothing else is read as one."""

import hashlib
import hmac
import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.forms import example, forms
from wbs.ledger.entry import Entry, face_and_tag, leaf_of, mac_of, misfit, parse, sign, to_bytes, when
from wbs.ledger.kinds import BadEntry
from wbs.ledger.mac import PreparedKey
from wbs.ledger.vocabulary import shape

JAKARTA = ZoneInfo("Asia/Jakarta")
GOOD = to_bytes(example("case:stage:changed", "staff"))


def why(raw: bytes) -> str | None:
    return misfit(raw, *face_and_tag(raw), realm="main")


@pytest.mark.parametrize(("tag", "face"), forms())
def test_every_form_goes_there_and_back(tag: str, face: str) -> None:
    values = example(tag, face)
    raw = to_bytes(values)
    assert raw == json.dumps(values, sort_keys=True, separators=(",", ":")).encode()
    assert parse(raw) == values
    assert shape(tag, face, "main").fullmatch(raw)
    assert why(raw) is None
    read = Entry.from_bytes(raw)
    assert (read.tag, read.face, read.realm) == (tag, face, "main")
    assert {**read.fields}.keys().isdisjoint({"v", "tag", "by", "case", "day", "at"})


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "unknown_tag"),
        (b"\xff", "unknown_tag"),
        (b"[" * 100_000, "unknown_tag"),
        (GOOD.replace(b"case:stage:changed", b"case:renamed"), "unknown_tag"),
        (GOOD.replace(b"case:stage:changed", b"case:escalated"), "wrong_face"),
        (GOOD.replace(b'"main"', b'"bypass"'), "wrong_realm"),
        (GOOD.replace(b'"main"', b'"other"'), "shape"),
        (GOOD.replace(b",", b", "), "shape"),
        (GOOD + b"\n", "shape"),
        (GOOD.replace(b'"v":1', b'"v":2'), "shape"),
        (GOOD.replace(b'"v":1', b'"v":true'), "shape"),
        (GOOD.replace(b"verifikasi", b"verifikasi oleh Budi"), "shape"),
        (GOOD.replace(b'"stage"', b'"stage":"uang_dari_budi","stage"'), "shape"),  # JSON readers keep the last one
        (GOOD.replace(b'"at":"2026-01-05T', b'"at":"2026-02-30T'), "shape"),
    ],
)
def test_what_is_no_entry_is_named_and_not_read(raw: bytes, reason: str) -> None:
    assert why(raw) == reason
    if reason != "wrong_realm":
        with pytest.raises(BadEntry):
            parse(raw)


@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
def test_whatever_fits_the_shape_can_be_read(place: int, flip: int) -> None:
    raw = GOOD[:place] + bytes([GOOD[place] ^ flip]) + GOOD[place + 1 :]
    if why(raw) in (None, "wrong_realm"):
        assert to_bytes(parse(raw)) == raw
    else:
        with pytest.raises(BadEntry):
            parse(raw)


def test_a_reporters_day_is_that_of_the_zone() -> None:
    late = datetime(2026, 1, 5, 17, 30, 12, tzinfo=UTC)  # half past midnight in Jakarta
    assert when("case:opened", "public", late, JAKARTA) == {"day": "2026-01-06"}
    assert when("case:opened", "staff", late, JAKARTA) == {"day": "2026-01-06"}  # written down for a caller
    assert when("case:taken", "staff", late, JAKARTA) == {"at": "2026-01-05T17:30:12Z"}


def test_leaf_and_mac_are_what_the_document_says() -> None:
    salt, key = b"s" * 16, b"k" * 32
    signed = sign(key, GOOD, salt)
    assert signed.leaf == hashlib.sha256(b"\x00" + salt + GOOD).digest() == leaf_of(salt, GOOD)
    assert signed.mac == hmac.digest(key, b"wbs ledger entry 1\x00" + signed.leaf + GOOD, "sha256")


def test_two_entries_alike_have_different_leaves() -> None:
    assert sign(b"k" * 32, GOOD).leaf != sign(b"k" * 32, GOOD).leaf


def test_another_salt_does_not_fit_the_mac() -> None:
    signed = sign(b"k" * 32, GOOD)
    assert mac_of(b"k" * 32, leaf_of(b"t" * 16, GOOD), GOOD) != signed.mac


@given(st.binary(max_size=200), st.binary(max_size=400))
def test_the_prepared_key_is_hmac(key: bytes, message: bytes) -> None:
    prepared = PreparedKey(key)
    assert prepared.digest(message) == prepared.digest(message) == hmac.digest(key, message, "sha256")
