"""Masking and redacting: a mask can be undone, a redaction cannot, and takes a second person.

Every act is an entry under the dossier key and in the ledger. A redaction seals the report anew without the passage;
letters are chained by their hashes and cannot be redacted (docs/decisions/0010).
"""

import hashlib
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from wbs.cases.access import Held, hold, require
from wbs.cases.attachments import read_attachments
from wbs.cases.mask_search import find
from wbs.cases.masks import (
    MASK,
    REDACTABLE,
    REDACTION,
    UNMASK,
    Marking,
    Mask,
    Masks,
    cut,
    masks_of,
)
from wbs.cases.notes import Entry, add_entry, read_entries
from wbs.cases.progress import lock
from wbs.cases.reading import OpenedCase, open_case, open_report
from wbs.cases.records import SealedReport
from wbs.cases.typed_texts import changed, report_texts
from wbs.crypto.envelope import seal
from wbs.db import db, transaction
from wbs.errors import Refused
from wbs.ledger.append import record
from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn
from wbs.store import Store
from wbs.web.text import N_

NOTHING_FOUND = N_(
    "Kalimat itu tidak ada di kasus ini, atau sudah disamarkan. Salin persis dari laporan, surat, atau catatan."
)
NOT_THERE = N_("Samaran ini sudah tidak berlaku. Halaman di bawah menunjukkan keadaan sekarang.")
NOT_REDACTABLE = N_(
    "Bagian ini hanya dapat disamarkan. Surat terangkai satu sama lain, dan nama serta unit menentukan siapa yang "
    "boleh memegang kunci."
)
OWN_MASK = N_("Samaran sendiri dihapus tetap oleh orang kedua: isi yang hilang tidak dapat dikembalikan.")


def texts_of(opened: OpenedCase, store: Store) -> dict[str, str]:
    """Every text of an opened case that can be masked, by its place, in the order of the pages."""
    files = {f"file:{file.id}": file.name for file in read_attachments(opened.held, store)}
    letters = {f"letter:{letter.position}": letter.text for letter in opened.letters}
    notes = {f"note:{dated.id}": dated.entry.text for dated in opened.entries}
    return {**report_texts(opened.report), **letters, **notes, **files}


def mask_passages(
    instance: Instance, signed_in: SignedIn, case_id: UUID, passage: str, chosen: Collection[str], reason: str,
    now: datetime,
) -> None:
    """Masks the chosen occurrences (`Found.key`) of a passage. Raises Refused when none of them is there."""
    held = hold(signed_in, case_id)
    require(held, signed_in, "mask_passage")
    with transaction():
        lock(case_id)  # a redaction at the same time would move the text
        opened = open_case(held)
        found_now = find(texts_of(opened, instance.store), passage, opened.masks)
        picked = [found for found in found_now if found.key in chosen]
        if not picked:
            raise Refused(NOTHING_FOUND)
        for found in picked:
            marking = Marking(found.place, *found.span, number=len(opened.masks.redactions))
            entry = Entry(MASK, signed_in.get_id(), reason, detail=marking.to_detail())
            _write(instance, signed_in, held, entry, now)


def unmask(instance: Instance, signed_in: SignedIn, case_id: UUID, mask_id: UUID, now: datetime) -> None:
    """Takes a mask away. Raises Refused when it is not in force."""
    held = hold(signed_in, case_id)
    require(held, signed_in, "mask_passage")
    with transaction():
        lock(case_id)
        mask = _in_force(_masks_now(held), mask_id)
        marking = Marking(mask.place, mask=str(mask_id))
        _write(instance, signed_in, held, Entry(UNMASK, signed_in.get_id(), "", detail=marking.to_detail()), now)


def redact(instance: Instance, signed_in: SignedIn, case_id: UUID, mask_id: UUID, now: datetime) -> None:
    """Takes a masked passage out of the report for good. Raises Refused for one's own mask, a letter or a name."""
    held = hold(signed_in, case_id)
    require(held, signed_in, "redact_passage")
    with transaction():
        lock(case_id)
        masks = _masks_now(held)
        mask = _in_force(masks, mask_id)
        if mask.place not in REDACTABLE:
            raise Refused(NOT_REDACTABLE)
        if mask.author == signed_in.get_id():
            raise Refused(OWN_MASK)
        sha = _seal_without(held, mask)
        record(
            instance.pen("staff"), held.realm, "case:report:redacted", now, case_id=case_id, by=signed_in.get_id(),
            sealed_sha256=sha,
        )
        marking = Marking(mask.place, *mask.span, number=len(masks.redactions), mask=str(mask_id))
        entry = Entry(REDACTION, signed_in.get_id(), mask.reason, detail=marking.to_detail())
        _write(instance, signed_in, held, entry, now)


def _seal_without(held: Held, mask: Mask) -> str:
    """The report in its row again, without the passage. Returns the sealed bytes' SHA-256 (hex)."""
    report = changed(
        open_report(held), lambda place, text: cut(text, mask.span) if place == mask.place else text
    )
    where = (held.realm, "sealed_report", held.case_id, "sealed_report")
    sealed = seal(held.key.channel, report.to_bytes(), *where)
    db.session.execute(
        sa.update(SealedReport).where(SealedReport.case_id == held.case_id).values(sealed_report=sealed)
    )
    return hashlib.sha256(sealed).hexdigest()


def _write(instance: Instance, signed_in: SignedIn, held: Held, entry: Entry, now: datetime) -> None:
    sha = add_entry(held.key, held.realm, held.case_id, entry, now)
    record(
        instance.pen("staff"), held.realm, "case:note:written", now, case_id=held.case_id, by=signed_in.get_id(),
        sealed_sha256=sha,
    )


def _masks_now(held: Held) -> Masks:
    return masks_of(read_entries(held.key, held.realm, held.case_id))


def _in_force(masks: Masks, mask_id: UUID) -> Mask:
    mask = masks.find(mask_id)
    if mask is None:
        raise Refused(NOT_THERE)
    return mask
