"""Whoever holds the database and not the keys is found out, and the entry is named (threats.md, row 3)."""

from datetime import datetime
from typing import Any

import pytest
from flask import Flask

from tests.ledger.acts import OFFICER, a_log, open_case, rows, tamper
from wbs.db import db, transaction
from wbs.ledger import entry, merkle
from wbs.ledger.append import Pen
from wbs.ledger.findings import Finding, StoredHead, findings
from wbs.ledger.head import save_head
from wbs.ledger.read import pending_entries
from wbs.ledger.verify import verify

Keys = dict[str, bytes]
SIZE = 8  # five openings, then three readings: seq 0 to 7


@pytest.fixture(autouse=True)
def written(log: Flask, public_pen: Pen, staff_pen: Pen, keys: Keys, noon: datetime) -> None:
    a_log(public_pen, staff_pen, keys, noon)
    assert verify("main", keys) == []


def found(keys: Keys, realm: str = "main") -> set[tuple[int | None, str]]:
    return {(finding.seq, finding.what) for finding in verify(realm, keys)}


def row(seq: int) -> dict[str, Any]:
    query = """SELECT e.entry, e.mac, e.leaf, s.salt FROM ledger_entry e
               JOIN ledger_salt s ON s.realm = e.realm AND s.seq = e.seq WHERE e.seq = :seq"""
    return dict(zip(("entry", "mac", "leaf", "salt"), rows(query, seq=seq)[0], strict=True))


def put(seq: int, **columns: object) -> None:
    salt = columns.pop("salt", None)
    for column, value in columns.items():
        assert tamper(f"UPDATE ledger_entry SET {column} = :value WHERE seq = :seq", seq=seq, value=value)
    if salt is not None:
        assert tamper("UPDATE ledger_salt SET salt = :salt WHERE seq = :seq", seq=seq, salt=salt)


def insert(seq: int, signed: entry.SignedEntry, realm: str = "main") -> None:
    put = {"realm": realm, "seq": seq, **vars(signed)}
    salt = put.pop("salt")
    tamper("INSERT INTO ledger_entry (realm, seq, entry, mac, leaf) VALUES (:realm, :seq, :entry, :mac, :leaf)", **put)
    tamper("INSERT INTO ledger_salt (realm, seq, salt) VALUES (:realm, :seq, :salt)", realm=realm, seq=seq, salt=salt)


def cut(seq: int) -> None:
    tamper("DELETE FROM ledger_entry WHERE seq = :seq", seq=seq)
    tamper("DELETE FROM ledger_salt WHERE seq = :seq", seq=seq)


def rebuild_head(worker_key: bytes) -> None:
    """What an administrator does after an edit: a fresh tree over what stands there now."""
    tree = merkle.Frontier()
    for (leaf,) in rows("SELECT leaf FROM ledger_entry WHERE realm = 'main' ORDER BY seq"):
        tree.append(bytes(leaf))
    with transaction() as session:
        save_head(session, "main", tree, worker_key)


def close_case(key: bytes, face: str = "staff", **values: str) -> entry.SignedEntry:
    told = {"v": 1, "realm": "main", "face": face, "tag": "case:closed", "case": "0f" * 16, "approver": OFFICER}
    told |= {"sealed_sha256": "ab" * 32, "by": OFFICER, "at": "2026-01-05T06:00:00Z", **values}
    return entry.sign(key, entry.to_bytes(told))


@pytest.mark.parametrize("column", ["entry", "mac", "leaf", "salt"])
def test_a_flipped_bit(keys: Keys, column: str) -> None:
    for seq in range(SIZE):
        value = bytes(row(seq)[column])
        put(seq, **{column: bytes([value[0] ^ 1]) + value[1:]})
        assert {what for place, what in found(keys) if place == seq} >= {"mac" if column == "mac" else "leaf"}
        assert {place for place, _ in found(keys)} <= {seq, None}
        put(seq, **{column: value})
        assert found(keys) == set()


def test_a_moved_date(keys: Keys) -> None:
    put(2, entry=row(2)["entry"].replace(b"2026-01-05", b"2026-01-04"))
    assert found(keys) == {(2, "leaf"), (2, "mac")}


