"""Removes from a file what betrays who made it, where and with what; says what was removed, or why it cannot be done.

Decides what a verdict of the limited process means for the person, in words that they see. Knows no format (those are
in cleaners/, which run in the limited process alone), no case and no store.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from wbs.evidence.limited import MIB, Broken, Gate, TooMuch, limits_for, run
from wbs.evidence.types import N_, TYPES, FileType

CLEANED, NOTHING_FOUND, NOT_CLEANABLE, REFUSED = "cleaned", "nothing_found", "not_cleanable", "refused"

WHAT_HIDES: Mapping[str, str] = {
    "location": N_("lokasi"),
    "author": N_("nama pembuat"),
    "device": N_("jenis dan nomor perangkat"),
    "time": N_("waktu pembuatan"),
    "software": N_("nama program"),
    "history": N_("riwayat perubahan"),
    "comments": N_("keterangan tersembunyi"),
    "thumbnail": N_("gambar kecil yang tersimpan di dalamnya"),
    "scripts": N_("skrip dan tindakan otomatis"),
    "attachments": N_("berkas lain yang ikut di dalamnya"),
    "tags": N_("data tambahan"),
    "profile": N_("profil warna"),
    "signatures": N_("tanda tangan elektronik"),
    "paths": N_("alamat folder dan jaringan"),
    "sensors": N_("catatan sensor"),
}

REASONS: Mapping[str, str] = {
    "encrypted": N_("Berkas ini terkunci sandi. Buka sandinya dahulu, lalu kirim lagi."),
    "bomb": N_("Isi berkas ini jauh lebih besar daripada ukurannya. Kami tidak menerimanya."),
    "broken": N_("Berkas ini rusak atau tidak lengkap."),
    "too_many_pixels": N_("Gambar ini terlalu besar ukurannya. Perkecil dahulu, lalu kirim lagi."),
    "forbidden": N_("Program dan skrip tidak kami terima."),
    "unknown": N_("Jenis berkas ini tidak dapat kami bersihkan."),
    "archive": N_("Isi arsip tidak dapat kami bersihkan. Lebih aman mengirim berkasnya satu per satu."),
    "old_office": N_("Format Office lama tidak dapat kami bersihkan. Simpan sebagai DOCX, XLSX, PPTX, atau PDF."),
    "sensors": N_("Video ini memuat catatan sensor atau lokasi yang tidak dapat kami hapus."),
    "too_much": N_("Berkas ini terlalu besar atau rumit untuk dibersihkan."),
}

MOST_BYTES = 256 * MIB  # held in memory while it is cleaned; larger ones are sent as they are, or not
MEMORY_PER_BYTE = 4
_OF_MACROS = re.compile(r"(?i)\.(?:do[ct]m|xl[st]m|p[po][ts]m)$")
_gate = Gate()


@dataclass(frozen=True)
class Cleaned:
    """`removed`: keys of WHAT_HIDES; `reason`: a key of REASONS or ""; `kind` is the type of the cleaned copy, which
    differs where a format had to be left (HEIC becomes JPEG): `renamed` gives its name."""

    outcome: str
    kind: FileType
    removed: tuple[str, ...] = ()
    reason: str = ""


def clean(source: Iterable[bytes], kind: FileType, size: int, sink: Callable[[bytes], object]) -> Cleaned:
    """Pipes the file through the limited process and the clean copy into `sink`.

    What the sink got is the clean copy when the outcome is "cleaned"; with any other outcome it is to be thrown away
    (nearly always it got nothing). Exceptions of `source` and `sink` pass through; raises limited.Busy.
    """
    verdict = _without_looking(kind, size)
    if verdict:
        return verdict
    limits = limits_for(size)
    limits = replace(limits, memory_bytes=max(limits.memory_bytes, 512 * MIB + MEMORY_PER_BYTE * size))
    try:
        with _gate.enter(), run("clean", {"cleaner": kind.cleaner, "kind": kind.key}, source, limits) as outcome:
            verdict = _verdict(outcome.header, kind)
            if verdict.outcome == CLEANED:
                _hand_on(outcome, sink, outcome.header.get("size"))
            return verdict
    except TooMuch:
        return Cleaned(NOT_CLEANABLE, kind, reason="too_much")
    except Broken:
        return Cleaned(NOT_CLEANABLE, kind, reason="broken")


def renamed(name: str, before: FileType, after: FileType) -> str:
    """The name of a cleaned copy: another ending when it became another kind, or lost its macros."""
    if before.key == after.key and not _OF_MACROS.search(name):
        return name
    stem, dot, _ = name.rpartition(".")
    return (stem if dot and stem else name) + after.ending


def _without_looking(kind: FileType, size: int) -> Cleaned | None:
    if kind.is_forbidden:
        return Cleaned(REFUSED, kind, reason="forbidden")
    if not size:
        return Cleaned(REFUSED, kind, reason="broken")
    if not kind.cleaner:
        return Cleaned(NOT_CLEANABLE, kind, reason="archive" if kind.key == "gzip" else "unknown")
    if size > MOST_BYTES:
        return Cleaned(NOT_CLEANABLE, kind, reason="too_much")
    return None


def _verdict(header: Mapping[str, Any], kind: FileType) -> Cleaned:
    """Only words we know are taken over: a file may have taken the process over that says them."""
    outcome, reason, told = header.get("outcome"), header.get("reason", ""), header.get("removed", [])
    if outcome not in (CLEANED, NOTHING_FOUND, NOT_CLEANABLE, REFUSED) or not isinstance(told, list):
        raise Broken("verdict")
    removed = tuple(key for key in WHAT_HIDES if key in told)
    became = TYPES.get(str(header.get("kind", kind.key)), kind)
    return Cleaned(outcome, became, removed, reason if reason in REASONS else "")


def _hand_on(data: Iterable[bytes], sink: Callable[[bytes], object], size: object) -> None:
    written = 0
    for piece in data:
        sink(piece)
        written += len(piece)
    if written != size:
        raise Broken("short")
