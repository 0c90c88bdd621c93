"""A log in a real database of either kind, made by the migration itself, with real commits."""

import importlib.util
import shutil
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from flask import Flask

from wbs.db import db, engine_options, prepare_engine
from wbs.ledger.append import Pen

ZONE = ZoneInfo("Asia/Jakarta")
KEYS = {face: bytes([number]) * 32 for number, face in enumerate(("public", "staff", "worker"), start=1)}
MIGRATION = Path(__file__).parents[2] / "migrations/versions/0001_ledger.py"


def migration() -> ModuleType:
    spec = importlib.util.spec_from_file_location("migration_0001", MIGRATION)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def migrate(url: str | sa.URL, direction: str = "upgrade") -> None:
    engine = sa.create_engine(url)
    with engine.begin() as connection, Operations.context(MigrationContext.configure(connection)):
        getattr(migration(), direction)()
    engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "ledger.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def ledger_template(postgres_url: str) -> sa.URL:
    """The run's server; its database "template_ledger" holds the tables."""
    url = sa.make_url(postgres_url)
    _administer(url, "CREATE DATABASE template_ledger")
    migrate(url.set(database="template_ledger"))
    return url


def _administer(url: sa.URL, statement: str) -> None:
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(statement))
    engine.dispose()


@pytest.fixture
def fresh_sqlite(tmp_path: Path, sqlite_template: Path) -> str:
    shutil.copy(sqlite_template, tmp_path / "ledger.db")
    return f"sqlite:///{tmp_path / 'ledger.db'}"


@pytest.fixture
def fresh_postgresql(ledger_template: sa.URL) -> Iterator[str]:
    name = f"ledger_{uuid.uuid4().hex}"
    _administer(ledger_template, f"CREATE DATABASE {name} TEMPLATE template_ledger")
    yield ledger_template.set(database=name).render_as_string(hide_password=False)
    _administer(ledger_template, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def log(request: pytest.FixtureRequest) -> Iterator[Flask]:
    """An app whose database holds an empty log; its context is pushed."""
    url = request.getfixturevalue(f"fresh_{request.param}")
    app = Flask("ledger")
    app.config.update(SQLALCHEMY_DATABASE_URI=url, SQLALCHEMY_ENGINE_OPTIONS=engine_options(url))
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def keys() -> dict[str, bytes]:
    return dict(KEYS)


@pytest.fixture
def public_pen() -> Pen:
    return Pen("public", KEYS["public"], ZONE)


@pytest.fixture
def staff_pen() -> Pen:
    return Pen("staff", KEYS["staff"], ZONE)


@pytest.fixture
def worker_pen() -> Pen:
    return Pen("worker", KEYS["worker"], ZONE)


@pytest.fixture
def noon() -> datetime:
    """Monday 5 January 2026, 12:34:56 in Jakarta."""
    return datetime(2026, 1, 5, 5, 34, 56, 789, tzinfo=UTC)
