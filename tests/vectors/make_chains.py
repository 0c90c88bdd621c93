"""The vectors of what hangs together: letters of a dialogue, facets of an epoch, directories, grants by HPKE."""

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.vectors.fixed_inputs import (
    CASE,
    CONTACT,
    EPOCH,
    IDENTITY,
    KEY,
    NOW,
    OFFICER,
    OTHER_CASE,
    OTHER_KEY,
    STRANGER,
    Vector,
    Where,
    an_id,
    fixed,
    flipped,
    sealed,
    told,
)
from wbs.cases.dialogue import START, Letter
from wbs.crypto.case_key import CaseKey, direction_key
from wbs.crypto.envelope import SUITE, TO_RECIPIENT, open_key
from wbs.crypto.failures import Unreadable
from wbs.crypto.identity import Identity, Recipient
from wbs.crypto.labels import context
from wbs.crypto.lengths import pad
from wbs.crypto.ratchet import FACET, RECORD_BYTES, Ratchet
from wbs.organisation.government import Government
from wbs.organisation.jurisdiction import Jurisdiction
from wbs.staff.directory import Directory, Person, sign_directory

SPOKEN = (("reporter", "Kapan?"), ("office", "Kami baca."), ("office", "Hari apa?"), ("reporter", "Senin."))

# Dialogue ------------------------------------------------------------------------------------------------------------


def letters(key: CaseKey, case: Any) -> list[tuple[str, bytes]]:
    """(direction, sealed body), each bound to the one before."""
    written, before = [], START
    for position, (direction, text) in enumerate(SPOKEN, start=1):
        plain = Letter(direction, NOW.date(), text).to_bytes()
        where = ("message", "main", case, direction, position, before)
        body = sealed(direction_key(key.channel, direction), plain, where)
        written.append((direction, body))
        before = sha256(body).digest()
    return written


def dialogue() -> Iterator[Vector]:
    a, b, c, d = letters(KEY, CASE)
    foreign = letters(OTHER_KEY, OTHER_CASE)[0]
    turned, torn, cut = ("reporter", b[1]), (b[0], flipped(b[1], 200)), (d[0], d[1][:-1])
    newer = (b[0], b"\x02" + b[1][1:])
    chains = [
        ("as written", "opens", [a, b, c, d]),
        ("nothing", "opens", []),
        ("a shorter past", "opens", [a, b]),
        ("the first gone", "dropped", [b, c, d]),
        ("one gone between", "dropped", [a, c, d]),
        ("two in another order", "reordered", [a, c, b, d]),
        ("the last first", "reordered", [d, a, b, c]),
        ("a letter again", "replayed", [a, b, b, c, d]),
        ("an old letter as the newest", "replayed", [a, b, c, d, b]),
        ("a letter of another case", "swapped_rows", [foreign, b, c, d]),
        ("the office's letter as the reporter's", "wrong_context", [a, turned, c, d]),
        ("a bit changed", "damaged", [a, torn, c, d]),
        ("the last one cut", "truncated", [a, b, c, cut]),
        ("a letter of version 2", "wrong_version", [a, newer, c, d]),
    ]
    yield from (chain(name, expect, rows) for name, expect, rows in chains)
    yield chain("under the channel of another case", "wrong_key", [a, b, c, d], channel=OTHER_KEY.channel)
    yield chain("shown in another case", "wrong_context", [a, b, c, d], case=OTHER_CASE)
    yield chain("a position left out", "dropped", [a, c, d], positions=[1, 3, 4])


def chain(
    name: str,
    expect: str,
    rows: list[tuple[str, bytes]],
    channel: bytes = KEY.channel,
    case: Any = CASE,
    positions: list[int] | None = None,
) -> Vector:
    places = positions or range(1, len(rows) + 1)
    body = [
        {"position": place, "direction": direction, "sealed": raw.hex()}
        for place, (direction, raw) in zip(places, rows, strict=True)
    ]
    vector = {
        "name": name,
        "expect": expect,
        "channel": channel.hex(),
        "realm": "main",
        "case": str(case),
        "rows": body,
    }
    return vector | ({"texts": [text for _, text in SPOKEN[: len(rows)]]} if expect == "opens" else {})


# Facets --------------------------------------------------------------------------------------------------------------


