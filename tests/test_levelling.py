"""Levelling rewrites what reporters touched, on both databases, and loses nothing."""

import sqlalchemy as sa
from flask import Flask

from tests.builders import a_filed_report
from wbs.cases.records import Case, Grant
from wbs.db import db
from wbs.levelling import level, random_tables


def test_levelling_keeps_every_row(database: Flask) -> None:
    instance = database.extensions["wbs"]
    filed = [a_filed_report(instance).case_id for _ in range(5)]
    before = db.session.execute(sa.select(sa.func.count()).select_from(Grant)).scalar_one()
    level()
    assert set(db.session.execute(sa.select(Case.id)).scalars()) == set(filed)
    assert db.session.execute(sa.select(sa.func.count()).select_from(Grant)).scalar_one() == before


def test_rows_no_longer_tell_which_transaction_wrote_them(database: Flask) -> None:
    if db.engine.dialect.name != "postgresql":
        return
    for _ in range(5):
        a_filed_report(database.extensions["wbs"])
    level()
    assert db.session.execute(sa.text("SELECT count(DISTINCT xmin::text) FROM case_file")).scalar_one() == 1


def test_every_table_that_reporters_touch_is_levelled() -> None:
    assert {"case_file", "message", "mailbox", "ledger_pending", "outbox", "filed_ticket"} <= {
        table.name for table in random_tables()
    }
