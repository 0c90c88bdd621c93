"""What is not whole, not genuine or not for this place is refused, and then nothing is in place."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from tests.builders import a_filed_report
from tests.keeping.world import a_backup, a_key, empty_beside, is_empty, live, wbs
from wbs.config import Settings
from wbs.db import db, transaction
from wbs.keeping.archive import HEAD_BYTES, OPENING_BYTES
from wbs.keyfolder import write_secret

pytestmark = pytest.mark.twice_in_drill

DAMAGED, OTHER, NOT_OURS = "rusak atau terpotong", "kunci cadangan lain", "bukan cadangan WBS"


@pytest.fixture
def source(app: Flask, tmp_path: Path) -> tuple[Settings, Path, Path]:
    """Settings, archive, and the secret half of its key."""
    settings = app.extensions["wbs"].settings
    live(app)
    key = a_key(settings, tmp_path)
    return settings, a_backup(settings, tmp_path / "out"), key


def flip(at: int) -> Callable[[bytes], bytes]:
    def flipped(raw: bytes) -> bytes:
        place = at % len(raw)
        return raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]

    return flipped


def is_untouched(target: Settings) -> bool:
    return not (target.var_dir / "store").exists() and is_empty(target)


HURT = {
    "magic": (flip(0), NOT_OURS),
    "version": (flip(11), NOT_OURS),
    "origin": (flip(12), DAMAGED),
    "moment": (flip(35), DAMAGED),
    "key id": (flip(OPENING_BYTES - 1), OTHER),
    "sealed key": (flip(OPENING_BYTES + 700), DAMAGED),
    "stream header": (flip(HEAD_BYTES + 40), DAMAGED),
    "first chunk": (flip(HEAD_BYTES + 100), DAMAGED),
    "last chunk": (flip(-200), DAMAGED),
    "length": (flip(-5), DAMAGED),
    "without its end": (lambda raw: raw[:-1], DAMAGED),
    "half": (lambda raw: raw[: len(raw) // 2], DAMAGED),
    "the head alone": (lambda raw: raw[:HEAD_BYTES], DAMAGED),
    "half a head": (lambda raw: raw[: OPENING_BYTES + 9], DAMAGED),
    "a byte more": (lambda raw: raw + b"\0", DAMAGED),
    "nothing": (lambda raw: b"", NOT_OURS),
    "something else": (lambda raw: b"wbs dossier\n" + raw, NOT_OURS),
}


def test_damage_is_found_wherever_it_is(source: tuple[Settings, Path, Path]) -> None:
    settings, archive, key = source
    target, raw = empty_beside(settings), archive.read_bytes()
    for name, (hurt, said) in HURT.items():
        archive.write_bytes(hurt(raw))
        for words in (("restore",), ("restore", "--check")):
            done = wbs(target, *words, archive, "--key", key)
            assert (done.exit_code, said in done.output) == (1, True), (name, done.output)
        assert is_untouched(target)
        assert not (target.var_dir / "store").exists()
        assert not (target.var_dir / "run" / "keeping").exists()
    archive.write_bytes(raw)
    assert wbs(target, "restore", archive, "--key", key).exit_code == 0


def test_another_key_opens_nothing(source: tuple[Settings, Path, Path], tmp_path: Path) -> None:
    settings, archive, key = source
    renewed = wbs(settings, "backup-key", "--replace", tmp_path / "baru.txt")
    assert renewed.exit_code == 0
    target = empty_beside(settings)
    done = wbs(target, "restore", archive, "--key", tmp_path / "baru.txt")
    assert done.exit_code == 1 and OTHER in done.output
    assert wbs(target, "restore", archive, "--key", key).exit_code == 0


def test_a_slip_in_the_key_is_told(source: tuple[Settings, Path, Path], tmp_path: Path) -> None:
    settings, archive, key = source
    typed = tmp_path / "diketik.txt"
    text = key.read_text()
    digit = "1" if text.rstrip()[-1] != "1" else "2"
    for wrong in (text.rstrip()[:-1] + digit, text.replace("seed", "sead"), "", text[:40], text + "00"):
        typed.write_text(wrong)
        done = wbs(settings, "restore", "--check", archive, "--key", typed)
        assert done.exit_code == 1 and "salah salin" in done.output
    typed.write_text(text.upper().replace("\n", "\r\n\r\n"))
    assert wbs(settings, "restore", "--check", archive, "--key", typed).exit_code == 0


def test_a_database_with_anything_in_it_is_left_alone(database: Flask, tmp_path: Path) -> None:
    settings = database.extensions["wbs"].settings
    a_filed_report(database.extensions["wbs"])
    key = a_key(settings, tmp_path)
    archive = a_backup(settings, tmp_path / "out")
    done = wbs(settings, "restore", archive, "--key", key)
    assert done.exit_code == 1
    assert "tidak kosong" in done.output and "case_file" in done.output


def test_an_archive_that_somebody_else_made_is_found(source: tuple[Settings, Path, Path], tmp_path: Path) -> None:
    """Anybody can seal to a public key; the MAC inside takes the installation's own."""
    settings, _, key = source
    target, genuine = empty_beside(settings), (settings.keys_dir / "ledger.worker").read_bytes()
    write_secret(settings.keys_dir / "ledger.worker", os.urandom(32))
    forged = a_backup(settings, tmp_path / "forged")
    write_secret(settings.keys_dir / "ledger.worker", genuine)
    done = wbs(target, "restore", forged, "--key", key)
    assert done.exit_code == 1 and "tidak dibuat oleh pekerja" in done.output
    assert is_untouched(target)
    assert wbs(target, "restore", "--with-findings", forged, "--key", key).exit_code == 0


