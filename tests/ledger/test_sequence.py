"""Entries enter the log once, at their time, in an order that betrays nobody, and never half."""

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.ledger.acts import HASH, OFFICER, ZONE, a_log, night_after, open_case, read_report, rows, tamper, tick
from wbs.db import db, transaction
from wbs.errors import Distrusted
from wbs.ledger import entry
from wbs.ledger.append import Pen, record
from wbs.ledger.read import entries, tree_head
from wbs.ledger.sequence import Sequenced, sequence
from wbs.ledger.verify import verify

Keys = dict[str, bytes]


def serials() -> list[int]:
    return [found.fields["serial"] for _, found in entries("main", {"directory:changed"})]


def test_ticks_take_staff_in_order_of_time_and_nights_take_reporters(
    log: Flask, public_pen: Pen, staff_pen: Pen, keys: Keys, noon: datetime
) -> None:
    open_case(public_pen, noon)
    for number in (3, 1, 2, 0):
        with transaction():
            at = noon + timedelta(minutes=number)
            record(staff_pen, "main", "directory:changed", at, by=OFFICER, serial=number, sha256=HASH)
    assert tick(keys, noon) == Sequenced(appended=4, waiting=0, refused=())
    assert serials() == [0, 1, 2, 3]
    assert night_after(keys, noon) == Sequenced(appended=1, waiting=0, refused=())
    assert [found.tag for _, found in entries("main")][4:] == ["case:opened"]
    assert tick(keys, noon) == night_after(keys, noon) == Sequenced(0, 0, ())
    assert rows("SELECT * FROM ledger_pending") == []
    assert verify("main", keys) == []


def test_the_night_puts_reporters_in_random_order(log: Flask, public_pen: Pen, keys: Keys, noon: datetime) -> None:
    days, orders = 6, set()
    for day in range(days):
        with transaction():
            for number in range(12):
                due_on = f"2026-04-{number + 1:02}"
                record(public_pen, "main", "case:opened", noon, uuid.uuid4(), commitment=HASH, due_on=due_on)
        night_after(keys, noon)
        orders.add(tuple(found.fields["due_on"] for seq, found in entries("main") if seq >= day * 12))
    assert len(orders) == days  # 12! orders: a repeated one, or the order of arrival, is not chance
    assert tuple(f"2026-04-{number + 1:02}" for number in range(12)) not in orders


def test_entries_of_a_day_that_is_not_over_wait(log: Flask, public_pen: Pen, keys: Keys, noon: datetime) -> None:
    open_case(public_pen, noon)
    open_case(public_pen, noon - timedelta(days=1))
    with transaction():
        shortly_after_midnight = noon.astimezone(ZONE).replace(hour=0, minute=5)
        assert sequence("main", keys, "night", shortly_after_midnight) == Sequenced(1, waiting=1, refused=())
    assert [found.day for _, found in entries("main")] == ["2026-01-04"]
    assert night_after(keys, noon).appended == 1


def test_realms_have_logs_of_their_own(log: Flask, public_pen: Pen, keys: Keys, noon: datetime) -> None:
    open_case(public_pen, noon)
    open_case(public_pen, noon, "bypass")
    assert night_after(keys, noon).appended == 1
    assert (tree_head("main").size, tree_head("bypass").size) == (1, 0)
    assert night_after(keys, noon, "bypass").appended == 1
    assert verify("main", keys) == verify("bypass", keys) == []
    assert tree_head("main").root != tree_head("bypass").root


def test_it_grows_over_many_runs(log: Flask, public_pen: Pen, staff_pen: Pen, keys: Keys, noon: datetime) -> None:
    for day in range(7):
        a_log(public_pen, staff_pen, keys, noon + timedelta(days=day))
        assert tree_head("main").size == (day + 1) * 8
        assert verify("main", keys) == []


