"""What the database tells of a write, alike on both."""

from uuid import UUID

import sqlalchemy as sa
from flask import Flask

from wbs.db import db, engine_options, insert_new, transaction, writing
from wbs.ledger.records import CasePseudonym


def test_an_insert_says_whether_the_row_is_new(database: Flask) -> None:
    row = {"case_id": UUID(int=1), "pseudonym": "ab" * 16}
    with transaction():
        counts = [writing().execute(insert_new(CasePseudonym.__table__), row).rowcount for _ in range(2)]
    assert counts == [1, 0]


def test_a_line_that_broke_does_not_spoil_the_end_of_a_request(database: Flask) -> None:
    """The answer is made by then; SQLite has no line."""
    if db.engine.dialect.name == "sqlite":
        return
    with database.app_context():
        mine = db.session.execute(sa.text("SELECT pg_backend_pid()")).scalar_one()
        with db.engine.connect() as other:
            other.execute(sa.text("SELECT pg_terminate_backend(:mine)"), {"mine": mine})
    with database.app_context():
        assert db.session.execute(sa.text("SELECT 1")).scalar_one() == 1


def test_a_broken_line_to_another_machine_is_noticed_soon_unless_the_url_says_otherwise() -> None:
    noticed = engine_options("postgresql+psycopg://wbs@db.dalam/wbs?connect_timeout=30")["connect_args"]
    assert "connect_timeout" not in noticed
    assert noticed["tcp_user_timeout"] <= 15_000 and "tcp_keepalives_idle" in noticed["options"]
