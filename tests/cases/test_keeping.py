"""The store through the nights: blobs get other names, orphans go, and damage is found and named; on both databases."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask

from tests.builders import an_open_case
from tests.cases.life import OFFICER
from tests.cases.uploads import a_part, attach_as_reporter
from tests.conftest import NOW
from wbs.cases.access import hold
from wbs.cases.attachments import open_file, read_attachments
from wbs.cases.keeping import KEPT_UNCLAIMED, level_blobs, sweep_orphans, verify_store
from wbs.cases.proof import discrepancies
from wbs.cases.records import SealedBlob
from wbs.cli import main
from wbs.db import db
from wbs.staff.instance import Instance


@pytest.fixture
def case(database: Flask):
    instance: Instance = database.extensions["wbs"]
    filed, (officer,) = an_open_case(instance, OFFICER)
    held = hold(officer, filed.case_id)
    attach_as_reporter(instance, held.key, filed.case_id, "bukti.txt", b"bersih", b"asli")
    return instance, filed, hold(officer, filed.case_id)


def names(instance: Instance) -> set[str]:
    return {name for name, *_ in instance.store.blobs()}


def rows() -> set[str]:
    db.session.rollback()
    return {name.hex for name in db.session.execute(sa.select(SealedBlob.name)).scalars()}


def test_levelling_renames_each_once_and_keeps_what_is_in_it(case):
    instance, _, held = case
    before = names(instance)
    level_blobs(instance, NOW)
    after = names(instance)
    assert before & after == set() and after == rows() and len(after) == 2
    level_blobs(instance, NOW)
    assert names(instance) == after
    (file,) = read_attachments(held, instance.store)
    assert b"".join(open_file(instance.store, file)) == b"bersih" and file.state == ""
    assert list(verify_store(instance)) == [] == discrepancies("main", instance.settings.zone)


def test_whoever_read_the_row_before_the_night_still_opens_the_file(case):
    instance, _, held = case
    (file,) = read_attachments(held, instance.store)
    level_blobs(instance, NOW)
    assert b"".join(open_file(instance.store, file)) == b"bersih"
    assert b"".join(open_file(instance.store, file, "original", 1, 2)) == b"sl"


def test_a_missing_blob_does_not_stop_the_others(case):
    instance, _, _ = case
    gone = min(names(instance))
    instance.store.remove(gone)
    level_blobs(instance, NOW)
    assert gone in rows() and gone not in names(instance) and len(rows() & names(instance)) == 1


def test_orphans_go_when_no_form_can_claim_them_any_more(case):
    instance, _, _ = case
    kept = names(instance)
    orphan = a_part(instance, b"tidak jadi dikirim").blob.name
    half = instance.store.begin()
    half.write(b"setengah")
    last = max(changed for _, changed, _ in instance.store.blobs())
    sweep_orphans(instance, last + KEPT_UNCLAIMED - timedelta(days=1))
    assert names(instance) > kept | {orphan}
    sweep_orphans(instance, last + KEPT_UNCLAIMED + timedelta(seconds=1))
    assert names(instance) == kept == rows()
    half.abort()


def test_damage_is_named_and_stays_on_the_row_until_it_is_mended(case):
    instance, filed, held = case
    first, second = sorted(names(instance))
    path = instance.settings.var_dir / "store" / first
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    instance.store.remove(second)
    found = {finding.name: (finding.number, finding.what) for finding in verify_store(instance)}
    assert found == {first: (filed.receipt.number, "damaged"), second: (filed.receipt.number, "missing")}
    db.session.rollback()
    assert read_attachments(held, instance.store)[0].state == "missing"
    path.write_bytes(whole)
    assert {finding.name for finding in verify_store(instance)} == {second}


def test_the_command_says_what_is_lost(instance: Instance):
    filed, (officer,) = an_open_case(instance, OFFICER)
    attach_as_reporter(instance, hold(officer, filed.case_id).key, filed.case_id, "bukti.txt", b"bersih")
    whole = CliRunner().invoke(main, ["verify"], obj=instance.settings)
    assert whole.exit_code == 0 and "Semua berkas ada dan utuh." in whole.output
    instance.store.remove(min(names(instance)))
    lost = CliRunner().invoke(main, ["verify"], obj=instance.settings)
    assert lost.exit_code == 1 and filed.receipt.number in lost.output and "hilang" in lost.output
