"""What comes by a timer: which command when, with which keys, under the sandbox of all, and that a failure reaches
somebody."""

import re
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from click.testing import CliRunner

from tests.deploy.machine import HOSTS, Machine, machine
from tests.house.test_documents_hold import is_command
from tests.outbox.conftest import Sink, sink
from wbs.cli import main
from wbs.config import Settings
from wbs.installing.credentials import FOUNDING, NEEDED, credentials_of
from wbs.keyfolder import load_keys, write_secret
from wbs.outbox.mail import ALARMS
from wbs.watching.commands import OF_TIMERS

__all__ = ["sink"]

TASKS = ("backup", "probe", "check", "ledger", "verify")
CALENDAR = re.compile(r"(Mon )?\*-\*-(\*|01) \d\d:\d\d:00 Asia/Jakarta")
ANALYZE = shutil.which("systemd-analyze")
Unit = Mapping[str, list[str]]


@pytest.fixture(scope="module")
def installed() -> Iterator[Machine]:
    with machine(with_accounts=False) as made:
        for name in ("directory.pub", "directory-main", "directory-bypass"):
            write_secret(made.keys / name, bytes(32))
        yield made


def read(machine: Machine, name: str, *more: str) -> Unit:
    """The settings of a unit and, behind them, of its drop-ins in systemd's order."""
    folder, found = machine.root / "etc/systemd/system", defaultdict(list)
    for path in (folder / name, *(folder / one for one in more)):
        for line in path.read_text("utf-8").splitlines():
            if line and not line.startswith(("#", "[")):
                key, _, value = line.partition("=")
                found[key].append(value)
    return found


def task(machine: Machine, name: str) -> Unit:
    return read(
        machine, f"wbs-task-{name}.service", "wbs-.service.d/sandbox.conf", "wbs-task-.service.d/task.conf"
    )


@pytest.mark.parametrize("name", TASKS)
def test_a_timer_starts_a_command_that_exists_and_comes_back_after_a_pause(installed: Machine, name: str) -> None:
    timer = read(installed, f"wbs-task-{name}.timer")
    assert CALENDAR.fullmatch(timer["OnCalendar"][0]) and timer["Persistent"] == ["yes"]
    assert timer["WantedBy"] == timer["PartOf"] == ["wbs.target"]
    assert f"wbs-task-{name}.timer" in " ".join(read(installed, "wbs.target")["Wants"])
    words = task(installed, name)["ExecStart"][0].partition("-m wbs ")[2].split()
    assert is_command(main, [word for word in words if word.isalpha()])
    if "--url" in words:
        assert words[-1] == f"https://{HOSTS['public']}"


@pytest.mark.parametrize("name", [*TASKS, "alarm@"])
def test_a_task_runs_once_under_the_sandbox_of_all(installed: Machine, name: str) -> None:
    unit = task(installed, name)
    assert (unit["Type"][-1], unit["Restart"][-1], unit["User"]) == ("oneshot", "no", ["wbs-worker"])
    locked = [unit[name] for name in ("ProtectSystem", "NoNewPrivileges", "CapabilityBoundingSet")]
    assert locked == [["strict"], ["yes"], [""]]
    written = {str(installed.var), "/srv/cadangan"} if name == "backup" else {str(installed.var)}
    assert set(unit["ReadWritePaths"]) == written
    environ = dict(line.split("=", 1) for line in _settings(installed) if line and not line.startswith("#"))
    assert Settings.from_environ(environ).face == "both"


def _settings(machine: Machine) -> list[str]:
    return (machine.root / "etc/wbs/worker.env").read_text("utf-8").splitlines()


@pytest.mark.parametrize("name", TASKS)
def test_a_failure_reaches_somebody(installed: Machine, name: str) -> None:
    assert read(installed, f"wbs-task-{name}.service")["OnFailure"] == [f"wbs-task-alarm@{name}.service"]
    assert name in OF_TIMERS and name in ALARMS
    assert task(installed, "alarm@")["ExecStart"][0].endswith("-m wbs alarm %i")
    assert "OnFailure" not in task(installed, "alarm@")


def test_tasks_hold_what_they_need_and_open_nothing(installed: Machine) -> None:
    there = [*FOUNDING, "backup.pub", "ledger.worker.2", "ledger.public.1.former", "pepper.code.2"]
    for name in (*TASKS, "alarm@"):
        held = credentials_of(f"task-{name}", there)
        assert not [one for one in held if one.startswith(("notifier", "pepper"))]
        folder = installed.root / "held" / name
        folder.mkdir(parents=True)
        for one in set(held) & set(FOUNDING):
            write_secret(folder / one, bytes(32))
        assert load_keys(folder).notifier_seed is None
        lines = [line.partition(":")[0] for line in task(installed, name)["LoadCredential"]]
        assert set(lines) <= set(held)
    assert "backup.pub" in credentials_of("task-backup", there) and "ticket" in credentials_of("task-probe", there)
    assert {"ledger.worker.2", "ledger.public.1.former"} <= set(credentials_of("task-ledger", there))
    assert all(name in NEEDED for name in (f"task-{one}" for one in TASKS))


@pytest.mark.skipif(ANALYZE is None, reason="NOT INSTALLED: systemd-analyze")
@pytest.mark.parametrize("name", TASKS)
def test_systemd_reads_the_calendar(installed: Machine, name: str) -> None:
    when = read(installed, f"wbs-task-{name}.timer")["OnCalendar"][0]
    done = subprocess.run([ANALYZE, "calendar", when], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "Next elapse" in done.stdout, done.stderr


def test_a_failed_task_is_mailed_without_content_and_opens_no_address(settings: Settings, sink: Sink) -> None:
    for name in ("notifier", "pepper.code.1", "pepper.staff.1", "ledger.worker"):
        (settings.keys_dir / name).unlink()
    told = replace(settings, mail=sink.mail, alarm_mail="jaga@example.test")
    done = CliRunner().invoke(main, ["alarm", "backup"], obj=told)
    assert done.exit_code == 0, done.output
    (mail,) = sink.received  # the worker is silent, so it left at once
    assert mail.rcpt_tos == ["jaga@example.test"] and b"Ada yang perlu diperiksa: backup." in (mail.content or b"")
    assert CliRunner().invoke(main, ["alarm", "semua"], obj=told).exit_code != 0
