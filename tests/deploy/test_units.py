"""The units: settings that are accepted, exactly the keys of each face, and what systemd itself says of them."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.machine import Machine, machine
from tests.deploy.units import SERVICES
from wbs.config import Settings
from wbs.installing.credentials import FOUNDING, credentials_of, strangers, with_credentials
from wbs.installing.plan import PROGRAM
from wbs.keyfolder import create_keys, load_keys, write_secret

SYSTEMD = shutil.which("systemd-analyze")
MOST_EXPOSED = 2.4  # of 10; what remains is the network, and the namespaces of the cleaning child
NEEDS_SYSTEMD = pytest.mark.skipif(SYSTEMD is None, reason="NOT INSTALLED: systemd-analyze")


@pytest.fixture(scope="module")
def installed() -> Iterator[Machine]:
    with machine(with_accounts=False) as made:
        for name in ("directory.pub", "directory-main", "directory-bypass"):
            write_secret(made.keys / name, bytes(32))
        yield made


@pytest.mark.parametrize("service", SERVICES)
def test_the_settings_are_accepted(installed: Machine, service: str) -> None:
    settings = Settings.from_environ(installed.environ(service))
    assert settings.var_dir == installed.var and settings.secure
    assert settings.keys_dir == installed.root / "run/credentials" / f"wbs-{service}.service"
    assert settings.face == {"public": "public", "staff": "staff"}.get(service, "both")


def test_the_administrators_settings_are_accepted(installed: Machine) -> None:
    lines = (installed.root / "etc/wbs/admin.env").read_text().splitlines()
    settings = Settings.from_environ(dict(line.split("=", 1) for line in lines if not line.startswith("#")))
    assert settings.keys_dir == installed.keys


def test_the_public_face_is_given_nothing_that_opens_anything(installed: Machine) -> None:
    keys = load_keys(installed.credentials("public"))
    assert keys.notifier_seed is None and not keys.staff_peppers
    assert set(keys.ledger) == {"public"} and keys.ticket and keys.code_peppers


def test_the_staff_face_cannot_answer_reporters(installed: Machine) -> None:
    keys = load_keys(installed.credentials("staff"))
    assert keys.ticket is None and not keys.code_peppers and keys.notifier_seed is None
    assert set(keys.ledger) == {"staff"} and keys.staff_peppers


def test_the_worker_has_no_pepper_and_the_scheduler_no_key(installed: Machine) -> None:
    keys = load_keys(installed.credentials("worker"))
    assert not keys.code_peppers and not keys.staff_peppers and keys.ticket is None and keys.notifier_seed
    assert set(installed.unit("scheduler").credentials) == {"directory.pub", "directory-main"}


@pytest.mark.parametrize("service", SERVICES)
def test_units_and_table_say_the_same(installed: Machine, service: str) -> None:
    unit = (PROGRAM / "deploy/systemd" / f"wbs-{service}.service").read_text("utf-8")
    assert with_credentials(unit, service, ()) == unit
    assert set(installed.unit(service).credentials) == set(credentials_of(service, FOUNDING))


def test_the_founding_makes_the_keys_that_the_units_load(tmp_path: Path) -> None:
    create_keys(tmp_path)
    made = {path.name for path in tmp_path.iterdir()}
    assert made | {"directory.pub", "directory-main", "directory-bypass"} == set(FOUNDING)


def test_a_rotated_pepper_and_a_store_reach_their_faces() -> None:
    there = [*FOUNDING, "pepper.code.2", "store.access", "store.secret", "backup.pub", "direktori.kunci"]
    unit = with_credentials("[Service]\nLoadCredential=salt:/x\n\nUser=y\n", "public", there)
    assert "LoadCredential=pepper.code.2:/etc/wbs/keys/pepper.code.2\n" in unit and unit.endswith("\n\nUser=y\n")
    assert "store.secret" in unit and "backup" not in unit and "pepper.staff" not in unit
    assert strangers("public", ["salt", "notifier"]) == ("notifier",)


@pytest.mark.parametrize("service", SERVICES)
def test_no_process_writes_beyond_its_folder_or_leaves_memory(installed: Machine, service: str) -> None:
    unit = installed.unit(service)
    assert unit.settings["ReadWritePaths"] == [str(installed.var)]
    told = [unit.one(name) for name in ("ProtectSystem", "NoNewPrivileges", "LimitCORE", "MemorySwapMax", "UMask")]
    assert told == ["strict", "yes", "0", "0", "0007"]
    assert unit.one("CapabilityBoundingSet") == ""


@NEEDS_SYSTEMD
def test_systemd_finds_nothing_to_complain_about(installed: Machine) -> None:
    folder = installed.root / "etc/systemd/system"
    paths = [str(path) for path in folder.iterdir() if path.is_file()]
    done = subprocess.run([SYSTEMD, "verify", "--man=no", *paths], capture_output=True, text=True, check=False)
    ours = [line for line in done.stderr.splitlines() if "wbs" in line]
    assert done.returncode == 0 and ours == [], done.stderr


@NEEDS_SYSTEMD
@pytest.mark.parametrize("service", SERVICES)
def test_systemd_finds_little_exposed(installed: Machine, service: str) -> None:
    path = installed.root / "etc/systemd/system" / f"wbs-{service}.service"
    done = subprocess.run(
        [SYSTEMD, "security", "--offline=true", "--no-pager", str(path)], capture_output=True, text=True, check=False
    )
    found = re.search(r"Overall exposure level for .*: ([\d.]+)", done.stdout)
    assert found and float(found[1]) <= MOST_EXPOSED, done.stdout + done.stderr


@pytest.mark.skipif(shutil.which("systemd-sysusers") is None, reason="NOT INSTALLED: systemd-sysusers")
def test_accounts_and_folders_are_made(installed: Machine, tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    for program, folder in (("systemd-sysusers", "sysusers.d"), ("systemd-tmpfiles", "tmpfiles.d")):
        text = (PROGRAM / "deploy" / folder / "wbs.conf").read_bytes()
        more = ["--create"] if program == "systemd-tmpfiles" else []
        subprocess.run([program, f"--root={tmp_path}", *more, "-"], input=text, capture_output=True, check=False)
    accounts = (tmp_path / "etc/passwd").read_text()
    assert all(f"wbs-{name}:" in accounts for name in ("public", "staff", "worker"))
    modes = {name: (tmp_path / name).stat().st_mode & 0o7777 for name in ("var/lib/wbs/store", "etc/wbs/keys")}
    assert modes == {"var/lib/wbs/store": 0o2770, "etc/wbs/keys": 0o700}
    assert (tmp_path / "var/lib/wbs/wbs.db").stat().st_mode & 0o777 == 0o660


def test_the_administrators_command_is_a_shell_script(installed: Machine) -> None:
    path = installed.root / "usr/local/sbin/wbs"
    assert path.stat().st_mode & 0o777 == 0o755
    subprocess.run(["sh", "-n", str(path)], check=True)
