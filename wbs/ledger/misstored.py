"""Rows that no driver reads back: SQLite keeps whatever somebody writes, text among bytes and a word for a day.

Decides which values are of their column's kind, and names the rest by table, key and column. PostgreSQL refuses such
values, so there every row is sound. Knows no meaning: what is sound may still be forged.
"""

import functools
import operator
from collections.abc import Iterator
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session

from wbs.db import AwareTime, Base, db, table_of
from wbs.ledger.vocabulary import REALMS

Holds = sa.ColumnElement[bool]
Executes = sa.Connection | Session
_MOMENT = "0000-00-00 00:00:00.000000".replace("0", "[0-9]")
_UUID = "[0-9a-f]" * 32
_FIRST_YEAR = "0001"


def of_realm(column: Any, realm: str) -> Holds:
    """Of this realm, or of none: a row whose realm was changed is nobody's otherwise, and nobody would name it."""
    return column.not_in([other for other in REALMS if other != realm])


def is_sound(model: type[Base]) -> Holds:
    """Whether every value of the row is of its column's kind."""
    return _is_sound(table_of(model), db.engine.dialect.name)


def is_of_kind(column: Any) -> Holds:
    """The same of one column."""
    return _fits(column) if db.engine.dialect.name == "sqlite" else sa.true()


def as_bytes(column: Any) -> sa.ColumnElement[Any]:
    """The value as the driver has it, which both give as bytes; what SQLite has of another kind is an empty one."""
    raw = sa.type_coerce(column, sa.types.NULLTYPE)
    if db.engine.dialect.name != "sqlite":
        return raw
    return sa.case((sa.func.typeof(raw).in_(("blob", "null")), raw), else_=sa.literal_column("x''"))


def misstored(session: Executes, model: type[Base], *where: Holds) -> Iterator[str]:
    """Of each row that is not sound: its table, its key, and the columns that are at fault."""
    if db.engine.dialect.name != "sqlite":
        return
    for row in session.execute(_asked_of(table_of(model)).where(*where, ~is_sound(model))):
        *key, wrong = row
        yield f"{table_of(model).name} {' '.join(map(str, key))}: {wrong[2:]}"


@cache
def _is_sound(table: sa.Table, dialect: str) -> Holds:
    return _written(sa.and_(*map(_fits, table.columns)), sa.Boolean()) if dialect == "sqlite" else sa.true()


@cache
def _asked_of(table: sa.Table) -> sa.Select[Any]:
    """The key, as hex where it is at fault itself, and the columns that are, each after a comma."""
    raw = {column: sa.type_coerce(column, sa.types.NULLTYPE) for column in table.primary_key}
    key = [sa.case((_fits(column), raw[column]), else_=sa.literal("x") + sa.func.hex(raw[column])) for column in raw]
    wrong = [sa.case((_fits(column), ""), else_=f", {column.name}") for column in table.columns]
    return sa.select(*map(_written, key), _written(functools.reduce(operator.add, wrong))).select_from(table)


def _written(told: sa.ColumnElement[Any], kind: Any = sa.types.NULLTYPE) -> sa.ColumnElement[Any]:
    """The same in SQL, worked out once: of sixty terms SQLAlchemy asks each time which of them it knows."""
    sql = told.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})  # type: ignore[no-untyped-call]
    return sa.literal_column(f"({sql})", kind)


def _fits(column: sa.Column[Any]) -> Holds:
    raw = sa.type_coerce(column, sa.types.NULLTYPE)
    fits = _of_kind(raw, column.type)
    return sa.or_(raw.is_(None), fits) if column.nullable else fits


def _of_kind(raw: sa.ColumnElement[Any], kind: sa.types.TypeEngine[Any]) -> Holds:
    match kind:
        case sa.LargeBinary():
            return sa.func.typeof(raw) == "blob"
        case sa.Boolean():
            return sa.and_(sa.func.typeof(raw) == "integer", raw.in_((0, 1)))
        case sa.Integer():
            return sa.func.typeof(raw) == "integer"
        case sa.Uuid() | sa.Date() | AwareTime() | sa.String():
            return sa.and_(_is_plain(raw), *_is_written_as(raw, kind))
    raise TypeError(f"no rule for {kind!r}")


def _is_written_as(raw: sa.ColumnElement[Any], kind: sa.types.TypeEngine[Any]) -> tuple[Holds, ...]:
    match kind:
        case sa.Uuid():
            return (raw.op("GLOB")(_UUID),)
        case sa.Date():
            return raw >= _FIRST_YEAR, raw.op("IS")(sa.func.date(raw))  # no such day: another, or NULL
        case AwareTime():
            second = sa.func.substr(raw, 1, 19).op("IS")(sa.func.datetime(raw))
            return raw >= _FIRST_YEAR, raw.op("GLOB")(_MOMENT), second
    return ()


def _is_plain(raw: sa.ColumnElement[Any]) -> Holds:
    """Text of printable ASCII, as all keys, numbers and hashes are. GLOB ends at a NUL, so lengths are compared too."""
    whole = sa.func.length(raw) == sa.func.length(sa.cast(raw, sa.LargeBinary))
    return sa.and_(sa.func.typeof(raw) == "text", whole, raw.op("NOT GLOB")("*[^ -~]*"))
