"""`wbs check` as it is typed: what it says, in which order, and how it ends."""

from click.testing import CliRunner, Result
from flask import Flask

from tests.runtime.conftest import free_port
from wbs.cli import main
from wbs.config import Settings


def run(settings: Settings, *more: str) -> Result:
    return CliRunner().invoke(main, ["check", *more], obj=settings)


def test_a_founded_installation_passes_and_is_told_what_is_missing(settings: Settings) -> None:
    done = run(settings)
    lines = done.output.splitlines()
    assert done.exit_code == 0 and lines[-1].endswith("Setiap jenis dan unit sampai pada pembaca.")
    assert "belum disaksikan" in done.output and "Server surel belum diisi" in done.output
    order = [line.split("]")[0] for line in lines[:-1]]
    assert order == sorted(order, key=["[tolak", "[peringatan", "[catatan"].index)


def test_a_host_that_does_not_answer_ends_with_1(settings: Settings) -> None:
    done = run(settings, "--url", f"http://127.0.0.1:{free_port()}")
    assert done.exit_code == 1 and "tidak dapat dihubungi" in done.output and "Yang ditolak" in done.output
    assert run(settings, "--url", "lapor.example").exit_code == 2


def test_a_forged_directory_is_told_and_not_a_traceback(settings: Settings) -> None:
    (settings.keys_dir / "directory-bypass").write_bytes(b"x")
    (settings.keys_dir / "directory-bypass").chmod(0o600)
    done = run(settings)
    assert done.exit_code == 1 and "[tolak] Direktori bypass" in done.output


def test_an_installation_without_keys_is_told_the_next_step(settings: Settings, app: Flask) -> None:
    (settings.keys_dir / "salt").unlink()
    done = run(settings)
    assert done.exit_code == 1 and "wbs init" in done.output
