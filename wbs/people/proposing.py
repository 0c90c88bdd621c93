"""Proposing changes of people: what is refused before it is written down. One change of a kind for each person."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

import sqlalchemy as sa

from wbs.db import db, transaction
from wbs.errors import NotAllowed, NotFound, Refused
from wbs.ledger.append import record
from wbs.people.aftermath import STAND_IN as STAND_IN_REASON
from wbs.people.notifying import tell_deciders
from wbs.people.proposals import proposals
from wbs.people.records import DirectoryChange, GrantRequest
from wbs.people.terms import (
    ADD,
    APPROVED,
    CHANGE,
    END_STAND_IN,
    KEY,
    LEAVE,
    OPEN,
    RESET,
    STAND_IN,
    Facts,
    Terms,
    is_reader,
    may_propose,
    problem_with,
)
from wbs.staff.directory import Directory, StandIn
from wbs.staff.first_time import waiting_keys
from wbs.staff.instance import Instance
from wbs.staff.records import StaffAccount
from wbs.staff.signing_in import SignedIn
from wbs.web.text import N_

WAITS_ALREADY = N_("Untuk orang ini sudah ada usulan yang sama. Selesaikan itu dulu.")
NAME_TAKEN = N_("Nama masuk itu sudah dipakai orang lain. Pilih yang lain.")
NO_SUCH_KEY = N_("Kunci itu tidak lagi menunggu. Muat ulang halamannya.")
NOTHING_NEW = N_("Tidak ada yang berubah.")
NOT_A_READER = N_("Pengganti harus orang yang membaca laporan dan sudah punya kunci sendiri.")
BAD_DAYS = N_("Hari terakhir harus hari ini atau sesudahnya, dan tidak sebelum hari pertama.")
ENDED_ALREADY = N_("Akhir pengganti ini sudah diusulkan, atau sudah berlaku.")
STANDS_IN_ALREADY = N_("Orang ini sudah menjadi pengganti pada hari-hari itu. Satu orang menggantikan satu meja.")


def propose_person(instance: Instance, signed_in: SignedIn, terms: Terms, now: datetime) -> UUID:
    """Somebody new. Raises NotAllowed, Refused."""
    _checked(terms.facts, signed_in.realm)
    if account_named(terms.sign_in_name):
        raise Refused(NAME_TAKEN)
    return _propose(instance, signed_in, ADD, uuid4(), terms, now)


def propose_change(instance: Instance, signed_in: SignedIn, person_id: UUID, facts: Facts, now: datetime) -> UUID:
    person = _directory(instance, signed_in, now).person(person_id)
    _checked(facts, signed_in.realm)
    if facts == Facts.of(person):
        raise Refused(NOTHING_NEW)
    return _propose(instance, signed_in, CHANGE, person_id, Terms(facts=facts), now)


def propose_leaving(instance: Instance, signed_in: SignedIn, person_id: UUID, now: datetime) -> UUID:
    _directory(instance, signed_in, now).person(person_id)
    return _propose(instance, signed_in, LEAVE, person_id, Terms(), now)


def propose_reset(instance: Instance, signed_in: SignedIn, person_id: UUID, now: datetime) -> UUID:
    """A new one-time password for somebody who forgot theirs. Raises NotFound without an account."""
    _directory(instance, signed_in, now).person(person_id)
    if db.session.get(StaffAccount, person_id) is None:
        raise NotFound
    return _propose(instance, signed_in, RESET, person_id, Terms(), now)


def propose_key(instance: Instance, signed_in: SignedIn, person_id: UUID, now: datetime) -> UUID:
    """The key that this person made and whose fingerprint was compared with them."""
    _directory(instance, signed_in, now).person(person_id)
    return _propose(instance, signed_in, KEY, person_id, Terms(public_key=waiting_key(signed_in.realm, person_id)), now)


def propose_stand_in(instance: Instance, signed_in: SignedIn, person_id: UUID, terms: Terms, now: datetime) -> UUID:
    """`terms` say for whom, at which desk, from when until when."""
    directory = _directory(instance, signed_in, now)
    person, absent = directory.person(person_id), directory.person(terms.stands_for or UUID(int=0))
    if not is_reader(person.roles) or person.is_provisional or person.id == absent.id:
        raise Refused(NOT_A_READER)
    if terms.desk not in absent.desks - person.desks:
        raise NotFound
    if not _is_span(terms, instance.today(now)):
        raise Refused(BAD_DAYS)
    refuse_second_place(person.id, terms, instance.today(now))
    return _propose(instance, signed_in, STAND_IN, person_id, terms, now)


def propose_end(instance: Instance, signed_in: SignedIn, person_id: UUID, period: StandIn, now: datetime) -> UUID:
    """A stand-in who is in the signed directory ends before the last day. Raises NotFound for a period not in it."""
    if period not in _directory(instance, signed_in, now).person(person_id).stands_in:
        raise NotFound
    waiting = proposals(signed_in.realm, OPEN, APPROVED)
    if any((one.change.kind, one.change.person_id, one.change.terms.period) == (END_STAND_IN, person_id, period)
           for one in waiting):  # fmt: skip
        raise Refused(ENDED_ALREADY)
    terms = Terms(desk=period.desk, begins_on=period.begins_on, ends_on=period.ends_on)
    return _propose(instance, signed_in, END_STAND_IN, person_id, terms, now)


def _is_span(terms: Terms, today: date) -> bool:
    return bool(terms.begins_on and terms.ends_on and terms.begins_on <= terms.ends_on and today <= terms.ends_on)


def refuse_second_place(person_id: UUID, terms: Terms, today: date) -> None:
    """Grants do not say for which period they were given, so periods of one person do not overlap, and none begins
    while somebody still has to keep a last key of the one before."""
    query = sa.select(GrantRequest.id).where(
        GrantRequest.person_id == person_id, GrantRequest.reason == STAND_IN_REASON,
        GrantRequest.begins_on <= terms.ends_on,
        sa.or_(GrantRequest.ends_on >= terms.begins_on, GrantRequest.ends_on < today),
    )  # fmt: skip
    if db.session.execute(query).first():
        raise Refused(STANDS_IN_ALREADY)


def _propose(
    instance: Instance, signed_in: SignedIn, kind: str, person_id: UUID, terms: Terms, now: datetime
) -> UUID:
    directory = _directory(instance, signed_in, now)
    if not may_propose(directory, signed_in.person, directory.find(person_id)):
        raise NotAllowed
    change_id = uuid4()
    with transaction() as session:
        waiting = sa.select(DirectoryChange.id).where(
            DirectoryChange.person_id == person_id, DirectoryChange.kind == kind,
            DirectoryChange.state.in_((OPEN, APPROVED)),
        )  # fmt: skip
        if kind not in (STAND_IN, END_STAND_IN) and session.execute(waiting).first():
            raise Refused(WAITS_ALREADY)
        write_down(instance, signed_in, kind, person_id, terms, now, change_id)
        tell_deciders(instance, directory, signed_in.person.id, now)
    return change_id


def write_down(
    instance: Instance, signed_in: SignedIn, kind: str, person_id: UUID, terms: Terms, now: datetime, change_id: UUID
) -> None:
    """The proposal and its entry, in the open transaction."""
    db.session.add(
        DirectoryChange(
            id=change_id, realm=signed_in.realm, kind=kind, person_id=person_id, terms=terms.to_json(),
            proposer_id=signed_in.person.id, proposed_on=instance.today(now),
        )
    )  # fmt: skip
    record(
        instance.pen("staff"), signed_in.realm, "people:proposed", now, by=signed_in.get_id(),
        person=str(person_id), change=kind,
    )  # fmt: skip


def waiting_key(realm: str, person_id: UUID) -> bytes:
    for key in waiting_keys(realm):
        if key.person_id == person_id:
            return key.public_key
    raise Refused(NO_SUCH_KEY)


def _checked(facts: Facts | None, realm: str) -> None:
    if facts is None or (problem := problem_with(facts, realm)):
        raise Refused(problem if facts else NOTHING_NEW)


def account_named(name: str) -> Sequence[object] | None:
    query = sa.select(StaffAccount.person_id).where(StaffAccount.sign_in_name == name.casefold())
    return db.session.execute(query).first()


def _directory(instance: Instance, signed_in: SignedIn, now: datetime) -> Directory:
    return instance.directory(signed_in.realm, now)
