"""What the office itself must have in order: holidays, who runs the machines, witnesses, mail, nights, the directory.

Pure: values in, findings out, in Bahasa with the next step. Staffing is cases/desk_check.py; machines are machine.py.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from wbs.cases.desk_check import BLOCKING, NOTE, WARNING, Finding
from wbs.organisation.calendar import WorkingCalendar
from wbs.organisation.units import Unit

# Deadlines run over the new year from here on: 60 working days are some three months.
NEXT_YEAR_COUNTS_FROM = 10
NEXT_YEAR_HURTS_FROM = 12
SHORT_OF_DIRECTORY = timedelta(days=30)
MISSED_NIGHTS = timedelta(days=2)  # one may be missed by a machine that was off


def check_holidays(calendar: WorkingCalendar, today: date) -> Iterator[Finding]:
    """Whether this year's list stands, and from autumn on next year's."""
    if not calendar.is_year_known(today.year):
        yield _holidays(WARNING, today.year)
    if today.month >= NEXT_YEAR_COUNTS_FROM and not calendar.is_year_known(today.year + 1):
        yield _holidays(WARNING if today.month >= NEXT_YEAR_HURTS_FROM else NOTE, today.year + 1)


def _holidays(severity: str, year: int) -> Finding:
    return Finding(
        severity,
        f"Hari libur dan cuti bersama {year} belum dipastikan, jadi tenggat yang melewatinya masih perkiraan.",
        f"Setelah SKB 3 Menteri terbit: bandingkan dengan `wbs calendar show {year}`, lalu `wbs calendar confirm`.",
    )


def check_infrastructure(units: Sequence[Unit]) -> Iterator[Finding]:
    """Who administers the machines is told to reporters; an empty list is hardly ever true."""
    if units:
        names = ", ".join(unit.short_name or unit.name for unit in units)
        yield Finding(
            NOTE,
            f"Server atau jaringan dikelola oleh {names}; halaman muka menyebutnya kepada pelapor.",
            "Pastikan daftarnya lengkap, dan alamat onion atau surat tersedia bagi yang melaporkan unit itu.",
        )
        return
    yield Finding(
        WARNING,
        "Tidak ada unit yang ditandai sebagai pengelola server atau jaringan.",
        "Tandai unit itu (biasanya Kominfo) di halaman Unit kerja, agar pelapor tahu siapa yang dapat melihat lalu "
        "lintasnya.",
    )


def check_witnesses(sizes: Mapping[str, int]) -> Iterator[Finding]:
    """`sizes`: entries a realm. No outsider holds a checkpoint yet, so whoever has every key can rewrite the past."""
    counted = " dan ".join(f"{realm} {size} catatan" for realm, size in sorted(sizes.items()))
    yield Finding(
        NOTE,
        f"Buku jejak belum disaksikan pihak luar ({counted}).",
        "Catat ukuran dan akar dari `wbs ledger verify` secara berkala, dan serahkan kepada auditor dari luar.",
    )


def check_mail(host: str) -> Iterator[Finding]:
    if not host:
        yield Finding(
            NOTE,
            "Server surel belum diisi: pelapor yang meninggalkan alamat tidak diberi kabar.",
            "Isi WBS_MAIL_HOST dan WBS_MAIL_SENDER di worker.env, lalu mulai ulang pekerja.",
        )


def check_demo(is_demo: bool) -> Iterator[Finding]:
    if is_demo:
        yield Finding(
            WARNING,
            "Ini demo: kata sandinya tercetak dan kunci pemulihannya ada di mesin ini.",
            "Jangan pakai untuk laporan sungguhan; dirikan yang baru dengan `wbs init`.",
        )


def check_nights(last: date | None, today: date) -> Iterator[Finding]:
    """`last`: the day of the latest complete night. Without nights nothing is sequenced, and tickets are kept."""
    if last is None or today - last > MISSED_NIGHTS:
        told = "belum pernah" if last is None else f"terakhir {last:%d-%m-%Y}"
        yield Finding(
            WARNING,
            f"Pekerjaan malam tidak berjalan ({told}).",
            "Lihat `systemctl status wbs-worker`, jalankan pekerja, atau satu kali `wbs night`.",
        )


def check_directories(valid_until: Mapping[str, date | None], today: date) -> Iterator[Finding]:
    """`valid_until`: the last day a realm; None when the document is missing, forged or expired."""
    for realm, last in sorted(valid_until.items()):
        if last is None:
            yield Finding(
                BLOCKING,
                f"Direktori {realm} tidak ada, tidak sah, atau kedaluwarsa: tidak ada laporan yang dapat disegel.",
                "Perpanjang: `wbs directory export BERKAS --renew`, `sign` dengan kunci direktori, `install`.",
            )
        elif last - today < SHORT_OF_DIRECTORY:
            yield Finding(
                WARNING,
                f"Direktori {realm} berlaku sampai {last:%d-%m-%Y}.",
                "Perpanjang sebelumnya (`wbs directory export BERKAS --renew`); sesudahnya tidak ada laporan diterima.",
            )
