"""Putting a signed directory in place, if it says exactly what was approved.

The file goes first, then, in one transaction, what follows from it (settling.py). Interrupted in between, doing it
again ends what was begun; a night round takes away what slipped in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from wbs.errors import Distrusted, Refused
from wbs.keyfolder import write_secret
from wbs.people.changing import next_directory
from wbs.people.directory_file import Part
from wbs.people.next_directory import UNREAD, unread_after
from wbs.people.proposals import approved_changes, first_keys
from wbs.people.settling import settle
from wbs.staff.directory import Directory, check_directory
from wbs.staff.instance import Instance
from wbs.staff.rounds import remember_directories

NOT_SIGNED = "Berkas ini belum ditandatangani. Jalankan `wbs directory sign` dulu, di mesin yang memegang kuncinya."
FORGED = "Tanda tangan tidak cocok dengan kunci direktori instalasi ini, atau dokumennya sudah kedaluwarsa."
OVERTAKEN = "Direktori {realm} yang berlaku bernomor {now}; berkas ini bernomor {file}. Ekspor dan tanda tangani lagi."
NOT_APPROVED = "Dokumen {realm} tidak sama dengan perubahan yang disetujui di halaman Orang. Ekspor lagi."


@dataclass(frozen=True)
class Ready:
    """A signed part that fits this installation and what was approved."""

    realm: str
    raw: bytes
    before: Directory
    after: Directory
    changes: tuple[UUID, ...]  # that wait for it


def install(instance: Instance, parts: Sequence[Part], now: datetime, unread_ok: bool = False) -> tuple[Ready, ...]:
    """Checks every part before any is put in place. Raises Refused."""
    ready = tuple(_ready(instance, part, now) for part in parts)
    numbers = unread_after(instance, parts)
    if numbers and not unread_ok:
        raise Refused(UNREAD.format(numbers=", ".join(numbers)))
    for one in ready:
        path = instance.directories.path(one.realm)
        write_secret(path, one.raw, path.stat().st_mode & 0o777)
    for one in ready:
        settle(instance, one.realm, one.before, one.after, one.changes, now)
    remember_directories(instance, now)
    return ready


def _ready(instance: Instance, part: Part, now: datetime) -> Ready:
    if not part.signed:
        raise Refused(NOT_SIGNED)
    today, raw = instance.today(now), part.signed.encode()
    try:
        after = check_directory(raw, instance.keys.directory_public, part.realm, today)
        before = part.former(instance.keys.directory_public)
        current = instance.directories.path(part.realm).read_bytes()
        serial = instance.directories.current(part.realm, date.min).serial
    except Distrusted:
        raise Refused(FORGED) from None
    if current not in (raw, part.before.encode()) or after.serial != before.serial + 1:
        raise Refused(OVERTAKEN.format(realm=part.realm, now=serial, file=after.serial))
    changes = [one for one in approved_changes(part.realm) if one.id in part.changes]
    if current != raw:
        changes += [one for one in first_keys(before) if one.id in part.changes]
    if current != raw or changes:
        expected = next_directory(before, changes, after.valid_until)
        if expected != after or len(changes) != len(part.changes):
            raise Refused(NOT_APPROVED.format(realm=part.realm))
    return Ready(part.realm, raw, before, after, tuple(change.id for change in changes))
