"""Files that nobody sends: they take their share of the disk and no more, and make room for each other by age."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from tests.builders import an_open_case
from tests.cases.life import OFFICER
from tests.cases.uploads import a_part, attach_as_reporter
from tests.conftest import NOW
from wbs import clock
from wbs.cases import unsent
from wbs.cases.access import hold
from wbs.cases.attachments import Offered, attach, reporter_drawer
from wbs.cases.receiving import Arrival, Reception
from wbs.cases.unsent import LEAST_AGE, Unsent, are_there, budget_of, remove_unsent
from wbs.config import Settings
from wbs.db import db, transaction
from wbs.staff.instance import Instance
from wbs.store import Lying, Room

MIB = 1024 * 1024
LATER = timedelta(seconds=1) + LEAST_AGE


@pytest.fixture
def reception(instance: Instance) -> Reception:
    return Reception(instance.store, replace(instance.settings, unsent_mb=2), "counter", clock.now)


def arrive(reception: Reception, size: int, blueprint: str = "counter") -> Arrival:
    """A whole file in a request of its own, taken over by its form."""
    visit = reception.visit(blueprint)
    arrival = visit.receive("rekaman.bin")
    for _ in range(0, size, MIB // 8):
        arrival.write(b"\x01" * (MIB // 8))
    arrival.seek(0)
    if not arrival.problem:
        arrival.finish()
    visit.leave()
    return arrival


def lying(instance: Instance) -> dict[str, Lying]:
    return {one.name: one for one in instance.store.blobs()}


def test_uploads_that_are_never_sent_end_at_the_budget(instance: Instance, reception: Reception) -> None:
    problems = [arrive(reception, MIB // 2).problem for _ in range(10)]
    assert problems == [""] * 4 + ["crowded"] * 6
    assert sum(one.size for one in lying(instance).values()) < 2 * MIB + 4 * 4096


def test_a_file_that_grows_beyond_the_budget_leaves_nothing(instance: Instance, reception: Reception) -> None:
    assert arrive(reception, 3 * MIB).problem == "crowded"
    assert not lying(instance)


def test_officers_are_not_kept_out(instance: Instance, reception: Reception) -> None:
    arrive(reception, 3 * MIB // 2)
    assert arrive(reception, MIB, "archive").problem == arrive(reception, MIB, "").problem == ""
    assert arrive(reception, MIB).problem == "crowded"


def test_what_other_processes_took_is_seen(instance: Instance, reception: Reception) -> None:
    a_part(instance, bytes(2 * MIB))
    assert arrive(reception, MIB // 8).problem == "crowded"


def test_files_of_cases_do_not_count(database: Flask) -> None:
    instance: Instance = database.extensions["wbs"]
    filed, (officer,) = an_open_case(instance, OFFICER)
    attach_as_reporter(instance, hold(officer, filed.case_id).key, filed.case_id, "a.txt", bytes(2 * MIB))
    small = replace(instance.settings, unsent_mb=2)
    assert arrive(Reception(instance.store, small, "counter", clock.now), MIB).problem == ""


def test_the_oldest_make_room_but_none_within_the_hour(database: Flask) -> None:
    instance: Instance = database.extensions["wbs"]
    filed, (officer,) = an_open_case(instance, OFFICER)
    attach_as_reporter(instance, hold(officer, filed.case_id).key, filed.case_id, "a.txt", bytes(MIB))
    kept = set(lying(instance))
    sizes = [MIB // 2 + 1000 * number for number in range(4)]
    names = [a_part(instance, bytes(size)).blob.name for size in sizes]
    looking = Unsent(instance.store, replace(instance.settings, unsent_mb=2))
    last = max(one.changed for one in lying(instance).values())
    looking.look(last + timedelta(minutes=59))
    assert set(lying(instance)) == kept | set(names) and looking.problem(MIB) == "crowded"
    looking.look(last + LATER)
    left = [name for name in names if name in lying(instance)]
    assert left and left == names[-len(left):] and kept <= set(lying(instance))  # by age; no case lost anything
    assert sum(lying(instance)[name].size for name in left) <= MIB and looking.problem(MIB // 2) == ""


def test_without_pressure_nothing_goes(instance: Instance) -> None:
    name = a_part(instance, bytes(MIB)).blob.name
    Unsent(instance.store, replace(instance.settings, unsent_mb=2)).look(datetime.now(UTC) + timedelta(hours=20))
    assert set(lying(instance)) == {name}


def test_whoever_removes_waits_for_who_is_just_sending(database: Flask) -> None:
    """And then leaves the file alone: its row was not there yet when the removal began."""
    instance: Instance = database.extensions["wbs"]
    filed, (officer,) = an_open_case(instance, OFFICER)
    key = hold(officer, filed.case_id).key
    part = a_part(instance, b"bukti")
    (blob,) = lying(instance).values()
    offered = Offered("a.txt", "text", part, "cleaned")
    drawer = reporter_drawer(key.channel, "main", filed.case_id)
    has_written, may_commit = threading.Event(), threading.Event()

    def send() -> None:
        with database.app_context(), transaction():
            attach(instance, "public", drawer, [offered], NOW)
            has_written.set()
            may_commit.wait(20)

    def remove() -> None:
        with database.app_context():
            removed.append(remove_unsent(instance.store, [blob]))

    db.session.rollback()
    removed: list[int] = []
    sending, removing = threading.Thread(target=send), threading.Thread(target=remove)
    sending.start()
    assert has_written.wait(20)
    removing.start()
    removing.join(0.5)  # time enough to do it wrong
    may_commit.set()
    for thread in (sending, removing):
        thread.join(20)
    assert removed == [0] and set(lying(instance)) == {blob.name} and are_there(instance.store, [blob.name])


def test_the_budget_is_a_quarter_of_the_room_unless_it_is_set(settings: Settings) -> None:
    assert budget_of(settings, free=6_000, unsent=2_000) == 2_000 == budget_of(settings, free=0, unsent=8_000)
    assert budget_of(settings, free=-9_000, unsent=8_000) == 0
    assert budget_of(replace(settings, unsent_mb=3), free=0, unsent=0) == 3 * MIB
    assert budget_of(replace(settings, store="s3://b"), free=0, unsent=0) == unsent.IN_A_BUCKET


def test_files_stop_long_before_text_does(instance: Instance) -> None:
    free_mb = instance.room.free // MIB
    settings = replace(instance.settings, disk_mb=int(free_mb * 0.7))  # room for text, none for files
    assert arrive(Reception(instance.store, settings, "counter", clock.now), 10).problem == "full"
    assert not Room(settings.var_dir, settings.disk_bytes).is_short
