"""The vectors of what people carry: tickets, codes, passwords, session tokens."""

import base64
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256

from tests.vectors.fixed_inputs import (
    CASE,
    CODE,
    IDENTITY,
    KEY,
    MAILBOX,
    NOW,
    OFFICER,
    PEPPERS,
    SALT,
    TICKET_KEY,
    Vector,
    an_id,
    fixed,
    flipped,
    sealed,
    told,
)
from wbs.crypto.derivation import CODE_COST, PASSWORD_COST, stretch
from wbs.crypto.gate import Gate
from wbs.crypto.labels import derive
from wbs.crypto.ticket import MAC_BYTES, check_ticket
from wbs.crypto.words import to_words
from wbs.staff.sessions import Token


def ticket_text(key: bytes, version: bytes = b"\x01", nonce: bytes = b"") -> str:
    minute = int(NOW.timestamp() // 60).to_bytes(4, "big")
    body = version + minute + (nonce or fixed("ticket nonce"))
    raw = body + hmac.digest(derive(key, "ticket"), body, "sha256")[:MAC_BYTES]
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def tickets() -> Iterator[Vector]:
    text = ticket_text(TICKET_KEY)
    ticket = check_ticket(TICKET_KEY, text)
    moved = text[:30] + ("B" if text[30] != "B" else "C") + text[31:]
    loose = text[:-1] + chr(ord(text[-1]) + 1)
    cases = [
        ("good", "opens", text, 0),
        ("at its last minute", "opens", text, 24 * 60),
        ("a day old", "expired", text, 1441),
        ("of tomorrow", "expired", text, -6),
        ("another installation's", "wrong_key", ticket_text(SALT), 0),
        ("a letter changed", "damaged", moved, 0),
        ("a letter that says nothing", "damaged", loose, 0),
        ("a foreign letter", "damaged", f"{text[:5]}!{text[5:]}", 0),
        ("cut", "truncated", text[:-2], 0),
        ("empty", "truncated", "", 0),
        ("version 2", "wrong_version", ticket_text(TICKET_KEY, b"\x02"), 0),
        ("a nonce of 31", "truncated", ticket_text(TICKET_KEY, nonce=bytes(31)), 0),
    ]
    for name, expect, written, minutes in cases:
        now = int((NOW + timedelta(minutes=minutes)).timestamp())
        vector = {"name": name, "expect": expect, "key": TICKET_KEY.hex(), "text": written, "now": now}
        if expect == "opens":
            vector |= {
                "code": ticket.code.hex(),
                "words": " ".join(to_words(ticket.code)),
                "number": ticket.number,
                "filing_id": ticket.filing_id.hex(),
            }
        yield vector


def codes() -> Iterator[Vector]:
    plain, where = KEY.channel, ("main", "mailbox", MAILBOX, CASE, "sealed_channel")
    key = stretch(CODE, SALT, CODE_COST, Gate()).under(PEPPERS[1], "open")
    raw = sealed(key, plain, where, 64)
    attempts = [
        ("under an older pepper", "opens", CODE, PEPPERS),
        ("its pepper is gone", "wrong_key", CODE, PEPPERS[:1]),
        ("another code", "wrong_key", flipped(CODE, 10), PEPPERS),
    ]
    for name, expect, code, peppers in attempts:
        stretched = stretch(code, SALT, CODE_COST, Gate())
        derived = [[stretched.under(pepper, label).hex() for label in ("locate", "open")] for pepper in peppers]
        yield {
            "name": name,
            "expect": expect,
            "code": code.hex(),
            "salt": SALT.hex(),
            "kib": CODE_COST.kib,
            "passes": CODE_COST.passes,
            "peppers": [pepper.hex() for pepper in peppers],
            "argon2id": stretched.key.hex(),
            "derived": derived,
            "where": told(where),
            "sealed": raw.hex(),
            "plain": plain.hex(),
        }


def passwords() -> Iterator[Vector]:
    password, whose, salt = "kopi pahit di beranda", str(OFFICER), fixed("password salt", 16)
    stretched = stretch(password.encode(), salt, PASSWORD_COST, Gate())
    raw = sealed(stretched.under(PEPPERS[0], "unlock"), IDENTITY.seed, ("staff_account", whose, "sealed_identity"))
    lock = {
        "salt": salt.hex(),
        "kib": PASSWORD_COST.kib,
        "passes": PASSWORD_COST.passes,
        "sealed": raw.hex(),
        "verifier_hash": sha256(stretched.under(PEPPERS[0], "verifier")).hexdigest(),
    }
    attempts = [
        ("good", "opens", password, whose, PEPPERS),
        ("spaces around it", "opens", f" {password}\n", whose, PEPPERS),
        ("another password", "wrong_key", password.title(), whose, PEPPERS),
        ("its pepper is gone", "wrong_key", password, whose, PEPPERS[1:]),
        ("the lock of another person", "swapped_rows", password, str(an_id("other officer")), PEPPERS),
    ]
    for name, expect, typed_in, person, peppers in attempts:
        yield {
            "name": name,
            "expect": expect,
            "password": typed_in,
            "whose": person,
            "seed": IDENTITY.seed.hex(),
            "peppers": [pepper.hex() for pepper in peppers],
            **lock,
        }


def sessions() -> Iterator[Vector]:
    token, other = (Token(fixed(f"session id {n}", 16), fixed(f"session secret {n}")) for n in (1, 2))
    old, live = fixed("session pepper 1"), (fixed("session pepper 3"), fixed("session pepper 2"))
    ends = int(NOW.timestamp()) + 7200
    plain = json.dumps({"case": str(CASE), "realm": "main", "channel": "...", "ends_at": ends}).encode()
    where = ("reporter_session", token.id_hash)
    good, past = (sealed(derive(token.secret, "session", salt=salt), plain, where) for salt in (live[1], old))
    attempts = [
        ("good", "opens", token, where[0], good, ends - 1),
        ("at its end", "expired", token, where[0], good, ends),
        ("under a pepper that was replaced", "wrong_key", token, where[0], past, ends - 1),
        ("another holder's secret", "wrong_key", Token(token.id, other.secret), where[0], good, ends - 1),
        ("the row of another id", "swapped_rows", Token(other.id, token.secret), where[0], good, ends - 1),
        ("as an officer's", "wrong_context", token, "staff_session", good, ends - 1),
        ("a bit changed", "damaged", token, where[0], flipped(good, 60), ends - 1),
        ("cut", "truncated", token, where[0], good[:-1], ends - 1),
        ("version 2", "wrong_version", token, where[0], b"\x02" + good[1:], ends - 1),
    ]
    for name, expect, holder, kind, raw, now in attempts:
        yield {
            "name": name,
            "expect": expect,
            "token": str(holder),
            "peppers": [pepper.hex() for pepper in live],
            "kind": kind,
            "now": now,
            "sealed": raw.hex(),
        }
