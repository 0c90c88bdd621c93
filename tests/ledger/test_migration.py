"""The migration makes the tables of records.py, and the log in them cannot be changed by accident."""

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask

from tests.ledger.acts import rows
from tests.ledger.conftest import migrate
from wbs.db import Base, db, transaction

OWN = {"ledger_pending", "ledger_entry", "ledger_salt", "ledger_head", "case_pseudonym"}
LINE = "INSERT INTO ledger_entry (realm, seq, entry, mac, leaf) VALUES ('main', 0, '{}', 'x', 'y')"


def test_the_tables_are_those_of_the_records(log: Flask) -> None:
    def is_own(thing: object, name: str | None, kind: str, *_: object) -> bool:
        return kind != "table" or name in OWN

    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": is_own})
        assert compare_metadata(context, Base.metadata) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET seq = 1",
        "UPDATE ledger_entry SET entry = entry WHERE seq = 0",
        "DELETE FROM ledger_entry",
        "TRUNCATE ledger_entry",
        "REPLACE INTO ledger_entry (realm, seq, entry, mac, leaf) VALUES ('main', 0, '{}', 'z', 'z')",
        "REPLACE INTO ledger_entry (realm, seq, entry, mac, leaf) VALUES ('main', 5, '{}', 'z', 'y')",
        "INSERT INTO ledger_entry (realm, seq, entry, mac, leaf) VALUES ('main', 0, '{}', 'z', 'z')"
        " ON CONFLICT (realm, seq) DO UPDATE SET mac = excluded.mac",
    ],
)
def test_the_log_is_append_only(log: Flask, statement: str) -> None:
    verb, _, _ = statement.partition(" ")
    if {"TRUNCATE": "postgresql", "REPLACE": "sqlite"}.get(verb) not in (None, db.engine.dialect.name):
        pytest.skip(f"{verb} is not spoken here")
    with transaction() as session:
        session.execute(sa.text(LINE))
    before = rows("SELECT * FROM ledger_entry")
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), transaction() as session:
        session.execute(sa.text(statement))
    assert rows("SELECT * FROM ledger_entry") == before


def test_it_goes_back(log: Flask) -> None:
    url = db.engine.url
    db.engine.dispose()
    migrate(url, "downgrade")
    assert not OWN & set(sa.inspect(db.engine).get_table_names())
    migrate(url)
    assert OWN <= set(sa.inspect(db.engine).get_table_names())


@pytest.mark.one_database("row numbers are SQLite's")
def test_tables_that_reporters_touch_keep_no_row_number(fresh_sqlite: str) -> None:
    engine = sa.create_engine(fresh_sqlite)
    with engine.connect() as connection:
        for table in OWN - {"ledger_head"}:
            with pytest.raises(sa.exc.OperationalError, match="no such column"):
                connection.exec_driver_sql(f"SELECT rowid FROM {table}")
    engine.dispose()
