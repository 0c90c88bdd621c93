"""The next directory out of what was approved, and what it would do to desks and cases before anybody signs it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from wbs.cases.desk_check import Finding, check_desks
from wbs.cases.guests import REASON as GUEST_REASON
from wbs.cases.records import Case, Grant
from wbs.db import db
from wbs.errors import Refused
from wbs.organisation.government import Government
from wbs.people.aftermath import aftermath
from wbs.people.changing import VALID, Change, next_directory
from wbs.people.custody import holders
from wbs.people.directory_file import Part, governed, part_of
from wbs.people.notifier_key import notifier_change
from wbs.people.proposals import approved_changes, first_keys, lone_changes
from wbs.people.renewed import is_unheld
from wbs.people.terms import ADD, KINDS
from wbs.staff.accounts import CUSTODY_OF
from wbs.staff.directory import REALMS, Directory
from wbs.staff.instance import Instance

NOTHING = "Tidak ada perubahan yang sudah disetujui. Untuk memperpanjang masa berlaku saja: tambahkan --renew."
NOT_ALONE = "Tidak ada usulan yang kehilangan orang keduanya. Minta orang kedua memutuskannya di halaman Orang."
NO_WORDS = "{name} belum punya kata sandi sekali pakai. Buat dulu di halaman Orang, lalu ekspor lagi."
UNHELD = "Sesudah ini tidak ada yang memegang kunci bersama {names}. Minta pemegangnya memberikannya dulu di halaman Kunci bersama."  # noqa: E501
UNREAD = "Sesudah ini tidak ada yang dapat membaca kasus {numbers}. Minta pemegangnya memberi kunci kepada rekan dulu."


def export(
    instance: Instance, now: datetime, renew: bool = False, alone: bool = False,
    government: Government | None = None, unit_changes: Sequence[UUID] = (),
) -> tuple[Part, ...]:  # fmt: skip
    """The parts of every realm with approved changes, or of both; `alone` takes along what nobody here is left to
    decide, `government` what became of the units (wbs/structure). Raises Refused."""
    parts = []
    for realm in REALMS:
        directory = instance.directory(realm, now)
        lone = lone_changes(directory) if alone else ()
        changes = (*approved_changes(realm), *first_keys(directory), *notifier_change(instance, directory), *lone)
        has_units = government is not None and realm == "main"
        if not changes and not renew and not has_units:
            continue
        for change in changes:
            if change.kind == ADD and change.terms.facts and not change.terms.public_key:
                raise Refused(NO_WORDS.format(name=change.terms.facts.name))
        following = next_directory(directory, changes, instance.today(now) + VALID)
        before = instance.directories.path(realm).read_bytes()
        part = part_of(before, following, [change.id for change in changes], _in_words(directory, lone))
        parts.append(governed(part, government, unit_changes) if government and has_units else part)
    if not parts:
        raise Refused(NOT_ALONE if alone else NOTHING)
    return tuple(parts)


def _in_words(directory: Directory, lone: Iterable[Change]) -> list[str]:
    names = {person.id: person.name for person in directory.people}
    found = []
    for change in lone:
        facts = change.terms.facts
        found.append(f"{KINDS[change.kind]}: {names.get(change.person_id) or (facts.name if facts else '?')}")
    return found


def staffing(instance: Instance, parts: Iterable[Part], now: datetime) -> tuple[Finding, ...]:
    """Whether every kind and every unit still reaches readers with these documents."""
    found = {realm: instance.directory(realm, now) for realm in REALMS}
    found |= {part.realm: part.next() for part in parts}
    desks = {(one.realm, desk): one.members(desk) for one in found.values() for desk in one.desks}
    people = [person for one in found.values() for person in one.people]
    government = found["main"].government
    units = government.units.on(date.max) if government and government.units else instance.organisation
    return check_desks(units, desks, instance.jurisdiction, people)


def unread_after(instance: Instance, parts: Iterable[Part]) -> tuple[str, ...]:
    """Numbers of the cases that these documents leave without a reader."""
    found: list[str] = []
    for part in parts:
        before, after = part.former(instance.keys.directory_public), part.next()
        losing = {one.person_id for one in aftermath(before, after) if one.loses_grants}
        lost = [person for person in losing if _has_same_key(before, after, person)]
        query = sa.select(Case.number, Grant.person_id).join(Grant, Grant.case_id == Case.id).where(
            Case.realm == part.realm, Grant.is_reserve.is_(False), Grant.reason != GUEST_REASON
        )
        readers: dict[str, set[UUID]] = {}
        for number, person_id in db.session.execute(query):
            readers.setdefault(number, set()).add(person_id)
        found += [
            number for number, people in readers.items() if people <= losing and not people.isdisjoint(lost)
        ]
    return tuple(sorted(found))


def unheld_after(instance: Instance, parts: Iterable[Part]) -> tuple[str, ...]:
    """Names of the keys of an office whose last holder these documents send away, each with its realm."""
    found = []
    for part in parts:
        before, after = part.former(instance.keys.directory_public), part.next()
        losing = {one.person_id: one.custody for one in aftermath(before, after)}
        for shared in CUSTODY_OF:
            if is_unheld(before, after, shared, part.changes):
                found.append(f"{shared} ({part.realm})")
                continue
            held = holders(before, shared)
            if held and before.shared[shared] == after.shared[shared]:
                if all(shared in losing.get(person.id, ()) for person in held):
                    found.append(f"{shared} ({part.realm})")
    return tuple(found)


def _has_same_key(before: Directory, after: Directory, person_id: UUID) -> bool:
    """With a lost key there was nobody to read it before either."""
    former, now = before.find(person_id), after.find(person_id)
    return now is None or (former is not None and former.public_key == now.public_key)
