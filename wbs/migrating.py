"""Bringing a database to the newest revision of migrations/."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from wbs.config import Settings
from wbs.db import engine_options, prepare_engine, queueing

REVISIONS = Path(__file__).parents[1] / "migrations"


def migrate(settings: Settings, revision: str = "head") -> None:
    """Applies what is missing; nothing happens on a database that is up to date."""
    settings.var_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _engine(settings) as engine:
        prepare_engine(engine)
        if _revision_of(engine) != (newest() if revision == "head" else revision):
            with engine.connect() as connection, queueing():
                _upgrade(connection, revision)


def newest() -> str:
    """The number of the last revision: they are numbered in order (a house test holds that)."""
    return max(path.name[:4] for path in (REVISIONS / "versions").glob("[0-9]*.py"))


def other_revision(settings: Settings) -> str | None:
    """The revision of a database that is older or newer than this program. None when it fits, and when there is none
    or it does not answer: that is told by whoever needs it."""
    if _is_no_file(settings):
        return None
    try:
        with _engine(settings) as engine:
            found = _revision_of(engine)
    except sa.exc.SQLAlchemyError:
        return None
    return None if found == newest() else found


def is_empty(settings: Settings) -> bool:
    """Whether nothing was ever made in it. Raises SQLAlchemyError when it does not answer."""
    with _engine(settings) as engine:
        return _revision_of(engine) is None


def is_untouched(settings: Settings) -> bool:
    """Whether it holds no table at all, ours or anybody's. Raises SQLAlchemyError when it does not answer."""
    if _is_no_file(settings):
        return True
    with _engine(settings) as engine:
        return not sa.inspect(engine).get_table_names()


@contextmanager
def _engine(settings: Settings) -> Iterator[sa.Engine]:
    """One of its own, before there is an application; nothing of it stays open."""
    engine = sa.create_engine(settings.database_url, **engine_options(settings.database_url))
    try:
        yield engine
    finally:
        engine.dispose()


def _is_no_file(settings: Settings) -> bool:
    """A file of SQLite that is not there yet: to ask it anything would make it."""
    url = sa.make_url(settings.database_url)
    return url.get_backend_name() == "sqlite" and not Path(url.database or "").exists()


def _revision_of(engine: sa.Engine) -> str | None:
    if not sa.inspect(engine).has_table("alembic_version"):
        return None
    with engine.connect() as connection:
        return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(connection: sa.Connection, revision: str) -> None:
    from alembic import command  # noqa: PLC0415 - a tenth of the start and ten megabytes, on one start in a hundred
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(REVISIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
