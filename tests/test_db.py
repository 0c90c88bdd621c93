"""What the database tells of a write, alike on both."""

from uuid import UUID

from flask import Flask

from wbs.db import insert_new, transaction, writing
from wbs.ledger.records import CasePseudonym


def test_an_insert_says_whether_the_row_is_new(database: Flask) -> None:
    row = {"case_id": UUID(int=1), "pseudonym": "ab" * 16}
    with transaction():
        counts = [writing().execute(insert_new(CasePseudonym.__table__), row).rowcount for _ in range(2)]
    assert counts == [1, 0]
