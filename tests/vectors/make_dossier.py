"""Writes tests/vectors/dossier.json, the examples of "Dossier" in docs/SEALING.md for another implementation.

Run by a person when the format changes: `python -m tests.vectors.make_dossier`. Every input is fixed. The stream of an
archive is that of stream.json; here are its heads, its tails, and key files.
"""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from tests.vectors.fixed_inputs import CODE, IDENTITY, STRANGER, Vector, fixed, flipped, sealed
from wbs.crypto.derivation import Cost, stretch
from wbs.crypto.gate import Gate
from wbs.crypto.words import to_words

TARGET = Path(__file__).parent / "dossier.json"
ABOUT = (
    "Examples of Dossier in docs/SEALING.md; bytes are hex. A `key_file` opens with `words` to `seed`. A `head` opens "
    "with `words` to the archive key `key`; its `tail` then says `size`. What is not `opens` is refused."
)
WORDS, OTHER_WORDS = " ".join(to_words(CODE)), " ".join(to_words(fixed("other code", 11)))
COST = Cost(kib=65_536, passes=3)
ARCHIVE, KEY, SIZE = fixed("archive id", 16), fixed("archive key"), 123_456


def lock(name: str) -> tuple[bytes, bytes]:
    """Its bytes, and the key that the words give under it."""
    salt = fixed(f"salt of {name}", 16)
    key = stretch(CODE, salt, COST, Gate()).key
    return salt + COST.kib.to_bytes(4, "big") + COST.passes.to_bytes(4, "big"), key


def key_files() -> Iterator[Vector]:
    raw, key = lock("key file")
    own = IDENTITY.key_id.encode()
    good = b"wbs key\n\x01" + own + raw + sealed(key, IDENTITY.seed, ("key_file", IDENTITY.key_id), 64)
    other = b"wbs key\n\x01" + own + raw + sealed(key, STRANGER.seed, ("key_file", IDENTITY.key_id), 64)
    yield vector("a key file", "opens", key_file=good, words=WORDS, seed=IDENTITY.seed)
    yield vector("other words", "wrong_key", key_file=good, words=OTHER_WORDS)
    yield vector("under another key id", "wrong_context", key_file=good[:9] + STRANGER.key_id.encode() + good[25:])
    yield vector("another person's seed", "swapped_rows", key_file=other)
    yield vector("one bit", "damaged", key_file=flipped(good, -1))
    yield vector("cut", "truncated", key_file=good[:-1])
    yield vector("version 2", "wrong_version", key_file=good[:8] + b"\x02" + good[9:])
    yield vector("memory without end", "damaged", key_file=good[:41] + b"\xff\xff\xff\xff" + good[45:])
    yield vector("seven words", "wrong_count", key_file=good, words=" ".join(WORDS.split()[:7]))
    yield vector("no word", "unknown_word", key_file=good, words="qwerty " + WORDS.partition(" ")[2])


def heads() -> Iterator[Vector]:
    raw, key = lock("dossier")
    head = b"wbs dossier\n\x01\x02" + ARCHIVE + raw + sealed(key, KEY, ("dossier", ARCHIVE), 64)
    tail = sealed(KEY, SIZE.to_bytes(8, "big"), ("dossier", sha256(head).digest(), "size"), 64)
    other = sealed(KEY, SIZE.to_bytes(8, "big"), ("dossier", sha256(head[:-1]).digest(), "size"), 64)
    yield vector("a head and its tail", "opens", head=head, tail=tail, words=WORDS, key=KEY, size=SIZE)
    yield vector("other words", "wrong_key", head=head, tail=tail, words=OTHER_WORDS)
    yield vector("another archive id", "wrong_context", head=flipped(head, 20), tail=tail)
    yield vector("the tail of another head", "swapped_rows", head=head, tail=other)
    yield vector("a bit of the tail", "damaged", head=head, tail=flipped(tail, 50))
    yield vector("version 2", "wrong_version", head=head[:12] + b"\x02" + head[13:], tail=tail)
    yield vector("an unknown kind of head", "wrong_version", head=head[:13] + b"\x03" + head[14:], tail=tail)


def vector(name: str, expect: str, **values: bytes | str | int) -> Vector:
    told = {key: value.hex() if isinstance(value, bytes) else value for key, value in values.items()}
    return {"name": name, "expect": expect, "words": WORDS, **told}


def main() -> None:
    content = {"about": ABOUT, "key_files": list(key_files()), "heads": list(heads())}
    TARGET.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
