"""Reading back what was recorded."""

import uuid
from datetime import datetime

from flask import Flask

from tests.ledger.acts import a_log
from wbs.ledger.append import Pen
from wbs.ledger.merkle import EMPTY_ROOT
from wbs.ledger.read import TreeHead, entries, pseudonym_of, tree_head


def test_entries_come_in_order_and_by_tag(
    log: Flask, public_pen: Pen, staff_pen: Pen, keys: dict[str, bytes], noon: datetime
) -> None:
    case_id = a_log(public_pen, staff_pen, keys, noon)
    assert [seq for seq, _ in entries("main")] == list(range(8))
    assert [seq for seq, _ in entries("main", {"case:report:read"})] == [5, 6, 7]
    assert {found.case for _, found in entries("main", {"case:report:read"})} == {pseudonym_of(case_id)}
    assert [found.fields["due_on"] for _, found in entries("main", {"case:opened"})] == ["2026-04-01"] * 5
    assert list(entries("bypass")) == list(entries("main", ())) == []
    assert tree_head("main").size == 8


def test_nothing_is_there_before_anything_happened(log: Flask) -> None:
    assert tree_head("main") == TreeHead(0, EMPTY_ROOT)
    assert pseudonym_of(uuid.uuid4()) is None
