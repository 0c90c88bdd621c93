"""Levelling: every night tables are rewritten, so that raw files keep no order of arrival and nothing deleted.

Until the night the raw files show the order within that day (docs/SEALING.md says so). Knows tables, not meanings.
"""

import sqlalchemy as sa

from wbs.db import Base, db, end_reading, transaction

WRITTEN_BY_SEQUENCER = frozenset({"ledger_entry", "ledger_salt"})  # append-only, and no act writes them


def level() -> None:
    """Rewrites every table with random keys, gives freed pages back, and empties the write-ahead log."""
    if db.engine.dialect.name == "sqlite":
        _level_sqlite()
    else:
        _level_postgresql()


def random_tables() -> list[sa.Table]:
    """The tables that reporters touch: those without a rowid, but for the log, which is shuffled as it is written."""
    tables = (table for table in Base.metadata.sorted_tables if table.name not in WRITTEN_BY_SEQUENCER)
    return [table for table in tables if table.dialect_options["sqlite"]["with_rowid"] is False]


def _level_sqlite() -> None:
    end_reading()  # VACUUM waits for readers, and must not wait for us
    with db.engine.connect() as connection:
        cursor = connection.connection.cursor()
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.fetchall()


def _level_postgresql() -> None:
    """One new version of every row gives all the same xmin; CLUSTER writes them in the order of their random keys.

    In a transaction of its own: within the first one it would carry the old versions along, with their old xmin.
    """
    random = random_tables()
    for table in random:
        key = next(iter(table.primary_key.columns))
        with transaction() as session:
            session.execute(sa.update(table).values({key.name: key}))
        _cluster(table)
    for table in Base.metadata.sorted_tables:
        if table not in random and table.name not in WRITTEN_BY_SEQUENCER:
            _cluster(table)


def _cluster(table: sa.Table) -> None:
    """Another file, in which nothing is that was deleted."""
    with transaction() as session:
        session.execute(sa.text(f'CLUSTER "{table.name}" USING "{table.primary_key.name}"'))
