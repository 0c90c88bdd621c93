"""What lies in clear is told: docs/SEALING.md lists each column of each table that a thief of the database can read."""

import re

import sqlalchemy as sa

import wbs.app  # noqa: F401 - brings every table
from tests.house.source import ROOT
from wbs.db import Base

CHAPTER = re.compile(r"^## In clear$(.+?)^## ", re.DOTALL | re.MULTILINE)
ROW = re.compile(r"^\| `(\w+)` \| (.+?) \| .+ \|$", re.MULTILINE)


def told() -> dict[str, set[str]]:
    """Columns by table, as the chapter names them."""
    found = CHAPTER.search((ROOT / "docs/SEALING.md").read_text("utf-8"))
    assert found
    return {table: set(re.findall(r"`(\w+)`", columns)) for table, columns in ROW.findall(found[1])}


def lies_in_clear(column: sa.Column[object]) -> bool:
    """Whether a sealed one is there at all, tells something too."""
    return not column.name.startswith("sealed_") or bool(column.nullable)


def test_every_column_that_is_not_sealed_is_told() -> None:
    in_clear = {
        name: {column.name for column in table.columns if lies_in_clear(column)}
        for name, table in Base.metadata.tables.items()
    }
    assert told() == in_clear
