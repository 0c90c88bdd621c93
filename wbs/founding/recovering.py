"""Recovery by quorum: cases that nobody can open any more are given to one named person of the directory.

The rebuilt identity is held against the directory's public key before anything is opened. Recovery gives nobody what
the rules deny: whom a report names or excludes, and who declared a conflict, is passed over. Decides which cases; the
ledger has each of them.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa

from wbs.cases.desk_check import OVERSIGHT_ROLES
from wbs.cases.eligibility import why_not
from wbs.cases.guests import REASON as GUEST_REASON
from wbs.cases.lifecycle import ANYONE
from wbs.cases.opening import seal_grant
from wbs.cases.progress import lock, turn_again
from wbs.cases.records import Case, Grant, RecoveryGrant, SealedReport
from wbs.cases.report import Report
from wbs.crypto.case_key import CaseKey
from wbs.crypto.envelope import open_key, open_sealed
from wbs.crypto.failures import Unreadable
from wbs.crypto.identity import Identity
from wbs.db import db, transaction
from wbs.founding.refusals import Impossible
from wbs.ledger.append import record
from wbs.ledger.read import entries, pending_entries, pseudonym_of
from wbs.outbox.announce import announce
from wbs.staff.directory import Directory, Person
from wbs.staff.instance import Instance
from wbs.staff.records import StaffAccount

REASON = "recovery"
DAMAGED = "salinan pemulihan rusak"
CONFLICT = "menyatakan benturan kepentingan"
WHY_NOT = {
    "dikecualikan_pelapor": "pelapor tidak ingin orang ini membacanya", "nama": "laporan menyebut nama orang ini",
    "jabatan": "laporan menyebut jabatan orang ini", "unit": "laporan tentang unit orang ini",
}  # fmt: skip


@dataclass(frozen=True)
class Recovered:
    """Numbers of the cases that were given, and of those that were not, with the reason."""

    given: tuple[str, ...]
    passed_over: tuple[tuple[str, str], ...]


def recipient_named(instance: Instance, realm: str, sign_in_name: str, now: datetime) -> Person:
    """Who may be given cases by recovery. Raises Impossible with the next step."""
    query = sa.select(StaffAccount.person_id).where(
        StaffAccount.sign_in_name == sign_in_name.casefold(), StaffAccount.realm == realm
    )
    person_id = db.session.execute(query).scalar()
    person = instance.directory(realm, now).find(person_id) if person_id else None
    if person is None:
        raise Impossible(f"Tidak ada orang dengan nama masuk {sign_in_name} di jalur {realm}. Periksa ejaannya.")
    if person.is_provisional:
        raise Impossible(f"{person.name} belum punya kunci sendiri. Masuk dulu, lalu `wbs directory sign`.")
    if person.roles.isdisjoint(ANYONE) or not person.roles.isdisjoint(OVERSIGHT_ROLES):
        raise Impossible(f"{person.name} bukan pembaca laporan. Pilih petugas, pemeriksa, irban, atau inspektur.")
    return person


def refuse_stranger(instance: Instance, realm: str, identity: Identity, now: datetime) -> None:
    """Raises Impossible unless this is the recovery identity that the directory names."""
    if identity.public_key != instance.directory(realm, now).shared_recipient("recovery").public_key:
        raise Impossible(f"Yang terbentuk bukan kunci pemulihan jalur {realm} di direktori; tidak ada yang dibuka.")


def recover(
    instance: Instance, realm: str, identity: Identity, person: Person, now: datetime, numbers: Collection[str] = (),
    everything: bool = False,
) -> Recovered:
    """Gives the cases in question to `person`: those named, or all, or by default those that nobody can open.

    One transaction for each case: what was interrupted goes on where it was. Raises Impossible.
    """
    refuse_stranger(instance, realm, identity, now)
    directory = instance.directory(realm, now)
    wanted = _named(realm, numbers) if numbers else _cases(realm, None if everything else directory)
    given, passed_over = [], []
    for case_id, number in wanted:
        why = _give(instance, directory, identity, case_id, person, now)
        if why:
            passed_over.append((number, why))
        else:
            given.append(number)
    return Recovered(tuple(given), tuple(passed_over))


def _named(realm: str, numbers: Collection[str]) -> list[tuple[UUID, str]]:
    query = sa.select(Case.id, Case.number).where(Case.realm == realm, Case.number.in_(numbers))
    found = [(row.id, row.number) for row in db.session.execute(query)]
    if missing := set(numbers) - {number for _, number in found}:
        raise Impossible(f"Tidak ada kasus {', '.join(sorted(missing))} di jalur {realm}. Periksa nomornya.")
    return found


def _cases(realm: str, unless_readable_by: Directory | None) -> list[tuple[UUID, str]]:
    """Every case of the realm, or those of which nobody in the directory holds a grant."""
    rows = db.session.execute(sa.select(Case.id, Case.number).where(Case.realm == realm).order_by(Case.number)).all()
    query = sa.select(Grant.case_id, Grant.person_id).where(Grant.is_reserve.is_(False), Grant.reason != GUEST_REASON)
    here = unless_readable_by
    read = {row.case_id for row in db.session.execute(query) if here and _can_read(here.find(row.person_id))}
    return [(row.id, row.number) for row in rows if row.id not in read]


def _can_read(person: Person | None) -> bool:
    return person is not None and not person.is_provisional


def _give(
    instance: Instance, directory: Directory, identity: Identity, case_id: UUID, person: Person, now: datetime
) -> str:
    """Why the case was not given; "" when it was."""
    try:
        key = _case_key(identity, directory.realm, case_id)
        report = _report(key, directory.realm, case_id)
    except Unreadable:
        return DAMAGED
    why = why_not(person, report, instance.organisation)
    if why or _declared_conflict(directory.realm, case_id, person):
        return WHY_NOT.get(why or "", CONFLICT)
    sealed, pen = seal_grant(key, case_id, directory, person, REASON), instance.pen("staff")
    with transaction():
        lock(case_id)
        about = {"case_id": case_id, "by": str(person.id)}
        if _put(case_id, person, sealed):
            record(pen, directory.realm, "case:grant:deleted", now, **about, person=str(person.id))
        record(pen, directory.realm, "recovery:used", now, **about)
        record(pen, directory.realm, "case:granted", now, **about, person=str(person.id), grant_reason=REASON)
        turn_again(instance, case_id, now)
        announce("reminder", person.id, instance.next_tick(now), directory.realm)
    return ""


def _case_key(identity: Identity, realm: str, case_id: UUID) -> CaseKey:
    """Raises Unreadable, also for a key that is not the case's own."""
    row = db.session.get(RecoveryGrant, case_id)
    if row is None:
        raise Unreadable
    key = CaseKey(open_key(identity, row.sealed_case_key, "grant", realm, case_id, "recovery"))
    if key.commitment != db.session.get_one(Case, case_id).commitment:
        raise Unreadable
    return key


