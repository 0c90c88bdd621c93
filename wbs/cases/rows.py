"""Rows that are sealed before a transaction opens, and written in it all at once. Knows no table's meaning."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any, NamedTuple, cast

import sqlalchemy as sa

from wbs.db import Base, insert_into, writing


class NewRow(NamedTuple):
    """A row to be inserted: nobody follows it afterwards, so it need not be an object of the session."""

    table: sa.Table
    values: dict[str, Any]


def new_row(model: type[Base], **values: Any) -> NewRow:
    return NewRow(cast(sa.Table, model.__table__), values)


def insert_rows(rows: Iterable[NewRow]) -> None:
    """One statement for each run of rows of a table, in their order: what others refer to comes first."""
    connection = writing()
    for table, group in groupby(rows, lambda row: row.table):
        connection.execute(insert_into(table), [row.values for row in group])
