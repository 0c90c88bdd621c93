"""Made-up people at the desks of DKI and of Pesawaran, for every test that routes."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from uuid import UUID, uuid5

from wbs.founding.charter import example

SPACE = UUID(int=7)
_LARGE, _SMALL = example("besar"), example("kecil")
DKI_GOVERNMENT = _LARGE.government
DKI, DKI_UNITS = _LARGE.government.jurisdiction, _LARGE.organisation
DKI_DESK_UNITS = DKI.desk_units
PESAWARAN, PESAWARAN_UNITS = _SMALL.government.jurisdiction, _SMALL.organisation
# Syllables far enough apart that no two names could be mistaken for each other.
FIRST = "Bramanti Cokropati Dharmono Endangwati Fauzrah Gunadimas Hestikara Iskandria Jatmikowo".split()
LAST = "Kusumadri Lesmanawi Mulyaprana Nugrahino Oktavirsa Purwalingga Qodrisman Rahmadego".split()


@dataclass(frozen=True)
class Someone:
    name: str
    position: str = "Auditor Muda"
    unit: str = "ITPROV"
    roles: frozenset[str] = frozenset({"petugas_meja"})
    desks: frozenset[str] = frozenset()
    conflict_units: frozenset[str] = frozenset()
    is_provisional: bool = False

    @cached_property
    def id(self) -> UUID:
        return uuid5(SPACE, self.name)


Staff = Mapping[tuple[str, str], tuple[Someone, ...]]


def name(number: int) -> str:
    return f"{FIRST[number % len(FIRST)]} {LAST[number // len(FIRST)]}"


def desk_of(first: int, unit: str, size: int = 3, position: str = "Auditor Muda") -> tuple[Someone, ...]:
    return tuple(Someone(name(first + n), position, unit) for n in range(size))


def dki_desks() -> Staff:
    """Three people at every desk; those of the bypasses work outside the inspectorate."""
    desks = {("main", desk): desk_of(4 * n, unit) for n, (desk, unit) in enumerate(DKI_DESK_UNITS.items())}
    desks["main", "intake"] = desk_of(28, "ITPROV", position="Verifikator")
    desks["main", "perlindungan"] = desk_of(32, "ITPROV", position="Pendamping")
    desks["main", "khusus_kekerasan_seksual"] = desk_of(36, "DPPAPP", position="Pendamping korban")
    desks["bypass", "bypass_dalam"] = desk_of(40, "SETDA", position="Asisten")
    desks["bypass", "bypass_luar"] = desk_of(44, "", position="Pengawas luar")
    return MappingProxyType(desks)


def pesawaran_desks() -> Staff:
    return MappingProxyType(
        {
            ("main", "inspektorat"): desk_of(0, "PSW-IT"),
            ("main", "perlindungan"): desk_of(4, "PSW-IT"),
            ("bypass", "bypass_dalam"): desk_of(8, "PSW-SETDA", position="Asisten"),
            ("bypass", "bypass_luar"): desk_of(12, "", position="Pengawas luar"),
        }
    )


def administrators() -> tuple[Someone, ...]:
    """People of the directory who sit at no desk."""
    return (
        Someone(name(60), "Pranata Komputer", "DISKOMINFOTIK", frozenset({"admin"})),
        Someone(name(61), "Analis", "BIRO-ORB", frozenset({"auditor"})),
        Someone(name(62), "Inspektur", "ITPROV", frozenset({"inspektur"})),
        Someone(name(63), "Analis", "BIRO-ORB", frozenset({"koordinator_zi"})),
    )
