"""The words of the system: kinds, flags, desks, roles, tracks, stages, closings, and the short lists of the form.

Keys are Indonesian and stable, they are what is stored; labels are the first Bahasa wording and go through the
catalogue where they are shown. Decides nothing about what a key leads to.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Any, TypeVar


@dataclass(frozen=True)
class Term:
    """One word of a closed list."""

    key: str
    label: str
    label_en: str


@dataclass(frozen=True)
class Kind(Term):
    """What a report is about; `question` is the key of the plain question under which the form shows it."""

    question: str


@dataclass(frozen=True)
class Track(Term):
    """How deep a case goes, and in how many working days it is due."""

    working_days: int


@dataclass(frozen=True)
class Stage(Term):
    """Where a case is; `reporter` is the sentence the reporter reads."""

    reporter: str


@dataclass(frozen=True)
class Closing(Term):
    """How a case ends; `track` is the track on which it may end so."""

    track: str


T = TypeVar("T", bound=Term)


def _terms(entries: list[dict[str, Any]], make: type[T]) -> Mapping[str, T]:
    return MappingProxyType({entry["key"]: make(**_fields(entry)) for entry in entries})


def _fields(entry: dict[str, Any]) -> dict[str, Any]:
    rest = {name: value for name, value in entry.items() if name not in ("id", "en")}
    return {**rest, "label": entry["id"], "label_en": entry["en"]}


def _choices(*choices: tuple[str, str, str]) -> Mapping[str, Term]:
    return MappingProxyType({choice[0]: Term(*choice) for choice in choices})


_KEYS: dict[str, Any] = json.loads((files("wbs.cases") / "data" / "keys.json").read_text(encoding="utf-8"))

QUESTIONS = _terms(_KEYS["questions"], Term)
KINDS = _terms(_KEYS["kinds"], Kind)
FLAGS = _terms(_KEYS["flags"], Term)
DESKS = _terms(_KEYS["desks"], Term)
ROLES = _terms(_KEYS["roles"], Term)
TRACKS = _terms(_KEYS["tracks"], Track)
STAGES = _terms(_KEYS["stages"], Stage)
WAITING = _terms(_KEYS["waiting"], Term)
CLOSINGS = _terms(_KEYS["closings"], Closing)

KNOWS_BY = _choices(
    ("melihat_sendiri", "Saya melihatnya sendiri", "I saw it myself"),
    ("melihat_dokumen", "Saya melihat dokumennya", "I saw the documents"),
    ("mengalami_sendiri", "Saya mengalaminya sendiri", "It happened to me"),
    ("mendengar", "Saya mendengarnya dari orang lain", "I heard it from others"),
    ("saksi", "Korban atau saksi menceritakannya kepada saya", "The victim or a witness told me"),
)
RELATIONS = _choices(
    ("", "Tidak ingin menjawab", "I would rather not say"),
    ("asn_unit_ini", "ASN di unit ini", "Civil servant in this unit"),
    ("asn_lain", "ASN di unit lain", "Civil servant in another unit"),
    ("penyedia", "Penyedia atau rekanan", "Supplier or contractor"),
    ("masyarakat", "Warga masyarakat", "Member of the public"),
)
KNOWN_BY = _choices(
    ("hanya_saya", "Hanya saya", "Only I"),
    ("dua_lima", "2 sampai 5 orang", "2 to 5 people"),
    ("banyak", "Banyak orang", "Many people"),
    ("tidak_tahu", "Tidak tahu", "I do not know"),
)


def kinds_of(question: str) -> tuple[Kind, ...]:
    """The kinds the form shows under one plain question."""
    return tuple(kind for kind in KINDS.values() if kind.question == question)
