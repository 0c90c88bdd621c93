"""Levelling: what reporters touched is rewritten every night, so that raw files keep no order of arrival.

Until the night the raw files show the order within that day (docs/SEALING.md says so). Knows tables, not meanings.
"""

import sqlalchemy as sa

from wbs.db import Base, db, transaction


def level() -> None:
    """Rewrites every table with random keys, gives freed pages back, and empties the write-ahead log."""
    if db.engine.dialect.name == "sqlite":
        _level_sqlite()
    else:
        _level_postgresql()


def random_tables() -> list[sa.Table]:
    """The tables that reporters touch: those without a rowid."""
    tables = Base.metadata.sorted_tables
    return [table for table in tables if table.dialect_options["sqlite"]["with_rowid"] is False]


def _level_sqlite() -> None:
    db.session.rollback()  # VACUUM waits for readers, and must not wait for us
    with db.engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("VACUUM")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _level_postgresql() -> None:
    """One new version of every row gives all the same xmin; CLUSTER writes them in the order of their random keys."""
    for table in random_tables():
        key = next(iter(table.primary_key.columns))
        with transaction() as session:
            session.execute(sa.update(table).values({key.name: key}))
            session.execute(sa.text(f'CLUSTER "{table.name}" USING "{table.primary_key.name}"'))
