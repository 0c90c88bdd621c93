"""Archives that leave the house: two heads, one stream, a tail; and what eight words cost whoever guesses."""

import json

import pytest

from tests.crypto.vectors import ROOT, Vector, each, raw
from wbs.crypto import passphrase
from wbs.crypto.archive import (
    Archive,
    ArchiveSealer,
    Head,
    OtherVersion,
    Read,
    WrongKey,
    head_for_person,
    head_for_words,
    is_for_words,
    open_with_key,
    open_with_words,
)
from wbs.crypto.derivation import Cost
from wbs.crypto.failures import Unreadable
from wbs.crypto.gate import Gate
from wbs.crypto.identity import Identity, Recipient
from wbs.crypto.passphrase import PHRASE_COST, PhraseLock, lock_key_file, unlock_key_file, words_from
from wbs.crypto.stream import sealed_size
from wbs.crypto.words import UnknownWord, WrongCount

ME, OTHER = Identity(bytes(range(32))), Identity(bytes(range(1, 33)))
WORDS, OTHER_WORDS = (" ".join(words_from(ME.seed, bytes([number]) * 16)) for number in (1, 2))
PLAIN = bytes(range(256)) * 700  # three chunks
REAL_COST = PHRASE_COST
DOSSIER = json.loads((ROOT / "tests/vectors/dossier.json").read_text("utf-8"))
REFUSALS = {"wrong_version": (OtherVersion, Unreadable), "unknown_word": UnknownWord, "wrong_count": WrongCount}


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passphrase, "PHRASE_COST", Cost(kib=64, passes=1))


def sealed(head: Head, plain: bytes = PLAIN) -> bytes:
    out = bytearray()
    sealer = ArchiveSealer(head, out.extend)
    for at in range(0, len(plain), 10_000):
        sealer.write(plain[at : at + 10_000])
    sealer.finish()
    return bytes(out)


def reader(data: bytes) -> Read:
    return lambda at, length: [data[at : at + length]]


def opened_by(identity: Identity, data: bytes) -> Archive:
    return open_with_key(reader(data), len(data), identity)


def opened_under(words: str, data: bytes) -> Archive:
    return open_with_words(reader(data), len(data), words, Gate())


def mine() -> bytes:
    return sealed(head_for_person(Recipient(ME.public_key)))


def test_sizes_are_those_of_the_document() -> None:
    assert REAL_COST == Cost(kib=65_536, passes=3)
    assert len(head_for_person(Recipient(ME.public_key)).raw) == 1_199
    assert len(head_for_words(WORDS, Gate()).raw) == 167
    assert len(mine()) == 1_199 + sealed_size(len(PLAIN)) + 113
    assert len(lock_key_file(ME, WORDS, Gate())) == 162


@pytest.mark.parametrize("plain", [b"", b"x", PLAIN, bytes(65_536), bytes(65_537)], ids=len)
def test_what_goes_in_comes_out(plain: bytes) -> None:
    data = sealed(head_for_person(Recipient(ME.public_key)), plain)
    assert b"".join(opened_by(ME, data).whole()) == plain and not is_for_words(reader(data))
    data = sealed(head_for_words(WORDS, Gate()), plain)
    archive = opened_under(WORDS.upper().replace(" ", "-"), data)
    assert is_for_words(reader(data)) and archive.size == len(plain)
    assert b"".join(archive.range(len(plain) // 2, len(plain) // 3)) == plain[len(plain) // 2 :][: len(plain) // 3]


def test_the_wrong_key_is_told_apart_from_damage() -> None:
    with pytest.raises(WrongKey):
        opened_by(OTHER, mine())
    data = sealed(head_for_words(WORDS, Gate()))
    with pytest.raises(WrongKey):
        opened_under(OTHER_WORDS, data)
    for damaged in (data[:-1], data[:-113], data + b"\0", data[:200] + data[201:]):
        with pytest.raises(Unreadable) as told:
            opened_under(WORDS, damaged)
        assert told.type is Unreadable


def test_nothing_of_another_archive_fits() -> None:
    one, other = mine(), mine()
    mixes = {
        "head": one[:1_199] + other[1_199:], "tail": one[:-113] + other[-113:],
        "id": one[:14] + other[14:30] + one[30:], "stream": one[:1_199] + other[1_199:-113] + one[-113:],
    }  # fmt: skip
    for name, data in mixes.items():
        with pytest.raises(Unreadable):
            b"".join(opened_by(ME, data).whole())
            pytest.fail(name)


@pytest.mark.parametrize("at", [0, 11, 12, 13])
def test_another_kind_or_version_is_no_damage(at: int) -> None:
    data = bytearray(mine())
    data[at] ^= 0x40
    with pytest.raises(OtherVersion):
        is_for_words(reader(bytes(data)))


@pytest.mark.parametrize(
    ("kib", "passes"), [(0, 3), (7, 3), (2**32 - 1, 3), (2**20 + 1, 3), (65_536, 0), (65_536, 17)]
)
def test_a_lock_out_of_bounds_costs_nothing(kib: int, passes: int) -> None:
    raw = bytes(16) + kib.to_bytes(4, "big") + passes.to_bytes(4, "big")
    with pytest.raises(Unreadable):
        PhraseLock.from_bytes(raw)


def test_a_key_file_is_one_persons_and_no_others() -> None:
    raw = lock_key_file(ME, WORDS, Gate())
    assert unlock_key_file(raw, WORDS, Gate()) == ME and ME.seed not in raw
    renamed = raw[:9] + OTHER.key_id.encode() + raw[25:]
    for wrong in (raw[:-1], raw + b"\0", b"x" + raw[1:], raw[:8] + b"\x02" + raw[9:], renamed, b""):
        with pytest.raises(Unreadable):
            unlock_key_file(wrong, WORDS, Gate())
    with pytest.raises(Unreadable):
        unlock_key_file(raw, OTHER_WORDS, Gate())


def test_words_come_from_chance_alone() -> None:
    """There is no way to lock with words of one's own: what is written by a person is guessed first."""
    assert words_from(ME.seed, bytes(16)) != words_from(ME.seed, bytes(15) + b"\1") != words_from(OTHER.seed, bytes(16))
    assert len(words_from(ME.seed, bytes(16))) == 8


# The written examples ----------------------------------------------------------------------------------------------


@each(DOSSIER["key_files"])
def test_key_files_are_those_of_the_document(vector: Vector) -> None:
    if vector["expect"] == "opens":
        assert unlock_key_file(*raw(vector, "key_file"), vector["words"], Gate()).seed.hex() == vector["seed"]
        return
    with pytest.raises(REFUSALS.get(vector["expect"], Unreadable)):
        unlock_key_file(*raw(vector, "key_file"), vector["words"], Gate())


@each(DOSSIER["heads"])
def test_heads_and_tails_are_those_of_the_document(vector: Vector) -> None:
    """The stream between them is not there: opening a head reads it and the tail alone."""
    head, tail = raw(vector, "head", "tail")
    between = sealed_size(vector.get("size", 0))
    length = len(head) + between + len(tail)

    def read(at: int, wanted: int) -> list[bytes]:
        return [head[at : at + wanted] if at < len(head) else tail[at - len(head) - between :][:wanted]]

    if vector["expect"] == "opens":
        archive = open_with_words(read, length, vector["words"], Gate())
        assert (archive.head.key.hex(), archive.size) == (vector["key"], vector["size"])
        return
    with pytest.raises(REFUSALS.get(vector["expect"], Unreadable)):
        is_for_words(read)
        open_with_words(read, length, vector["words"], Gate())
