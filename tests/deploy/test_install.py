"""`wbs install`: everything below the root, again without a change, and never over somebody's work."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from wbs.cli import main
from wbs.config import Settings
from wbs.installing.plan import PROGRAM
from wbs.keyfolder import create_keys, write_secret

HOSTS = ("--public-host", "lapor.kota.go.id", "--staff-host", "kantor.kota.go.id")


def run(root: Path, *more: str) -> Result:
    return CliRunner().invoke(main, ["install", "--root", str(root), *more], obj=Settings(root, ""))


def files(root: Path) -> dict[str, tuple[bytes, int]]:
    found = (path for path in sorted(root.rglob("*")) if path.is_file())
    return {str(path.relative_to(root)): (path.read_bytes(), path.stat().st_mode & 0o777) for path in found}


def test_units_settings_and_proxies_lie_where_a_machine_looks(tmp_path: Path) -> None:
    done = run(tmp_path, *HOSTS)
    assert done.exit_code == 0 and "Langkah berikutnya" in done.output
    made = files(tmp_path)
    assert {
        "etc/systemd/system/wbs-public.service", "etc/systemd/system/wbs-.service.d/sandbox.conf",
        "etc/systemd/system/wbs.target", "etc/sysusers.d/wbs.conf", "etc/tmpfiles.d/wbs.conf", "etc/wbs/public.env",
        "etc/wbs/proxy/wbs-public.conf", "etc/wbs/proxy/Caddyfile", "etc/wbs/proxy/torrc", "usr/local/sbin/wbs",
    } <= made.keys()  # fmt: skip
    assert made["etc/wbs/staff.env"][1] == 0o640
    text = b"".join(content for content, _ in made.values())
    assert b"contoh.go.id" not in text.replace(b"kabar@contoh.go.id", b"") and b"/opt/wbs" not in text
    assert str(PROGRAM).encode() in text and b"https://lapor.kota.go.id" in text


def test_a_second_time_changes_nothing_and_needs_no_names(tmp_path: Path) -> None:
    run(tmp_path, *HOSTS)
    before = files(tmp_path)
    done = run(tmp_path)
    assert done.exit_code == 0 and "0 baru, 0 diperbarui" in done.output and files(tmp_path) == before


def test_a_changed_unit_stops_everything(tmp_path: Path) -> None:
    run(tmp_path, *HOSTS)
    unit = tmp_path / "etc/systemd/system/wbs-worker.service"
    unit.write_text(unit.read_text() + "# ours\n")
    (tmp_path / "etc/wbs/proxy/torrc").unlink()
    before = files(tmp_path)
    done = run(tmp_path)
    assert done.exit_code == 1 and "wbs-worker.service" in done.output and files(tmp_path) == before


def test_settings_belong_to_the_operator_once_written(tmp_path: Path) -> None:
    run(tmp_path, *HOSTS)
    settings = tmp_path / "etc/wbs/worker.env"
    settings.write_text(settings.read_text() + "WBS_MAIL_HOST=surel.kota.go.id\n")
    done = run(tmp_path)
    assert done.exit_code == 0 and "1 milik Anda" in done.output and "surel.kota.go.id" in settings.read_text()


def test_a_new_pepper_renews_what_is_still_ours(tmp_path: Path) -> None:
    run(tmp_path, *HOSTS)
    keys = tmp_path / "etc/wbs/keys"
    create_keys(keys)
    for name in ("pepper.code.2", "directory.pub", "directory-main", "directory-bypass"):
        write_secret(keys / name, bytes(32))
    done = run(tmp_path)
    assert done.exit_code == 0 and "0 baru, 1 diperbarui" in done.output
    assert "LoadCredential=pepper.code.2:" in (tmp_path / "etc/systemd/system/wbs-public.service").read_text()


def test_the_backup_finds_its_key_though_that_is_made_after_the_units(tmp_path: Path) -> None:
    """`wbs backup-key` comes after `wbs install` and `wbs init`: nobody installs a second time for it."""
    run(tmp_path, *HOSTS)
    backup = tmp_path / "etc/systemd/system/wbs-task-backup.service"
    assert "LoadCredential=backup.pub:" in backup.read_text()
    create_keys(tmp_path / "etc/wbs/keys")
    run(tmp_path)
    assert "LoadCredential=backup.pub:" in backup.read_text()
    others = [path for path in backup.parent.glob("*.service") if path != backup]
    assert others and not any("backup.pub" in path.read_text() for path in others)


@pytest.mark.parametrize(
    "names",
    [
        (), HOSTS[:2], ("--public-host", "lapor", "--staff-host", "kantor.kota.go.id"),
        ("--public-host", "a.go.id; rm", "--staff-host", "kantor.kota.go.id"),
        ("--public-host", "kantor.kota.go.id", "--staff-host", "kantor.kota.go.id"),
    ],
)  # fmt: skip
def test_without_two_names_nothing_is_written(tmp_path: Path, names: tuple[str, ...]) -> None:
    done = run(tmp_path, *names)
    assert done.exit_code != 0 and files(tmp_path) == {}
