"""The examples of docs/SEALING.md hold: what should open opens, and everything hostile is refused."""

import ast
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.crypto.vectors import DOCUMENT, HPKE, ROOT, SEALING, Vector, each, parts, raw
from wbs.cases.dialogue import read_letters
from wbs.cases.records import Case, Message
from wbs.crypto.case_key import CaseKey, direction_key
from wbs.crypto.derivation import Cost, stretch
from wbs.crypto.envelope import open_key, open_sealed
from wbs.crypto.failures import Unreadable
from wbs.crypto.gate import Gate
from wbs.crypto.identity import Identity, Recipient
from wbs.crypto.labels import context
from wbs.crypto.lengths import pad, unpad
from wbs.crypto.ratchet import Ratchet, open_facet, record_keys
from wbs.crypto.ticket import BadTicket, check_ticket
from wbs.crypto.words import UnknownWord, WrongCount, from_words, to_words
from wbs.db import Base, db
from wbs.errors import Distrusted
from wbs.staff.directory import check_directory
from wbs.staff.passwords import Lock, unlock_identity
from wbs.staff.sessions import Token, open_session

CLASSES = {
    "opens", "wrong_key", "wrong_context", "damaged", "truncated", "wrong_version", "wrong_length", "swapped_rows",
    "reordered", "replayed", "dropped", "expired", "unknown_word", "wrong_count",
}  # fmt: skip
JUDGED = ("seals", "typed", "tickets", "codes", "passwords", "sessions", "dialogue", "facets", "directories")


def test_most_vectors_are_hostile_and_every_class_is_explained() -> None:
    vectors = [vector for section in JUDGED for vector in SEALING[section]] + HPKE["grants"]
    outcomes = [vector["expect"] for vector in vectors]
    assert set(outcomes) == CLASSES
    assert outcomes.count("opens") * 2 < len(outcomes)
    for name in CLASSES:
        assert f"`{name}`" in DOCUMENT.read_text("utf-8")


@pytest.mark.parametrize("vector", SEALING["contexts"], ids=lambda vector: str(len(vector["parts"])))
def test_contexts(vector: Vector) -> None:
    assert context(*parts(vector["parts"])).hex() == vector["bytes"]


@pytest.mark.parametrize("vector", SEALING["paddings"], ids=lambda vector: f"{len(vector['plain']) // 2} bytes")
def test_paddings(vector: Vector) -> None:
    plain, padded = raw(vector, "plain", "padded")
    assert pad(plain, vector["least"]) == padded
    assert unpad(padded) == plain


@pytest.mark.parametrize("vector", SEALING["case_keys"], ids=["case", "other case"])
def test_case_keys(vector: Vector) -> None:
    key = CaseKey(bytes.fromhex(vector["secret"]))
    assert [key.channel, key.dossier, key.card] == raw(vector, "channel", "dossier", "card")
    assert key.commitment == vector["commitment"]
    for direction in ("reporter", "office"):
        assert direction_key(key.channel, direction).hex() == vector[direction]


@each(SEALING["seals"])
def test_seals(vector: Vector) -> None:
    key, sealed = raw(vector, "key", "sealed")
    if vector["expect"] == "opens":
        assert open_sealed(key, sealed, *parts(vector["where"])).hex() == vector["plain"]
    else:
        with pytest.raises(Unreadable) as caught:
            open_sealed(key, sealed, *parts(vector["where"]))
        assert not caught.value.args


@each(HPKE["grants"])
def test_grants(vector: Vector) -> None:
    identity = Identity(bytes.fromhex(HPKE["recipients"][vector["to"]]["seed"]))
    sealed, where = bytes.fromhex(vector["sealed"]), parts(vector["where"])
    if vector["expect"] == "opens":
        assert open_key(identity, sealed, *where).hex() == vector["key"]
    else:
        with pytest.raises(Unreadable):
            open_key(identity, sealed, *where)


@pytest.mark.parametrize("name", HPKE["recipients"])
def test_recipients(name: str) -> None:
    vector = HPKE["recipients"][name]
    identity = Identity(bytes.fromhex(vector["seed"]))
    assert identity.public_key.hex() == vector["public_key"]
    assert identity.key_id == Recipient(identity.public_key).key_id == vector["key_id"]


@each(SEALING["typed"])
def test_typed_words(vector: Vector) -> None:
    if vector["expect"] == "opens":
        assert from_words(vector["typed"]).hex() == vector["code"]
    elif vector["expect"] == "wrong_key":  # words of the list, and not this code
        assert from_words(vector["typed"]).hex() != SEALING["typed"][0]["code"]
    elif vector["expect"] == "unknown_word":
        with pytest.raises(UnknownWord) as unknown:
            from_words(vector["typed"])
        assert unknown.value.position == vector["position"]
    else:
        with pytest.raises(WrongCount) as wrong:
            from_words(vector["typed"])
        assert wrong.value.count == vector["count"]


@each(SEALING["tickets"])
def test_tickets(vector: Vector) -> None:
    key, now = bytes.fromhex(vector["key"]), datetime.fromtimestamp(vector["now"], UTC)
    if vector["expect"] not in ("opens", "expired"):
        with pytest.raises(BadTicket):
            check_ticket(key, vector["text"])
        return
    ticket = check_ticket(key, vector["text"])
    assert ticket.is_expired(now) == (vector["expect"] == "expired")
    if vector["expect"] == "opens":
        assert (ticket.code.hex(), " ".join(to_words(ticket.code))) == (vector["code"], vector["words"])
        assert (ticket.number, ticket.filing_id.hex()) == (vector["number"], vector["filing_id"])


