"""Writes tests/vectors/stream.json, the examples of "Files" in docs/SEALING.md for another implementation.

Run by a person when the format changes: `python -m tests.vectors.make_stream`. A stream has at least 64 KiB, so files
are given by how they are made (every input is fixed) and by the SHA-256 of what must come of it; a hostile one is a
file and what was done to its bytes. `plainly_sealed` writes the format down a second time, slowly and whole.
"""

import json
from collections.abc import Iterator, Sequence
from hashlib import sha256, shake_256
from math import floor, log2
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.vectors.fixed_inputs import Vector, Where, fixed, told
from wbs.crypto.labels import context, derive

TARGET = Path(__file__).parent / "stream.json"
ABOUT = (
    "Examples of Files in docs/SEALING.md. A file's plain bytes are the first `size` of SHAKE-256(`plain`), or zeros "
    "when `plain` is empty; sealed under `key` and `salt` (hex) it has the SHA-256 `sealed`. A vector takes `file`, "
    "does `edits` in order, gets `sha256`, and opens it as `size` bytes. Edits: [cut, from, to], "
    "[put, at, hex] overwrites, [insert, at, hex], [copy, at, file, from, to] overwrites with another file's bytes, "
    "[swap, at, at, length]. `expect` says what must come of it: what is not `opens` is refused."
)
WHERE: Where = ("file",)
CHUNK, TAG, HEADER = 65_536, 16, 65
RECORD = CHUNK + TAG
Edit = Sequence[Any]


def plainly_sealed(key: bytes, salt: bytes, plain: bytes, where: Where = WHERE) -> bytes:
    """The whole format at once, as its description reads."""
    stream = derive(key, "stream", context(*where), salt=salt)
    commitment = derive(key, "stream-commit", context(*where), salt=salt)
    padded = plain.ljust(max(CHUNK, padme(len(plain))), b"\0")
    chunks = [padded[at : at + CHUNK] for at in range(0, len(padded), CHUNK)]
    sealed = b"\x04" + salt + commitment
    for number, chunk in enumerate(chunks):
        nonce = number.to_bytes(11, "big") + (b"\x01" if number == len(chunks) - 1 else b"\x00")
        sealed += AESGCM(stream).encrypt(nonce, chunk, None)
    return sealed


def padme(length: int) -> int:
    """As in the paper (Nikitin and others, PURBs, 2019)."""
    if length < 2:
        return length
    exponent = floor(log2(length))
    last_bits = exponent - (floor(log2(exponent)) + 1)
    mask = (1 << max(last_bits, 0)) - 1
    return (length + mask) & ~mask


def plain_of(file: Vector) -> bytes:
    return shake_256(file["plain"].encode()).digest(file["size"]) if file["plain"] else bytes(file["size"])


def sealed_of(file: Vector) -> bytes:
    return plainly_sealed(bytes.fromhex(file["key"]), bytes.fromhex(file["salt"]), plain_of(file))


def edited(raw: bytes, edits: Sequence[Edit], others: dict[str, bytes]) -> bytes:
    for edit in edits:
        raw = _edited(raw, others, *edit)
    return raw


def _edited(raw: bytes, others: dict[str, bytes], what: str, at: int, *rest: Any) -> bytes:
    if what == "cut":
        return raw[:at] + raw[rest[0] :]
    if what == "insert":
        return raw[:at] + bytes.fromhex(rest[0]) + raw[at:]
    if what == "swap":
        other, length = rest
        one, two = raw[at : at + length], raw[other : other + length]
        return raw[:at] + two + raw[at + length : other] + one + raw[other + length :]
    put = bytes.fromhex(rest[0]) if what == "put" else others[rest[0]][rest[1] : rest[2]]
    return raw[:at] + put + raw[at + len(put) :]


# The vectors ---------------------------------------------------------------------------------------------------------


def main() -> None:
    files = list(make_files())
    sealed = {file["name"]: sealed_of(file) for file in files}
    vectors = [vector | _summed(vector, sealed) for vector in make_vectors({file["name"]: file for file in files})]
    content = {"about": ABOUT, "where": told(WHERE), "paddings": paddings(), "files": files, "vectors": vectors}
    lines = json.dumps(content, ensure_ascii=False, indent=1)
    TARGET.write_text(lines + "\n", "utf-8")


def _summed(vector: Vector, sealed: dict[str, bytes]) -> Vector:
    return {"sha256": sha256(edited(sealed[vector["file"]], vector["edits"], sealed)).hexdigest()}


def paddings() -> list[list[int]]:
    sizes = (0, 1, CHUNK, CHUNK + 1, 67_584, 67_585, 100_000, 131_072, 131_073, 1_000_000, 25 << 20, (25 << 20) + 1)
    return [[size, max(CHUNK, padme(size))] for size in (*sizes, 100_000_000, (1 << 31) - 1, 1 << 31, (1 << 32) + 1)]


def make_files() -> Iterator[Vector]:
    sizes = {"empty": 0, "one byte": 1, "one chunk": CHUNK, "a byte more": CHUNK + 1, "two chunks": 2 * CHUNK}
    for name, size in (sizes | {"long": 200_000, "other": 200_000}).items():
        yield a_file(name, size, f"wbs vectors file {name}")
    yield a_file("long again", 200_000, "wbs vectors file long", key="long")
    yield a_file("zeros", 3 * CHUNK, "", key="zeros")


