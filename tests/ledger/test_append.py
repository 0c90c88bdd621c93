"""An entry is written with its act or not at all, and tells of a reporter no more than a day."""

import threading
import uuid
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from tests.ledger.acts import HASH, OFFICER, open_case, rows
from wbs.db import transaction
from wbs.ledger.append import Pen, forget_pseudonym, record
from wbs.ledger.entry import Entry
from wbs.ledger.kinds import BadEntry
from wbs.ledger.read import pseudonym_of


def pending() -> list[Entry]:
    return [Entry.from_bytes(bytes(raw)) for (raw,) in rows("SELECT entry FROM ledger_pending")]


def test_a_reporters_entry_has_a_day_and_no_time(log: Flask, public_pen: Pen, noon: datetime) -> None:
    open_case(public_pen, noon)
    [entry] = pending()
    assert (entry.day, entry.at, entry.by) == ("2026-01-05", None, None)
    [stored] = rows("SELECT entry, waits_for FROM ledger_pending")
    assert stored[1] == "night"
    assert not any(part in bytes(stored[0]) for part in (b"12:34", b"05:34", b"34:56", b'"at"', b"000789"))


def test_an_officers_entry_has_whole_seconds_and_a_name(log: Flask, staff_pen: Pen, noon: datetime) -> None:
    with transaction():
        record(staff_pen, "bypass", "case:stage:changed", noon, uuid.uuid4(), OFFICER, stage="verifikasi")
    [entry] = pending()
    assert (entry.at, entry.day, entry.by, entry.realm) == ("2026-01-05T05:34:56Z", None, OFFICER, "bypass")
    assert entry.fields == {"stage": "verifikasi"}


def test_the_worker_has_no_name(log: Flask, worker_pen: Pen, noon: datetime) -> None:
    with transaction():
        record(worker_pen, "main", "notice:parked", noon, notice=str(uuid.uuid4()))
    assert [entry.by for entry in pending()] == [None]


def test_a_case_keeps_one_random_pseudonym_until_it_is_forgotten(
    log: Flask, public_pen: Pen, staff_pen: Pen, noon: datetime
) -> None:
    case_id, other_id = open_case(public_pen, noon), open_case(public_pen, noon)
    with transaction():
        record(staff_pen, "main", "case:taken", noon, case_id, OFFICER)
    pseudonym = pseudonym_of(case_id)
    assert sorted(entry.case == pseudonym for entry in pending()) == [False, True, True]
    assert pseudonym and pseudonym != pseudonym_of(other_id) and case_id.hex not in pseudonym
    with transaction():
        forget_pseudonym(case_id)
    assert pseudonym_of(case_id) is None and pseudonym_of(other_id) is not None


def test_an_act_that_fails_leaves_no_entry(log: Flask, public_pen: Pen, noon: datetime) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        record(public_pen, "main", "case:opened", noon, uuid.uuid4(), commitment=HASH, due_on="2026-04-01")
        raise ZeroDivisionError
    assert rows("SELECT * FROM ledger_pending") == rows("SELECT * FROM case_pseudonym") == []


def test_an_entry_outside_a_transaction_is_refused(log: Flask, staff_pen: Pen, noon: datetime) -> None:
    with pytest.raises(RuntimeError, match="transaction of its act"):
        record(staff_pen, "main", "figures:read", noon, by=OFFICER)


def test_what_the_vocabulary_does_not_know_is_refused(
    log: Flask, public_pen: Pen, staff_pen: Pen, noon: datetime
) -> None:
    case_id, text = uuid.uuid4(), "Kepala dinas meminta uang"
    with transaction():
        for pen, tag, by, fields, complaint in (
            (staff_pen, "case:renamed", OFFICER, {}, "unknown tag"),
            (public_pen, "case:closed", None, {}, "not for this face"),
            (staff_pen, "case:taken", None, {}, "by is missing"),
            (staff_pen, "case:taken", text, {}, "by must be"),
            (public_pen, "contact:left", OFFICER, {}, "does not carry by"),
            (public_pen, "contact:left", None, {"day": "2026-01-01"}, "does not carry day"),
            (staff_pen, "case:stage:changed", OFFICER, {"stage": text}, "stage must be"),
            (staff_pen, "case:stage:changed", OFFICER, {"stage": None}, "stage is missing"),
            (staff_pen, "case:note:written", OFFICER, {"sealed_sha256": b"x" * 32}, "sealed_sha256 must be"),
        ):
            with pytest.raises(BadEntry, match=complaint) as refusal:
                record(pen, "main", tag, noon, case_id, by, **fields)
            assert text not in str(refusal.value)
        with pytest.raises(BadEntry, match="case is missing"):
            record(staff_pen, "main", "case:taken", noon, by=OFFICER)
        with pytest.raises(BadEntry, match="does not carry case"):
            record(staff_pen, "main", "figures:read", noon, case_id, OFFICER)
        with pytest.raises(BadEntry, match="realm must be"):
            record(staff_pen, "elsewhere", "case:taken", noon, case_id, OFFICER)
        with pytest.raises(BadEntry, match="naive"):
            record(staff_pen, "main", "case:taken", noon.replace(tzinfo=None), case_id, OFFICER)
    assert pending() == []


def test_a_pen_of_no_face_cannot_be_made_and_none_shows_its_key(staff_pen: Pen) -> None:
    with pytest.raises(BadEntry):
        Pen("auditor", b"k" * 32, ZoneInfo("UTC"))
    assert repr(staff_pen.key) not in repr(staff_pen)


def test_pending_rows_lie_in_no_order_of_arrival(log: Flask, staff_pen: Pen, noon: datetime) -> None:
    for number in range(40):
        with transaction():
            record(staff_pen, "main", "directory:changed", noon, by=OFFICER, serial=number, sha256=HASH)
    arrival = [entry.fields["serial"] for entry in pending()]
    by_key = [
        Entry.from_bytes(bytes(raw)).fields["serial"]
        for _, raw in rows("SELECT id, entry FROM ledger_pending ORDER BY id")
    ]
    assert sorted(by_key) == list(range(40)) and by_key != list(range(40))
    assert log.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql") or arrival == by_key


def test_two_first_entries_at_once_share_a_pseudonym(log: Flask, public_pen: Pen, noon: datetime) -> None:
    case_id, together = uuid.uuid4(), threading.Barrier(4)

    def write() -> None:
        with log.app_context():
            together.wait()
            with transaction():
                record(public_pen, "main", "contact:left", noon, case_id)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [entry.case for entry in pending()] == [pseudonym_of(case_id)] * 4
