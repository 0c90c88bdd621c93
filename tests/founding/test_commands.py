"""`wbs init` and `wbs recover` as an office types them: what they refuse, what they leave, what they say next."""

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from tests.builders import a_filed_report
from tests.conftest import NOW, make_settings
from tests.founding.settling import Settled, secret_on, sheets_called
from tests.founding.test_two_governments import about
from wbs.cases.records import Grant
from wbs.cli import main
from wbs.config import Settings
from wbs.db import db
from wbs.founding.ceremony import UNFINISHED, Ceremony
from wbs.founding.charter import template

pytestmark = pytest.mark.one_database("what the ceremony asks and says; the rest of tests/founding stands on both")


@pytest.fixture
def charter(tmp_path: Path) -> Path:
    file = tmp_path / "pendirian.toml"
    file.write_text(template("kecil"), "utf-8")
    return file


def run(settings: Settings, *words: str, said: str = "") -> Result:
    return CliRunner().invoke(main, words, obj=settings, input=said)


def reasons() -> set[str]:
    db.session.rollback()
    return set(db.session.execute(sa.select(Grant.reason)).scalars())


def init(tmp_path: Path, charter: Path, settings: Settings | None = None, **paths: Path) -> Result:
    paths = {"directory-key": tmp_path / "direktori.kunci", "sheets": tmp_path / "lembar"} | paths
    options = [word for name, path in paths.items() for word in (f"--{name}", str(path))]
    return run(settings or make_settings(tmp_path / "var"), "init", str(charter), *options)


@pytest.mark.parametrize("profile", ["kecil", "besar"])
def test_a_template_is_printed_as_it_is(tmp_path: Path, profile: str) -> None:
    assert run(make_settings(tmp_path / "var"), "init", "--template", profile).output == template(profile)
    assert not (tmp_path / "var").exists()


def test_an_installation_stands_with_sheets_minutes_and_a_key_outside(tmp_path: Path, charter: Path) -> None:
    done = init(tmp_path, charter)
    assert done.exit_code == 0, done.output
    assert "Pemerintah Kabupaten Pesawaran: instalasi sudah berdiri." in done.output
    assert "wbs directory sign" in done.output and "dicabut dari mesin ini" in done.output
    sheets = sorted((tmp_path / "lembar").iterdir())
    assert len(sheets) == 18 and {sheet.stat().st_mode & 0o777 for sheet in sheets} == {0o600}
    assert (tmp_path / "lembar").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "direktori.kunci").stat().st_mode & 0o777 == 0o600
    assert {path.suffix for path in tmp_path.glob("berita-acara-pendirian-*")} == {".pdf", ".txt"}
    assert not (tmp_path / "var" / UNFINISHED).exists()
    again = init(tmp_path, charter, **{"directory-key": tmp_path / "lain.kunci", "sheets": tmp_path / "lain"})
    assert again.exit_code == 1 and "sudah ada instalasi" in again.output
    assert not (tmp_path / "lain.kunci").exists() and not (tmp_path / "lain").exists()
    checked = run(make_settings(tmp_path / "var"), "check")
    assert checked.exit_code == 1 and "Belum membuat kunci sendiri" in checked.output


def test_after_everybody_made_a_key_the_check_is_content(settled: Settled) -> None:
    checked = run(settled.instance.settings, "check")
    assert checked.exit_code == 0, checked.output


REFUSALS = {
    "di dalam": {"directory-key": Path("var/keys/d.key")},
    "Folder": {"directory-key": Path("tidak-ada/d.key")},
    "sudah ada dan tidak ditimpa": {"directory-key": Path("pendirian.toml")},
    "berada di dalam": {"sheets": Path("var/lembar")},
}


@pytest.mark.parametrize("sentence", REFUSALS)
def test_unfit_places_are_refused_before_anything_is_made(tmp_path: Path, charter: Path, sentence: str) -> None:
    done = init(tmp_path, charter, **{name: tmp_path / path for name, path in REFUSALS[sentence].items()})
    assert done.exit_code == 1 and sentence in done.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pendirian.toml"]


