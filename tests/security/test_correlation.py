"""Where a row lies tells nothing about when it came: ids, rows on disk and the log against the order of arrival."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.builders import a_filed_report, a_report
from tests.conftest import NOW
from wbs.app import sequence_nights
from wbs.cases.records import Case
from wbs.db import db
from wbs.intake.filing import Extras
from wbs.ledger.read import entries, pseudonyms
from wbs.levelling import level, random_tables

pytestmark = pytest.mark.twice_in_drill

REPORTS = 50
CHANCE = 0.7  # of fifty, further from nothing than one in a million


def correlation(places: Sequence[int]) -> float:
    """Of two orders of the same things: `places[i]` is where the i-th to come stands."""
    middle = (len(places) - 1) / 2
    spread = sum((place - middle) ** 2 for place in range(len(places)))
    return abs(sum((came - middle) * (place - middle) for came, place in enumerate(places))) / spread


def ranks(values: Sequence[Any]) -> list[int]:
    order = sorted(range(len(values)), key=values.__getitem__)
    return [order.index(count) for count in range(len(values))]


def as_stored(table: str, column: str) -> list[Any]:
    """The column as a reader of the raw file would find it, each value once."""
    order = {"sqlite": "", "postgresql": " ORDER BY ctid"}[db.engine.dialect.name]
    column_type = sa.Uuid() if column.endswith("id") else sa.LargeBinary()
    query = sa.text(f"SELECT {column} FROM {table}{order}").columns(sa.column(column, column_type))
    return list(dict.fromkeys(db.session.execute(query).scalars()))


def test_the_measure_sees_an_order() -> None:
    assert correlation(list(range(REPORTS))) == correlation(list(reversed(range(REPORTS)))) == 1
    assert correlation([count * 7 % REPORTS for count in range(REPORTS)]) < CHANCE


def test_no_table_keeps_the_order_of_arrival(database: Flask) -> None:
    instance = database.extensions["wbs"]
    extras = Extras(contact="ratna@surel.example", identity="Ratna")
    urgent = a_report(flags=frozenset({"hilang_7_hari"}))
    came = [a_filed_report(instance, urgent, extras).case_id for _ in range(REPORTS)]
    sequence_nights(instance, NOW + timedelta(days=1))
    level()
    db.session.rollback()
    found = {
        table.name: correlation([_first(as_stored(table.name, "case_id"), case_id) for case_id in came])
        for table in db.metadata.sorted_tables
        if "case_id" in table.columns and db.session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
    }
    found["case_file"] = correlation([_first(as_stored("case_file", "id"), case_id) for case_id in came])
    numbers = dict(db.session.execute(sa.select(Case.id, Case.number)).all())
    found["numbers"] = correlation(ranks([numbers[case_id] for case_id in came]))
    found["ids"] = correlation(ranks(came))
    found["log"] = correlation(ranks(_places_in_log(came)))
    assert len(found) > 10
    assert {name: value for name, value in found.items() if value > CHANCE} == {}


def _first(stored: list[UUID], case_id: UUID) -> int:
    return stored.index(case_id)


def _places_in_log(came: list[UUID]) -> list[int]:
    names = pseudonyms()
    opened = {entry.case: seq for seq, entry in entries("main", {"case:opened"})}
    return [opened[names[case_id]] for case_id in came]


def test_levelling_leaves_no_older_version_of_a_row_in_the_file(database: Flask) -> None:
    """PostgreSQL keeps what was updated until somebody tidies up, with the number of the transaction that wrote it."""
    if db.engine.dialect.name != "postgresql":
        return
    for _ in range(40):
        a_filed_report(database.extensions["wbs"], extras=Extras(contact="ratna@surel.example"))
    sizes = _sizes()
    level()
    doubled = [name for name, size in _sizes().items() if size > 1.5 * sizes[name]]
    assert doubled == []


def _sizes() -> dict[str, int]:
    db.session.rollback()
    return {
        table.name: db.session.execute(sa.text(f"SELECT pg_relation_size('{table.name}')")).scalar_one()
        for table in random_tables()
    }
