"""Rows written without SQLAlchemy's way come to the same as rows written by it, on both databases."""

import dataclasses
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Mapped, mapped_column

from wbs.cases.records import Grant
from wbs.db import Base, at_end, db, insert, table_of, transaction, writing
from wbs.inserting import _insert
from wbs.ledger.records import CasePseudonym
from wbs.outbox.records import Notice

RELEASE = datetime(2026, 11, 22, 17, 30, tzinfo=timezone(timedelta(hours=7)))


def notice(**more: Any) -> dict[str, Any]:
    return {"id": uuid4(), "realm": "main", "kind": "mail", "recipient": UUID(int=7), "release_at": RELEASE, **more}


def stored(model: type[Base]) -> list[dict[str, Any]]:
    rows = db.session.execute(sa.select(table_of(model))).mappings()
    return sorted(map(dict, rows), key=lambda row: str(row["id"]))


def test_it_comes_to_the_same(database: Flask) -> None:
    quick, slow = notice(), notice(state="parked", lease_until=None)
    with transaction():
        insert(Notice, quick)
        insert(Notice, slow, notice(id=UUID(int=1), state="sent", lease_until=RELEASE))
    as_quick = stored(Notice)
    with transaction():
        writing().execute(sa.delete(Notice))
        writing().execute(sa.insert(Notice), [quick])
        writing().execute(sa.insert(Notice), [slow, notice(id=UUID(int=1), state="sent", lease_until=RELEASE)])
    assert as_quick == stored(Notice)
    assert {row["state"] for row in as_quick} == {"waiting", "parked", "sent"}
    assert {row["release_at"] for row in as_quick} == {RELEASE.astimezone(UTC)}


def test_what_waits_for_the_end_is_written_with_the_rest_or_not_at_all(database: Flask) -> None:
    with transaction():
        at_end(Notice, notice())
        assert db.session.execute(sa.select(sa.func.count()).select_from(Notice)).scalar_one() == 0
        at_end(Notice, notice())
    assert len(stored(Notice)) == 2
    with pytest.raises(ZeroDivisionError), transaction():
        insert(Notice, notice())
        at_end(Notice, notice())
        raise ZeroDivisionError
    db.session.rollback()
    assert len(stored(Notice)) == 2


def test_rows_with_different_columns_are_not_written_together(database: Flask) -> None:
    for other in (notice(state="sent"), {name: value for name, value in notice().items() if name != "kind"}):
        with pytest.raises(ValueError, match="different columns"), transaction():
            insert(Notice, notice(), other)
    db.session.rollback()
    assert stored(Notice) == []


def test_a_row_that_lacks_something_is_not_written(database: Flask) -> None:
    row = {"case_id": uuid4(), "pseudonym": "ab" * 16}
    for rows in ([row, {"case_id": uuid4()}], [{"case_id": uuid4()}]):
        with pytest.raises((KeyError, ValueError, sa.exc.IntegrityError)), transaction():
            insert(CasePseudonym, *rows)
    db.session.rollback()
    assert db.session.execute(sa.select(CasePseudonym)).all() == []


def test_types_that_only_one_driver_knows(database: Flask) -> None:
    """Days, truth values and bytes, as each of the two is told them."""
    made = _insert(db.engine.dialect, table_of(Grant), ("id", "turn_due_on", "is_reserve", "sealed_case_key"))
    assert dict(made.given) == {"holds": False, "is_confirmed": False}
    told = made.values(
        {"id": UUID(int=1), "turn_due_on": date(2026, 1, 2), "is_reserve": True, "sealed_case_key": b"\0"}
    )
    values = told if isinstance(told, dict) else dict(zip([name for name, _ in made.columns], told, strict=True))
    expected = {
        "id": UUID(int=1), "turn_due_on": date(2026, 1, 2), "is_reserve": True, "sealed_case_key": b"\0",
        "holds": False, "is_confirmed": False,
    }  # fmt: skip
    if db.engine.dialect.name == "sqlite":
        expected |= {"id": UUID(int=1).hex, "turn_due_on": "2026-01-02"}
    assert {name: bytes_or_itself(value) for name, value in values.items()} == expected
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.sql = ""  # type: ignore[misc]


def bytes_or_itself(value: Any) -> Any:
    raw = getattr(value, "obj", value)  # psycopg wraps it, SQLite's driver looks at it
    return bytes(raw) if isinstance(raw, memoryview) else raw


def test_what_would_be_worked_out_for_each_row_is_to_be_given(database: Flask) -> None:
    class Drawn(sa.orm.DeclarativeBase): ...

    class Lot(Drawn):
        __tablename__ = "lot"
        id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
        name: Mapped[str]

    with pytest.raises(TypeError, match="lot"):
        _insert(db.engine.dialect, Lot.__table__, ("name",))
