"""Keys of the ledger: old entries verify, new ones are written under the new key, and a retired key writes nothing."""

import uuid

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.builders import a_filed_report
from tests.conftest import NOW
from tests.rotating.turning import LATER, a_night_after, everything_fits, key_names, retired, rotated
from wbs.db import db, transaction
from wbs.errors import Distrusted, Refused
from wbs.ledger import entry
from wbs.ledger.append import Pen, record
from wbs.ledger.records import Head, PendingEntry
from wbs.ledger.sequence import sequence
from wbs.ledger.verify import verify
from wbs.rotating import actions
from wbs.rotating.kinds import FACES
from wbs.runtime.periodic import run_tick
from wbs.staff.instance import Instance

pytestmark = pytest.mark.twice_in_drill


def old_keys(instance: Instance) -> dict[str, bytes]:
    return dict(instance.keys.ledger)


def signs_in(instance: Instance, key: bytes) -> None:
    with transaction():
        record(Pen("staff", key, instance.settings.zone), "main", "figures:read", LATER, by=str(uuid.uuid4()))


def whats(instance: Instance) -> set[str]:
    db.session.rollback()
    return {finding.what for finding in verify("main", instance.keys.ledger)}


def test_entries_of_both_keys_stand_in_one_log(database: Flask) -> None:
    instance = database.extensions["wbs"]
    a_filed_report(instance)
    a_night_after(database)
    a_filed_report(instance, now=NOW)
    old = old_keys(instance)
    instance = rotated(instance, *FACES, now=NOW)
    assert all(instance.keys.ledger[face] != old[face] for face in old)
    a_filed_report(instance)
    signs_in(instance, old["staff"])  # of a process that was not started anew yet
    with pytest.raises(Refused, match="masih bergantung pada kunci buku jejak muka publik nomor 1"):
        actions.retire(instance, "ledger.public", LATER)
    a_night_after(database)
    assert everything_fits(instance)
    for kind in FACES:
        instance = retired(instance, kind)
    assert key_names(instance, "ledger") == {f"{kind}{end}" for kind in FACES for end in (".2", ".1.former")}
    a_night_after(database, LATER)
    assert everything_fits(instance)


@pytest.fixture
def with_retired(database: Flask) -> tuple[Flask, Instance, dict[str, bytes]]:
    instance = database.extensions["wbs"]
    old = old_keys(instance)
    a_filed_report(instance)
    a_night_after(database)
    instance = rotated(instance, *FACES)
    a_night_after(database)
    for kind in FACES:
        instance = retired(instance, kind)
    a_night_after(database, LATER)
    assert everything_fits(instance)
    return database, instance, old


def test_a_retired_key_enters_nothing(with_retired: tuple[Flask, Instance, dict[str, bytes]]) -> None:
    app, instance, old = with_retired
    signs_in(instance, old["staff"])
    db.session.remove()
    run_tick(app, LATER)
    assert db.session.execute(sa.select(PendingEntry.refused)).scalars().all() == ["mac"]
    assert whats(instance) == {"pending_mac"}


def test_an_entry_slipped_in_under_a_retired_key_is_named(
    with_retired: tuple[Flask, Instance, dict[str, bytes]],
) -> None:
    _, instance, old = with_retired
    with_old = {**instance.keys.ledger, "staff": old["staff"]}
    signs_in(instance, old["staff"])
    with transaction():  # who holds the worker's key could sequence it; who verifies still names it
        assert sequence("main", with_old, "tick", LATER.astimezone(instance.settings.zone)).appended == 1
    assert whats(instance) == {"mac"}


def test_a_head_of_the_retired_worker_key_is_believed_by_nobody(
    with_retired: tuple[Flask, Instance, dict[str, bytes]],
) -> None:
    _, instance, old = with_retired
    with transaction() as session:
        head = session.get_one(Head, "main")
        head.mac = entry.head_mac_of(old["worker"], "main", head.size, head.root)
    assert whats(instance) == {"head_mac"}
    signs_in(instance, instance.keys.ledger["staff"])
    with pytest.raises(Distrusted), transaction():
        sequence("main", instance.keys.ledger, "tick", LATER.astimezone(instance.settings.zone))