class TestWhatDoesNotFit:
    """Left where it is, marked, named in every result until somebody sees to it; the rest goes on."""

    @pytest.fixture
    def good(self, log: Flask, staff_pen: Pen, public_pen: Pen, keys: Keys, noon: datetime) -> None:
        case_id = open_case(public_pen, noon)
        read_report(staff_pen, noon, case_id)

    def insert(self, waits_for: str, face: str, tag: str, key: bytes, **values: object) -> None:
        times = {"day": "2026-01-05"} if waits_for == "night" else {"at": "2026-01-05T05:34:56Z"}
        told = {"v": 1, "realm": "main", "face": face, "tag": tag, "case": "0f" * 16, **times, **values}
        raw = entry.json.dumps(told, sort_keys=True, separators=(",", ":")).encode()
        self.insert_signed(waits_for, entry.sign(key, raw))

    def insert_signed(self, waits_for: str, signed: entry.SignedEntry) -> None:
        statement = (
            "INSERT INTO ledger_pending (id, realm, waits_for, entry, mac, salt, leaf)"
            " VALUES (:id, 'main', :waits_for, :entry, :mac, :salt, :leaf)"
        )
        postgresql = db.engine.dialect.name == "postgresql"
        tamper(statement, id=uuid.uuid4() if postgresql else uuid.uuid4().hex, waits_for=waits_for, **vars(signed))

    def check(self, keys: Keys, noon: datetime, waits_for: str, why: str) -> None:
        for appended in (1, 0):
            result = tick(keys, noon) if waits_for == "tick" else night_after(keys, noon)
            assert (result.appended, [left.why for left in result.refused]) == (appended, [why])
            assert rows("SELECT refused FROM ledger_pending WHERE refused IS NOT NULL") == [(why,)]
        assert [finding.what for finding in verify("main", keys)] == [f"pending_{why}"]

    def test_without_the_key(self, good: None, keys: Keys, noon: datetime) -> None:
        self.insert("tick", "staff", "case:closed", b"guess" * 8, by=OFFICER, approver=OFFICER, sealed_sha256=HASH)
        self.check(keys, noon, "tick", "mac")

    def test_with_the_key_of_another_face(self, good: None, keys: Keys, noon: datetime) -> None:
        closed = {"by": OFFICER, "approver": OFFICER, "sealed_sha256": HASH}
        self.insert("tick", "staff", "case:closed", keys["public"], **closed)
        self.check(keys, noon, "tick", "mac")

    def test_a_tag_of_another_face(self, good: None, keys: Keys, noon: datetime) -> None:
        self.insert("night", "public", "case:closed", keys["public"], approver=OFFICER, sealed_sha256=HASH)
        self.check(keys, noon, "night", "wrong_face")

    def test_an_unknown_tag(self, good: None, keys: Keys, noon: datetime) -> None:
        self.insert("tick", "staff", "case:renamed", keys["staff"], by=OFFICER)
        self.check(keys, noon, "tick", "unknown_tag")

    def test_free_text(self, good: None, keys: Keys, noon: datetime) -> None:
        self.insert("tick", "staff", "case:stage:changed", keys["staff"], by=OFFICER, stage="uang dari Budi")
        self.check(keys, noon, "tick", "shape")

    def test_a_reporters_entry_that_would_not_wait(self, good: None, keys: Keys, noon: datetime) -> None:
        tamper("UPDATE ledger_pending SET waits_for = 'tick' WHERE waits_for = 'night'")
        self.check(keys, noon, "tick", "wrong_wait")

    def test_an_entry_that_would_wait_for_ever(self, good: None, keys: Keys, noon: datetime) -> None:
        tamper("UPDATE ledger_pending SET waits_for = 'never' WHERE waits_for = 'night'")
        self.check(keys, noon, "tick", "wrong_wait")

    def test_another_realms_entry(self, good: None, public_pen: Pen, keys: Keys, noon: datetime) -> None:
        open_case(public_pen, noon, "bypass")
        tamper("UPDATE ledger_pending SET realm = 'main' WHERE realm = 'bypass'")
        self.check(keys, noon, "night", "wrong_realm")

    def test_a_changed_salt(self, good: None, keys: Keys, noon: datetime) -> None:
        self.insert_signed("tick", replace(self.a_signed_entry(keys), salt=b"0" * 16))
        self.check(keys, noon, "tick", "leaf")

    def test_an_entry_twice(self, good: None, keys: Keys, noon: datetime) -> None:
        signed = self.a_signed_entry(keys)
        self.insert_signed("tick", signed)
        self.insert_signed("tick", signed)
        assert tick(keys, noon).appended == 2
        self.check_repeated(keys, noon)

    def test_an_entry_that_is_in_the_log(self, good: None, keys: Keys, noon: datetime) -> None:
        assert tick(keys, noon).appended == 1
        [(raw, mac, leaf, salt)] = rows(
            "SELECT e.entry, e.mac, e.leaf, s.salt FROM ledger_entry e JOIN ledger_salt s ON s.seq = e.seq"
        )
        self.insert_signed("tick", entry.SignedEntry(entry=raw, salt=salt, leaf=leaf, mac=mac))
        self.check_repeated(keys, noon)

    def check_repeated(self, keys: Keys, noon: datetime) -> None:
        result = tick(keys, noon)
        assert (result.appended, [left.why for left in result.refused]) == (0, ["repeated"])
        assert [finding.what for finding in verify("main", keys)] == ["pending_repeated"]

    def a_signed_entry(self, keys: Keys) -> entry.SignedEntry:
        told = {"v": 1, "realm": "main", "face": "staff", "tag": "case:taken", "case": "0f" * 16, "by": OFFICER}
        return entry.sign(keys["staff"], entry.to_bytes({**told, "at": "2026-01-05T05:00:00Z"}))

    def test_what_was_refused_enters_once_it_fits(self, good: None, keys: Keys, noon: datetime) -> None:
        wrong = {**keys, "staff": b"another key"}
        assert [left.why for left in tick(wrong, noon).refused] == ["mac"]
        assert tick(keys, noon) == Sequenced(1, 0, ())


