"""The file itself: nothing in it can be read, old ones go, and one of an older revision still opens."""

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.builders import a_filed_report
from tests.keeping.world import a_backup, a_key, empty_beside, live, rows_in, wbs
from tests.security.canary import shapes
from tests.staff.office import PASSWORD
from wbs import clock
from wbs.config import BadSettings, Settings
from wbs.db import db
from wbs.keeping.archive import HEAD_BYTES, Opening, begin_archive, origin_of, read_opening
from wbs.keeping.frames import BEGIN, END, ROWS, TABLE, FrameReader, FrameWriter, compact, parsed
from wbs.keeping.key import backup_recipient, read_backup_key
from wbs.keeping.place import last_backup
from wbs.keeping.saving import save
from wbs.migrating import migrate

LEAST = 6  # shorter words stand in random bytes by chance


def test_nothing_in_it_can_be_read(app: Flask, tmp_path: Path) -> None:
    """Not even what stands in clear in the database, nor any key."""
    settings, life = app.extensions["wbs"].settings, live(app)
    key = a_key(settings, tmp_path)
    raw = a_backup(settings, tmp_path / "out").read_bytes()
    rows = rows_in(settings)
    told = {life.open.receipt.number, life.open.code, PASSWORD, "case_file", "ledger_entry", "sealed_report"}
    told |= {row[2] for row in rows["staff_account"]} | {row[1] for row in rows["staff_mail"]}
    told |= {row[0] for row in rows["unit"][::20]}
    told = {word for word in told if len(word) >= LEAST}
    assert len(told) > 30
    assert [word for word in told for shape in shapes(word) if shape in raw] == []
    assert all(row[4] not in raw for row in rows["case_grant"])
    secrets = [path.read_bytes() for path in settings.keys_dir.iterdir() if path.stat().st_size == 32]
    assert len(secrets) >= 8
    assert [secret for secret in [*secrets, read_backup_key(key).seed] if secret in raw] == []


def test_two_of_the_same_have_nothing_in_common(app: Flask, tmp_path: Path) -> None:
    settings = app.extensions["wbs"].settings
    a_key(settings, tmp_path)
    one, two = (a_backup(settings, tmp_path / name).read_bytes() for name in ("one", "two"))
    assert len(one) == len(two)
    parts = {one[at : at + 16] for at in range(HEAD_BYTES, HEAD_BYTES + 100_000)}
    assert not any(two[at : at + 16] in parts for at in range(HEAD_BYTES, HEAD_BYTES + 100_000))


def test_a_report_more_is_not_seen_by_the_length(app: Flask, tmp_path: Path) -> None:
    instance = app.extensions["wbs"]
    a_key(instance.settings, tmp_path)
    lengths = []
    for count in range(3):
        lengths.append(a_backup(instance.settings, tmp_path / f"out{count}").stat().st_size)
        a_filed_report(instance)
        db.session.remove()
    assert len(set(lengths)) == 1


def test_its_mode_and_its_opening(app: Flask, tmp_path: Path) -> None:
    settings = app.extensions["wbs"].settings
    key = a_key(settings, tmp_path)
    archive = a_backup(settings, tmp_path / "out")
    assert archive.stat().st_mode & 0o777 == 0o600
    opening = read_opening(archive.read_bytes())
    assert opening.key_id == read_backup_key(key).key_id
    assert opening.origin == origin_of((settings.keys_dir / "salt").read_bytes())
    stamp = datetime.fromisoformat(last_backup(settings.var_dir).read_text("ascii"))
    assert stamp.replace(microsecond=0) == opening.made_at
    again = wbs(settings, "backup", archive)
    assert again.exit_code == 1 and "tidak pernah menimpa" in again.output


def an_archive_of(settings: Settings, path: Path, days: float, origin: bytes = b"") -> Path:
    """Nothing in it, but made so many days ago."""
    keys = origin or origin_of((settings.keys_dir / "salt").read_bytes())
    recipient = backup_recipient(settings.keys_dir)
    with path.open("wb") as file:
        opening = Opening(keys, clock.now() - timedelta(days=days), recipient.key_id)
        begin_archive(opening, recipient, file.write).finish()
    return path