def facets() -> Iterator[Vector]:
    ratchet = Ratchet(fixed("facet first"))
    steps = [ratchet.step() for _ in range(3)]
    records = [facet(*step, number) for number, step in enumerate(steps, start=1)]
    good, tag = records[1], steps[1][1]
    cases = [(f"record {n}", "opens", records[n - 1], steps[n - 1][1], "main", n) for n in (1, 2, 3)]
    cases += [("first record under the second tag", "swapped_rows", records[0], tag, "main", 2),
              ("with a tag that is never reached", "wrong_key", good, fixed("no tag", 16), "main", 0),
              ("of the other realm", "wrong_context", good, tag, "bypass", 2),
              ("a bit of the nonce", "damaged", flipped(good, 1), tag, "main", 2),
              ("a bit of the body", "damaged", flipped(good, 40), tag, "main", 2),
              ("cut", "truncated", good[:-1], tag, "main", 2),
              ("only a version", "truncated", good[:1], tag, "main", 2),
              ("version 1", "wrong_version", b"\x01" + good[1:], tag, "main", 2)]  # fmt: skip
    for name, expect, raw, row_tag, realm, step in cases:
        vector = {
            "name": name,
            "expect": expect,
            "first": fixed("facet first").hex(),
            "step": step,
            "realm": realm,
            "epoch": str(EPOCH),
            "tag": row_tag.hex(),
            "sealed": raw.hex(),
        }
        yield vector | (
            {"key": steps[step - 1][0].hex(), "plain": plain_facet(step).hex()} if expect == "opens" else {}
        )


def plain_facet(number: int) -> bytes:
    return json.dumps({"case": fixed("pseudonym", 16).hex(), "reason": "opened", "unit": f"U{number}"}).encode()


def facet(key: bytes, tag: bytes, number: int) -> bytes:
    nonce, where = fixed(f"facet nonce {number}", 12), context("facet", "main", EPOCH, tag)
    return FACET + nonce + AESGCM(key).encrypt(nonce, pad(plain_facet(number), RECORD_BYTES), where)


# Directories ---------------------------------------------------------------------------------------------------------


def government() -> Government:
    heads = (("gubernur",), ("sekretaris", "daerah"))
    house = Jurisdiction("ITPROV", ("SETDA",), "meja", {"Utara": "meja_utara"}, {"meja": "ITPROV-INV"}, heads)
    return Government("Pemerintah Contoh", house, ZoneInfo("Asia/Jakarta"))


def directories() -> Iterator[Vector]:
    key, other = (
        Ed25519PrivateKey.from_private_bytes(fixed(name)) for name in ("directory key", "another directory key")
    )
    person = Person(
        OFFICER, "Rina", "Pemeriksa", "ITPROV", frozenset({"pemeriksa"}), frozenset({"meja"}), IDENTITY.public_key
    )
    directory = Directory("main", 7, date(2026, 12, 31), (person,), {})
    good, signer = sign_directory(directory, key), key.public_key().public_bytes_raw()
    body, line = good.split(b"\n")[:2]
    bare = body + b"\n" + base64.b64encode(key.sign(body)) + b"\n"
    newer = body.replace(b'"v":2', b'"v":3')
    later = newer + b"\n" + base64.b64encode(key.sign(b"wbs/v1 directory\n" + newer)) + b"\n"
    ruled = sign_directory(replace(directory, government=government()), key)
    steered = ruled.replace(b'"inspectorate_unit":"ITPROV"', b'"inspectorate_unit":"DINKES"')
    swapped = body.replace(base64.b64encode(IDENTITY.public_key), base64.b64encode(STRANGER.public_key))
    yield from (
        {
            "name": name,
            "expect": expect,
            "public_key": by.hex(),
            "realm": realm,
            "today": today,
            "least_serial": least,
            "raw": raw.decode(),
        }
        for name, expect, raw, by, realm, today, least in [
            ("good", "opens", good, signer, "main", "2026-12-31", 7),
            ("with a government", "opens", ruled, signer, "main", "2026-12-31", 7),
            ("another inspectorate written in", "damaged", steered, signer, "main", "2026-12-31", 7),
            ("a day too old", "expired", good, signer, "main", "2027-01-01", 7),
            ("below the serial seen", "replayed", good, signer, "main", "2026-12-31", 8),
            ("of the other realm", "wrong_context", good, signer, "bypass", "2026-12-31", 0),
            ("signed by somebody else", "wrong_key", sign_directory(directory, other), signer, "main", "2026-12-01", 0),
            ("signed without its prefix", "wrong_context", bare, signer, "main", "2026-12-01", 0),
            ("a key put in place of another", "damaged", swapped + b"\n" + line, signer, "main", "2026-12-01", 0),
            (
                "a serial written higher",
                "damaged",
                good.replace(b'"serial":7', b'"serial":9'),
                signer,
                "main",
                "2026-12-01",
                0,
            ),
            ("without a signature", "truncated", body + b"\n", signer, "main", "2026-12-01", 0),
            (
                "the signature of another document",
                "swapped_rows",
                body + b"\n" + sign_directory(replace(directory, serial=8), key).split(b"\n")[1],
                signer,
                "main",
                "2026-12-01",
                0,
            ),
            ("version 3", "wrong_version", later, signer, "main", "2026-12-01", 0),
        ]
    )


