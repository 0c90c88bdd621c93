"""Migrations make the tables of the records, with data in them and back, on both databases."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask

from tests.builders import a_filed_report
from tests.cases.life import a_closed_case
from wbs.app import create_app
from wbs.config import Settings
from wbs.db import Base, db
from wbs.intake.filing import Extras
from wbs.migrating import REVISIONS, migrate

VERSIONS = sorted((REVISIONS / "versions").glob("*.py"))


def config() -> Config:
    found = Config()
    found.set_main_option("script_location", str(REVISIONS))
    return found


def downgrade(settings: Settings, revision: str = "base") -> None:
    engine = sa.create_engine(settings.database_url)
    with engine.connect() as connection:
        found = config()
        found.attributes["connection"] = connection
        command.downgrade(found, revision)
    engine.dispose()


def tables(settings: Settings) -> set[str]:
    engine = sa.create_engine(settings.database_url)
    names = set(sa.inspect(engine).get_table_names())
    engine.dispose()
    return names


def test_the_database_is_what_the_records_say(database: Flask) -> None:
    with db.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_there_is_one_line_of_numbered_revisions() -> None:
    script = ScriptDirectory.from_config(config())
    line = [revision.revision for revision in script.walk_revisions()][::-1]
    assert line == [f"{count:04}" for count in range(1, len(VERSIONS) + 1)]
    assert [path.name[:4] for path in VERSIONS] == line
    assert len(script.get_heads()) == len(script.get_bases()) == 1


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: path.stem)
def test_each_says_in_one_sentence_why(path: Path) -> None:
    said = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    assert 20 < len(said) < 200
    assert said.endswith(".")
    assert "\n" not in said


def test_it_goes_down_and_up_again_with_data_in_the_tables(database: Flask) -> None:
    settings: Settings = database.extensions["wbs"].settings
    a_closed_case(database.extensions["wbs"])
    a_filed_report(database.extensions["wbs"], extras=Extras(contact="ratna@surel.example", identity="Ratna"))
    filled = tables(settings)
    db.session.remove()
    db.engine.dispose()
    for revision in ["base", *(path.name[:4] for path in VERSIONS)]:
        if revision == "base":
            downgrade(settings)
            assert tables(settings) - {"alembic_version"} == set()
        else:
            migrate(settings, revision)
    assert tables(settings) == filled
    migrate(settings)


def test_one_step_down_leaves_what_lies_below(database: Flask) -> None:
    """The last revision is taken back with data in all tables; cases stay readable rows."""
    settings: Settings = database.extensions["wbs"].settings
    a_filed_report(database.extensions["wbs"])
    count = sa.text("SELECT count(*) FROM case_file")
    before = db.session.execute(count).scalar_one()
    db.session.remove()
    db.engine.dispose()
    downgrade(settings, "0005")
    migrate(settings)
    with db.engine.connect() as connection:
        assert connection.execute(count).scalar_one() == before == 1
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_an_empty_database_comes_to_the_same(tmp_path: Path, settings: Settings) -> None:
    fresh = replace(settings, database_url=f"sqlite:///{tmp_path / 'fresh.db'}")
    migrate(fresh)
    migrate(fresh)
    app = create_app(replace(settings, database_url=fresh.database_url))
    with app.app_context():
        with db.engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
        db.engine.dispose()
