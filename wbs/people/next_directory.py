"""The next directory out of what was approved, and what it would do to desks and cases before anybody signs it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from wbs.cases.desk_check import Finding, check_desks
from wbs.cases.records import Case, Grant
from wbs.db import db
from wbs.errors import Refused
from wbs.people.aftermath import aftermath
from wbs.people.changing import next_directory
from wbs.people.directory_file import Part, part_of
from wbs.people.proposals import approved_changes, first_keys
from wbs.people.terms import ADD
from wbs.staff.directory import REALMS, Directory
from wbs.staff.instance import Instance

VALID_DAYS = 400
NOTHING = "Tidak ada perubahan yang sudah disetujui. Untuk memperpanjang masa berlaku saja: tambahkan --renew."
NO_WORDS = "{name} belum punya kata sandi sekali pakai. Buat dulu di halaman Orang, lalu ekspor lagi."
UNREAD = "Sesudah ini tidak ada yang dapat membaca kasus {numbers}. Minta pemegangnya memberi kunci kepada rekan dulu."


def export(instance: Instance, now: datetime, renew: bool = False) -> tuple[Part, ...]:
    """The parts of every realm with approved changes, or of both. Raises Refused."""
    parts = []
    for realm in REALMS:
        directory = instance.directory(realm, now)
        changes = (*approved_changes(realm), *first_keys(directory))
        if not changes and not renew:
            continue
        for change in changes:
            if change.kind == ADD and change.terms.facts and not change.terms.public_key:
                raise Refused(NO_WORDS.format(name=change.terms.facts.name))
        following = next_directory(directory, changes, instance.today(now) + timedelta(days=VALID_DAYS))
        before = instance.directories.path(realm).read_bytes()
        parts.append(part_of(before, following, [change.id for change in changes]))
    if not parts:
        raise Refused(NOTHING)
    return tuple(parts)


def staffing(instance: Instance, parts: Iterable[Part], now: datetime) -> tuple[Finding, ...]:
    """Whether every kind and every unit still reaches readers with these documents."""
    found = {realm: instance.directory(realm, now) for realm in REALMS}
    found |= {part.realm: part.next() for part in parts}
    desks = {(one.realm, desk): one.members(desk) for one in found.values() for desk in one.desks}
    people = [person for one in found.values() for person in one.people]
    return check_desks(instance.organisation, desks, instance.jurisdiction, people)


def unread_after(instance: Instance, parts: Iterable[Part]) -> tuple[str, ...]:
    """Numbers of the cases that these documents leave without a reader."""
    found: list[str] = []
    for part in parts:
        before, after = part.former(instance.keys.directory_public), part.next()
        losing = {one.person_id for one in aftermath(before, after) if one.loses_grants}
        lost = [person for person in losing if _has_same_key(before, after, person)]
        query = sa.select(Case.number, Grant.person_id).join(Grant, Grant.case_id == Case.id).where(
            Case.realm == part.realm, Grant.is_reserve.is_(False)
        )
        readers: dict[str, set[UUID]] = {}
        for number, person_id in db.session.execute(query):
            readers.setdefault(number, set()).add(person_id)
        found += [
            number for number, people in readers.items() if people <= losing and not people.isdisjoint(lost)
        ]
    return tuple(sorted(found))


def _has_same_key(before: Directory, after: Directory, person_id: UUID) -> bool:
    """With a lost key there was nobody to read it before either."""
    former, now = before.find(person_id), after.find(person_id)
    return now is None or (former is not None and former.public_key == now.public_key)
