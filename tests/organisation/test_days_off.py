"""`wbs calendar`: a year is confirmed by its decree; deadlines are counted by it, and both ledgers say so."""

from datetime import date
from pathlib import Path

from click.testing import CliRunner, Result

from wbs.app import create_app
from wbs.cli import main
from wbs.config import Settings
from wbs.days_off import sha256_of
from wbs.ledger.read import pending_entries
from wbs.organisation.queries import corrections
from wbs.staff.directory import REALMS

BY = ("--source", "SKB 3 Menteri 2026", "--by", "Sekretaris Inspektorat")


def run(settings: Settings, *words: str) -> Result:
    return CliRunner().invoke(main, ["calendar", *words], obj=settings)


def test_a_year_is_confirmed_with_the_days_that_differ(settings: Settings, tmp_path: Path) -> None:
    assert "2027 belum dipastikan" in run(settings, "show", "2027").output
    path = tmp_path / "skb.csv"
    path.write_text("day,kind,name\n2027-03-12,libur,Cuti bersama\n2027-03-08,kerja,\n", "utf-8-sig")
    done = run(settings, "confirm", "2027", "--days", str(path), *BY)
    assert done.exit_code == 0 and "3 hari dicatat" in done.output, done.output
    told = run(settings, "show", "2027").output
    assert "2027 sudah dipastikan" in told and "2027-03-12  libur, Cuti bersama (dicatat: SKB 3 Menteri 2026" in told
    assert "belum dipastikan" not in CliRunner().invoke(main, ["check"], obj=settings).output
    app = create_app(settings)
    with app.app_context():
        days = app.extensions["wbs"].calendar
        assert not days.is_working_day(date(2027, 3, 12)) and days.is_working_day(date(2027, 3, 8))
        for realm in REALMS:
            (entry,) = [one for one in pending_entries(realm) if one.tag == "calendar:changed"]
            assert entry.fields["sha256"] == sha256_of(corrections())


def test_what_cannot_be_meant_is_not_written(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "skb.csv"
    for text, said in (
        ("day,kind,name\n2026-03-12,libur,Cuti\n", "Bukan tahun 2027"),
        ("day,kind,name\n12-03-2027,libur,Cuti\n", "Baris 2"),
        ("day,kind,name\n2027-03-12,off,Cuti\n", "Pilih libur atau kerja"),
        ("tanggal;jenis\n2027-03-12;libur\n", "Baris 2"),
    ):
        path.write_text(text, "utf-8")
        done = run(settings, "confirm", "2027", "--days", str(path), *BY)
        assert done.exit_code == 1 and said in done.output, done.output
    assert run(settings, "set", "2027-03-12", "libur", "--source", " ", "--by", "x").exit_code == 1
    with create_app(settings).app_context():
        assert corrections() == () and not [*pending_entries("main")]


def test_one_day_by_itself(settings: Settings) -> None:
    done = run(settings, "set", "2026-12-09", "libur", "--name", "Pemungutan suara", *BY)
    assert done.exit_code == 0 and "2026-12-09  libur, Pemungutan suara" in done.output