def a_file(name: str, size: int, plain: str, key: str = "") -> Vector:
    secret, salt = fixed(f"file key {key or name}"), fixed(f"file salt {name}")
    file = {"name": name, "key": secret.hex(), "salt": salt.hex(), "plain": plain, "size": size}
    sealed = sealed_of(file)
    return file | {"header": sealed[:HEADER].hex(), "sealed_size": len(sealed), "sealed": sha256(sealed).hexdigest()}


def make_vectors(files: dict[str, Vector]) -> Iterator[Vector]:
    def vector(
        name: str, expect: str, edits: Sequence[Edit] = (), file: str = "long", size: int = -1, key: str = "",
        where: Where = WHERE,
    ) -> Vector:  # fmt: skip
        told_size = files[file]["size"] if size < 0 else size
        return {
            "name": name, "expect": expect, "file": file, "key": key or files[file]["key"], "where": told(where),
            "size": told_size, "edits": [list(edit) for edit in edits],
        }  # fmt: skip

    for name in files:
        yield vector(name, "opens", file=name)
    sealed = sealed_of(files["long"])
    yield vector("another file's key", "wrong_key", key=files["other"]["key"])
    yield vector("key of zeros", "wrong_key", key=bytes(32).hex())
    yield vector("its key and its commitment", "wrong_key", [("copy", 33, "other", 33, 65)], key=files["other"]["key"])
    yield vector("sixteen bytes of key", "wrong_length", key=files["long"]["key"][:32])
    yield vector("another purpose", "wrong_context", where=("attachment",))
    yield vector("no purpose", "wrong_context", where=())
    yield vector("an empty part added", "wrong_context", where=("file", ""))
    yield from _damaged(vector, sealed)
    yield from _cut(vector, len(sealed))
    yield from _rearranged(vector, len(sealed))
    yield from _lying(vector)


def _damaged(vector: Any, sealed: bytes) -> Iterator[Vector]:
    end = len(sealed)
    places = {
        "the salt": 1, "the commitment": 33, "its last byte": 64, "the first chunk": HEADER,
        "the first tag": HEADER + CHUNK, "the second chunk": HEADER + RECORD + 9, "the padding": end - 30,
        "the last tag": end - 1,
    }  # fmt: skip
    for name, at in places.items():
        yield vector(f"a bit of {name}", "damaged", [("put", at, bytes([sealed[at] ^ 1]).hex())])
    for version in ("00", "01", "02", "03", "05"):
        yield vector(f"version {version}", "wrong_version", [("put", 0, version)])


def _cut(vector: Any, end: int) -> Iterator[Vector]:
    last, second = HEADER + 3 * RECORD, ("cut", HEADER + RECORD, HEADER + 2 * RECORD)
    for name, at in (("nothing", 0), ("the version", 1), ("half a header", 40), ("the header", HEADER)):
        yield vector(f"only {name}", "truncated", [("cut", at, end)])
    yield vector("within a chunk", "truncated", [("cut", HEADER + 1000, end)])
    yield vector("within the last tag", "truncated", [("cut", end - 1, end)])
    yield vector("at the border of a chunk", "truncated", [("cut", HEADER + 2 * RECORD, end)])
    yield vector("at the border, of one chunk", "truncated", [("cut", HEADER, HEADER + RECORD)], file="one chunk")
    yield vector("the last chunk", "dropped", [("cut", last, end)])
    yield vector("the last chunk, and the size fits", "dropped", [("cut", last, end)], size=3 * CHUNK)
    yield vector("the last of two", "dropped", [second], file="two chunks", size=CHUNK)
    yield vector("a chunk in the middle", "dropped", [second])
    yield vector("the first chunk", "dropped", [("cut", HEADER, HEADER + RECORD)])


def _rearranged(vector: Any, end: int) -> Iterator[Vector]:
    yield vector("a byte", "extended", [("insert", end, "00")])
    yield vector("a stream", "extended", [("insert", end, "04" + "00" * 64)])
    yield vector("a chunk of zeros", "extended", [("insert", end, "00" * 64)], size=200_768)
    yield vector("two chunks", "reordered", [("swap", HEADER, HEADER + RECORD, RECORD)])
    yield vector("equal chunks of zeros", "reordered", [("swap", HEADER, HEADER + RECORD, RECORD)], file="zeros")
    yield vector("a chunk twice", "reordered", [("copy", HEADER + RECORD, "long", HEADER, HEADER + RECORD)])
    yield vector("header of another file", "swapped_header", [("copy", 0, "other", 0, HEADER)])
    yield vector("header of the same content and key", "swapped_header", [("copy", 0, "long again", 0, HEADER)])
    yield vector("another file's commitment", "swapped_header", [("copy", 33, "other", 33, HEADER)])
    yield vector("another file's body", "swapped_header", [("copy", HEADER, "other", HEADER, end)])
    yield vector("a chunk of another file", "swapped_header", [("copy", HEADER, "other", HEADER, HEADER + RECORD)])
    again = ("copy", HEADER, "long again", HEADER, HEADER + RECORD)
    yield vector("the same chunk, sealed again", "swapped_header", [again])


def _lying(vector: Any) -> Iterator[Vector]:
    yield vector("shorter, so that content is padding", "wrong_size", size=199_999)
    yield vector("shorter by all", "wrong_size", file="one chunk", size=0)
    yield vector("longer than the bucket", "wrong_size", size=200_705)
    yield vector("longer by a chunk", "wrong_size", file="one chunk", size=CHUNK + 1)
    yield vector("shorter by a chunk", "wrong_size", file="two chunks", size=CHUNK)


if __name__ == "__main__":
    main()
