"""What the machine must grant: locks for the cleaning child, keys that nobody else reads, room on the disk, a clock.

Pure: measuring.py looks, this judges.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fnmatch import fnmatchcase

from wbs.cases.desk_check import BLOCKING, NOTE, WARNING, Finding
from wbs.installing.credentials import FOUNDING, NEEDED, strangers

LOCKS = {  # of evidence/limited.isolation: what is open without it
    "network": "jaringan",
    "files": "berkas mesin ini",
    "calls": "panggilan sistem",
    "mounts": "folder sementara bersama",
    "ipc": "memori bersama",
    "names": "nama mesin",
}
GRAVE_LOCKS = frozenset({"network", "files", "calls"})
ADMINISTRATORS = ("backup.*", "*.former")  # for commands alone: public, or retired by `wbs rotate`
MIB = 1024 * 1024
SCARCE_BELOW = 5120 * MIB
CLOCK_SLACK = timedelta(days=1)  # whole days are stored, of a zone


@dataclass(frozen=True)
class KeyFolder:
    """As found: permission bits of the folder (None: missing), names of its files, and those that others can read."""

    mode: int | None
    names: tuple[str, ...] = ()
    open_names: tuple[str, ...] = ()
    is_systemds: bool = False  # the credentials of a service: what they may be is systemd's matter


def check_isolation(held: Collection[str]) -> Iterator[Finding]:
    missing = [lock for lock in LOCKS if lock not in held]
    if not missing:
        return
    told = ", ".join(LOCKS[lock] for lock in missing)
    if GRAVE_LOCKS.isdisjoint(held):
        yield Finding(
            BLOCKING,
            f"Proses pembersih lampiran tidak terkurung sama sekali (terbuka: {told}).",
            "Pakai kernel Linux 5.13 atau lebih baru dengan seccomp, Landlock dan user namespaces.",
        )
        return
    yield Finding(
        WARNING if GRAVE_LOCKS & set(missing) else NOTE,
        f"Proses pembersih lampiran tidak terkurung dari: {told}.",
        "Izinkan user namespaces (sysctl kernel.unprivileged_userns_clone=1) dan periksa RestrictNamespaces.",
    )


def check_key_folder(folder: KeyFolder, face: str) -> Iterator[Finding]:
    if folder.mode is None:
        yield Finding(BLOCKING, "Folder kunci tidak ada.", "Dirikan dengan `wbs init`, atau isi WBS_KEYS.")
        return
    if folder.mode & 0o077 and not folder.is_systemds:
        yield Finding(
            WARNING,
            f"Folder kunci dapat dibuka akun lain (mode {folder.mode:o}).",
            "Jalankan `chmod 700` pada folder itu.",
        )
    if folder.open_names:
        yield Finding(
            BLOCKING,
            f"Kunci dapat dibaca akun lain: {', '.join(folder.open_names)}.",
            "Jalankan `chmod 600` pada berkas itu, dan ganti kuncinya bila ada orang lain di mesin ini.",
        )
    yield from _unknown(folder.names)
    if face in ("public", "staff") and (extra := strangers(face, folder.names)):
        yield Finding(
            WARNING,
            f"Muka {face} memegang kunci yang bukan haknya: {', '.join(extra)}.",
            "Beri muka ini folder kunci sendiri (WBS_KEYS); `wbs install` menyiapkannya.",
        )


def _unknown(names: Sequence[str]) -> Iterator[Finding]:
    known = {pattern for patterns in NEEDED.values() for pattern in patterns} | set(ADMINISTRATORS)
    unknown = [name for name in names if not any(fnmatchcase(name, pattern) for pattern in known)]
    if unknown:
        yield Finding(
            WARNING,
            f"Folder kunci berisi berkas yang tidak dikenal: {', '.join(unknown)}.",
            "Kunci direktori, kunci pemulihan dan kunci cadangan tidak boleh tinggal di mesin ini; pindahkan.",
        )


def check_completeness(folder: KeyFolder, is_alone: bool) -> Iterator[Finding]:
    """`is_alone`: no other machine can run a face of this installation. The folder is one of commands, not a face's:
    what systemd hands over is decided by the units."""
    if folder.mode is None or folder.is_systemds:
        return
    present = {_kind(name) for name in folder.names}
    if missing := [name for name in FOUNDING if _kind(name) not in present]:
        yield Finding(
            BLOCKING if is_alone else WARNING,
            f"Folder kunci tidak lengkap; tidak ada {', '.join(missing)}.",
            "Kembalikan dari media salinannya (docs/OPERATIONS.md, Kunci hilang) sebelum layanan dimulai ulang."
            + ("" if is_alone else " Bila mesin ini memang hanya untuk sebagian muka, biarkan."),
        )


def _kind(name: str) -> str:
    """What a rotation numbers: pepper.code.1 and pepper.code.2 are one kind, as are ticket and ticket.2."""
    return re.sub(r"\.[0-9]+$", "", name)


def check_disk(free_bytes: int, least: int) -> Iterator[Finding]:
    """`least`: with less than this nothing is taken in any more."""
    if free_bytes >= SCARCE_BELOW:
        return
    yield Finding(
        BLOCKING if free_bytes < least else WARNING,
        f"Ruang kosong tinggal {free_bytes // MIB:,} MiB.".replace(",", "."),
        "Perbesar disk, atau pindahkan cadangan lama ke tempat lain.",
    )


def check_clock(today: date, recorded: Sequence[date]) -> Iterator[Finding]:
    """`recorded`: the latest days that the installation itself wrote down. One ahead of today: the clock was moved."""
    ahead = max(recorded, default=today)
    if ahead - today > CLOCK_SLACK:
        yield Finding(
            BLOCKING,
            f"Jam mesin ini menunjuk {today:%d-%m-%Y}, padahal sudah ada catatan bertanggal {ahead:%d-%m-%Y}.",
            "Perbaiki jam (timedatectl, chrony) sebelum ada yang dikerjakan: tenggat dihitung dari jam ini.",
        )