class TestAForgedHead:
    @pytest.fixture(autouse=True)
    def written(self, log: Flask, public_pen: Pen, staff_pen: Pen, keys: Keys, noon: datetime) -> None:
        read_report(staff_pen, noon, a_log(public_pen, staff_pen, keys, noon))

    @pytest.mark.parametrize(
        "statement",
        [
            "DELETE FROM ledger_head",
            "DELETE FROM ledger_entry WHERE seq = 7",
            "UPDATE ledger_head SET size = 9",
            "UPDATE ledger_head SET root = mac",
            "UPDATE ledger_head SET frontier = mac",
            "UPDATE ledger_head SET mac = root",
        ],
    )
    def test_nothing_is_built_on_it(self, keys: Keys, noon: datetime, statement: str) -> None:
        assert tamper(statement) == 1
        with pytest.raises(Distrusted):
            tick(keys, noon)
        assert len(rows("SELECT id FROM ledger_pending")) == 1


def test_bad_arguments_are_refused(log: Flask, keys: Keys, noon: datetime) -> None:
    for bad in (
        ("main", keys, "noon", noon),
        ("main", keys, "tick", noon.replace(tzinfo=None)),
        ("main", {"staff": b"k"}, "tick", noon),
    ):
        with pytest.raises(ValueError, match="sequencing needs"), transaction():
            sequence(*bad)


class PowerCut(Exception):
    pass


@contextmanager
def power_cut_before(number: int) -> Iterator[list[str]]:
    """The machine dies when the `number`-th statement is about to be sent; yields the statements seen."""
    seen: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)
        if len(seen) == number:
            raise PowerCut

    sa.event.listen(db.engine, "before_cursor_execute", count)
    try:
        yield seen
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", count)


def test_a_crash_between_any_two_steps_leaves_a_log_that_verifies(
    log: Flask, public_pen: Pen, staff_pen: Pen, keys: Keys, noon: datetime
) -> None:
    read_report(staff_pen, noon, a_log(public_pen, staff_pen, keys, noon))
    before = tree_head("main")
    db.session.remove()
    for number in range(1, 100):
        with power_cut_before(number) as seen:
            try:
                result = tick(keys, noon)
                break
            except PowerCut:
                assert verify("main", keys) == []
                assert tree_head("main") == before
                assert len(rows("SELECT id FROM ledger_pending")) == 1
                db.session.remove()
    assert result.appended == 1 and len(seen) >= 8  # each of them was the last one once
    assert verify("main", keys) == []


def test_concurrent_writers_and_sequencers_lose_and_double_nothing(
    log: Flask, staff_pen: Pen, public_pen: Pen, keys: Keys, noon: datetime
) -> None:
    writers, each, failures = 6, 15, []
    writing = threading.Event()

    def run(act: Any, *args: Any) -> None:
        with log.app_context():
            try:
                act(*args)
            except Exception as failure:
                failures.append(failure)

    def write(writer: int) -> None:
        for number in range(each):
            open_case(public_pen, noon)
            with transaction():
                serial = writer * each + number
                record(staff_pen, "main", "directory:changed", noon, by=OFFICER, serial=serial, sha256=HASH)

    def keep_sequencing() -> None:
        while not writing.is_set():
            tick(keys, noon)
            night_after(keys, noon)

    authors = [threading.Thread(target=run, args=(write, writer)) for writer in range(writers)]
    sequencers = [threading.Thread(target=run, args=(keep_sequencing,)) for _ in range(2)]
    for thread in (*authors, *sequencers):
        thread.start()
    for thread in authors:
        thread.join()
    writing.set()
    for thread in sequencers:
        thread.join()
    tick(keys, noon)
    night_after(keys, noon)
    assert failures == []
    assert sorted(serials()) == list(range(writers * each))
    assert len(list(entries("main", {"case:opened"}))) == writers * each
    assert verify("main", keys) == []