def test_old_ones_go_and_nothing_else(app: Flask, tmp_path: Path) -> None:
    settings, out = app.extensions["wbs"].settings, tmp_path / "out"
    a_key(settings, tmp_path)
    out.mkdir()
    young = an_archive_of(settings, out / "wbs-muda.cadangan", 34.9)
    foreign = an_archive_of(settings, out / "wbs-lain.cadangan", 400, os.urandom(16))
    an_archive_of(settings, out / "wbs-tua.cadangan", 35.1)
    an_archive_of(settings, out / "namanya lain", 400)
    (out / "catatan.txt").write_text("bukan cadangan")
    (out / "tautan.cadangan").symlink_to(an_archive_of(settings, tmp_path / "di luar", 400))
    done = wbs(settings, "backup", out)
    assert done.exit_code == 0
    assert "lebih tua dari 35 hari: wbs-tua.cadangan" in done.output and "namanya lain" in done.output
    left = {path.name for path in out.iterdir()}
    assert {young.name, foreign.name, "catatan.txt", "tautan.cadangan"} < left
    assert len(left) == 5 and (tmp_path / "di luar").exists()


@pytest.mark.parametrize("days", ["0", "3651"])
def test_days_that_cannot_be_meant_are_refused(days: str) -> None:
    with pytest.raises(BadSettings, match="WBS_BACKUP_DAYS"):
        Settings.from_environ({"WBS_BACKUP_DAYS": days})


def test_an_archive_of_an_older_revision_is_brought_up_to_date(app: Flask, tmp_path: Path) -> None:
    """As a program of revision 0007 would have written it: without the tables and columns that came later."""
    instance = app.extensions["wbs"]
    settings = instance.settings
    filed = a_filed_report(instance)
    db.session.remove()
    key = a_key(settings, tmp_path)
    worker_key, written = instance.keys.ledger["worker"], bytearray()
    save(FrameWriter(written.extend, worker_key), instance.store, clock.now())
    known = columns_at(tmp_path / "0007.db", settings, "0007")
    recipient, archive = backup_recipient(settings.keys_dir), tmp_path / "0007.cadangan"
    with archive.open("wb") as file:
        opening = Opening(origin_of(instance.keys.salt), clock.now(), recipient.key_id)
        sealer = begin_archive(opening, recipient, file.write)
        rewrite(FrameReader([bytes(written)], worker_key), FrameWriter(sealer.write, worker_key), known)
        sealer.finish()
    target = empty_beside(settings)
    done = wbs(target, "restore", archive, "--key", key)
    assert done.exit_code == 0, done.output
    assert "susunan 0007" in done.output
    assert filed.receipt.number in {row[2] for row in rows_in(target)["case_file"]}


def columns_at(path: Path, settings: Settings, revision: str) -> dict[str, set[str]]:
    engine = sa.create_engine(f"sqlite:///{path}")
    migrate(Settings(settings.var_dir, str(engine.url)), revision)
    inspector = sa.inspect(engine)
    found = {name: {column["name"] for column in inspector.get_columns(name)} for name in inspector.get_table_names()}
    engine.dispose()
    return found


def rewrite(frames: FrameReader, out: FrameWriter, known: dict[str, set[str]]) -> None:
    table: str | None = None
    keep: list[int] = []
    for letter, payload in frames:
        said = parsed(payload)
        if letter == TABLE:
            table = said["name"] if said["name"] in known else None
            keep = [place for place, (name, _) in enumerate(said["columns"]) if table and name in known[table]]
            said["columns"] = [said["columns"][place] for place in keep]
        elif letter == ROWS:
            said = [[row[place] for place in keep] for row in said]
        elif letter == BEGIN:
            said["revision"] = "0007"
        elif letter == END:
            said["rows"] = {name: count for name, count in said["rows"].items() if name in known}
        if letter not in (TABLE, ROWS) or table:
            out.write(letter, compact(said).encode())
    out.finish()


def test_what_a_newer_program_made_is_refused(app: Flask, tmp_path: Path) -> None:
    instance = app.extensions["wbs"]
    settings = instance.settings
    key = a_key(settings, tmp_path)
    recipient, archive = backup_recipient(settings.keys_dir), tmp_path / "9999.cadangan"
    with archive.open("wb") as file:
        opening = Opening(origin_of(instance.keys.salt), clock.now(), recipient.key_id)
        sealer = begin_archive(opening, recipient, file.write)
        frames = FrameWriter(sealer.write, instance.keys.ledger["worker"])
        frames.write_json(BEGIN, {"format": 1, "revision": "9999", "made_at": clock.now().isoformat()})
        frames.finish()
        sealer.finish()
    done = wbs(empty_beside(settings), "restore", archive, "--key", key)
    assert done.exit_code == 1 and "program yang lebih baru" in done.output
