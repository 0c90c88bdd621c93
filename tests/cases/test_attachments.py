"""Manifests and blobs: who opens them, what moves nowhere, what the ledger names; on both databases."""

import json
from dataclasses import replace
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.builders import an_open_case
from tests.cases.life import OFFICER, mailbox_of
from tests.cases.uploads import a_part
from tests.conftest import NOW
from wbs.cases.access import hold
from wbs.cases.attachments import (
    Offered,
    attach,
    drawers,
    find_attachment,
    open_file,
    read_attachments,
    read_drawer,
    reporter_drawer,
)
from wbs.cases.files import add_files, look
from wbs.cases.receiving import Arrival
from wbs.cases.records import Attachment, SealedBlob
from wbs.crypto.failures import Unreadable
from wbs.db import db, transaction
from wbs.errors import NotFound
from wbs.ledger.read import pending_entries
from wbs.staff.instance import Instance

CLEAN, ORIGINAL = b"bersih" * 40_000, b"asli dengan lokasi" * 50_000


def offered(instance: Instance, name: str = "foto.jpg") -> Offered:
    original = a_part(instance, ORIGINAL)
    return Offered(
        name, "jpeg", a_part(instance, CLEAN), "cleaned", ("location",), original, original.sha256, original.size
    )


@pytest.fixture
def case(database: Flask):
    """A case with one file from its reporter, the officer, and what the officer holds."""
    instance: Instance = database.extensions["wbs"]
    filed, (officer,) = an_open_case(instance, OFFICER)
    held = hold(officer, filed.case_id)
    with transaction():
        attach(instance, "public", reporter_drawer(held.key.channel, "main", filed.case_id), [offered(instance)], NOW)
    return instance, filed, officer, hold(officer, filed.case_id)


def test_officer_and_reporter_read_the_same(case):
    instance, filed, _, held = case
    (file,) = read_attachments(held, instance.store)
    assert (file.name, file.kind, file.media, file.direction) == ("foto.jpg", "jpeg", "image/jpeg", "reporter")
    assert (file.outcome, file.removed, file.keeps_original, file.state) == ("cleaned", ("location",), True, "")
    assert b"".join(open_file(instance.store, file)) == CLEAN
    assert b"".join(open_file(instance.store, file, "original")) == ORIGINAL
    assert b"".join(open_file(instance.store, file, start=65_530, length=20)) == CLEAN[65_530:65_550]
    assert b"".join(open_file(instance.store, file, start=200_000)) == CLEAN[200_000:]
    box = mailbox_of(instance, filed)
    assert read_drawer(reporter_drawer(box.channel, box.realm, box.case_id), instance.store) == (file,)


def test_an_officers_file_is_not_the_reporters_to_open(case):
    instance, filed, officer, held = case
    arrival = Arrival(instance.store, "nota.txt", 1000)
    arrival.write(b"Halo, ini nota dinas.")
    arrival.seek(0)
    add_files(instance, officer, filed.case_id, [arrival], NOW)
    mine = next(file for file in read_attachments(held, instance.store) if file.direction == "office")
    assert mine.by == officer.get_id() and b"".join(open_file(instance.store, mine)) == b"Halo, ini nota dinas."
    box = mailbox_of(instance, filed)
    forged = replace(drawers(held)[1], key=box.channel)
    assert [file.state for file in read_drawer(forged, instance.store)] == ["damaged"]
    assert len(read_drawer(reporter_drawer(box.channel, box.realm, box.case_id), instance.store)) == 1


def test_nothing_of_a_file_stands_in_clear(case):
    row = db.session.execute(sa.select(Attachment)).scalar_one()
    assert b"foto" not in row.sealed_manifest and b"jpeg" not in row.sealed_manifest
    assert {blob.part for blob in db.session.execute(sa.select(SealedBlob)).scalars()} == {"file", "original"}


def test_a_manifest_opens_only_where_it_belongs(case):
    instance, _, officer, held = case
    other, (officer,) = an_open_case(instance, OFFICER)
    with transaction() as session:
        session.execute(sa.update(Attachment).values(case_id=other.case_id))
    there = hold(officer, other.case_id)
    (file,) = read_attachments(there, instance.store)
    assert (file.name, file.state, file.parts) == ("", "damaged", {})
    with pytest.raises(Unreadable):
        find_attachment(there, file.id, instance.store)
    with pytest.raises(NotFound):
        find_attachment(held, file.id, instance.store)


def test_blobs_that_trade_places_do_not_open_and_are_named(case):
    instance, _, _, held = case
    with transaction() as session:
        for old, new in (("file", "x"), ("original", "file"), ("x", "original")):
            session.execute(sa.update(SealedBlob).where(SealedBlob.part == old).values(part=new))
    (file,) = read_attachments(held, instance.store)
    assert file.state == "damaged"
    with pytest.raises(Unreadable):
        b"".join(open_file(instance.store, file))


def test_the_ledger_names_the_file_as_the_page_does(case):
    instance, filed, officer, held = case
    (file,) = read_attachments(held, instance.store)
    look(instance, officer, filed.case_id, file.id, NOW)
    look(instance, officer, filed.case_id, file.id, NOW)
    told = [(entry.tag, entry.fields["sealed_sha256"]) for entry in pending_entries("main") if ":file:" in entry.tag]
    assert sorted(told) == [("case:file:added", file.sealed_sha256), ("case:file:viewed", file.sealed_sha256)]
    added = next(entry for entry in pending_entries("main") if entry.tag == "case:file:added")
    assert added.day and not added.at and not added.by


def test_a_failed_act_leaves_nothing_in_the_store(case):
    instance, filed, officer, _ = case
    before = sorted(name for name, *_ in instance.store.blobs())
    arrival = Arrival(instance.store, "nota.txt", 1000)
    arrival.write(b"Halo, ini nota dinas.")
    arrival.seek(0)
    with transaction(), pytest.raises(RuntimeError, match="nest"):
        add_files(instance, officer, filed.case_id, [arrival], NOW)
    assert sorted(name for name, *_ in instance.store.blobs()) == before


def test_files_told_with_the_report_are_in_its_transaction(database: Flask):
    from tests.builders import a_report
    from wbs.cases.opening import Filing, seal_case, write_case
    from wbs.cases.routing import Route

    instance: Instance = database.extensions["wbs"]
    people = tuple(instance.directory("main", NOW).members("irbanko_barat"))
    route = Route("main", "irbanko_barat", people, "unit", False)
    filing = Filing(a_report(), "RL-0001", uuid4().bytes, bytes(32), files=(offered(instance), offered(instance, "b")))
    sealed = seal_case(instance, filing, route, (), NOW)
    with transaction():
        write_case(instance, sealed, "public", NOW)
    tags = [entry.tag for entry in pending_entries("main")]
    assert tags.count("case:file:added") == 2 == len(sealed.added)
    assert "foto" not in json.dumps([repr(row.values) for row in sealed.rows])
