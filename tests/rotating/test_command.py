"""`wbs rotate` at the screen: what it says, what it leaves alone, and what it takes up after it broke off."""

from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import NOW
from tests.keeping.world import a_backup, a_key, live, wbs
from tests.rotating.turning import LATER, everything_fits, key_names, rotated, started_anew
from wbs.config import Settings
from wbs.db import db
from wbs.installing.credentials import NEEDED, credentials_of
from wbs.keyfolder import load_keys
from wbs.keynumbers import file_name, former_numbers, live_numbers, names_in
from wbs.ledger.read import pending_entries
from wbs.rotating import actions, placing, recording
from wbs.rotating.kinds import KINDS
from wbs.staff.directory import REALMS


def told_of_keys() -> list[tuple[str, str, int]]:
    db.session.rollback()
    found = [entry for realm in REALMS for entry in pending_entries(realm) if entry.tag.startswith("key:")]
    return sorted((entry.tag, entry.fields["key"], entry.fields["number"]) for entry in found)


def test_a_new_key_and_what_to_do_next(app: Flask, settings: Settings) -> None:
    before = names_in(settings.keys_dir)
    dry = wbs(settings, "rotate", "notifier", "--dry")
    assert dry.exit_code == 0 and "Akan ditulis" in dry.output and names_in(settings.keys_dir) == before
    done = wbs(settings, "rotate", "notifier")
    assert done.exit_code == 0, done.output
    for step in ("Salin folder kunci", "`wbs install`", "wbs directory export", "sidik kunci", "`wbs probe`"):
        assert step in done.output
    assert names_in(settings.keys_dir) == before | {"notifier.2"}
    assert told_of_keys() == [("key:rotated", "notifier", 2)] * 2  # in the ledger of each realm
    assert "  2  terbaru, sejak" in wbs(settings, "rotate", "status").output


def test_a_crash_between_file_and_entry_is_taken_up_and_not_doubled(database: Flask) -> None:
    instance = database.extensions["wbs"]
    placing.place(instance.settings.keys_dir, "ledger.worker", 2)
    instance = started_anew(instance)
    assert [one.is_recorded for one in actions.standing(instance, NOW) if one.kind == "ledger.worker"] == [False, True]
    with pytest.raises(Exception, match="belum tercatat"):
        actions.retire(instance, "ledger.worker", LATER)
    assert actions.rotate(instance, ["ledger.worker"], NOW) == (("ledger.worker", 2),)
    assert key_names(instance, "ledger.worker") == {"ledger.worker", "ledger.worker.2"}
    assert told_of_keys() == [("key:rotated", "ledger_worker", 2)] * 2
    assert everything_fits(started_anew(instance))


def test_a_crash_between_entry_and_renaming_is_taken_up(database: Flask) -> None:
    instance = rotated(database.extensions["wbs"], "pepper.staff")
    recording.note_retired(instance, "pepper.staff", 1, NOW)
    assert actions.retire(instance, "pepper.staff", NOW) == 1
    assert [tag for tag, _, _ in told_of_keys()].count("key:retired") == len(REALMS)
    assert key_names(instance, "pepper.staff") == {"pepper.staff.2", "pepper.staff.1.former"}


def test_retiring_asks_whether_everything_was_started_anew(app: Flask, settings: Settings) -> None:
    wbs(settings, "rotate", "pepper", "--only", "code")
    asked = wbs(settings, "rotate", "retire", "pepper.code")
    assert asked.exit_code == 1 and "dimulai ulang" in asked.output
    early = wbs(settings, "rotate", "retire", "pepper.code", "--restarted")
    assert early.exit_code == 1 and "paling cepat" in early.output
    assert key_names(app.extensions["wbs"], "pepper.code") == {"pepper.code.1", "pepper.code.2"}


def test_a_retired_key_is_removed_when_no_backup_can_need_it(app: Flask) -> None:
    instance = rotated(app.extensions["wbs"], "pepper.code", "ledger.staff")
    for kind in ("pepper.code", "ledger.staff"):
        db.session.rollback()
        actions.retire(instance, kind, LATER)
    days = instance.settings.backup_days
    assert actions.forget_outlived(instance, LATER) == ()
    after = LATER.replace(year=LATER.year + 1)
    assert days < 365 and actions.forget_outlived(instance, after) == (("pepper.code", 1),)
    assert key_names(instance, "ledger.staff") == {"ledger.staff.1.former", "ledger.staff.2"}


def test_each_process_gets_its_part_and_retired_keys_only_to_verify(app: Flask, tmp_path: Path) -> None:
    instance = rotated(app.extensions["wbs"], *KINDS)
    folder = instance.settings.keys_dir
    for kind in ("ledger.staff", "ledger.public", "ticket"):
        placing.retire(folder, kind, 1)
    names = names_in(folder)
    for service in sorted(NEEDED.keys() - {"scheduler"}):
        part = tmp_path / service
        part.mkdir()
        for name in credentials_of(service, names):
            (part / name).write_bytes((folder / name).read_bytes())
            (part / name).chmod(0o600)
    public, staff, worker = (load_keys(tmp_path / name) for name in ("public", "staff", "worker"))
    assert len(public.code_peppers) == 2 and public.tickets == instance.keys.tickets[:1]
    assert not public.staff_peppers and public.notifier_seed is None and set(public.ledger) == {"public"}
    assert public.ledger.older["public"] == () and [one.number for one in staff.ledger.older["staff"]] == [1]
    assert len(staff.staff_peppers) == 2 and not staff.code_peppers and staff.ticket is None
    assert len(worker.notifier_seeds) == 2 and set(worker.ledger) == {"public", "staff", "worker"}


def test_an_older_backup_is_genuine_afterwards(app: Flask, settings: Settings, tmp_path: Path) -> None:
    live(app)
    key, file = a_key(settings, tmp_path), a_backup(settings, tmp_path / "cadangan")
    assert wbs(settings, "rotate", "face").exit_code == 0
    placing.retire(settings.keys_dir, "ledger.public", 1)
    checked = wbs(settings, "restore", "--check", file, "--key", key)
    assert "kunci ledger.worker berbeda" not in checked.output


def test_names_of_key_files() -> None:
    names = {"ticket", "ticket.2", "ticket.10", "ticket.02", "ticket.1.former", "ticket.x", "ticket.1", "pepper.code.1"}
    assert live_numbers("ticket", names) == (10, 2, 1) and former_numbers("ticket", names) == (1,)
    assert live_numbers("pepper.code", names) == (1,) and live_numbers("pepper", names) == ()
    assert [file_name(kind, 1) for kind in ("ticket", "pepper.code")] == ["ticket", "pepper.code.1"]


def test_two_commands_at_once_never_replace_a_key(settings: Settings) -> None:
    folder = settings.keys_dir
    placing.place(folder, "ticket", 2)
    first, names = (folder / "ticket.2").read_bytes(), names_in(folder)
    with pytest.raises(FileExistsError):
        placing.place(folder, "ticket", 2)
    assert (folder / "ticket.2").read_bytes() == first and names_in(folder) == names
