"""What was destroyed stays so: an archive made before does not bring it back, nor may a forged list take anything."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.cases.life import mailbox_of
from tests.conftest import NOW
from tests.keeping.world import a_backup, a_key, empty_beside, running, wbs
from tests.purging.world import AFTER, HOUR, an_old_case, is_there, nights_pass, order_purge, sequenced
from wbs.cases.keeping import verify_store
from wbs.cases.proof import discrepancies
from wbs.config import Settings
from wbs.db import db
from wbs.errors import Refused
from wbs.keeping.purged import LEAST, Remembered, from_bytes, lists_for, own_list, purge_again
from wbs.ledger.entry import Entry, leaf_of, sign
from wbs.ledger.proven import Proven
from wbs.ledger.read import entries, pseudonym_of
from wbs.ledger.verify import verify
from wbs.purging.records import PurgedCase
from wbs.staff.instance import Instance

pytestmark = pytest.mark.twice_in_drill


@pytest.fixture
def target(database: Flask, request: pytest.FixtureRequest) -> Settings:
    """The same kind of database, on another machine."""
    settings = database.extensions["wbs"].settings
    is_sqlite = settings.database_url.startswith("sqlite")
    return empty_beside(settings, "" if is_sqlite else request.getfixturevalue("postgres_url"))


def test_an_archive_made_before_does_not_bring_it_back(database: Flask, target: Settings, tmp_path: Path) -> None:
    instance: Instance = database.extensions["wbs"]
    settings, key, out = instance.settings, a_key(instance.settings, tmp_path), tmp_path / "out"
    old, other = an_old_case(instance, with_file=True), an_old_case(instance, with_file=True)
    sequenced(database, NOW - timedelta(days=9))
    archive = a_backup(settings, out)
    order_purge(instance, old)
    nights_pass(database)
    shutil.copy(own_list(settings.var_dir), out / "salinan.dimusnahkan")  # as `wbs backup` leaves it

    done = wbs(target, "restore", archive, "--key", key)

    assert done.exit_code == 0, done.output
    assert "1 kasus sudah dimusnahkan" in done.output
    with running(target) as app:
        again: Instance = app.extensions["wbs"]
        assert (is_there(old.case_id), is_there(other.case_id)) == (False, True)
        with pytest.raises(Refused):
            mailbox_of(again, old.filed, AFTER)
        assert mailbox_of(again, other.filed, AFTER)
        assert list(verify_store(again)) == []
        assert len(list(again.store.blobs())) == 2
        assert db.session.execute(sa.select(PurgedCase.number)).scalars().all() == [old.filed.receipt.number]
        assert verify("main", again.keys.ledger) == discrepancies("main", settings.zone) == []
        nights_pass(app, AFTER + timedelta(days=1))
        told = [entry.tag for _, entry in entries("main", {"purge:proposed", "purge:approved", "case:purged"})]
        assert sorted(told) == ["case:purged", "purge:approved", "purge:proposed"]
        assert verify("main", again.keys.ledger) == discrepancies("main", settings.zone) == []


def test_a_list_can_take_nothing_that_was_not_ordered(database: Flask) -> None:
    """Edited, copied from another case, signed with another key, or with one person for two: nothing happens."""
    instance: Instance = database.extensions["wbs"]
    old, other = an_old_case(instance), an_old_case(instance)
    order_purge(instance, old)
    nights_pass(database)
    (theirs,) = {one.read.case for one in _list(instance).entries}
    live = pseudonym_of(other.case_id)
    assert live and theirs
    for forged in _forgeries(instance, _list(instance).entries, theirs, live):
        assert purge_again(instance, forged) == 0
        assert is_there(other.case_id)
    assert discrepancies("main", instance.settings.zone) == []
    own_list(instance.settings.var_dir).write_bytes(b"nonsense")
    assert lists_for(Path("/nowhere/x"), instance.settings.var_dir, instance.keys.salt) == []


def _forgeries(
    instance: Instance, genuine: tuple[Proven, ...], theirs: str, live: str
) -> Iterator[list[Proven]]:
    swapped = [one.signed.entry.replace(theirs.encode(), live.encode()) for one in genuine]
    yield [_as(one, entry=raw) for one, raw in zip(genuine, swapped, strict=True)]
    yield [_as(one, entry=raw, leaf=leaf_of(one.signed.salt, raw)) for one, raw in zip(genuine, swapped, strict=True)]
    yield [Proven("main", sign(b"x" * 32, raw), Entry.from_bytes(raw)) for raw in swapped]
    mine = [sign(instance.pen("worker").key, raw) for raw in swapped]  # a worker alone orders nothing
    yield [Proven("main", signed, Entry.from_bytes(signed.entry)) for signed in mine]


def _as(one: Proven, **parts: bytes) -> Proven:
    signed = replace(one.signed, **parts)
    return Proven(one.realm, signed, Entry.from_bytes(signed.entry))


def _list(instance: Instance) -> Remembered:
    return from_bytes(instance.keys.salt, own_list(instance.settings.var_dir).read_bytes())


@pytest.mark.drill
def test_what_the_list_says_is_sealed_and_the_night_keeps_it(database: Flask) -> None:
    instance: Instance = database.extensions["wbs"]
    old = an_old_case(instance)
    pseudonym = pseudonym_of(old.case_id)
    nights_pass(database, NOW)
    assert not own_list(instance.settings.var_dir).exists()
    order_purge(instance, old)
    nights_pass(database)
    raw = own_list(instance.settings.var_dir).read_bytes()
    assert pseudonym and pseudonym.encode() not in raw and len(raw) > LEAST
    told = sorted(one.read.tag for one in _list(instance).entries)
    assert told == ["case:purged", "purge:approved", "purge:proposed"]
    own_list(instance.settings.var_dir).unlink()  # the worker died before it wrote it
    nights_pass(database, AFTER + timedelta(days=1))
    assert {one.read.case for one in _list(instance).entries} == {pseudonym}


@pytest.mark.drill
def test_archives_on_both_sides_of_the_purge(database: Flask, target: Settings, tmp_path: Path) -> None:
    """One made between approval and night brings the case, and loses it; one made after has nothing of it."""
    instance: Instance = database.extensions["wbs"]
    key, out, later = a_key(instance.settings, tmp_path), tmp_path / "out", tmp_path / "later"
    old = an_old_case(instance)
    order_purge(instance, old)
    sequenced(database, NOW + HOUR)
    between = a_backup(instance.settings, out)
    nights_pass(database)
    after = a_backup(instance.settings, later)
    (copy,) = later.glob("*.dimusnahkan")

    done = wbs(target, "restore", after, "--key", key)
    assert done.exit_code == 0 and "dimusnahkan lagi" not in done.output
    with running(target):
        assert not is_there(old.case_id)

    shutil.copy(copy, out)
    other = replace(empty_beside(instance.settings), keys=str(instance.settings.keys_dir))
    done = wbs(other, "restore", between, "--key", key)
    assert done.exit_code == 0 and "1 kasus sudah dimusnahkan" in done.output, done.output
    with running(other) as app:
        again: Instance = app.extensions["wbs"]
        assert not is_there(old.case_id)
        assert verify("main", again.keys.ledger) == discrepancies("main", again.settings.zone) == []


@pytest.mark.drill
def test_without_the_list_it_is_back_until_the_archive_is_too_old(
    app: Flask, instance: Instance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The honest limit, and its end: after the stated days `wbs backup` leaves no archive that holds the case."""
    settings, key, out = instance.settings, a_key(instance.settings, tmp_path), tmp_path / "out"
    old = an_old_case(instance)
    sequenced(app, NOW)
    monkeypatch.setattr("wbs.clock.now", lambda: NOW)
    archive = a_backup(settings, out)
    order_purge(instance, old)
    nights_pass(app)
    elsewhere = empty_beside(settings)
    done = wbs(elsewhere, "restore", archive, "--key", key)
    assert done.exit_code == 0 and "daftar pemusnahan" in done.output
    with running(elsewhere):
        assert is_there(old.case_id)
    monkeypatch.setattr("wbs.clock.now", lambda: AFTER + timedelta(days=settings.backup_days))
    kept = a_backup(settings, out)
    assert list(out.glob("*.cadangan")) == [kept]
