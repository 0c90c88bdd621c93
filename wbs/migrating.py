"""Bringing a database to the newest revision of migrations/."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from wbs.config import Settings
from wbs.db import engine_options, prepare_engine

REVISIONS = Path(__file__).parents[1] / "migrations"


def migrate(settings: Settings, revision: str = "head") -> None:
    """Applies what is missing; nothing happens on a database that is up to date."""
    settings.var_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = sa.create_engine(settings.database_url, **engine_options(settings.database_url))
    prepare_engine(engine)
    config = Config()
    config.set_main_option("script_location", str(REVISIONS))
    try:
        with engine.connect() as connection:
            config.attributes["connection"] = connection.execution_options(wbs_writes=True)
            command.upgrade(config, revision)
    finally:
        engine.dispose()
