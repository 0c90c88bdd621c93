"""The tables of the organisation in a real database of either kind, made by the migration itself."""

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from flask import Flask

from wbs.db import db, engine_options, prepare_engine

MIGRATION = Path(__file__).parents[2] / "migrations/versions/0003_organisation.py"


def migrate(engine: sa.Engine, direction: str) -> None:
    spec = importlib.util.spec_from_file_location("migration_0003", MIGRATION)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with engine.begin() as connection, Operations.context(MigrationContext.configure(connection)):
        getattr(module, direction)()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def tables(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    """An app context over a database with these tables, empty; on PostgreSQL they are taken down again."""
    is_sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'units.db'}" if is_sqlite else request.getfixturevalue("postgres_url")
    app = Flask("organisation")
    app.config.update(SQLALCHEMY_DATABASE_URI=url, SQLALCHEMY_ENGINE_OPTIONS=engine_options(url))
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
        migrate(db.engine, "upgrade")
        yield db.engine
        db.session.remove()
        migrate(db.engine, "downgrade")
        db.engine.dispose()
