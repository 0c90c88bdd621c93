"""Whatever an administrator writes into a column, the row is named, and what is wrong elsewhere is named too."""

import shutil
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask

from tests.builders import a_filed_report, a_report
from tests.ledger.acts import tamper
from tests.security.test_administrator import LATER, Archive
from wbs.app import sequence_nights, sequence_ticks
from wbs.cases.proof import discrepancies
from wbs.cases.proof_rows import OF_A_CASE, OF_A_FILE, OF_A_REALM
from wbs.cases.records import FacetRecord
from wbs.cli import main
from wbs.config import Settings
from wbs.db import Base, db, table_of
from wbs.errors import Distrusted
from wbs.keeping.rehearsing import ledger_findings
from wbs.ledger.read import tree_head
from wbs.ledger.records import Head, LeafSalt, PendingEntry, SequencedEntry
from wbs.ledger.verify import verify
from wbs.staff.instance import Instance

READ = (SequencedEntry, LeafSalt, Head, PendingEntry, *OF_A_REALM, *OF_A_CASE, *OF_A_FILE, FacetRecord)
COLUMNS = [(model, column.name) for model in READ for column in table_of(model).columns]
FITS = {"x'7a'": (sa.LargeBinary,), "5": (sa.Integer, sa.String), "'never'": (sa.String,), "1.5": (sa.String,)}
NO_TEXT = "CAST(x'7aff00' AS TEXT)"  # what replace() leaves of bytes: no driver decodes it


@pytest.fixture
def lived(database: Flask) -> Instance:
    """An archive in the log, and in either realm a report whose entries wait."""
    instance = Archive(database.extensions["wbs"]).instance
    a_filed_report(instance)
    a_filed_report(instance, a_report(flags=frozenset({"orang_inspektorat"})))
    assert findings(instance) == []
    return instance


def findings(instance: Instance) -> list[str]:
    db.session.rollback()
    keys, zone = instance.keys.ledger, instance.settings.zone
    found = [one for realm in ("main", "bypass") for one in (*verify(realm, keys), *discrepancies(realm, zone))]
    db.session.rollback()
    return [f"{one.seq} {one.what} {one.detail}" for one in found]


class Shell:
    """An administrator's own SQLite, which asks for no foreign key; each edit is made on the database as it was."""

    def __init__(self, settings: Settings) -> None:
        self.path = Path(settings.var_dir / "wbs.db")
        self.kept = self.path.with_suffix(".kept")
        with sqlite3.connect(self.path) as connection:
            connection.execute("DROP TRIGGER ledger_entry_no_update")
            connection.commit()
            connection.execute("VACUUM INTO ?", (str(self.kept),))
        connection.close()

    def write(self, model: type[Base], column: str, garbage: str, where: str = "true") -> None:
        table = table_of(model)
        key = ", ".join(one.name for one in table.primary_key)
        db.engine.dispose()
        for old in self.path.parent.glob("wbs.db-*"):
            old.unlink()
        shutil.copy(self.kept, self.path)
        with sqlite3.connect(self.path) as connection:
            one_row = f"({key}) IN (SELECT {key} FROM {table.name} WHERE {where} LIMIT 1)"
            assert connection.execute(f"UPDATE {table.name} SET {column} = {garbage} WHERE {one_row}").rowcount == 1
        connection.close()


@pytest.mark.one_database("PostgreSQL keeps nothing in a column that is not of its kind")
@pytest.mark.parametrize(
    ("garbage", "columns"),
    [
        (NO_TEXT, COLUMNS[::5]),
        *(pytest.param(one, COLUMNS, marks=pytest.mark.drill) for one in (NO_TEXT, "x'7a'", "5", "'never'", "1.5")),
    ],
)
def test_a_value_of_another_kind_is_named_in_every_column(
    lived: Instance, garbage: str, columns: list[tuple[type[Base], str]]
) -> None:
    shell, unnamed = Shell(lived.settings), []
    for model, column in columns:
        if any(isinstance(table_of(model).c[column].type, kind) for kind in FITS.get(garbage, ())):
            continue
        shell.write(model, column, garbage)
        said = f" {table_of(model).name} "
        if not any("shape " in one and said in one and one.endswith(f": {column}") for one in findings(lived)):
            unnamed.append(f"{said}{column}")
    assert unnamed == []


@pytest.mark.twice_in_drill
@pytest.mark.parametrize(
    "edit",
    [
        "SET entry = :garbage", "SET mac = :garbage", "SET leaf = :garbage", "SET seq = -7", "SET seq = 4000000000",
        "SET realm = 'zz'",
    ],
)
def test_garbage_of_the_right_kind_in_the_log(lived: Instance, edit: str) -> None:
    values = {"garbage": b"\x00"} if ":garbage" in edit else {}
    assert tamper(f"UPDATE ledger_entry {edit} WHERE seq = 9 AND realm = 'main'", **values)
    assert any(one.startswith(("9 ", "10 gap", "None head")) for one in findings(lived))


