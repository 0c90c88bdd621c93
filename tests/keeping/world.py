"""An installation with something in every table that matters, an empty one beside it, and the commands between them."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from click.testing import CliRunner, Result
from flask import Flask

from tests.builders import Filed, a_filed_report, an_open_case
from tests.cases.life import OFFICER, a_closed_case, mailbox_of
from tests.cases.uploads import attach_as_reporter
from tests.conftest import NOW
from tests.databases import new_database
from wbs.app import create_app
from wbs.cases.access import hold
from wbs.cases.conversing import ask_reporter, write_note
from wbs.cases.examining import take
from wbs.cli import main
from wbs.config import Settings
from wbs.db import db
from wbs.intake.filing import Extras
from wbs.intake.mailbox import answer
from wbs.keeping.saving import kept_tables
from wbs.runtime.periodic import run_night, run_tick
from wbs.staff.instance import Instance

ANSWER, NOTE = "Uangnya diminta tunai.", "Saksi kedua belum ditanya."
EVIDENCE, ORIGINAL = b"bersih" * 30_000, b"asli" * 10
Rows = dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Life:
    """What was done, so that it can be looked for after a restore."""

    open: Filed  # with letters, a note and a file with its original
    closed: Filed
    named: Filed  # with contact and identity, filed after the last night: its entries still wait


def live(app: Flask) -> Life:
    instance: Instance = app.extensions["wbs"]
    filed, (officer,) = an_open_case(instance, OFFICER)
    take(instance, officer, filed.case_id, NOW)
    ask_reporter(instance, officer, filed.case_id, "Bagaimana uangnya diserahkan?", NOW)
    write_note(instance, officer, filed.case_id, NOTE, NOW)
    answer(instance, mailbox_of(instance, filed, NOW + timedelta(minutes=2)), ANSWER, "", NOW + timedelta(minutes=2))
    held = hold(officer, filed.case_id)
    attach_as_reporter(instance, held.key, filed.case_id, "bukti.txt", EVIDENCE, ORIGINAL)
    closed = a_closed_case(instance)[0]
    db.session.remove()
    assert run_tick(app, NOW + timedelta(days=1)) == run_night(app, NOW + timedelta(days=1)) == []
    extras = Extras(contact="ratna@surel.example", identity="Ratna")
    named = a_filed_report(instance, extras=extras, now=NOW + timedelta(days=1))
    db.session.remove()
    return Life(filed, closed, named)


def wbs(settings: Settings, *words: object) -> Result:
    result = CliRunner().invoke(main, [str(word) for word in words], obj=settings)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def a_key(settings: Settings, folder: Path) -> Path:
    """The secret half, beside the installation."""
    file = folder / "kunci.txt"
    made = wbs(settings, "backup-key", file)
    assert made.exit_code == 0, made.output
    return file


def a_backup(settings: Settings, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    before = set(folder.iterdir())
    made = wbs(settings, "backup", folder)
    assert made.exit_code == 0, made.output
    (file,) = set(folder.glob("*.cadangan")) - before
    return file


def empty_beside(settings: Settings, postgres_url: str = "") -> Settings:
    """The settings of another machine with the same key folder and nothing else; on SQLite unless a server is given."""
    var = settings.var_dir.with_name("elsewhere")
    shutil.rmtree(var, ignore_errors=True)
    shutil.copytree(settings.keys_dir, var / "keys")
    url = new_database(postgres_url, template="template0") if postgres_url else f"sqlite:///{var / 'wbs.db'}"
    return replace(settings, var_dir=var, database_url=url)


@contextmanager
def running(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings)
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


def rows_in(settings: Settings) -> Rows:
    """Everything that a backup carries, as it is in a database."""
    with running(settings), db.engine.connect() as connection:
        queries = {table.name: sa.select(table).order_by(*table.primary_key.columns) for table in kept_tables()}
        return {name: [tuple(row) for row in connection.execute(query)] for name, query in queries.items()}


def is_empty(settings: Settings) -> bool:
    engine = sa.create_engine(settings.database_url)
    with engine.connect() as connection:
        names = set(sa.inspect(connection).get_table_names()) - {"alembic_version"}
        found = any(connection.execute(sa.text(f'SELECT 1 FROM "{name}"')).first() for name in names)
    engine.dispose()
    return not found