def _report(key: CaseKey, realm: str, case_id: UUID) -> Report:
    sealed = db.session.get_one(SealedReport, case_id).sealed_report
    return Report.from_bytes(open_sealed(key.channel, sealed, realm, "sealed_report", case_id, "sealed_report"))


def _declared_conflict(realm: str, case_id: UUID, person: Person) -> bool:
    case, tag = pseudonym_of(case_id), "conflict:declared"
    told: Iterator = iter([*(entry for _, entry in entries(realm, {tag})), *pending_entries(realm)])
    mine = (entry for entry in told if entry.tag == tag and entry.case == case and entry.by == str(person.id))
    return any(entry.fields["answer"] == "conflict" for entry in mine)


def _put(case_id: UUID, person: Person, sealed: bytes) -> bool:
    """A grant anew, or in place of one that a lost key has closed: then True, for the ledger counts both."""
    query = sa.select(Grant).where(Grant.case_id == case_id, Grant.person_id == person.id)
    grant = db.session.execute(query).scalar()
    if grant is None:
        db.session.add(Grant(id=uuid4(), case_id=case_id, person_id=person.id, reason=REASON, sealed_case_key=sealed))
        return False
    was_reserve = grant.is_reserve
    grant.reason, grant.sealed_case_key, grant.sealed_list_key = REASON, sealed, None
    grant.is_reserve = False
    return not was_reserve
