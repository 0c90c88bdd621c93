"""The same over the commands: what export prints, the signer reads, and install puts in force."""

from pathlib import Path

from click.testing import CliRunner, Result

from tests.structure.office import Planning
from wbs.db import db
from wbs.directory import directory
from wbs.structure.lists import DONE, proposals

WEST = "SUDIN-DUKCAPIL-BARAT"


def run(planning: Planning, *arguments: str, answer: str = "") -> Result:
    db.session.rollback()
    return CliRunner().invoke(directory, arguments, input=answer, obj=planning.instance.settings)


def test_a_rename_lands_with_the_directory(planning: Planning, tmp_path: Path) -> None:
    file, key = str(tmp_path / "direktori.json"), tmp_path / "kunci"
    key.write_bytes(planning.founded.directory_key.private_bytes_raw())
    assert "Tidak ada perubahan" in run(planning, "export", file).output
    planning.change(WEST, name="Suku Dinas Penduduk Barat")
    exported = run(planning, "export", file)
    assert exported.exit_code == 0, exported.output
    for told in (exported.output, run(planning, "sign", file, "--key", str(key), answer="y\n").output):
        assert "DAFTAR UNIT BERGANTI." in told and "menjadi Suku Dinas Penduduk Barat" in told
        assert "DATA PEMERINTAH" not in told
    installed = run(planning, "install", file)
    assert installed.exit_code == 0, installed.output
    db.session.rollback()
    assert planning.instance.organisation.name_of(WEST) == "Suku Dinas Penduduk Barat"
    assert [one.state for one in proposals(DONE)] == [DONE]
