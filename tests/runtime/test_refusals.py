"""Every command, when the machine under it is not fit: one sentence and the next step in Bahasa, and never a trace."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from wbs.cli import main
from wbs.config import Settings

pytestmark = pytest.mark.one_database("both kinds are named where they matter; the rest is about keys")

COMMANDS = (["check"], ["ledger", "verify"], ["outbox", "retry"], ["alarm", "backup"])
SILENT = ("alarm",)  # it goes on with what it can


def run(settings: Settings, command: Sequence[str]) -> Result:
    return CliRunner().invoke(main, command, obj=settings)


def refused(settings: Settings, command: Sequence[str]) -> str:
    done = run(settings, command)
    assert isinstance(done.exception, SystemExit) and done.exit_code == 1, (done.exception, done.output)
    assert "Traceback" not in done.output and "password" not in done.output
    return done.output


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_missing_a_damaged_and_an_open_key(settings: Settings, command: list[str]) -> None:
    salt = settings.keys_dir / "salt"
    kept = salt.read_bytes()
    salt.write_bytes(kept[:10])
    assert "Kunci salt di" in refused(settings, command) and "rusak" in refused(settings, command)
    salt.write_bytes(kept)
    salt.chmod(0o644)
    assert "chmod 600" in refused(settings, command)
    salt.unlink()
    assert "Kunci salt tidak ada" in refused(settings, command)


@pytest.mark.parametrize("command", [one for one in COMMANDS if one[0] not in SILENT], ids=" ".join)
def test_an_empty_database_and_one_that_does_not_answer(settings: Settings, command: list[str], tmp_path: Path) -> None:
    empty = replace(settings, database_url=f"sqlite:///{tmp_path / 'new.db'}")
    assert "masih kosong" in refused(empty, command)
    away = replace(settings, database_url="postgresql+psycopg://wbs:a-password@127.0.0.1:1/wbs")
    assert "tidak dapat dibuka" in refused(away, command)


def test_a_key_folder_that_is_only_half_there_is_refused_where_no_other_machine_can_be(settings: Settings) -> None:
    (settings.keys_dir / "pepper.staff.1").unlink()
    done = run(settings, ["check"])
    assert done.exit_code == 1 and "tidak ada pepper.staff.1" in done.output
    shutil.copy(settings.keys_dir / "salt", settings.keys_dir / "pepper.staff.2")
    assert "tidak lengkap" not in run(settings, ["check"]).output


def test_a_fault_of_ours_is_not_called_the_operators(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise LookupError("ours")

    monkeypatch.setattr("wbs.watching.commands.retry_parked", broken)
    assert isinstance(run(settings, ["outbox", "retry"]).exception, LookupError)
