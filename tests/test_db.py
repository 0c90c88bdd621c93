"""What the database tells of a write, alike on both; and how writers of SQLite stand in line."""

import sqlite3
from contextlib import closing
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from wbs.config import Settings
from wbs.db import db, end_reading, engine_options, insert_new, once_stored, transaction, writing
from wbs.ledger.records import CasePseudonym


def test_an_insert_says_whether_the_row_is_new(database: Flask) -> None:
    row = {"case_id": UUID(int=1), "pseudonym": "ab" * 16}
    with transaction():
        counts = [writing().execute(insert_new(CasePseudonym.__table__), row).rowcount for _ in range(2)]
    assert counts == [1, 0]


def test_what_waits_for_the_commit_is_done_after_it_and_never_without_it(database: Flask) -> None:
    heard: list[str] = []
    with transaction():
        once_stored(lambda: heard.append("stored"))
        assert heard == []
    with pytest.raises(ZeroDivisionError), transaction():
        once_stored(lambda: heard.append("rolled back"))
        raise ZeroDivisionError
    assert heard == ["stored"]
    with pytest.raises(RuntimeError):
        once_stored(lambda: None)


def test_transactions_do_not_nest_and_the_outer_one_goes_on(database: Flask) -> None:
    row = {"case_id": UUID(int=1), "pseudonym": "ab" * 16}
    with transaction():
        with pytest.raises(RuntimeError), transaction():
            pass
        writing().execute(insert_new(CasePseudonym.__table__), row)
    assert db.session.execute(sa.select(CasePseudonym.pseudonym)).scalars().all() == [row["pseudonym"]]


def somebody_else() -> sqlite3.Connection:
    return sqlite3.connect(str(db.engine.url.database), timeout=0, isolation_level=None)


def test_who_reads_goes_on_seeing_one_state(database: Flask) -> None:
    if db.engine.dialect.name != "sqlite":
        return
    names = sa.select(CasePseudonym.pseudonym)
    assert db.session.execute(names).all() == []
    with closing(somebody_else()) as other:
        other.execute("INSERT INTO case_pseudonym (case_id, pseudonym) VALUES (?, ?)", ("0" * 32, "ab" * 16))
    assert db.session.execute(names).all() == []
    end_reading()
    assert db.session.execute(names).scalars().all() == ["ab" * 16]


def test_who_writes_stands_in_line_before_reading_and_who_reads_does_not(database: Flask) -> None:
    if db.engine.dialect.name != "sqlite":
        return
    with closing(somebody_else()) as other:
        db.session.execute(sa.select(CasePseudonym)).all()
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")
        with transaction(), pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        db.session.execute(sa.text("PRAGMA busy_timeout=0"))
        end_reading()
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(sa.exc.OperationalError, match="locked"), transaction():
            pass
        other.execute("ROLLBACK")
        with transaction():
            pass


@pytest.mark.parametrize("url", ["sqlite:///wbs.db", "postgresql+psycopg://wbs@db.dalam/wbs"])
def test_no_thread_waits_for_a_connection(url: str) -> None:
    """With the database locked for all of them: whoever waits for a lock must not also wait for who waits for it."""
    pool = sa.create_engine(url, **engine_options(url)).pool  # nobody is called yet
    assert isinstance(pool, sa.QueuePool)
    assert pool.size() >= Settings.from_environ({}).threads
    assert pool.timeout() <= 10


def test_a_line_that_broke_does_not_spoil_the_end_of_a_request(database: Flask) -> None:
    """The answer is made by then; SQLite has no line."""
    if db.engine.dialect.name == "sqlite":
        return
    with database.app_context():
        mine = db.session.execute(sa.text("SELECT pg_backend_pid()")).scalar_one()
        with db.engine.connect() as other:
            other.execute(sa.text("SELECT pg_terminate_backend(:mine)"), {"mine": mine})
    with database.app_context():
        assert db.session.execute(sa.text("SELECT 1")).scalar_one() == 1


def test_a_broken_line_to_another_machine_is_noticed_soon_unless_the_url_says_otherwise() -> None:
    noticed = engine_options("postgresql+psycopg://wbs@db.dalam/wbs?connect_timeout=30")["connect_args"]
    assert "connect_timeout" not in noticed
    assert noticed["tcp_user_timeout"] <= 15_000 and "tcp_keepalives_idle" in noticed["options"]
