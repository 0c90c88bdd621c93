"""The files of a dossier in words: hashes, what was cleaned, who opened them when. Always in Bahasa and masked."""

from collections.abc import Mapping
from uuid import UUID

from wbs.cases import labels
from wbs.cases.custody import VIEWED, Use
from wbs.cases.dialogue import REPORTER
from wbs.cases.dossier_pages import Block, Enclosed, Material
from wbs.evidence.cleaning import WHAT_HIDES
from wbs.evidence.types import TYPES
from wbs.staff.directory import Directory
from wbs.web.formats import day
from wbs.web.text import N_, _, gettext

CLEANING: Mapping[str, str] = {
    "cleaned": N_("dibersihkan dari data tersembunyi"),
    "nothing_found": N_("diperiksa; tidak ditemukan data tersembunyi"),
    "not_cleanable": N_("jenis ini tidak dapat dibersihkan"),
    "": N_("tidak dibersihkan"),
}


def custody(material: Material) -> list[Block]:
    return [block for one in material.enclosed for block in _file(one, material.directory)]


def _file(one: Enclosed, directory: Directory) -> list[Block]:
    file = one.file
    is_same = file.original_sha256 == file.sha256
    removed = ", ".join(gettext(WHAT_HIDES[key]) for key in file.removed if key in WHAT_HIDES)
    facts = [
        (_("Nama berkas"), one.name),
        (_("Jenis"), gettext(TYPES[file.kind].label)),
        (_("Dari"), _("Pelapor") if file.direction == REPORTER else _person(directory, file.by)),
        (_("Masuk"), day(file.added_on)),
        ("SHA-256", file.sha256),
        (_("SHA-256 sebelum dibersihkan"), "" if is_same else file.original_sha256),
        (_("Pembersihan"), gettext(CLEANING.get(file.outcome, CLEANING[""])) + (f": {removed}" if removed else "")),
        *((_("Dilihat") if use.act == VIEWED else _("Diunduh"), _used(directory, use)) for use in one.uses),
    ]
    lost = _("Berkas hilang atau rusak di penyimpanan: tidak ikut") if file.state else _("Berkas ini tidak disertakan")
    title = one.path or lost
    return [("heading", title), ("facts", [[term, value] for term, value in facts if value])]


def _used(directory: Directory, use: Use) -> str:
    return f"{_person(directory, str(use.person_id))}, {day(use.day)}"


def _person(directory: Directory, person_id: str) -> str:
    return labels.person_name(directory, UUID(person_id)) if person_id else ""
