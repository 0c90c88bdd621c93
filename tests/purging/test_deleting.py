"""Nothing of a destroyed case is left behind: no row in any table, no byte in the file, no forgotten table."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.cases.life import mailbox_of
from tests.conftest import NOW
from tests.purging.world import EVIDENCE, an_old_case, nights_pass, order_purge
from wbs.cases.conversing import write_note
from wbs.cases.flattening import flatten_timelines
from wbs.cases.records import Attachment, Case, Contact, Grant, Mailbox, Note, SealedBlob, SealedReport
from wbs.db import Base, db
from wbs.intake.mailbox import answer
from wbs.purging.deleting import HANDLED, OF_A_CASE, OF_A_FILE
from wbs.staff.instance import Instance

STAYS = {"purged_case"}  # the tombstone; it names no case id


def test_a_new_table_that_hangs_on_a_case_is_deleted_too() -> None:
    """A table of yours is named here? Delete its rows in wbs/purging/deleting.py."""
    hanging = {"case_file"}
    while more := {
        table.name
        for table in Base.metadata.sorted_tables
        if {key.column.table.name for key in table.foreign_keys} & hanging or "case_id" in table.columns
    } - hanging:
        hanging |= more
    assert hanging == HANDLED - {"outbox"}
    assert {model.__tablename__ for model in (*OF_A_FILE, *OF_A_CASE)} <= hanging


@pytest.mark.twice_in_drill
def test_no_row_of_it_is_left_and_every_row_of_another_is(database: Flask) -> None:
    instance: Instance = database.extensions["wbs"]
    old, other = (an_old_case(instance, with_file=True, extras=True) for _ in range(2))
    write_note(instance, old.head, old.case_id, "Sudah diserahkan.", NOW.replace(year=2022))
    flatten_timelines(instance, NOW)  # as any night does before
    before = _ids(old.case_id), _rows_of(other.case_id)
    assert all(before[0].values()), before[0]
    order_purge(instance, old)
    nights_pass(database)
    everything = _everything()
    for name, ids in before[0].items():
        for one in ids:
            assert one not in everything, name
    assert _rows_of(other.case_id) == before[1]


@pytest.mark.twice_in_drill
def test_the_files_of_the_database_keep_no_byte_of_it(database: Flask) -> None:
    """Sealed report, card, grants, notes and the ids. Of PostgreSQL its log is left out: that is the operator's."""
    instance: Instance = database.extensions["wbs"]
    old = an_old_case(instance, with_file=True)
    write_note(instance, old.head, old.case_id, "Sudah diserahkan.", NOW.replace(year=2022))
    answer(instance, mailbox_of(instance, old.filed), "Terima kasih.", "", NOW.replace(year=2022))
    sealed = _sealed_bytes(old.case_id)
    nights_pass(database, NOW)
    assert all(one in _raw(instance) for one in sealed)  # they would be found
    order_purge(instance, old)
    nights_pass(database)
    raw = _raw(instance)
    for one in (*sealed, old.case_id.bytes, old.case_id.hex.encode(), EVIDENCE[:64]):
        assert one not in raw


def _ids(case_id: object) -> dict[str, list[str]]:
    """Everything that names the case or a part of it, as text; nothing of it may be found afterwards."""
    found = {"case": [str(case_id), case_id.hex]}  # type: ignore[attr-defined]
    for model in (Grant, Contact, Mailbox, Note, Attachment):
        query = sa.select(model.id).where(model.case_id == case_id)
        found[model.__tablename__] = [str(one) for one in db.session.execute(query).scalars()]
    blobs = sa.select(SealedBlob.name).join(Attachment).where(Attachment.case_id == case_id)
    found["blob"] = [str(one) for one in db.session.execute(blobs).scalars()]
    db.session.rollback()
    return found


def _everything() -> str:
    db.session.rollback()
    rows = (db.session.execute(sa.select(table)).all() for table in Base.metadata.sorted_tables)
    return repr(list(rows))


def _rows_of(case_id: object) -> list[object]:
    db.session.rollback()
    tables = [model.__table__ for model in OF_A_CASE if model.__tablename__ != "case_retention"]
    return [
        sorted(map(repr, db.session.execute(sa.select(table).where(table.c.case_id == case_id)).all()))
        for table in tables
    ]


def _sealed_bytes(case_id: object) -> list[bytes]:
    """From the middle of each, where no page of the file ends by chance: 24 bytes that are nobody else's."""
    wholes = [db.session.get_one(Case, case_id).sealed_card, db.session.get_one(SealedReport, case_id).sealed_report]
    for model, column in ((Grant, Grant.sealed_case_key), (Note, Note.sealed_body)):
        wholes += db.session.execute(sa.select(column).where(model.case_id == case_id)).scalars()
    db.session.rollback()
    return [whole[40:64] for whole in wholes]


def _raw(instance: Instance) -> bytes:
    db.session.remove()
    folder = instance.settings.var_dir
    found = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    if db.engine.dialect.name == "postgresql":
        found += _files_of_postgresql()
    return b"".join(path.read_bytes() for path in found)


def _files_of_postgresql() -> list[Path]:
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("CHECKPOINT"))
        folder = Path(connection.execute(sa.text("SHOW data_directory")).scalar_one())
        mine = sa.text("SELECT oid FROM pg_database WHERE datname = current_database()")
        return sorted((folder / "base" / str(connection.execute(mine).scalar_one())).iterdir())
