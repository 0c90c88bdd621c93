"""The words of officers' pages: what stages, moves, days and entries are called, in the officer's language.

Words only. What may be done is in lifecycle.py, what is due in deadlines.py.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from uuid import UUID

from wbs.cases.card import Card
from wbs.cases.lifecycle import CLOSED
from wbs.cases.vocabulary import CLOSINGS, KINDS, STAGES, WAITING, Term
from wbs.organisation.units import Organisation
from wbs.staff.directory import Directory
from wbs.web.formats import day_and_month
from wbs.web.text import N_, _, gettext, language, ngettext

SOON = 3  # working days

# What a row has room for; the case page has the whole sentence of keys.json.
SHORT_FLAGS: Mapping[str, str] = MappingProxyType(
    {
        "terancam": N_("terancam"),
        "pembalasan": N_("dibalas"),
        "kekerasan_seksual": N_("kekerasan seksual"),
        "hilang_7_hari": N_("bukti akan hilang"),
        "masih_berlangsung": N_("masih berlangsung"),
        "orang_inspektorat": N_("orang Inspektorat"),
    }
)
MOVES: Mapping[str, str] = MappingProxyType(
    {
        "pelapor": N_("pelapor"),
        "unit": N_("unit"),
        "instansi_lain": N_("instansi lain"),
        "tanda_tangan": N_("tanda tangan"),
    }
)
ENTRIES: Mapping[str, str] = MappingProxyType(
    {
        "note": N_("Catatan"),
        "disposition": N_("Disposisi"),
        "conclusion": N_("Simpulan"),
        "escalated": N_("Diteruskan karena mendesak"),
        "export": N_("Berkas kasus dibagikan"),
        "download": N_("Berkas diunduh"),
    }
)
ASKS: Mapping[str, str] = MappingProxyType(
    {
        "question": N_("Pertanyaan kepada pelapor"),
        "review": N_("Pelapor minta diperiksa ulang"),
        "withdrawal": N_("Pelapor ingin mencabut laporan"),
    }
)
TIMELINE: Mapping[str, str] = MappingProxyType(
    {
        "waiting:pelapor": N_("Pelapor ditanya; jam berhenti"),
        "promise:first": N_("Kabar pertama dijanjikan"),
        "promise:next": N_("Kabar berikutnya dijanjikan"),
        "reopened": N_("Kasus dibuka kembali"),
    }
)


def label(terms: Mapping[str, Term], key: str) -> str:
    """The label of a key in the officer's language; a key that left the list stands for itself."""
    return gettext(terms[key].label) if key in terms else key


def kind_of(card: Card) -> str:
    return label(KINDS, card.kind)


def unit_of(card: Card, organisation: Organisation, *, short: bool = False) -> str:
    """The unit as chosen, else as typed. Its own name stays, with what became of it where there is room."""
    if not card.unit:
        return card.unit_text
    return organisation.short_name_of(card.unit) if short else unit_told(card.unit, organisation)


def unit_told(code: str, organisation: Organisation) -> str:
    """The name of a unit, and what it was called before or belongs to now."""
    name, now = organisation.name_of(code), organisation.current(code)
    if code not in organisation.units:
        return name
    if now != code:
        return _("%(unit)s (kini %(into)s)", unit=name, into=organisation.name_of(now))
    if not organisation.is_open(code):
        return _("%(unit)s (sudah ditutup)", unit=name)
    former = [each for each in organisation.units[code].former_names if each != name]
    return _("%(unit)s (dulu %(former)s)", unit=name, former=former[0]) if former else name


def tone_of(stage: str) -> str:
    """The tone of `_parts.status`: what nobody took yet asks for attention, what is closed rests."""
    return {"diterima": "wait", CLOSED: "good"}.get(stage, "")


def person_name(directory: Directory, person_id: str | UUID) -> str:
    """The name by the directory; somebody who left is said to have left."""
    person = directory.find(UUID(str(person_id)))
    return person.name if person else _("petugas yang sudah tidak bertugas")


def move_of(stage: str, waiting: str | None, holder: str, *, is_mine: bool) -> str:
    """Whose move it is. `holder` is a name or empty."""
    if is_mine:
        if waiting == "tanda_tangan":
            return _("saya: tanda tangan")
        return _("saya: surat pelapor") if stage == CLOSED else _("saya")
    if waiting:
        return gettext(MOVES[waiting])
    if stage == CLOSED:
        return ""
    if stage == "disposisi":
        return _("Irban")
    return holder or _("meja")


def days_of(left: int) -> tuple[str, str]:
    """Working days left as a word and a tone."""
    if left < 0:
        return _("lewat %(days)d", days=-left), "bad"
    if left == 0:
        return _("hari ini"), "bad"
    return str(left), "wait" if left <= SOON else ""


def stopped_since(since: date | None) -> str:
    """The clock stands while the reporter is asked."""
    return _("berhenti sejak %(day)s", day=day_and_month(since, language())) if since else _("berhenti")


def arrived(opened_on: date, today: date, days: int, *, is_open: bool) -> str:
    """How long ago a case came, or how long it took, in working days; empty on a day off before the first one."""
    if not is_open:
        return ngettext("selesai dalam %(num)d hari kerja", "selesai dalam %(num)d hari kerja", days) % {"num": days}
    if opened_on == today:
        return _("hari ini")
    return ngettext("%(num)d hari kerja lalu", "%(num)d hari kerja lalu", days) % {"num": days} if days else ""


def since(who: str, day: date | None) -> str:
    """Who is waited for, and since when."""
    return _("%(who)s, sejak %(day)s", who=who, day=day_and_month(day, language())) if day else who


def timeline_line(template: str) -> str:
    kind, _colon, key = template.partition(":")
    if kind == "stage":
        return _("Tahap: %(stage)s", stage=label(STAGES, key))
    return gettext(TIMELINE[template]) if template in TIMELINE else template


def asks_of(asks: str) -> str:
    """What a letter asks for, or which closing it tells."""
    kind, _colon, key = asks.partition(":")
    if kind == "closing":
        return _("Surat penutupan: %(closing)s", closing=label(CLOSINGS, key))
    return gettext(ASKS[asks]) if asks in ASKS else ""


def waiting_word(waiting: str | None) -> str:
    return label(WAITING, waiting) if waiting else ""
