"""Reads the frames of an archive into an empty database, and its files to whoever takes them.

Believes nothing: a table or column that the revision does not have, a row that does not fit, a count that differs and a
frame out of place are all `Unreadable`, and the open transaction ends without a trace.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import sqlalchemy as sa

from wbs.crypto.archive import OtherVersion
from wbs.crypto.failures import Unreadable
from wbs.keeping.frames import BEGIN, END, FILE, FILE_END, PIECE, ROWS, TABLE, Frame, parsed
from wbs.keeping.saving import FORMAT
from wbs.keeping.tables import LEFT_OUT
from wbs.keeping.values import KINDS, from_json
from wbs.migrating import newest

NOT_A_ROW = (
    sa.exc.IntegrityError, sa.exc.DataError, sa.exc.InterfaceError, sa.exc.ProgrammingError,
    LookupError, TypeError, ValueError, ArithmeticError,
)  # fmt: skip


@dataclass(frozen=True)
class About:
    """The first frame: which tables to expect, and of when they are."""

    revision: str
    made_at: datetime


class Files(Protocol):
    """Takes the files one after the other. A second `begin` before `end` means: from the beginning."""

    def begin(self, name: str) -> None: ...

    def write(self, piece: bytes) -> None: ...

    def end(self, sha256: str, size: int) -> None: ...


def read_about(frames: Iterable[Frame]) -> About:
    """Raises OtherVersion when a newer program made it, Unreadable."""
    letter, payload = next(iter(frames))
    about = parsed(payload)
    if letter != BEGIN or not isinstance(about, dict) or not re.fullmatch(r"\d{4}", str(about.get("revision"))):
        raise Unreadable
    if about.get("format") != FORMAT or about["revision"] > newest():
        raise OtherVersion
    try:
        return About(about["revision"], datetime.fromisoformat(about["made_at"]))
    except (LookupError, TypeError, ValueError):
        raise Unreadable from None


def read_files(frames: Iterable[Frame], files: Files) -> None:
    """The files alone: the rows were read before."""
    for letter, payload in frames:
        give(files, letter, payload)


def give(files: Files, letter: bytes, payload: bytes) -> None:
    if letter == FILE:
        files.begin(parsed(payload)["name"])
    elif letter == PIECE:
        files.write(payload)
    elif letter == FILE_END:
        ended = parsed(payload)
        files.end(ended["sha256"], ended["size"])


class Filling:
    """One pass over the frames behind the first: rows go into the database, files are given on."""

    def __init__(self, connection: sa.Connection, files: Files) -> None:
        self._connection, self._files = connection, files
        self._inspector = sa.inspect(connection)
        self._tables = set(self._inspector.get_table_names()) - LEFT_OUT.keys()
        self._columns: Mapping[str, str] = {}
        self._name = ""
        self._insert: sa.Insert | None = None
        self._ended = False
        self.rows: dict[str, int] = {}
        self.heads: dict[str, tuple[int, str]] = {}
        self.broken: list[str] = []

    def take_all(self, frames: Iterable[Frame]) -> None:
        """Raises Unreadable."""
        try:
            for letter, payload in frames:
                self._take(letter, payload)
        except NOT_A_ROW:
            raise Unreadable from None
        if not self._ended:
            raise Unreadable

    def _take(self, letter: bytes, payload: bytes) -> None:
        if letter == BEGIN or self._ended:
            raise Unreadable
        if letter == TABLE:
            self._begin_table(parsed(payload))
        elif letter == ROWS:
            self._add(parsed(payload))
        elif letter == END:
            self._end(parsed(payload))
        else:
            give(self._files, letter, payload)

    def _begin_table(self, said: dict[str, Any]) -> None:
        name, columns = said["name"], {column: kind for column, kind in said["columns"]}
        if name not in self._tables or name in self.rows:
            raise Unreadable
        if not columns.keys() <= {column["name"] for column in self._inspector.get_columns(name)}:
            raise Unreadable
        typed = [sa.column(column, KINDS[kind].type) for column, kind in columns.items()]
        self._name, self._columns, self.rows[name] = name, columns, 0
        self._insert = sa.insert(sa.table(name, *typed))

    def _add(self, rows: list[Any]) -> None:
        if self._insert is None or not rows:
            raise Unreadable
        self._connection.execute(self._insert, [from_json(self._columns, row) for row in rows])
        self.rows[self._name] += len(rows)

    def _end(self, said: dict[str, Any]) -> None:
        if said["rows"] != self.rows:
            raise Unreadable
        self.heads = {realm: (size, root) for realm, (size, root) in said["heads"].items()}
        self.broken = list(said["broken"])
        self._ended = True
