"""What a dossier says in words: report, dialogue, notes, timeline and custody as blocks, for text files and PDF.

Always in Bahasa and always masked, whoever asks in which language. Decides order and wording; does not know keys, files
or who gets it.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from wbs.cases import labels, pages
from wbs.cases.attachments import Attachment
from wbs.cases.custody import Use
from wbs.cases.reading import OpenedCase
from wbs.cases.typed_texts import changed
from wbs.cases.vocabulary import STAGES
from wbs.staff.directory import Directory
from wbs.staff.instance import Instance
from wbs.web.formats import day, moment
from wbs.web.text import DEFAULT, N_, _, choose_language, gettext, language

MARK, PAGE, HIDDEN = N_("RAHASIA"), N_("Halaman %(page)d dari %(pages)d"), N_("disamarkan")
Block = tuple[str, Any]  # kind and content, as evidence.typesetting draws them


@dataclass(frozen=True)
class Enclosed:
    """One attachment of the case on its way into a dossier; without a path its bytes are missing or damaged."""

    path: str
    name: str = field(repr=False)  # masked
    file: Attachment = field(repr=False)
    uses: tuple[Use, ...] = ()


@dataclass(frozen=True)
class Material:
    """An opened case, masked, with all that a dossier tells about it."""

    instance: Instance
    directory: Directory
    opened: OpenedCase = field(repr=False)
    enclosed: tuple[Enclosed, ...] = field(repr=False)
    made_at: datetime


@contextmanager
def in_bahasa() -> Iterator[None]:
    """A dossier is read by others than who made it."""
    before = language()
    choose_language(DEFAULT)
    try:
        yield
    finally:
        choose_language(before)


def hidden(opened: OpenedCase) -> OpenedCase:
    """The case as it may leave the house: every masked passage is blocks."""
    hide = opened.masks.hide
    letters = (replace(one, text=hide(f"letter:{one.position}", one.text)) for one in opened.letters)
    entries = (
        replace(one, entry=replace(one.entry, text=hide(f"note:{one.id}", one.entry.text))) for one in opened.entries
    )
    return replace(opened, report=changed(opened.report, hide), letters=tuple(letters), entries=tuple(entries))


def report(material: Material) -> list[Block]:
    told = pages.report_part(material.instance, material.opened.report)
    blocks: list[Block] = [("facts", [*pages.cautions(material.opened.report), *told.facts])]
    blocks += [("heading", _("Apa yang terjadi")), ("text", told.what)]
    if told.how:
        blocks += [("heading", _("Bagaimana caranya")), ("text", told.how)]
    heads = (_("Nama"), _("Jabatan"), _("Unit"))
    for title, rows in (
        (_("Terlapor menurut pelapor; praduga tidak bersalah berlaku"), told.persons),
        (_("Siapa yang tidak boleh membaca"), told.excluded),
    ):
        if rows:
            blocks += [("heading", title), ("table", [heads, *rows])]
    return blocks


def dialogue(material: Material) -> list[Block]:
    lines = pages.letter_lines(material.opened.letters, material.made_at)
    return [block for line in lines for block in _letter(line.who, day(line.when), line.asks, line.text)]


def notes(material: Material) -> list[Block]:
    zone = material.instance.settings.zone
    lines = pages.entry_lines(material.opened.entries, material.directory)
    return [
        block
        for line in lines
        for block in _letter(f"{line.kind}, {line.who}", moment(line.when, zone), line.fact, line.text)
    ]


def timeline(material: Material) -> list[Block]:
    return [("facts", [list(line) for line in pages.timeline_lines(material.opened)])]


def nothing() -> list[Block]:
    return [("quiet", _("Tidak ada."))]


def head(material: Material, by: str, recipient: str) -> list[Block]:
    """How the summary begins; `recipient` is a name, or empty when words open it."""
    held = material.opened.held
    facts = (
        (_("Masuk"), day(held.opened_on)),
        (_("Tahap"), labels.label(STAGES, held.stage)),
        (_("Dibuat oleh"), by),
        (_("Dibuat pada"), moment(material.made_at, material.instance.settings.zone)),
        (_("Untuk"), recipient or _("pemegang 8 kata")),
    )
    return [
        ("title", _("Berkas kasus %(number)s", number=held.number)),
        ("facts", [list(fact) for fact in facts]),
        ("quiet", _("Bagian yang ditutup hitam disamarkan sebelum dibagikan. Identitas pelapor tidak pernah ikut.")),
    ]


def as_text(blocks: Sequence[Block]) -> bytes:
    """The same for a text file."""
    lines: list[str] = []
    for kind, content in blocks:
        if kind == "facts":
            lines += [f"{term}: {value}" for term, value in content] + [""]
        elif kind == "table":
            lines += [" | ".join(row) for row in content] + [""]
        elif kind in ("title", "heading", "letter"):
            lines += [content, "-" * min(len(content), 72)]
        else:
            lines += [content, ""]
    return ("\n".join(lines).rstrip() + "\n").encode()


def for_print(material: Material, blocks: Sequence[Block]) -> dict[str, Any]:
    """The summary as evidence.typesetting takes it."""
    number = material.opened.held.number
    return {
        "title": _("Berkas kasus %(number)s", number=number), "mark": gettext(MARK), "number": number,
        "page": gettext(PAGE), "hidden": gettext(HIDDEN), "blocks": blocks,
    }  # fmt: skip


def _letter(who: str, when: str, what: str, text: str) -> list[Block]:
    return [("letter", f"{who}, {when}"), *([("quiet", what)] if what else []), ("text", text)]
