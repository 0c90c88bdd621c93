"""A backup is of one moment, whatever is written, renamed or killed meanwhile."""

import os
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from tests.builders import a_filed_report
from tests.conftest import NOW
from tests.keeping.world import a_backup, a_key, empty_beside, is_empty, live, rows_in, running, wbs
from wbs.cases.keeping import level_blobs, verify_store
from wbs.cases.records import Case, SealedBlob
from wbs.config import Settings
from wbs.db import db, end_reading, transaction
from wbs.keeping.frames import FILE, FrameReader, FrameWriter
from wbs.keeping.saving import save

DIED = 9

pytestmark = pytest.mark.drill


def test_what_was_acknowledged_before_is_in_it_and_the_whole_fits(database: Flask, tmp_path: Path) -> None:
    instance = database.extensions["wbs"]
    settings, filed, stop = instance.settings, list[str](), threading.Event()
    key = a_key(settings, tmp_path)
    failures: list[BaseException] = []

    def file_reports() -> None:
        try:
            with database.app_context():
                while not stop.is_set():
                    filed.append(a_filed_report(instance).receipt.number)
                    db.session.remove()
        except BaseException as problem:  # for the test to tell
            failures.append(problem)

    writers = [threading.Thread(target=file_reports) for _ in range(2)]
    for writer in writers:
        writer.start()
    while len(filed) < 4 and not failures:
        stop.wait(0.01)
    archives = []
    for count in range(3):
        before = set(filed)
        archives.append((a_backup(settings, tmp_path / f"out{count}"), before))
    stop.set()
    for writer in writers:
        writer.join()
    assert failures == []
    for archive, before in archives:
        target = empty_beside(settings)
        done = wbs(target, "restore", archive, "--key", key)
        assert done.exit_code == 0, done.output
        with running(target):
            numbers = set(db.session.execute(sa.select(Case.number)).scalars())
        assert before <= numbers <= set(filed)


def test_files_that_the_night_renames_meanwhile_are_in_it(database: Flask) -> None:
    instance = database.extensions["wbs"]
    live(database)
    with transaction() as session:
        session.execute(sa.update(SealedBlob).values(is_levelled=False))
    before = {name for name, *_ in instance.store.blobs()}
    written, nights = bytearray(), []

    def sink(part: bytes) -> None:
        written.extend(part)
        if part[:1] == FILE and not nights:
            nights.append(level_blobs(instance, NOW))

    saved = save(FrameWriter(sink, bytes(32)), instance.store, NOW)
    end_reading()
    assert not before & {name for name, *_ in instance.store.blobs()}
    assert (saved.files, saved.broken) == (2, [])
    frames = FrameReader([bytes(written)], bytes(32))
    assert sum(1 for letter, _ in frames if letter == FILE) > 2
    assert frames.is_genuine


def test_a_file_that_is_lost_already_is_told_and_stops_nothing(app: Flask, tmp_path: Path) -> None:
    instance = app.extensions["wbs"]
    settings = instance.settings
    live(app)
    name, damaged = sorted(name for name, *_ in instance.store.blobs())
    instance.store.remove(name)
    path = settings.var_dir / "store" / damaged
    path.write_bytes(path.read_bytes()[:-1] + b"\0\0")
    key = a_key(settings, tmp_path)
    archive, target = a_backup(settings, tmp_path / "out"), empty_beside(settings)
    done = wbs(target, "restore", archive, "--key", key)
    assert done.exit_code == 0, done.output
    assert "2 di antaranya sudah hilang atau rusak" in done.output
    with running(target) as there:
        found = sorted(finding.what for finding in verify_store(there.extensions["wbs"]))
    assert found == ["damaged", "missing"]


def run_until(statement: int, act: Callable[[], object]) -> tuple[int, int]:
    """Does `act` in a child that is gone before its statement of that number; its exit code, and how many it saw."""
    db.session.remove()
    db.engine.dispose()
    read, write = os.pipe()
    child = os.fork()
    if child:
        os.close(write)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        with os.fdopen(read, "rb") as told:
            return code, int(told.read() or b"0")
    try:
        seen = [0]

        def count(*_: object) -> None:
            seen[0] += 1
            if seen[0] == statement:
                os._exit(DIED)

        event.listen(sa.Engine, "before_cursor_execute", count)
        event.listen(sa.Engine, "commit", count)
        act()
        os.write(write, str(seen[0]).encode())
        os._exit(0)
    finally:
        os._exit(1)


def test_a_restore_that_dies_can_be_begun_again(
    database: Flask, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    settings = database.extensions["wbs"].settings
    live(database)
    key = a_key(settings, tmp_path)
    archive = a_backup(settings, tmp_path / "out")
    is_postgres = settings.database_url.startswith("postgres")

    def fresh() -> Settings:
        return empty_beside(settings, request.getfixturevalue("postgres_url") if is_postgres else "")

    def act(target: Settings) -> Callable[[], object]:
        return lambda: wbs(target, "restore", archive, "--key", key)

    whole = fresh()
    ended, statements = run_until(0, act(whole))
    assert ended == 0 and statements > 100
    expected = {name: len(rows) for name, rows in rows_in(whole).items()}
    states = set()
    for share in (0.4, 0.8, 0.9, 0.96):
        target = fresh()
        assert run_until(int(statements * share), act(target))[0] == DIED
        if is_empty(target):
            states.add("empty")
            done = wbs(target, "restore", archive, "--key", key)
            assert done.exit_code == 0, (share, done.output)
        else:
            states.add("whole")
        assert {name: len(rows) for name, rows in rows_in(target).items()} == expected
    assert "empty" in states


@pytest.mark.one_database("Alembic's own table tells the revision, alike on both")
def test_a_backup_that_fails_or_is_killed_leaves_no_archive(app: Flask, tmp_path: Path) -> None:
    settings, out = app.extensions["wbs"].settings, tmp_path / "out"
    a_key(settings, tmp_path)
    out.mkdir()
    assert run_until(8, lambda: wbs(settings, "backup", out))[0] == DIED
    (partial,) = out.iterdir()
    assert partial.name.startswith(".") and partial.stat().st_mode & 0o777 == 0o600
    archive = a_backup(settings, out)
    assert list(out.iterdir()) == [archive]
    with transaction() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    db.session.remove()
    done = wbs(settings, "backup", tmp_path / "lain.cadangan")
    assert done.exit_code == 1 and "wbs migrate" in done.output
    assert not [path for path in tmp_path.iterdir() if "lain" in path.name]


def test_a_full_store_takes_the_restore_back(app: Flask, tmp_path: Path) -> None:
    settings = app.extensions["wbs"].settings
    live(app)
    key = a_key(settings, tmp_path)
    archive, target = a_backup(settings, tmp_path / "out"), empty_beside(settings)
    (target.var_dir / "store").write_text("where a folder should be")
    done = wbs(target, "restore", archive, "--key", key)
    assert done.exit_code == 1 and "tidak menjawab" in done.output
    assert is_empty(target)
    (target.var_dir / "store").unlink()
    assert wbs(replace(target), "restore", archive, "--key", key).exit_code == 0
