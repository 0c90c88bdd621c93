"""The files of a case as frozen values for its page: what lies there, what was done to it, who opened it. No rows.

Everything is put into words here. Names are a stranger's text: the templates write out what could mislead.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from uuid import UUID

from wbs.cases import labels
from wbs.cases.attachments import DAMAGED, MISSING, Attachment
from wbs.cases.custody import VIEWED, Use
from wbs.cases.dialogue import REPORTER
from wbs.config import Settings
from wbs.evidence.cleaning import CLEANED, NOT_CLEANABLE, NOTHING_FOUND, WHAT_HIDES
from wbs.evidence.types import TYPES
from wbs.evidence.viewing import REASONS, View
from wbs.staff.directory import Directory
from wbs.web import formats
from wbs.web.text import N_, _, gettext, language

MIB = 1024 * 1024
PAGES_AT_ONCE = 5
STATES: Mapping[str, str] = MappingProxyType(
    {
        MISSING: N_("Hilang dari tempat penyimpanan"),
        DAMAGED: N_("Rusak di tempat penyimpanan"),
    }
)
OUTCOMES: Mapping[str, str] = MappingProxyType(
    {
        NOTHING_FOUND: N_("Tidak ada data tersembunyi yang ditemukan."),
        NOT_CLEANABLE: N_("Data tersembunyi di jenis ini tidak bisa dihapus; pelapor memilih mengirim apa adanya."),
    }
)
NOT_CLEANED = N_("Tidak dibersihkan: berkas dari petugas disimpan apa adanya.")


@dataclass(frozen=True)
class FileLine:
    """One file in the list and at the head of its own page. `original_sha256` is empty where nothing was changed."""

    id: UUID
    name: str = field(repr=False)
    kind: str
    size: str
    when: str
    who: str
    sha256: str
    original_sha256: str
    cleaning: str
    keeps_original: bool
    state: str
    uses: tuple[str, ...] = ()


@dataclass(frozen=True)
class ShownPages:
    """The pictures of one sheet of pages, and where the others are; 0 is nowhere."""

    numbers: tuple[int, ...]
    count: int
    earlier: int
    later: int


def file_line(file: Attachment, uses: Collection[Use], directory: Directory) -> FileLine:
    was_changed = bool(file.original_sha256) and file.original_sha256 != file.sha256
    return FileLine(
        id=file.id,
        name=file.name or _("nama tidak terbaca"),
        kind=gettext(TYPES[file.kind].label),
        size=formats.size(file.size, language()),
        when=formats.day(file.added_on, language()),
        who=_("Pelapor") if file.direction == REPORTER else _by(file, directory),
        sha256=file.sha256,
        original_sha256=file.original_sha256 if was_changed else "",
        cleaning=_cleaning(file),
        keeps_original=file.keeps_original,
        state=gettext(STATES[file.state]) if file.state else "",
        uses=tuple(_use(use, directory) for use in uses),
    )


def limits(settings: Settings) -> str:
    mb, files = settings.file_bytes // MIB, settings.most_files
    return _("Paling banyak %(files)d berkas sekaligus, masing-masing sampai %(mb)d MB.", files=files, mb=mb)


def shown_pages(view: View, first: int) -> ShownPages:
    """The sheet on which page `first` is."""
    start = min(max(first, 1), max(view.page_count, 1))
    start -= (start - 1) % PAGES_AT_ONCE
    stop = min(start + PAGES_AT_ONCE, view.page_count + 1)
    later = stop if stop <= view.page_count else 0
    return ShownPages(tuple(range(start, stop)), view.page_count, max(start - PAGES_AT_ONCE, 0), later)


def reason_of(view: View) -> str:
    """Why nothing is shown, or empty."""
    return gettext(REASONS[view.reason]) if view.reason in REASONS else ""


def _by(file: Attachment, directory: Directory) -> str:
    return labels.person_name(directory, file.by) if file.by else _("Petugas")


def _cleaning(file: Attachment) -> str:
    if file.outcome == CLEANED:
        what = ", ".join(gettext(WHAT_HIDES[key]) for key in file.removed if key in WHAT_HIDES)
        return _("Sudah dihapus: %(what)s.", what=what) if what else _("Data tersembunyi sudah dihapus.")
    if file.outcome in OUTCOMES:
        return gettext(OUTCOMES[file.outcome])
    return "" if file.direction == REPORTER else gettext(NOT_CLEANED)


def _use(use: Use, directory: Directory) -> str:
    who, day = labels.person_name(directory, use.person_id), formats.short_day(use.day, language())
    if use.act == VIEWED:
        return _("%(who)s melihat, %(day)s", who=who, day=day)
    return _("%(who)s mengunduh, %(day)s", who=who, day=day)
