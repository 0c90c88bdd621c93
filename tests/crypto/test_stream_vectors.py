"""The examples of files in docs/SEALING.md hold, for the code and for the plain second writing of the format."""

import json
from hashlib import sha256
from typing import Any

import pytest

from tests.crypto.vectors import DOCUMENT, ROOT, Vector, each, parts
from tests.vectors.make_stream import edited, plain_of, plainly_sealed, sealed_of
from wbs.crypto.failures import Unreadable
from wbs.crypto.stream import HEADER_BYTES, StreamSealer, open_range, open_stream, padded_size, sealed_size

STREAM: dict[str, Any] = json.loads((ROOT / "tests/vectors/stream.json").read_text("utf-8"))
FILES = {file["name"]: file for file in STREAM["files"]}
SEALED = {name: sealed_of(file) for name, file in FILES.items()}
CLASSES = {
    "opens", "wrong_key", "wrong_length", "wrong_context", "damaged", "wrong_version", "truncated", "dropped",
    "extended", "reordered", "swapped_header", "wrong_size",
}  # fmt: skip


def test_most_vectors_are_hostile_and_every_class_is_explained() -> None:
    outcomes = [vector["expect"] for vector in STREAM["vectors"]]
    assert set(outcomes) == CLASSES
    assert outcomes.count("opens") * 4 < len(outcomes)
    for name in CLASSES:
        assert f"`{name}`" in DOCUMENT.read_text("utf-8")


@pytest.mark.parametrize("file", STREAM["files"], ids=lambda file: file["name"])
def test_files_come_out_as_written(file: Vector) -> None:
    sealed = SEALED[file["name"]]
    assert sha256(sealed).hexdigest() == file["sealed"]
    assert sealed[:HEADER_BYTES].hex() == file["header"]
    assert len(sealed) == file["sealed_size"] == sealed_size(file["size"])


@pytest.mark.parametrize(("size", "padded"), STREAM["paddings"])
def test_buckets(size: int, padded: int) -> None:
    assert padded_size(size) == padded


@each(STREAM["vectors"])
def test_vectors(vector: Vector) -> None:
    raw = edited(SEALED[vector["file"]], vector["edits"], SEALED)
    assert sha256(raw).hexdigest() == vector["sha256"]
    key, where = bytes.fromhex(vector["key"]), parts(vector["where"])
    opening = open_stream(key, cut_up(raw), vector["size"], *where)
    if vector["expect"] == "opens":
        assert b"".join(opening) == plain_of(FILES[vector["file"]])
    else:
        with pytest.raises(Unreadable) as caught:
            b"".join(opening)
        assert not caught.value.args


@each([vector for vector in STREAM["vectors"] if vector["expect"] not in ("extended", "wrong_size")])
def test_vectors_by_ranges(vector: Vector) -> None:
    """A range over all of it refuses the same; bytes behind its end it does not see."""
    raw = edited(SEALED[vector["file"]], vector["edits"], SEALED)
    key, size = bytes.fromhex(vector["key"]), vector["size"]
    opening = open_range(key, lambda at, length: [raw[at : at + length]], size, 0, size, *parts(vector["where"]))
    if vector["expect"] == "opens":
        assert b"".join(opening) == plain_of(FILES[vector["file"]])
    else:
        with pytest.raises(Unreadable):
            b"".join(opening)


@pytest.mark.parametrize("file", STREAM["files"], ids=lambda file: file["name"])
def test_the_sealer_writes_what_the_plain_writing_writes(file: Vector) -> None:
    taken: list[bytes] = []
    key, plain = bytes.fromhex(file["key"]), plain_of(file)
    sealer = StreamSealer(key, taken.append, "file")
    for piece in cut_up(plain):
        sealer.write(piece)
    assert sealer.finish() == len(plain)
    sealed = b"".join(taken)
    assert sealed == plainly_sealed(key, sealed[1:33], plain)


def cut_up(raw: bytes, piece: int = 50_021) -> list[bytes]:
    """Pieces that end nowhere near a chunk."""
    return [raw[at : at + piece] for at in range(0, len(raw), piece)]