def test_another_key_folder_is_told(source: tuple[Settings, Path, Path]) -> None:
    settings, archive, key = source
    target = empty_beside(settings)
    write_secret(target.keys_dir / "salt", os.urandom(32))
    done = wbs(target, "restore", archive, "--key", key)
    assert done.exit_code == 1 and "pemasangan lain" in done.output


def test_a_log_that_was_tampered_with_is_found_before_anything_is_in_place(app: Flask, tmp_path: Path) -> None:
    instance = app.extensions["wbs"]
    settings = instance.settings
    live(app)
    with transaction() as session:
        session.connection().exec_driver_sql("UPDATE case_file SET stage = 'selesai' WHERE stage != 'selesai'")
    db.session.remove()
    key = a_key(settings, tmp_path)
    target = empty_beside(settings)
    done = wbs(target, "restore", a_backup(settings, tmp_path / "out"), "--key", key)
    assert done.exit_code == 1 and "stage changed" in done.output
    assert is_untouched(target)


def test_without_a_backup_key_there_is_no_backup(settings: Settings, tmp_path: Path) -> None:
    done = wbs(settings, "backup", tmp_path / "out.cadangan")
    assert done.exit_code == 1 and "wbs backup-key" in done.output
    assert not (tmp_path / "out.cadangan").exists()


def test_the_secret_half_never_lies_in_the_installation(settings: Settings, tmp_path: Path) -> None:
    inside = wbs(settings, "backup-key", settings.var_dir / "kunci.txt")
    assert inside.exit_code == 1 and "di luar mesin" in inside.output
    assert not (settings.keys_dir / "backup.pub").exists()
    key = a_key(settings, tmp_path)
    assert key.stat().st_mode & 0o777 == 0o600
    assert wbs(settings, "backup-key", tmp_path / "lagi.txt").exit_code == 1
    assert wbs(settings, "backup-key", "--replace", key).exit_code == 1
    public = (settings.keys_dir / "backup.pub").read_bytes()
    assert len(public) == 1216
    seed = bytes.fromhex("".join(key.read_text().split("seed")[1].split()))
    assert [path for path in settings.var_dir.rglob("*") if path.is_file() and seed in path.read_bytes()] == []
