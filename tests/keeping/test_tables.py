"""A new table does not go unnoticed: somebody decides whether backups carry it."""

import sqlalchemy as sa

import wbs.app  # noqa: F401 - brings every table
from wbs.db import Base
from wbs.keeping.saving import HELD, kept_tables
from wbs.keeping.tables import KEPT, LEFT_OUT
from wbs.keeping.values import KINDS, kind_of


def test_every_table_is_kept_or_left_out_and_says_why() -> None:
    """A table of yours is named here? Write it into one of the lists of wbs/keeping/tables.py, with the reason."""
    undecided = Base.metadata.tables.keys() - KEPT.keys() - LEFT_OUT.keys()
    assert undecided == set()
    assert KEPT.keys() | LEFT_OUT.keys() == Base.metadata.tables.keys() | {"alembic_version"}
    assert KEPT.keys() & LEFT_OUT.keys() == set()
    assert all((*KEPT.values(), *LEFT_OUT.values()))


def test_nothing_of_a_session_is_kept() -> None:
    assert [name for name in KEPT if "session" in name] == []


def test_nothing_kept_refers_to_what_is_left_out() -> None:
    wanted = {key.column.table.name for table in kept_tables() for key in table.foreign_keys}
    assert wanted <= KEPT.keys()


def test_every_column_can_be_written_down() -> None:
    assert {kind_of(column) for table in kept_tables() for column in table.columns} <= KINDS.keys()


def test_no_table_counts_by_itself() -> None:
    """A sequence would have to be set after a restore."""
    counting = [
        table.name
        for table in kept_tables()
        if table.autoincrement_column is not None and isinstance(table.autoincrement_column.type, sa.Integer)
        and not table.autoincrement_column.foreign_keys
    ]  # fmt: skip
    assert counting == []


def test_what_is_remembered_of_a_file_is_small() -> None:
    assert HELD.size < 100