def test_a_link_into_the_installation_is_inside_it(tmp_path: Path, charter: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "media").symlink_to(tmp_path / "var")
    done = init(tmp_path, charter, **{"directory-key": tmp_path / "media" / "d.key"})
    assert done.exit_code == 1 and "berada di dalam" in done.output


def test_without_a_terminal_secrets_are_not_poured_out(tmp_path: Path, charter: Path) -> None:
    done = run(make_settings(tmp_path / "var"), "init", str(charter), "--directory-key", str(tmp_path / "d.key"))
    assert done.exit_code == 1 and "--sheets" in done.output
    assert not (tmp_path / "var").exists()


def test_a_bad_file_is_told_whole_and_nothing_is_made(tmp_path: Path, charter: Path) -> None:
    charter.write_text(template("kecil").replace("ambang = 2", "ambang = 9"), "utf-8")
    done = init(tmp_path, charter)
    assert done.exit_code == 1 and "(2 hal)" in done.output and done.output.count("ambang") == 2
    assert not (tmp_path / "var").exists() and not (tmp_path / "direktori.kunci").exists()


def test_an_interrupted_ceremony_says_what_to_remove(tmp_path: Path, charter: Path) -> None:
    assert init(tmp_path, charter).exit_code == 0
    (tmp_path / "var" / UNFINISHED).touch()
    again = {"directory-key": tmp_path / "lain.kunci", "sheets": tmp_path / "lain"}
    done = init(tmp_path, charter, **again)
    assert done.exit_code == 1 and "terputus" in done.output
    named = [str(tmp_path / "var/keys"), str(tmp_path / "var/wbs.db")]
    assert all(path in done.output for path in named)
    shutil.rmtree(named[0])
    for path in (tmp_path / "var").glob("wbs.db*"):
        path.unlink()
    assert init(tmp_path, charter, **again).exit_code == 0  # what was named was enough
    assert not (tmp_path / "var" / UNFINISHED).exists()


def test_recovery_asks_for_shares_and_tells_what_it_did(settled: Settled, ceremony: Ceremony) -> None:
    instance = settled.instance
    filed = a_filed_report(instance, about("PSW-DINKES"), now=NOW)
    shares = [secret_on(sheet) for sheet in sheets_called(ceremony, "pemulihan-main")]
    typed = "\n".join(["selimut kargo", shares[0], shares[0], shares[2], "y", ""])
    done = run(
        instance.settings, "recover", "--realm", "main", "--to", "chairul", "--case", filed.receipt.number, said=typed
    )
    assert done.exit_code == 0, done.output
    assert "salah ketik" in done.output and "sudah dimasukkan" in done.output
    assert "1 kasus diberikan kepada Chairul Effendi" in done.output
    assert not any(share in done.output for share in shares)
    assert "recovery" in reasons()


def test_recovery_without_a_yes_gives_nothing(settled: Settled, ceremony: Ceremony) -> None:
    a_filed_report(settled.instance, about("PSW-DINKES"))
    shares = [secret_on(sheet) for sheet in sheets_called(ceremony, "pemulihan-main")]
    typed = "\n".join([*shares[:2], "n", ""])
    done = run(settled.instance.settings, "recover", "--realm", "main", "--to", "chairul", "--all", said=typed)
    assert done.exit_code == 1
    assert "recovery" not in reasons()


def test_recovery_of_the_wrong_realm_is_refused(settled: Settled, ceremony: Ceremony) -> None:
    shares = [secret_on(sheet) for sheet in sheets_called(ceremony, "pemulihan-bypass")]
    typed = "\n".join([*shares[:2], ""])
    done = run(settled.instance.settings, "recover", "--realm", "main", "--to", "chairul", said=typed)
    assert done.exit_code == 1 and "bukan kunci pemulihan jalur main" in done.output
