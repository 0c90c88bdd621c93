"""Putting a signed directory in place, if it says exactly what was approved.

The file goes first, then, in one transaction, what follows from it (settling.py). Interrupted in between, doing it
again ends what was begun; a night round takes away what slipped in.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from wbs.errors import Distrusted, Refused
from wbs.keyfolder import write_secret
from wbs.organisation.government import Government
from wbs.people.changing import next_directory
from wbs.people.directory_file import Part
from wbs.people.next_directory import UNHELD, UNREAD, unheld_after, unread_after
from wbs.people.notifier_key import notifier_change
from wbs.people.proposals import approved_changes, first_keys, lone_changes
from wbs.people.settling import Ready, settle
from wbs.people.terms import is_mixed
from wbs.staff.directory import check_directory
from wbs.staff.instance import Instance
from wbs.staff.rounds import remember_directories

NOT_SIGNED = "Berkas ini belum ditandatangani. Jalankan `wbs directory sign` dulu, di mesin yang memegang kuncinya."
FORGED = "Tanda tangan tidak cocok dengan kunci direktori instalasi ini, atau dokumennya sudah kedaluwarsa."
OVERTAKEN = "Direktori {realm} yang berlaku bernomor {now}; berkas ini bernomor {file}. Ekspor dan tanda tangani lagi."
BOTH = (
    "{names}: auditor, penjaga identitas, dan administrator tidak pernah membaca laporan, dan penyetuju tamu tidak "
    "punya peran lain. Kembalikan usulannya."
)
NOT_APPROVED = "Dokumen {realm} tidak sama dengan perubahan yang disetujui di halaman Orang. Ekspor lagi."


Govern = Callable[[Government, Sequence[UUID]], Government]


def same_government(government: Government, unit_changes: Sequence[UUID]) -> Government:
    """Where nobody says what became of the units, nothing did."""
    return government


def install(
    instance: Instance, parts: Sequence[Part], now: datetime, unread_ok: bool = False,
    govern: Govern = same_government,
) -> tuple[Ready, ...]:  # fmt: skip
    """Checks every part before any is put in place; `govern` says what approved changes make of the units. Raises
    Refused."""
    ready = tuple(_ready(instance, part, now, govern) for part in parts)
    numbers = unread_after(instance, parts)
    if numbers and not unread_ok:
        raise Refused(UNREAD.format(numbers=", ".join(numbers)))
    if (names := unheld_after(instance, parts)) and not unread_ok:
        raise Refused(UNHELD.format(names=", ".join(names)))
    for one in ready:
        path = instance.directories.path(one.realm)
        write_secret(path, one.raw, path.stat().st_mode & 0o777)
    for one in ready:
        settle(instance, one, now)
    remember_directories(instance, now)
    return ready


def _ready(instance: Instance, part: Part, now: datetime, govern: Govern) -> Ready:
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
    if mixed := [person.name for person in after.people if is_mixed(person)]:
        raise Refused(BOTH.format(names=", ".join(mixed)))
    if current not in (raw, part.before.encode()) or after.serial != before.serial + 1:
        raise Refused(OVERTAKEN.format(realm=part.realm, now=serial, file=after.serial))
    waiting = (*approved_changes(part.realm), *lone_changes(before))
    changes = [one for one in waiting if one.id in part.changes]
    if current != raw:
        unwritten = (*first_keys(before), *notifier_change(instance, before))
        changes += [one for one in unwritten if one.id in part.changes]
    if current != raw or changes:
        expected = next_directory(before, changes, after.valid_until)
        if before.government and part.unit_changes:
            expected = replace(expected, government=govern(before.government, part.unit_changes))
        if expected != after or len(changes) != len(part.changes):
            raise Refused(NOT_APPROVED.format(realm=part.realm))
    lone = {change.id for change in lone_changes(before)}
    ids = tuple(change.id for change in changes)
    return Ready(part.realm, raw, before, after, ids, tuple(one for one in ids if one in lone))