def test_a_moved_date_with_a_fresh_leaf_and_head(keys: Keys) -> None:
    raw, salt = row(2)["entry"].replace(b"2026-01-05", b"2026-01-04"), row(2)["salt"]
    put(2, entry=raw, leaf=entry.leaf_of(salt, raw))
    assert found(keys) == {(2, "mac"), (None, "head_root")}
    rebuild_head(b"guess")
    assert found(keys) == {(2, "mac"), (None, "head_mac")}


def test_a_dropped_entry(keys: Keys) -> None:
    cut(3)
    assert found(keys) == {(4, "gap"), (None, "head_root")}


def test_a_dropped_entry_whose_gap_is_closed_and_head_rebuilt(keys: Keys) -> None:
    cut(3)
    for seq in range(4, SIZE):
        tamper("UPDATE ledger_entry SET seq = :to WHERE seq = :seq", to=seq - 1, seq=seq)
        tamper("UPDATE ledger_salt SET seq = :to WHERE seq = :seq", to=seq - 1, seq=seq)
    assert found(keys) == {(None, "head_size"), (None, "head_root")}
    rebuild_head(b"guess")
    assert found(keys) == {(None, "head_mac")}


def test_a_truncated_log(keys: Keys) -> None:
    cut(SIZE - 1)
    assert found(keys) == {(None, "head_size"), (None, "head_root")}
    rebuild_head(b"guess")
    assert found(keys) == {(None, "head_mac")}


def test_an_emptied_log(keys: Keys) -> None:
    for table in ("ledger_entry", "ledger_salt"):
        tamper(f"DELETE FROM {table}")
    assert found(keys) == {(None, "head_size"), (None, "head_root")}


def test_a_head_that_is_gone(keys: Keys) -> None:
    tamper("DELETE FROM ledger_head")
    assert found(keys) == {(None, "head")}


def test_an_entry_inserted_without_the_key(keys: Keys) -> None:
    insert(SIZE, close_case(b"guess"))
    assert found(keys) == {(SIZE, "mac"), (None, "head_size"), (None, "head_root")}
    rebuild_head(b"guess")
    assert found(keys) == {(SIZE, "mac"), (None, "head_mac")}


def test_an_entry_inserted_with_the_key_of_its_face(keys: Keys) -> None:
    insert(SIZE, close_case(keys["staff"]))
    assert found(keys) == {(None, "head_size"), (None, "head_root")}
    rebuild_head(b"guess")
    assert found(keys) == {(None, "head_mac")}


def test_a_tag_written_by_the_wrong_face(keys: Keys) -> None:
    raw = row(0)["entry"].replace(b"case:opened", b"case:closed")
    insert(SIZE, entry.sign(keys["public"], raw))
    rebuild_head(keys["worker"])
    assert found(keys) == {(SIZE, "wrong_face")}


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        (b"case:report:read", b"case:report:burnt", "unknown_tag"),
        (b'"realm":"main"', b'"realm":"bypass"', "wrong_realm"),
        (b'"v":1', b'"v":2', "shape"),
        (b'"tag"', b'"note":"uang dari Budi","tag"', "shape"),
    ],
)
def test_an_entry_that_no_vocabulary_knows(keys: Keys, old: bytes, new: bytes, what: str) -> None:
    insert(SIZE, entry.sign(keys["staff"], row(SIZE - 1)["entry"].replace(old, new)))
    rebuild_head(keys["worker"])
    assert found(keys) == {(SIZE, what)}
    assert "Budi" not in repr(verify("main", keys))


def test_a_replaced_entry(keys: Keys) -> None:
    put(6, **vars(close_case(keys["staff"])))
    assert found(keys) == {(None, "head_root")}


def test_reordered_entries(keys: Keys) -> None:
    for table in ("ledger_entry", "ledger_salt"):
        for old, new in ((1, 99), (4, 1), (99, 4)):
            tamper(f"UPDATE {table} SET seq = :new WHERE seq = :old", old=old, new=new)
    assert found(keys) == {(None, "head_root")}


