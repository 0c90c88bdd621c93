"""A database of another version: the program says so and what to do, before anything stumbles over it."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from tests.conftest import make_settings
from wbs.cli import main
from wbs.migrating import migrate, newest, other_revision

pytestmark = pytest.mark.one_database("Alembic's own table tells the revision, alike on both")


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(main, words, env={"WBS_VAR": str(folder), "DATABASE_URL": None})


@pytest.mark.parametrize("command", [("check",), ("serve",), ("ledger", "verify")])
def test_an_older_database_is_named_with_the_next_step(tmp_path: Path, command: tuple[str, ...]) -> None:
    settings = make_settings(tmp_path)
    migrate(settings, "0010")
    done = run(tmp_path, *command)
    assert done.exit_code == 1 and "susunan 0010" in done.output and "wbs migrate" in done.output
    done = run(tmp_path, "migrate")
    assert done.exit_code == 0 and newest() in done.output and "wbs check" in done.output
    assert other_revision(settings) is None


def test_a_newer_database_is_refused_too(tmp_path: Path) -> None:
    settings = make_settings(tmp_path)
    migrate(settings)
    engine = sa.create_engine(settings.database_url)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    assert "susunan 9999" in run(tmp_path, "outbox", "show").output


def test_asking_makes_no_database(tmp_path: Path) -> None:
    assert other_revision(make_settings(tmp_path)) is None
    assert not [*tmp_path.glob("*.db*")]
