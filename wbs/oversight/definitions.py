"""What every figure is called and what it means, in Bahasa, as printed beside the number. Counts nothing.

Texts are msgids: pages draw them with the filter `tr`, exports print them as they are.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from wbs.web.text import N_

UNIT = N_("laporan")
SCOPE = N_("Tidak termasuk jalur khusus.")
HIDDEN = N_("tidak ditampilkan")
WHY_HIDDEN = N_(
    "Tidak ditampilkan: jumlahnya terlalu kecil, atau jumlah kecil lain bisa dihitung darinya. "
    "Tandanya sengaja sama, supaya tidak ada yang bisa ditebak."
)
MERGED = N_("Gabungan baris yang tidak ditampilkan")
RUNNING = N_("Periode ini belum selesai. Angkanya masih berubah dari hari ke hari; jangan diterbitkan.")

UNRECORDED = "tidak_tercatat"
REOPENED_LATER = "dibuka_kembali"


@dataclass(frozen=True)
class Definition:
    """`text` says what is counted, by which date, and against what."""

    label: str
    text: str
    unit: str = UNIT
    scope: str = SCOPE


def _labels(name: str) -> Mapping[str, str]:
    keys = json.loads(resources.files("wbs.cases").joinpath("data/keys.json").read_text(encoding="utf-8"))
    return {entry["key"]: entry["id"] for entry in keys[name]}


KINDS = {**_labels("kinds"), UNRECORDED: N_("Tidak tercatat")}
CLOSINGS = {**_labels("closings"), UNRECORDED: N_("Tidak tercatat")}
OUTCOMES = {**CLOSINGS, REOPENED_LATER: N_("Ditutup, lalu dibuka kembali")}
UNIT_KINDS = {
    "instansi": N_("Instansi"),
    "sekretariat": N_("Sekretariat"),
    "biro": N_("Biro"),
    "inspektorat": N_("Inspektorat"),
    "inspektorat_pembantu": N_("Inspektorat pembantu"),
    "dinas": N_("Dinas"),
    "suku_dinas": N_("Suku dinas"),
    "badan": N_("Badan"),
    "suku_badan": N_("Suku badan"),
    "satuan": N_("Satuan"),
    "unit_pengelola": N_("Unit pengelola"),
    "rumah_sakit": N_("Rumah sakit"),
    "puskesmas": N_("Puskesmas"),
    "kota_administrasi": N_("Kota administrasi"),
    "kabupaten_administrasi": N_("Kabupaten administrasi"),
    "kecamatan": N_("Kecamatan"),
    "desa": N_("Desa"),
    "bumd": N_("BUMD"),
    UNRECORDED: N_("Unit tidak disebut"),
}
REGIONS = {UNRECORDED: N_("Wilayah tidak disebut")}
AGES = {
    "0-14": N_("0 sampai 14 hari kerja"),
    "15-30": N_("15 sampai 30 hari kerja"),
    "31-60": N_("31 sampai 60 hari kerja"),
    "61-90": N_("61 sampai 90 hari kerja"),
    ">90": N_("lebih dari 90 hari kerja"),
}
LABELS: Mapping[str, Mapping[str, str]] = {
    "kind": KINDS,
    "unit_kind": UNIT_KINDS,
    "region": REGIONS,
    "outcome": OUTCOMES,
    "age": AGES,
}

DEFINITIONS = {
    "received": Definition(N_("Laporan masuk"), N_("Laporan yang diterima dalam periode, menurut hari diterima.")),
    "opening": Definition(N_("Sisa awal"), N_("Laporan yang masih terbuka pada akhir hari sebelum periode dimulai.")),
    "reopened": Definition(
        N_("Dibuka kembali"), N_("Pembukaan kembali dalam periode, setelah laporan pernah ditutup.")
    ),
    "closed": Definition(
        N_("Ditutup"),
        N_("Penutupan dalam periode. Laporan yang dibuka kembali lalu ditutup lagi dihitung pada tiap penutupan."),
    ),
    "closing": Definition(N_("Sisa akhir"), N_("Laporan yang masih terbuka pada akhir hari terakhir periode.")),
    "balance": Definition(
        N_("Neraca laporan"),
        N_("Sisa awal + masuk + dibuka kembali - ditutup = sisa akhir. Kelima angka dihitung sendiri-sendiri."),
    ),
    "age": Definition(
        N_("Umur laporan yang masih terbuka"),
        N_("Sisa akhir menurut hari kerja sejak diterima sampai hari terakhir periode; jeda ikut dihitung."),
    ),
    "outcome": Definition(
        N_("Ditutup menurut hasil"),
        N_(
            "Penutupan dalam periode menurut hasil yang tercatat. "
            "Penutupan yang kemudian dibatalkan punya baris sendiri."
        ),
    ),
    "on_time": Definition(
        N_("Tepat waktu"),
        N_(
            "Laporan dengan batas waktu semula di dalam periode yang pertama kali ditutup paling lambat hari itu, "
            "dibagi semua laporan dengan batas waktu di dalam periode, termasuk yang masih terbuka. "
            "Perpanjangan dan jeda tidak mengubah batas semula."
        ),
    ),
    "due": Definition(
        N_("Jatuh tempo"), N_("Laporan dengan batas waktu semula di dalam periode, sudah ditutup atau belum.")
    ),
    "late": Definition(
        N_("Terlambat"), N_("Laporan jatuh tempo dalam periode yang belum ditutup pada batas waktu semula.")
    ),
    "examined": Definition(
        N_("Diperiksa sampai simpulan"),
        N_("Penutupan dengan hasil terbukti, terbukti sebagian, tidak terbukti, atau bukti belum cukup."),
    ),
    "substantiated": Definition(
        N_("Terbukti"),
        N_("Hasil terbukti dan terbukti sebagian, dibagi semua yang diperiksa sampai simpulan dalam periode."),
    ),
    "answered": Definition(
        N_("Sudah dijawab"),
        N_("Laporan masuk dalam periode yang sudah mendapat jawaban pertama dari petugas, dibagi laporan masuk."),
    ),
    "kind": Definition(
        N_("Menurut jenis dugaan"), N_("Laporan masuk dalam periode menurut jenis yang terakhir tercatat.")
    ),
    "unit_kind": Definition(
        N_("Menurut jenis unit"),
        N_("Laporan masuk dalam periode menurut jenis unit kerja yang disebut; bukan ukuran baik buruknya unit."),
    ),
    "region": Definition(
        N_("Menurut wilayah"), N_("Laporan masuk dalam periode menurut wilayah unit kerja yang disebut.")
    ),
    "month": Definition(N_("Menurut bulan"), N_("Laporan masuk menurut bulan diterima.")),
    "days_to_closing": Definition(
        N_("Hari sampai ditutup"),
        N_("Hari kerja sejak diterima sampai penutupan, untuk penutupan dalam periode; jeda ikut dihitung."),
    ),
    "days_to_first_answer": Definition(
        N_("Hari sampai jawaban pertama"),
        N_("Hari kerja sejak diterima sampai jawaban pertama petugas, untuk laporan masuk yang sudah dijawab."),
    ),
}


def label_of(cell: str) -> str:
    """The label of a row: the msgid of a known key, else the key in plain words (a region's name is itself)."""
    group, _, key = cell.partition(":")
    if not key:
        return DEFINITIONS[cell].label
    return LABELS.get(group, {}).get(key) or key.replace("_", " ")