def test_a_repeated_entry(keys: Keys) -> None:
    copy = entry.SignedEntry(**row(5))
    if db.engine.dialect.name == "postgresql":
        tamper("ALTER TABLE ledger_entry DROP CONSTRAINT uq_ledger_entry_leaf")
        insert(SIZE, copy)
        rebuild_head(keys["worker"])
        assert found(keys) == {(SIZE, "repeated")}
    assert [finding.what for finding in findings("main", [(0, *parts(copy)), (1, *parts(copy))], None, keys)] == [
        "repeated",
        "head",
    ]


def parts(signed: entry.SignedEntry) -> tuple[bytes, bytes, bytes, bytes]:
    return signed.entry, signed.mac, signed.leaf, signed.salt


def test_an_entry_under_a_new_salt(keys: Keys) -> None:
    copy = entry.SignedEntry(**row(5))
    salt = b"0" * 16
    insert(SIZE, entry.SignedEntry(copy.entry, salt, entry.leaf_of(salt, copy.entry), copy.mac))
    rebuild_head(keys["worker"])
    assert found(keys) == {(SIZE, "mac")}


def test_an_entry_moved_to_the_other_realm(keys: Keys) -> None:
    insert(0, close_case(keys["staff"]), "bypass")
    assert found(keys, "bypass") == {(0, "wrong_realm"), (None, "head")}


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE ledger_head SET size = 9", {"head_size", "head_mac"}),
        ("UPDATE ledger_head SET root = mac", {"head_root", "head_mac"}),
        ("UPDATE ledger_head SET frontier = mac", {"head_frontier"}),
        ("UPDATE ledger_head SET mac = root", {"head_mac"}),
    ],
)
def test_an_edited_head(keys: Keys, statement: str, what: set[str]) -> None:
    tamper(statement)
    assert found(keys) == {(None, key) for key in what}


class TestDeletedSalts:
    def test_without_a_purge_each_is_named(self, keys: Keys) -> None:
        tamper("DELETE FROM ledger_salt WHERE seq = 6")
        assert found(keys) == {(6, "salt")}

    def test_after_a_purge_the_log_still_verifies_and_cannot_be_edited(self, keys: Keys) -> None:
        case = entry.Entry.from_bytes(row(6)["entry"]).case
        told = {"v": 1, "realm": "main", "face": "worker", "tag": "case:purged", "case": case, "approver": OFFICER}
        purged = entry.sign(keys["worker"], entry.to_bytes({**told, "at": "2031-01-05T06:00:00Z"}))
        insert(SIZE, purged)
        rebuild_head(keys["worker"])
        tamper("DELETE FROM ledger_salt WHERE seq = 6")
        assert found(keys) == set()
        put(6, entry=row_without_salt(6).replace(b"T05:", b"T04:"))
        assert found(keys) == {(6, "mac")}


def row_without_salt(seq: int) -> bytes:
    return bytes(rows("SELECT entry FROM ledger_entry WHERE seq = :seq", seq=seq)[0][0])


def test_the_wrong_keys_are_found_on_every_entry_of_the_face(keys: Keys) -> None:
    assert found({**keys, "public": b"another"}) == {(seq, "mac") for seq in range(5)}


def test_without_keys_the_tree_is_checked_all_the_same(keys: Keys) -> None:
    assert verify("main", {}) == []
    put(2, entry=row(2)["entry"].replace(b"2026-01-05", b"2026-01-04"))
    assert found({}) == {(2, "leaf")}


def test_an_empty_log_is_whole(keys: Keys) -> None:
    assert verify("bypass", keys) == []
    assert list(findings("main", [], StoredHead(0, merkle.EMPTY_ROOT, b"", b""), {})) == []


def test_what_waits_is_judged_before_it_enters(public_pen: Pen, keys: Keys, noon: datetime) -> None:
    open_case(public_pen, noon)
    assert found(keys) == set()
    tamper("UPDATE ledger_pending SET mac = leaf")
    assert found(keys) == {(None, "pending_mac")}
    tamper("UPDATE ledger_pending SET entry = salt")
    assert found(keys) == {(None, "pending_unknown_tag")}
    assert list(pending_entries("main")) == []


def test_a_finding_reads_well(keys: Keys) -> None:
    cut(3)
    assert Finding(4, "gap", "1 missing before it") in verify("main", keys)
