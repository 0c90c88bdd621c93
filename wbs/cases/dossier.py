"""A dossier: one case as one sealed archive that is opened off line, with a manifest of hashes.

It is sealed while it is sent: nothing of it touches a disk, and memory does not grow with its files. The ledger
therefore names the manifest, not the archive, and does so before the first byte leaves (docs/decisions/0010). Decides
what is in it; who may have it is exporting.py's matter.
"""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime

from wbs.cases import dossier_pages as told
from wbs.cases.access import Held
from wbs.cases.attachments import Attachment, read_attachments
from wbs.cases.custody import uses_of
from wbs.cases.dossier_custody import custody
from wbs.cases.dossier_manifest import Choice, Occasion, as_json, manifest_of
from wbs.cases.dossier_pages import Block, Enclosed, Material, hidden, in_bahasa
from wbs.cases.reading import open_case
from wbs.db import end_reading
from wbs.errors import Overloaded, Refused
from wbs.evidence.limited import Broken, Busy, Limits, TooMuch, run
from wbs.evidence.types import TYPES
from wbs.staff.instance import Instance
from wbs.web.text import N_, gettext

DRAWN_BY = {"summary": "wbs.evidence.typesetting:draw"}
LIMITS = Limits(cpu_seconds=60, wall_seconds=90)
NOT_DRAWN = N_("Ringkasan PDF belum berhasil dibuat. Belum ada yang dibagikan; coba sekali lagi.")
OTHER_ENDING = ".bin"


@dataclass(frozen=True)
class Dossier:
    """Ready to be sealed and sent: small parts in memory, attachments still in the store."""

    number: str
    manifest: bytes = field(repr=False)
    parts: tuple[tuple[str, bytes], ...] = field(repr=False)
    files: tuple[tuple[str, Attachment], ...] = field(repr=False)

    @property
    def sha256(self) -> str:
        """What the ledger says of it: the hash of its manifest, which names the hash of everything else."""
        return hashlib.sha256(self.manifest).hexdigest()


def make_dossier(instance: Instance, held: Held, choice: Choice, occasion: Occasion) -> Dossier:
    """Everything but the attachments' bytes is made here. Raises Refused when the summary cannot be drawn."""
    with in_bahasa():
        material = _material(instance, held, choice, occasion.made_at)
        sections = _sections(material, choice)
        parts = {f"{name}.txt": told.as_text(blocks) for name, (_title, blocks) in sections.items()}
        parts["report.json"] = as_json(json.loads(material.opened.report.to_bytes()))
        parts["summary.pdf"] = _summary(material, sections, occasion)
    files = tuple((one.path, one.file) for one in material.enclosed if one.path)
    manifest = as_json(manifest_of(material, choice, occasion, parts))
    return Dossier(held.number, manifest, tuple(sorted(parts.items())), files)


def _material(instance: Instance, held: Held, choice: Choice, now: datetime) -> Material:
    opened = open_case(held)
    attached = read_attachments(held, instance.store)
    uses = uses_of([one.id for one in attached])
    enclosed = tuple(
        Enclosed(
            _path(number, one) if choice.files and not one.state else "",
            opened.masks.hide(f"file:{one.id}", one.name), one, uses.get(one.id, ()),
        )
        for number, one in enumerate(attached, start=1)
    )  # fmt: skip
    return Material(instance, instance.directory(held.realm, now), hidden(opened), enclosed, now)


def _path(number: int, file: Attachment) -> str:
    """A name of our own: what somebody called their file may name them, and may be a trap to whoever unpacks it."""
    return f"files/{number:03d}{TYPES[file.kind].ending or OTHER_ENDING}"


def _sections(material: Material, choice: Choice) -> dict[str, tuple[str, list[Block]]]:
    """File name -> title and blocks, in the order of the summary."""
    sections = {"report": (N_("Laporan"), told.report(material))}
    if choice.dialogue:
        sections["dialogue"] = (N_("Dialog"), told.dialogue(material))
    if choice.notes:
        sections["notes"] = (N_("Catatan"), told.notes(material))
    sections["timeline"] = (N_("Perjalanan kasus"), told.timeline(material))
    sections["custody"] = (N_("Berkas bukti dan siapa yang membukanya"), custody(material))
    return {name: (title, blocks or told.nothing()) for name, (title, blocks) in sections.items()}


def _summary(material: Material, sections: dict[str, tuple[str, list[Block]]], occasion: Occasion) -> bytes:
    blocks = told.head(material, occasion.by_name, occasion.recipient_name)
    for title, section in sections.values():
        blocks += [("section", gettext(title)), *section]
    document = json.dumps(told.for_print(material, blocks)).encode()
    end_reading()
    try:
        with material.instance.viewers.enter(), run("summary", {}, (document,), LIMITS, DRAWN_BY) as drawn:
            return b"".join(drawn)
    except Busy:
        raise Overloaded(NOT_DRAWN) from None
    except (TooMuch, Broken):
        raise Refused(NOT_DRAWN) from None
