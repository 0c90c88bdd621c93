"""Writes tests/vectors/sealing.json and hpke_grants.json, the examples of docs/SEALING.md for another implementation.

Run by a person when a format changes: `python -m tests.vectors.make_sealing`. Every input is fixed. What HPKE makes of
it is not, since encapsulation is random by design: a stored grant that still opens is kept, so a second run changes
nothing.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from tests.vectors import make_carried, make_chains
from tests.vectors.fixed_inputs import (
    CASE,
    CODE,
    CONTACT,
    GRANT,
    IDENTITY,
    KEY,
    MAILBOX,
    NOTE,
    OTHER_CASE,
    OTHER_KEY,
    PEPPERS,
    PROPOSAL,
    SALT,
    TICKET_KEY,
    Vector,
    Where,
    an_id,
    fixed,
    flipped,
    sealed,
    told,
)
from wbs.crypto.case_key import direction_key
from wbs.crypto.derivation import CODE_COST, stretch
from wbs.crypto.gate import Gate
from wbs.crypto.labels import context, derive
from wbs.crypto.lengths import pad
from wbs.crypto.words import to_words

FOLDER = Path(__file__).parent
ABOUT = (
    "Examples of docs/SEALING.md. Bytes are hex. `expect` says what must come of it: what is not `opens` is refused."
)


def main() -> None:
    sections = {
        "contexts": contexts,
        "paddings": paddings,
        "case_keys": case_keys,
        "seals": seals,
        "typed": typed,
        "tickets": make_carried.tickets,
        "codes": make_carried.codes,
        "passwords": make_carried.passwords,
        "sessions": make_carried.sessions,
        "dialogue": make_chains.dialogue,
        "facets": make_chains.facets,
        "directories": make_chains.directories,
    }
    write("sealing.json", {"about": ABOUT} | {name: list(make()) for name, make in sections.items()})
    grants = FOLDER / "hpke_grants.json"
    write("hpke_grants.json", make_chains.grants(json.loads(grants.read_text("utf-8"))))


def write(name: str, content: object) -> None:
    (FOLDER / name).write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")


# The envelope --------------------------------------------------------------------------------------------------------


def places() -> dict[str, tuple[bytes, bytes, Where, int]]:
    """Every context of `seal` outside dialogue and sessions: key, plain, where, least."""
    reporter = stretch(CODE, SALT, CODE_COST, Gate()).under(PEPPERS[0], "open")
    mine, theirs = fixed("half"), fixed("other half")
    whole = bytes(a ^ b for a, b in zip(mine, theirs, strict=True))
    question = json.dumps({"filing": fixed("filing", 16).hex(), "words": [to_words(CODE)[2], to_words(CODE)[6]]})
    return {
        "report": (KEY.channel, b'{"v": 1, "what": "..."}', ("main", "sealed_report", CASE, "sealed_report"), 1024),
        "card": (KEY.card, b'{"kind": "..."}', ("main", "case_file", CASE, "sealed_card"), 512),
        "mailbox": (reporter, KEY.channel, ("main", "mailbox", MAILBOX, CASE, "sealed_channel"), 64),
        "list wrap": (derive(IDENTITY.seed, "list"), KEY.secret, ("case_grant", "main", GRANT), 64),
        "note": (KEY.dossier, b'{"v": 1}', ("main", "note", NOTE, CASE, "sealed_body"), 1024),
        "proposal": (KEY.dossier, b'{"outcome": ""}', ("main", "proposal", PROPOSAL, CASE), 1024),
        "identity half": (KEY.dossier, mine, ("main", "named_identity", CASE, "dossier_half"), 64),
        "named identity": (whole, b"Siti", ("main", "named_identity", CASE, "sealed_identity"), 1024),
        "contact": (fixed("contact key"), b"a@example.org", ("main", "contact", CONTACT, "sealed_address"), 1024),
        "receipt question": (derive(TICKET_KEY, "question"), question.encode(), ("receipt",), 256),
    }


def seals() -> Iterator[Vector]:
    for name, (key, plain, where, least) in places().items():
        yield seal_vector(name, "opens", key, sealed(key, plain, where, least), where, plain)
    key, plain, where, _ = places()["mailbox"]
    good = sealed(key, plain, where, 64)

    def refused(name: str, expect: str, raw: bytes = good, at: Where = where, under: bytes = key) -> Vector:
        return seal_vector(f"mailbox: {name}", expect, under, raw, at)

    yield refused("key of another code", "wrong_key", under=fixed("another reporter key"))
    yield refused("key of zeros", "wrong_key", under=bytes(32))
    yield refused("other realm", "wrong_context", at=("bypass", *where[1:]))
    yield refused("other column", "wrong_context", at=(*where[:-1], "locate"))
    yield refused("a part missing", "wrong_context", at=where[:-1])
    yield refused("an empty part added", "wrong_context", at=(*where, ""))
    yield refused("two parts run together", "wrong_context", at=("mainmailbox", *where[2:]))
    yield refused("an id as text", "wrong_context", at=(*where[:2], str(MAILBOX), *where[3:]))
    yield refused("the wrap of another row", "swapped_rows", at=(*where[:2], an_id("other mailbox"), *where[3:]))
    yield refused("the wrap of another case", "swapped_rows", at=(*where[:3], OTHER_CASE, where[4]))
    for name, at in (("salt", 1), ("first byte", 33), ("tag", -1)):
        yield refused(f"a bit of the {name}", "damaged", flipped(good, at))
    yield refused("a byte too many", "damaged", good + b"\0")
    for name, length in (("nothing", 0), ("version", 1), ("version and salt", 33), ("half a tag", len(good) - 8)):
        yield refused(f"only {name}" if length < 40 else name, "truncated", good[:length])
    for version in (b"\x00", b"\x02", b"\x03"):
        yield refused(f"version {version.hex()}", "wrong_version", version + good[1:])
    yield refused("no version", "wrong_version", good[1:])
    full, long = pad(plain, 64)[:-1] + b"\1", (61).to_bytes(4, "big").ljust(64, b"\0")
    yield refused("padding that is not zero", "damaged", sealed(key, b"", where, padded=full))
    yield refused("a length beyond the end", "damaged", sealed(key, b"", where, padded=long))


def seal_vector(name: str, expect: str, key: bytes, raw: bytes, where: Where, plain: bytes = b"") -> Vector:
    vector = {"name": name, "expect": expect, "key": key.hex(), "where": told(where), "sealed": raw.hex()}
    return vector | ({"plain": plain.hex()} if expect == "opens" else {})


# Labels, padding, words ----------------------------------------------------------------------------------------------


def contexts() -> Iterator[Vector]:
    for parts in ((), ("",), ("ab", "c"), ("a", "bc"), ("main", CASE, 7, b"\0\xff"), ("kasus é",)):
        yield {"parts": told(parts), "bytes": context(*parts).hex()}


def case_keys() -> Iterator[Vector]:
    for key in (KEY, OTHER_KEY):
        directions = {name: direction_key(key.channel, name).hex() for name in ("reporter", "office")}
        yield {
            "secret": key.secret.hex(),
            "channel": key.channel.hex(),
            "dossier": key.dossier.hex(),
            "card": key.card.hex(),
            "commitment": key.commitment,
            **directions,
        }


def paddings() -> Iterator[Vector]:
    for plain, least in ((b"", 64), (b"ya", 8), (b"a" * 4, 8), (b"a" * 5, 8), (b"a" * 60, 64), (b"a" * 61, 64)):
        yield {"plain": plain.hex(), "least": least, "padded": pad(plain, least).hex()}


def typed() -> Iterator[Vector]:
    words = to_words(CODE)
    line, slip = " ".join(words), "abang" if words[1] != "abang" else "abad"
    numbered = "\n".join(f"{place}. {word}" for place, word in enumerate(words, start=1))
    right = {
        "as printed": line,
        "capitals and dashes": line.upper().replace(" ", " - "),
        "a numbered list": numbered,
        "four letters of each": " ".join(word[:4] for word in words),
    }
    for name, text in right.items():
        yield {"name": name, "expect": "opens", "typed": text, "code": CODE.hex()}
    yield {"name": "other words", "expect": "wrong_key", "typed": line.replace(words[1], slip)}
    yield {"name": "words in another order", "expect": "wrong_key", "typed": " ".join(reversed(words))}
    for name, word in (
        ("not a word", "xylofon"),
        ("three letters", words[2][:3]),
        ("meets another's start", "amang"),
        ("a letter too many", words[2] + "x"),
    ):
        text = " ".join([*words[:2], word, *words[3:]])
        yield {"name": name, "expect": "unknown_word", "typed": text, "position": 3}
    yield {"name": "seven words", "expect": "wrong_count", "typed": " ".join(words[:7]), "count": 7}
    yield {"name": "nine words", "expect": "wrong_count", "typed": f"{line} {words[0]}", "count": 9}


if __name__ == "__main__":
    main()
