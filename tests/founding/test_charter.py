"""What is wrong with a founding file is told in Bahasa, with the next step, before anything is written."""

from pathlib import Path

import pytest

from wbs.founding.charter import BadCharter, example, read_charter, template
from wbs.founding.charter_checks import problems

FIRST = 'nama = "Anggraini Puspasari"'


def told(folder: Path, *changes: tuple[str, str], profile: str = "kecil") -> str:
    """Everything that is said against the example with these changes."""
    text = template(profile)
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    file = folder / "pendirian.toml"
    file.write_text(text, "utf-8")
    try:
        return "\n".join(problems(read_charter(file)))
    except BadCharter as bad:
        return "\n".join(bad.problems)


@pytest.mark.parametrize("profile", ["besar", "kecil"])
def test_the_templates_are_founding_files_that_work(profile: str) -> None:
    charter = example(profile)
    assert problems(charter) == ()
    assert charter.government.profile == profile
    assert all(member.is_provisional and member.sign_in_name for member in charter.members)


REFUSALS = {
    "peran penyidik tidak dikenal. Pilih dari petugas_meja": ('peran = ["irban"]', 'peran = ["penyidik"]'),
    "meja kantin tidak dikenal. Pilih dari inspektorat": (
        'meja = ["inspektorat", "perlindungan"]', 'meja = ["kantin", "inspektorat", "perlindungan"]'
    ),
    "unit PSW-XX tidak ada di daftar unit": ('unit = "PSW-BKPSDM"', 'unit = "PSW-XX"'),
    "`unit_inspektorat` menyebut PSW-ITT": ('unit_inspektorat = "PSW-IT"', 'unit_inspektorat = "PSW-ITT"'),
    "sekaligus duduk di meja": ('peran = ["admin"]', 'peran = ["admin"]\nmeja = ["inspektorat"]'),
    "`ambang` paling sedikit 2": ("ambang = 2", "ambang = 4"),
    "paling banyak sebanyak pemegangnya (3)": ("ambang = 2", "ambang = 1"),
    "disebut dua kali": ('["Inspektur", "Sekretaris Inspektorat"', '["Inspektur", "Inspektur"'),
    "administrator tidak memegang potongan": ('["Inspektur", ', '["Edwin Kurniawan", '),
    "Edwin Kurniawan administrator": ('pemegang = "Sekretaris Inspektorat"', 'pemegang = "Edwin Kurniawan"'),
    "Pranata Komputer administrator": ('pemegang = "Sekretaris Inspektorat"', 'pemegang = "Pranata Komputer"'),
    "Edwin Kurniawan mengawasi, menjaga identitas": ('peran = ["admin"]', 'peran = ["admin", "pemeriksa"]'),
    "pemulihan.bypass: pemegang jalur khusus bukan": ('["Sekretaris Daerah", ', '["Inspektur", '),
    "bukan orang jalur utama": ('["Sekretaris Daerah", ', '["Chairul Effendi", '),
    "dipakai 2 kali": ('nama_masuk = "bambang"', 'nama_masuk = "anggraini"'),
    "tercatat 2 kali": ('nama = "Fitria Handayani"', FIRST),
    "belum ada Penjaga identitas": ('peran = ["auditor", "penjaga_identitas"]', 'peran = ["auditor"]'),
    "tunjuk pimpinan": ('peran = ["irban"]', 'peran = ["pemeriksa"]'),
    "bekerja di Inspektorat, dan jalur khusus": ('unit = "PSW-SETDA"\nperan', 'unit = "PSW-IT"\nperan'),
    "Profil kecil tidak punya meja intake": ('meja = ["inspektorat", ', 'meja = ["intake", "inspektorat", '),
    "`namaa` tidak dikenal": ('nama = "Pemerintah', 'namaa = "Pemerintah'),
    "`zona` harus salah satu dari": ("Asia/Jakarta", "Asia/Tokyo"),
    "`ambang` harus bilangan bulat": ("ambang = 2", 'ambang = "dua"'),
    "daftar bawaan hanya dki, pesawaran": ("bawaan:pesawaran", "bawaan:bandung"),
    "tidak terbaca": ("[pemerintah]", "[pemerintah"),
    "wilayah Kota tidak ada": (
        "[wewenang.unit_meja]", '[wewenang.meja_wilayah]\nKota = "inspektorat"\n[wewenang.unit_meja]'
    ),
    "`nama_masuk` 2 sampai 40": ('nama_masuk = "bambang"', 'nama_masuk = "Pak Bambang"'),
    "isi `unit`; hanya orang luar": ('unit = "PSW-BKPSDM"\n', ""),
    "Kartika Anggoro: penyetuju tamu tidak punya peran lain": (
        'peran = ["penyetuju_tamu"]', 'peran = ["penyetuju_tamu"]\nmeja = ["inspektorat"]'
    ),
    "Chairul Effendi: penyetuju tamu tidak punya peran lain": (
        'peran = ["irban"]', 'peran = ["irban", "penyetuju_tamu"]'
    ),
    "hanya untuk orang dengan jalur": ('jalur = "bypass"\n', ""),
}  # fmt: skip


@pytest.mark.parametrize("sentence", REFUSALS)
def test_what_cannot_work_is_refused_with_the_next_step(tmp_path: Path, sentence: str) -> None:
    assert sentence in told(tmp_path, REFUSALS[sentence])


def test_a_custodian_who_reads_cases_is_refused(tmp_path: Path) -> None:
    said = told(tmp_path, ('peran = ["petugas_meja", "pemeriksa"]', 'peran = ["pemeriksa", "penjaga_identitas"]'))
    assert "Anggraini Puspasari mengawasi, menjaga identitas" in said and "Pilih salah satu" in said


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    changes = [('profil = "kecil"', 'profil = "sedang"'), ("ambang = 2", "ambang = true"), ('nama = "P', 'n = "P')]
    said = told(tmp_path, *changes)
    assert all(word in said for word in ("profil", "ambang", "`nama` belum ada", "`n` tidak dikenal"))


def test_units_of_ones_own_lie_beside_the_file(tmp_path: Path) -> None:
    change = ("bawaan:pesawaran", "unit.csv")
    assert "tidak terbaca" in told(tmp_path, change)
    (tmp_path / "unit.csv").write_text("code,name,kind\nPSW,Pemkab,instansi\n", "utf-8")
    assert "baris 1: kolom tidak ada" in told(tmp_path, change)


def test_an_empty_bypass_is_named(tmp_path: Path) -> None:
    said = told(tmp_path, *[('meja = ["bypass_luar"]', "meja = []")] * 2)
    assert "Jalur khusus luar (bypass_luar) belum punya anggota" in said


def test_a_desk_of_a_rule_without_members_is_named(tmp_path: Path) -> None:
    said = told(tmp_path, *[('meja = ["khusus_kekerasan_seksual"]', "meja = []")] * 3, profile="besar")
    assert "Meja khusus kekerasan seksual (khusus_kekerasan_seksual) belum punya anggota" in said
