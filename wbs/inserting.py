"""Rows written as they are: a table's statement, and how its values are told to the driver, are worked out once.

SQLAlchemy asks each time whether a statement is known, what its parameters are called, which of them are missing and
what it returns. For plain rows nothing of that changes. Knows no table and no transaction.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import sqlalchemy as sa


@dataclass(frozen=True)
class Insert:
    """`columns` in the driver's order; `given` are those that a row may leave out."""

    sql: str
    columns: tuple[tuple[str, Callable[[Any], Any] | None], ...]
    given: Mapping[str, Any] = field(default_factory=dict)
    is_positional: bool = True

    def values(self, row: Mapping[str, Any]) -> tuple[Any, ...] | dict[str, Any]:
        """Raises KeyError for a column that is missing."""
        whole = {**self.given, **row} if self.given else row
        if self.is_positional:
            return tuple([tell(whole[name]) if tell else whole[name] for name, tell in self.columns])
        return {name: tell(whole[name]) if tell else whole[name] for name, tell in self.columns}


def insert(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Writes `rows`, at least one, all of them with the same columns. Raises KeyError, ValueError if they have not."""
    if any(len(row) != len(rows[0]) for row in rows):
        raise ValueError("rows with different columns")
    made = _insert(connection.dialect, table, tuple(rows[0]))
    connection.exec_driver_sql(made.sql, [made.values(row) for row in rows])


@lru_cache(maxsize=256)
def _insert(dialect: sa.Dialect, table: sa.Table, named: tuple[str, ...]) -> Insert:
    given = {column.name: _given(column) for column in table.columns if column.default and column.name not in named}
    compiled = sa.insert(table).compile(dialect=dialect, column_keys=[*named, *given])
    names = compiled.positiontup if dialect.positional else [*named, *given]
    columns = tuple((name, table.c[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in names or ())
    return Insert(str(compiled), columns, given, dialect.positional)


def _given(column: sa.Column[Any]) -> Any:
    if not column.default.is_scalar:
        raise TypeError(f"{column} is to be given")
    return column.default.arg
