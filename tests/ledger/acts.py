"""Acts for the tests, as the rest of the house would record them, and the hand of an administrator."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from wbs.db import db, transaction
from wbs.ledger.append import Pen, record
from wbs.ledger.sequence import Sequenced, sequence

OFFICER = "5f0c9d3e-8a4b-4a6f-9c1d-2e7b8a9c0d1e"
HASH = "ab" * 32
ZONE = ZoneInfo("Asia/Jakarta")


def open_case(pen: Pen, now: datetime, realm: str = "main") -> uuid.UUID:
    case_id = uuid.uuid4()
    with transaction():
        record(pen, realm, "case:opened", now, case_id, commitment=HASH, due_on="2026-04-01")
    return case_id


def read_report(pen: Pen, now: datetime, case_id: uuid.UUID, realm: str = "main") -> None:
    with transaction():
        record(pen, realm, "case:report:read", now, case_id, by=OFFICER)


def tick(keys: Mapping[str, bytes], now: datetime, realm: str = "main") -> Sequenced:
    with transaction():
        return sequence(realm, keys, "tick", now.astimezone(ZONE))


def night_after(keys: Mapping[str, bytes], now: datetime, realm: str = "main") -> Sequenced:
    with transaction():
        return sequence(realm, keys, "night", now.astimezone(ZONE) + timedelta(days=1))


def a_log(public: Pen, staff: Pen, keys: Mapping[str, bytes], now: datetime) -> uuid.UUID:
    """Five entries of the night and three of the tick; the case that has most of them."""
    case_id = [open_case(public, now) for _ in range(5)][-1]
    for minutes in range(3):
        read_report(staff, now + timedelta(minutes=minutes), case_id)
    night_after(keys, now)
    tick(keys, now)
    return case_id


def tamper(statement: str, **values: Any) -> int:
    """What somebody with the database's password does: the triggers are off meanwhile. Returns the rows changed."""
    with db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("ALTER TABLE ledger_entry DISABLE TRIGGER USER"))
        else:
            connection.execute(sa.text("DROP TRIGGER IF EXISTS ledger_entry_no_update"))
            connection.execute(sa.text("DROP TRIGGER IF EXISTS ledger_entry_no_delete"))
        changed = connection.execute(sa.text(statement), values).rowcount
        connection.commit()
    return changed


def rows(query: str, **values: Any) -> list[tuple[Any, ...]]:
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.text(query), values)]