@pytest.mark.twice_in_drill
def test_garbage_of_the_right_kind_in_every_column(lived: Instance) -> None:
    """Not all of it is named (docs/SEALING.md, Limits), but none of it hides what is wrong with the log."""
    assert tamper("UPDATE ledger_head SET mac = root WHERE realm = 'main'")
    for model, column in sorted(COLUMNS, key=lambda one: one[1] == "realm"):  # what has no realm is read no more
        kind = table_of(model).c[column].type
        garbage = b"\x00" if isinstance(kind, sa.LargeBinary) else "garbage"
        if isinstance(kind, sa.LargeBinary | sa.String) and _may_repeat(table_of(model), column):
            assert tamper(f"UPDATE {table_of(model).name} SET {column} = :garbage", garbage=garbage)
            assert any(" head" in one for one in findings(lived)), f"{table_of(model).name}.{column}"


def _may_repeat(table: sa.Table, column: str) -> bool:
    unique = [one for one in table.constraints if isinstance(one, sa.UniqueConstraint | sa.PrimaryKeyConstraint)]
    return not any(column in one.columns for one in unique)


@pytest.mark.twice_in_drill
@pytest.mark.parametrize("edit", ["entry = :garbage", "entry = :another"])
def test_the_command_names_an_edited_entry_and_tells_of_both_realms(lived: Instance, edit: str) -> None:
    said = run(lived.settings, "ledger", "verify", status=0)
    assert "main: " in said and "bypass: " in said and "Buku jejak utuh" in said
    values = _edited(edit)
    assert tamper(f"UPDATE ledger_entry SET {edit} WHERE seq = 9 AND realm = 'main'", **values)
    said = run(lived.settings, "ledger", "verify", status=1)
    assert "9: unknown_tag" in said and "9: leaf" in said and "bypass: " in said and "bypass, dicocokkan" in said
    assert "Jangan mengubah apa pun" in said
    restored = list(ledger_findings(lived.keys.ledger, lived.settings.zone))
    assert any("main: 9 unknown_tag" in one for one in restored)


def _edited(edit: str) -> dict[str, bytes]:
    if ":garbage" in edit:
        return {"garbage": b"\x00"}
    query = sa.text("SELECT entry FROM ledger_entry WHERE seq = 9 AND realm = 'main'")
    with db.engine.connect() as connection:
        raw = bytes(connection.execute(query).scalar_one())
    return {"another": raw.replace(b'"tag":"', b'"tag":"x')}


def run(settings: Settings, *command: str, status: int) -> str:
    db.session.rollback()
    done = CliRunner().invoke(main, command, obj=settings)
    assert done.exit_code == status and (done.exception is None or isinstance(done.exception, SystemExit)), done.output
    return done.output


def waiting_of(realm: str) -> list[tuple[str | None, int]]:
    query = sa.text("SELECT refused, count(*) FROM ledger_pending WHERE realm = :realm GROUP BY 1")
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(query, {"realm": realm})]


@pytest.mark.one_database("PostgreSQL keeps nothing in a column that is not of its kind")
@pytest.mark.parametrize("column", ["id", "waits_for", "entry", "mac", "salt", "leaf"])
def test_a_pending_row_that_cannot_be_read_keeps_no_other_waiting(lived: Instance, column: str) -> None:
    assert waiting_of("main")[0][1] > 1 and waiting_of("bypass")
    shell = Shell(lived.settings)
    shell.write(PendingEntry, column, NO_TEXT, "realm = 'main' AND waits_for = 'night'")
    sequence_ticks(lived, LATER)
    sequence_nights(lived, LATER)
    assert waiting_of("main") == [("shape", 1)] and waiting_of("bypass") == []
    assert any(one.startswith("None pending_shape ledger_pending") for one in findings(lived))


def test_a_log_that_is_distrusted_does_not_stop_the_other(lived: Instance) -> None:
    assert tamper("UPDATE ledger_head SET mac = root WHERE realm = 'main'")
    with pytest.raises(Distrusted):
        sequence_nights(lived, LATER)
    assert waiting_of("main") and waiting_of("bypass") == []


@pytest.mark.one_database("PostgreSQL keeps nothing in a column that is not of its kind")
@pytest.mark.parametrize(("table", "column"), [(Head, "frontier"), (Head, "size"), (SequencedEntry, "seq")])
def test_nothing_is_built_on_a_log_that_cannot_be_read(lived: Instance, table: type[Base], column: str) -> None:
    last = "seq = (SELECT max(seq) FROM ledger_entry WHERE realm = 'main')" if table is SequencedEntry else "true"
    Shell(lived.settings).write(table, column, NO_TEXT, f"realm = 'main' AND {last}")
    with pytest.raises(Distrusted):
        sequence_nights(lived, LATER)
    assert waiting_of("bypass") == []
    assert (tree_head("main").size == 0) is (table is Head)


@pytest.mark.twice_in_drill
@pytest.mark.parametrize("edit", ["decider_id = proposer_id", "proposer_id = decider_id", "state = 'returned'"])
def test_a_proposal_says_who_decided_as_the_ledger_does(lived: Instance, edit: str) -> None:
    assert tamper(f"UPDATE proposal SET {edit} WHERE state = 'approved'")
    assert any("decision changed" in one or "proposer changed" in one for one in findings(lived))
