"""A backup of either database restores into the other, with everything in it, and the ledger says that it was."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from tests.builders import an_officer
from tests.cases.life import OFFICER, mailbox_of
from tests.conftest import NOW
from tests.keeping.world import (
    ANSWER,
    EVIDENCE,
    NOTE,
    ORIGINAL,
    a_backup,
    a_key,
    empty_beside,
    live,
    rows_in,
    running,
    wbs,
)
from wbs.cases.access import hold
from wbs.cases.attachments import open_file, read_attachments
from wbs.cases.dialogue import read_letters
from wbs.cases.keeping import verify_store
from wbs.cases.proof import discrepancies
from wbs.cases.reading import read_case
from wbs.config import Settings
from wbs.db import db
from wbs.ledger.read import entries, tree_head
from wbs.ledger.verify import verify
from wbs.runtime.periodic import run_night, run_tick

pytestmark = pytest.mark.twice_in_drill

NEXT = NOW + timedelta(days=1, minutes=5)
ANEW = {"sealed_blob", "ledger_pending"}  # blobs get new names; two entries are added


@pytest.fixture
def target(database: Flask, request: pytest.FixtureRequest) -> Settings:
    """The other kind of database."""
    settings = database.extensions["wbs"].settings
    is_sqlite = settings.database_url.startswith("sqlite")
    return empty_beside(settings, request.getfixturevalue("postgres_url") if is_sqlite else "")


def test_everything_comes_back_in_the_other_database(database: Flask, target: Settings, tmp_path: Path) -> None:
    settings, life = database.extensions["wbs"].settings, live(database)
    key = a_key(settings, tmp_path)
    target.keys_dir.joinpath("backup.pub").write_bytes(settings.keys_dir.joinpath("backup.pub").read_bytes())
    archive = a_backup(settings, tmp_path / "out")
    with running(settings):
        heads = {realm: tree_head(realm) for realm in ("main", "bypass")}

    done = wbs(target, "restore", archive, "--key", key)

    assert done.exit_code == 0, done.output
    for said in ("3 kasus", "2 berkas", heads["main"].root.hex()[:16], "log:restored", "Berikutnya: "):
        assert said in done.output
    before, after = rows_in(settings), rows_in(target)
    assert {name for name in before if before[name] != after[name]} == ANEW
    assert {row[1:5] for row in before["sealed_blob"]} == {row[1:5] for row in after["sealed_blob"]}
    assert set(before["ledger_pending"]) < set(after["ledger_pending"])
    assert heads["main"].size > 20
    with running(target) as app:
        instance = app.extensions["wbs"]
        officer = an_officer(instance, OFFICER, NEXT)
        assert "di luar tarif" in read_case(instance, officer, life.open.case_id, NEXT).report.what
        held = hold(officer, life.open.case_id)
        (file,) = read_attachments(held, instance.store)
        assert b"".join(open_file(instance.store, file)) == EVIDENCE
        assert b"".join(open_file(instance.store, file, "original")) == ORIGINAL
        box = mailbox_of(instance, life.open, NEXT)
        assert ANSWER in {letter.text for letter in read_letters(box.channel, box.realm, box.case_id)}
        assert NOTE in {dated.entry.text for dated in read_case(instance, officer, life.open.case_id, NEXT).entries}
        assert mailbox_of(instance, life.named, NEXT)
        assert list(verify_store(instance)) == []


def test_the_restored_goes_on_and_its_log_says_so(database: Flask, target: Settings, tmp_path: Path) -> None:
    settings = database.extensions["wbs"].settings
    live(database)
    key = a_key(settings, tmp_path)
    assert wbs(target, "restore", a_backup(settings, tmp_path / "out"), "--key", key).exit_code == 0
    with running(settings):
        heads = {realm: tree_head(realm) for realm in ("main", "bypass")}
    with running(target) as app:
        instance = app.extensions["wbs"]
        with app.app_context():
            for realm in ("main", "bypass"):
                assert verify(realm, instance.keys.ledger) == discrepancies(realm, settings.zone) == []
        sequence = [task for task in instance.on_tick if task.__name__ == "sequence_ticks"]
        assert len(sequence) == 1
        sequence[0](instance, NEXT)
        for realm in ("main", "bypass"):
            ((seq, said),) = entries(realm, {"log:restored"})
            assert seq >= heads[realm].size
            assert (said.fields["size"], said.fields["root"]) == (heads[realm].size, heads[realm].root.hex())
            assert verify(realm, instance.keys.ledger) == discrepancies(realm, settings.zone) == []
        db.session.remove()
        assert run_tick(app, NEXT) == run_night(app, NEXT + timedelta(days=1)) == []
        assert verify("main", instance.keys.ledger) == []
        assert list(verify_store(instance)) == []


def test_the_drill_keeps_nothing(database: Flask, target: Settings, tmp_path: Path) -> None:
    settings = database.extensions["wbs"].settings
    live(database)
    key = a_key(settings, tmp_path)
    archive = a_backup(settings, tmp_path / "out")
    here = {path for path in settings.var_dir.rglob("*") if "run" not in path.parts}

    done = wbs(settings, "restore", "--check", archive, "--key", key)

    assert done.exit_code == 0, done.output
    assert "dapat dipulihkan" in done.output
    assert {path for path in settings.var_dir.rglob("*") if "run" not in path.parts} == here
    assert not (settings.var_dir / "run" / "keeping").exists()
    assert wbs(target, "restore", "--check", archive, "--key", key).exit_code == 0
    assert not (target.var_dir / "store").exists() and not (target.var_dir / "wbs.db").exists()
