"""Rows that are sealed before a transaction opens, and written in it all at once. Knows no table's meaning."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any, NamedTuple

from wbs.db import Base, insert


class NewRow(NamedTuple):
    """A row to be inserted: nobody follows it afterwards, so it need not be an object of the session."""

    model: type[Base]
    values: dict[str, Any]


def new_row(model: type[Base], **values: Any) -> NewRow:
    return NewRow(model, values)


def insert_rows(rows: Iterable[NewRow]) -> None:
    """One statement for each run of rows of a table, in their order: what others refer to comes first."""
    for model, group in groupby(rows, lambda row: row.model):
        insert(model, *(row.values for row in group))