@each(SEALING["codes"])
def test_codes(vector: Vector) -> None:
    code, salt, sealed, plain = raw(vector, "code", "salt", "sealed", "plain")
    stretched = stretch(code, salt, Cost(vector["kib"], vector["passes"]), Gate())
    peppers = [bytes.fromhex(pepper) for pepper in vector["peppers"]]
    derived = [[stretched.under(pepper, label) for label in ("locate", "open")] for pepper in peppers]
    assert stretched.key.hex() == vector["argon2id"]
    assert [[key.hex() for key in pair] for pair in derived] == vector["derived"]
    opened = [found for _, key in derived if (found := opened_or_none(key, sealed, vector)) is not None]
    assert opened == ([plain] if vector["expect"] == "opens" else [])


def opened_or_none(key: bytes, sealed: bytes, vector: Vector) -> bytes | None:
    try:
        return open_sealed(key, sealed, *parts(vector["where"]))
    except Unreadable:
        return None


@each(SEALING["passwords"])
def test_passwords(vector: Vector) -> None:
    salt, verifier_hash, sealed = raw(vector, "salt", "verifier_hash", "sealed")
    lock = Lock(salt, Cost(vector["kib"], vector["passes"]), verifier_hash, sealed)
    peppers = [bytes.fromhex(pepper) for pepper in vector["peppers"]]
    try:
        found = unlock_identity(lock, vector["password"], peppers, Gate(), vector["whose"])
    except Unreadable:
        assert vector["expect"] == "swapped_rows"
        return
    assert (found.seed.hex() if found else None) == (vector["seed"] if vector["expect"] == "opens" else None)


@each(SEALING["sessions"])
def test_sessions(vector: Vector) -> None:
    token, peppers = Token.parse(vector["token"]), [bytes.fromhex(pepper) for pepper in vector["peppers"]]
    assert token is not None and str(token) == vector["token"]
    now = datetime.fromtimestamp(vector["now"], UTC)
    values = open_session(token, peppers, vector["kind"], bytes.fromhex(vector["sealed"]), now)
    assert (values is not None) == (vector["expect"] == "opens")


@each(SEALING["facets"])
def test_facets(vector: Vector) -> None:
    first, tag, sealed = raw(vector, "first", "tag", "sealed")
    keys = {found: key for (found, key), _ in zip(record_keys(first), range(3), strict=False)}
    key = keys.get(tag, bytes(32))
    where = (vector["realm"], UUID(vector["epoch"]), tag)
    if vector["expect"] == "opens":
        assert key.hex() == vector["key"]
        assert open_facet(key, sealed, *where).hex() == vector["plain"]
    else:
        with pytest.raises(Unreadable):
            open_facet(key, sealed, *where)


def test_a_ratchet_gives_no_key_twice() -> None:
    ratchet = Ratchet(bytes.fromhex(SEALING["facets"][0]["first"]))
    assert len({part for _ in range(1000) for part in ratchet.step()}) == 2000


@each(SEALING["directories"])
def test_directories(vector: Vector) -> None:
    asked = (bytes.fromhex(vector["public_key"]), vector["realm"], date.fromisoformat(vector["today"]))
    if vector["expect"] == "opens":
        found = check_directory(vector["raw"].encode(), *asked, vector["least_serial"])
        assert (found.realm, found.serial, len(found.people)) == (vector["realm"], 7, 1)
    else:
        with pytest.raises(Distrusted):
            check_directory(vector["raw"].encode(), *asked, vector["least_serial"])


@pytest.fixture
def letterbox() -> Iterator[Flask]:
    """An empty archive of cases and messages, for chains that no honest server would write."""
    app = Flask("letterbox")
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
    db.init_app(app)
    with app.app_context():
        Base.metadata.create_all(db.engine, [Case.__table__, Message.__table__])
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.mark.one_database("in memory: the chain of letters, whatever they lie in")
@each(SEALING["dialogue"])
def test_dialogues(vector: Vector, letterbox: Flask) -> None:
    case = UUID(vector["case"])
    fixed = {"case_id": case, "written_on": date(2026, 11, 23)}
    for row in vector["rows"]:
        sealed = bytes.fromhex(row["sealed"])
        values = {"position": row["position"], "direction": row["direction"], "sealed_body": sealed}
        db.session.execute(sa.insert(Message.__table__), {"id": uuid4(), **fixed, **values})
    channel = bytes.fromhex(vector["channel"])
    if vector["expect"] == "opens":
        assert [letter.text for letter in read_letters(channel, vector["realm"], case)] == vector["texts"]
    else:
        with pytest.raises(Unreadable):
            read_letters(channel, vector["realm"], case)


def test_the_documents_example_is_a_vector() -> None:
    vector = next(vector for vector in SEALING["seals"] if vector["name"] == "mailbox")
    written = DOCUMENT.read_text("utf-8")
    assert all(value in written for value in (vector["key"], vector["plain"]))
    assert vector["sealed"] in written.replace("\n", "")


def test_every_context_in_the_code_stands_in_the_document() -> None:
    """A part that is quoted where something is sealed or derived is quoted in the table."""
    written = DOCUMENT.read_text("utf-8")
    quoted = {word for path in sorted((ROOT / "wbs").rglob("*.py")) for word in quoted_in(path)}
    assert len(quoted) > 30
    assert not {word for word in quoted if f'"{word}"' not in written}


def quoted_in(path: Path) -> Iterator[str]:
    """The text among the arguments of calls that bind or derive."""
    binding = {"seal", "open_sealed", "seal_key", "open_key", "derive", "under", "context"}
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in binding:
            constants = (part.value for part in node.args if isinstance(part, ast.Constant))
            yield from (value for value in constants if isinstance(value, str))
