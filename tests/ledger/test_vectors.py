"""The written examples hold, so that another implementation can be checked against them."""

import json
from pathlib import Path
from typing import Any

import pytest

from wbs.ledger.entry import SignedEntry, face_and_tag, head_mac_of, misfit, parse, sign, to_bytes
from wbs.ledger.findings import StoredHead, findings
from wbs.ledger.kinds import BadEntry
from wbs.ledger.merkle import consistency_proof, extends, includes, inclusion_proof, root_of
from wbs.ledger.vocabulary import FACES, TAGS, tells_day_only

ROOT = Path(__file__).parents[2]
VECTORS: dict[str, Any] = json.loads((ROOT / "tests/vectors/ledger.json").read_text("utf-8"))
DOCUMENT = (ROOT / "docs/LEDGER.md").read_text("utf-8")
KEYS = {face: bytes.fromhex(key) for face, key in VECTORS["keys"].items()}
ENTRIES = VECTORS["entries"]
LEAVES = [bytes.fromhex(vector["leaf"]) for vector in ENTRIES]
HEAD = VECTORS["head"]


def root(size: int) -> bytes:
    return bytes.fromhex(ENTRIES[size - 1]["root"])


def proof(vector: dict[str, Any]) -> list[bytes]:
    return [bytes.fromhex(node) for node in vector["proof"]]


@pytest.mark.parametrize("vector", VECTORS["hostile"], ids=lambda vector: vector["says"])
def test_hostile_entries_are_refused_for_the_written_reason(vector: dict[str, str]) -> None:
    raw = vector["entry"].encode()
    assert misfit(raw, *face_and_tag(raw), realm="main") == vector["expected"]
    if vector["expected"] != "wrong_realm":
        with pytest.raises(BadEntry):
            parse(raw)


@pytest.mark.parametrize("vector", ENTRIES, ids=lambda vector: vector["values"]["tag"])
def test_entries_leaves_macs_and_roots(vector: dict[str, Any]) -> None:
    raw, salt = to_bytes(vector["values"]), bytes.fromhex(vector["salt"])
    leaf, mac = bytes.fromhex(vector["leaf"]), bytes.fromhex(vector["mac"])
    assert raw.decode() == vector["entry"]
    assert sign(KEYS[vector["values"]["face"]], raw, salt) == SignedEntry(raw, salt, leaf, mac)
    assert root_of(LEAVES[: vector["size"]]) == root(vector["size"])


def test_head() -> None:
    assert bytes.fromhex(HEAD["mac"]) == head_mac_of(KEYS["worker"], HEAD["realm"], HEAD["size"], root(HEAD["size"]))


def test_proofs() -> None:
    for vector in VECTORS["inclusion"]:
        size, index = vector["size"], vector["index"]
        assert proof(vector) == inclusion_proof(LEAVES[:size], index)
        assert includes(root(size), size, index, LEAVES[index], proof(vector))
    for vector in VECTORS["consistency"]:
        size, old = vector["size"], vector["old_size"]
        assert proof(vector) == consistency_proof(LEAVES[:size], old)
        assert extends(root(old), old, root(size), size, proof(vector))


def test_the_whole_log_verifies() -> None:
    columns = ("mac", "leaf", "salt")
    log = [
        (seq, line["entry"].encode(), *(bytes.fromhex(line[c]) for c in columns)) for seq, line in enumerate(ENTRIES)
    ]
    head = StoredHead(HEAD["size"], *(bytes.fromhex(HEAD[name]) for name in ("root", "frontier", "mac")))
    assert list(findings("main", log, head, KEYS)) == []  # type: ignore[arg-type]


def test_the_documents_example_is_the_first_vector() -> None:
    for name in ("entry", "salt", "leaf", "mac", "root"):
        assert ENTRIES[0][name] in DOCUMENT


@pytest.mark.parametrize("tag", TAGS)
def test_the_documents_table_is_the_vocabulary(tag: str) -> None:
    assert table_row(tag) in DOCUMENT


def table_row(tag: str) -> str:
    fields = [name if kind.required else f"{name}?" for name, kind in TAGS[tag].fields.items()]
    writers = [f"{face} ({'day' if tells_day_only(tag, face) else 'at'})" for face in FACES if face in TAGS[tag].faces]
    return f"| `{tag}` | {', '.join(fields) or '-'} | {', '.join(writers)} |"
