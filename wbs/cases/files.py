"""What officers do with the files of a case: add their own, look at one, take one away with a reason.

Whoever may read the case may look; looking is noted before a byte is shown. Knows no page: viewing gives values.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain
from uuid import UUID

from wbs.cases.access import Held, hold, require
from wbs.cases.attachments import Attachment, Offered, attach, drawers, find_attachment, open_file
from wbs.cases.custody import note_download, note_viewing
from wbs.cases.notes import DOWNLOAD, Entry, add_entry
from wbs.cases.receiving import Arrival
from wbs.crypto.failures import Unreadable
from wbs.db import end_reading, transaction
from wbs.errors import NotFound, Overloaded, Refused
from wbs.evidence import viewing
from wbs.evidence.limited import Broken, Busy, TooMuch
from wbs.evidence.types import TYPES
from wbs.evidence.viewing import View
from wbs.ledger.append import record
from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn
from wbs.store import Missing
from wbs.web.text import N_

NOT_THERE = N_("Berkas ini tidak ada lagi di tempat penyimpanan. Beri tahu administrator: ia bisa memeriksa cadangan.")
NOT_WHOLE = N_("Berkas ini rusak di tempat penyimpanan. Beri tahu administrator: ia bisa memeriksa cadangan.")
MANY_VIEWERS = N_("Sedang banyak berkas yang dibuka. Tunggu sebentar, lalu muat ulang halaman ini.")


def add_files(
    instance: Instance, signed_in: SignedIn, case_id: UUID, arrivals: Sequence[Arrival], now: datetime
) -> None:
    """Adds an officer's files as they are, sealed under the dossier. Every arrival is whole and without a problem."""
    held = hold(signed_in, case_id)
    require(held, signed_in, "add_file")
    offered = [Offered(one.name, one.kind.key, one.finish(), outcome="") for one in arrivals]
    try:
        with transaction():
            attach(instance, "staff", drawers(held)[1], offered, now, signed_in.get_id())
    except BaseException:
        for one in offered:
            instance.store.remove(one.file.blob.name)
        raise


def look(instance: Instance, signed_in: SignedIn, case_id: UUID, file_id: UUID, now: datetime) -> Attachment:
    """A file that is about to be shown. Raises NotFound, also before the conflict question is answered."""
    held, file = find_file(instance, signed_in, case_id, file_id)
    note_viewing(instance, signed_in, held, file, now)
    return file


def find_file(instance: Instance, signed_in: SignedIn, case_id: UUID, file_id: UUID) -> tuple[Held, Attachment]:
    """Without opening it. Raises NotFound, Unreadable."""
    held = hold(signed_in, case_id)
    if not held.is_confirmed:
        raise NotFound
    return held, find_attachment(held, file_id, instance.store)


def view_of(instance: Instance, file: Attachment) -> View:
    """What the limited process makes of it. Raises Refused when the store has lost it, Overloaded."""
    end_reading()
    try:
        with instance.viewers.enter():
            return viewing.view(open_file(instance.store, file), TYPES[file.kind])
    except Busy:
        raise Overloaded(MANY_VIEWERS) from None
    except Missing:
        raise Refused(NOT_THERE) from None
    except Unreadable:
        raise Refused(NOT_WHOLE) from None


def page_of(instance: Instance, file: Attachment, page: int) -> bytes:
    """A PNG. Raises NotFound for what has no such page, Overloaded."""
    end_reading()
    try:
        with instance.viewers.enter():
            return viewing.page_png(open_file(instance.store, file), TYPES[file.kind], page)
    except Busy:
        raise Overloaded(MANY_VIEWERS) from None
    except (Broken, TooMuch, Missing):
        raise NotFound from None


def stretch_of(instance: Instance, file: Attachment, start: int, length: int) -> Iterator[bytes]:
    """Some of its bytes, for a player. Raises NotFound when the store has lost it, Unreadable."""
    try:
        yield from open_file(instance.store, file, start=start, length=length)
    except Missing:
        raise NotFound from None


def is_played(file: Attachment) -> bool:
    return TYPES[file.kind].viewer in ("audio", "video")


def take_away(
    instance: Instance, signed_in: SignedIn, case_id: UUID, file_id: UUID, part: str, reason: str, now: datetime
) -> tuple[Attachment, Iterator[bytes]]:
    """The bytes of a file or its original, with the reason among the notes and both in the ledger.

    Raises NotFound, Refused when the store has lost it.
    """
    held, file = find_file(instance, signed_in, case_id, file_id)
    require(held, signed_in, "download_file")
    pieces = _begun(instance, file, part)
    with transaction():
        entry = Entry(DOWNLOAD, signed_in.get_id(), f"{file.name}\n\n{reason}")
        sha = add_entry(held.key, held.realm, case_id, entry, now)
        record(
            instance.pen("staff"), held.realm, "case:note:written", now, case_id=case_id, by=signed_in.get_id(),
            sealed_sha256=sha,
        )
        note_download(instance, signed_in, held, file, now)
    return file, pieces


def _begun(instance: Instance, file: Attachment, part: str) -> Iterator[bytes]:
    """The bytes, the first of them fetched: what does not open is not noted as taken."""
    if part not in file.parts:
        raise Refused(NOT_THERE)
    try:
        pieces = open_file(instance.store, file, part)
        first = next(pieces, b"")
    except Missing:
        raise Refused(NOT_THERE) from None
    except Unreadable:
        raise Refused(NOT_WHOLE) from None
    return chain((first,), pieces)