# Grants by HPKE ------------------------------------------------------------------------------------------------------


def grants(stored: Vector) -> Vector:
    """The file anew; `stored` is what stands there now: its published part, and every grant that still opens."""
    kept = {vector["name"]: bytes.fromhex(vector["sealed"]) for vector in stored.get("grants", [])}
    return {
        "about": stored["about"],
        "suite": stored["suite"],
        "published": stored["published"],
        "recipients": {
            name: {"seed": who.seed.hex(), "public_key": who.public_key.hex(), "key_id": who.key_id}
            for name, who in (("officer", IDENTITY), ("stranger", STRANGER))
        },
        "grants": list(_grants(kept)),
    }


def _grants(kept: dict[str, bytes]) -> Iterator[Vector]:
    grant = ("grant", "main", CASE, OFFICER, "desk")
    places: dict[str, tuple[bytes, Where]] = {
        "grant": (KEY.secret, grant),
        "grant of the next desk": (KEY.secret, (*grant[:-1], "reserve")),
        "grant to recovery": (KEY.secret, ("grant", "main", CASE, "recovery")),
        "custody": (fixed("oversight"), ("custody", "main", "oversight", OFFICER)),
        "facet epoch": (fixed("facet first"), ("facet_epoch", "main", EPOCH)),
        "contact": (fixed("contact key"), ("contact", "main", CONTACT)),
        "identity half": (fixed("other half"), ("named_identity", "main", CASE)),
    }
    good = {name: _kept_or_made(kept.get(name), key, where) for name, (key, where) in places.items()}
    for name, (key, where) in places.items():
        yield _grant(name, "opens", good[name], where) | {"key": key.hex()}
    yield from _hostile_grants(good, grant)
    bare, short = kept.get("without the key id"), kept.get("not a key")
    info = context(*grant)
    yield _grant("without the key id", "wrong_context", bare or _hpke(KEY.secret, info), grant)
    yield _grant(
        "not a key", "wrong_length", short or _hpke(b"sixteen bytes...", context(*grant, IDENTITY.key_id)), grant
    )


def _hostile_grants(good: dict[str, bytes], grant: Where) -> Iterator[Vector]:
    raw = good["grant"]
    yield _grant("to somebody else", "wrong_key", raw, grant, "stranger")
    changes = {"realm": (1, "bypass"), "person": (3, an_id("other officer")), "reason": (4, "reserve")}
    for name, (at, value) in changes.items():
        yield _grant(f"other {name}", "wrong_context", raw, (*grant[:at], value, *grant[at + 1 :]))
    yield _grant("in the row of another case", "swapped_rows", raw, (*grant[:2], OTHER_CASE, *grant[3:]))
    yield _grant("a contact's key as a grant", "swapped_rows", good["contact"], grant)
    yield _grant("let in early", "wrong_context", good["grant of the next desk"], grant)
    for name, at in (("ML-KEM ciphertext", 1), ("X25519 share", 1 + 1088), ("sealed key", 1 + 1120), ("tag", -1)):
        yield _grant(f"a bit of the {name}", "damaged", flipped(raw, at), grant)
    yield _grant("an X25519 share of zeros", "damaged", raw[:1089] + bytes(32) + raw[1121:], grant)
    for name, length in (("nothing", 0), ("version", 1), ("encapsulation", 1121)):
        yield _grant(f"only {name}", "truncated", raw[:length], grant)
    yield _grant("the tag cut", "truncated", raw[:-1], grant)
    for version in (b"\x01", b"\x03"):
        yield _grant(f"version {version.hex()}", "wrong_version", version + raw[1:], grant)


def _grant(name: str, expect: str, raw: bytes, where: Where, to: str = "officer") -> Vector:
    key_id = (IDENTITY if to == "officer" else STRANGER).key_id
    info = context(*where, key_id).hex()
    return {"name": name, "expect": expect, "to": to, "where": told(where), "info": info, "sealed": raw.hex()}


def _hpke(plain: bytes, info: bytes) -> bytes:
    return TO_RECIPIENT + SUITE.encrypt(plain, Recipient(IDENTITY.public_key).key, info=info)


def _kept_or_made(raw: bytes | None, key: bytes, where: Where) -> bytes:
    try:
        if raw is not None and open_key(Identity(IDENTITY.seed), raw, *where) == key:
            return raw
    except Unreadable:
        pass
    return _hpke(key, context(*where, IDENTITY.key_id))
