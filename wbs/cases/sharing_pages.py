"""The page "Bagikan" as frozen values: masks with what they cover, what was redacted, and what a search found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from wbs.cases import labels
from wbs.cases.mask_search import AROUND, Found
from wbs.cases.masks import REDACTABLE, Mask, Redaction
from wbs.cases.reading import OpenedCase
from wbs.staff.directory import Directory
from wbs.web.excerpts import around
from wbs.web.text import N_, _, gettext

PLACES: Mapping[str, str] = MappingProxyType(
    {
        "report:what": N_("Apa yang terjadi"),
        "report:how": N_("Bagaimana caranya"),
        "report:where": N_("Tempat"),
        "report:when": N_("Kapan"),
        "report:unit_text": N_("Unit"),
        "report:reported_elsewhere": N_("Pernah dilaporkan ke"),
        "report:handle_with_care": N_("Jangan dipakai tanpa bertanya kepada pelapor"),
        "report:persons": N_("Siapa yang dilaporkan"),
        "report:excluded": N_("Siapa yang tidak boleh membaca"),
    }
)


@dataclass(frozen=True)
class FoundLine:
    """One occurrence to choose."""

    key: str
    where: str
    before: str = field(repr=False)
    passage: str = field(repr=False)
    after: str = field(repr=False)


@dataclass(frozen=True)
class MaskLine:
    """A mask in force; `is_redactable` says whether it could be made final, `is_mine` that somebody else must do so."""

    id: str
    where: str
    before: str = field(repr=False)
    passage: str = field(repr=False)
    after: str = field(repr=False)
    reason: str = field(repr=False)
    who: str
    when: datetime
    is_redactable: bool
    is_mine: bool


@dataclass(frozen=True)
class RedactionLine:
    where: str
    reason: str = field(repr=False)
    who: str
    when: datetime


def found_line(found: Found, opened: OpenedCase) -> FoundLine:
    return FoundLine(found.key, place_name(found.place, opened), found.before, found.passage, found.after)


def mask_line(
    mask: Mask, texts: Mapping[str, str], opened: OpenedCase, directory: Directory, me: str
) -> MaskLine:
    text = texts.get(mask.place, "")
    before, after = around(text, mask.span, AROUND)
    return MaskLine(
        str(mask.id), place_name(mask.place, opened), before, text[slice(*mask.span)], after, mask.reason,
        labels.person_name(directory, mask.author), mask.made_at, mask.place in REDACTABLE, mask.author == me,
    )


def redaction_line(redaction: Redaction, opened: OpenedCase, directory: Directory) -> RedactionLine:
    return RedactionLine(
        place_name(redaction.place, opened), redaction.reason, labels.person_name(directory, redaction.author),
        redaction.made_at,
    )


def place_name(place: str, opened: OpenedCase) -> str:
    """Where a passage stands, in words."""
    kind, _colon, key = place.partition(":")
    if kind == "report":
        return gettext(PLACES[f"report:{key.partition('.')[0]}"])
    if kind == "letter":
        return _("Surat ke-%(number)s", number=key)
    if kind == "file":
        return _("Nama berkas")
    entry = next((dated.entry for dated in opened.entries if str(dated.id) == key), None)
    return gettext(labels.ENTRIES.get(entry.kind, entry.kind)) if entry else _("Catatan")
