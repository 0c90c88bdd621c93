"""Opening a case: everything told is sealed to the people who may read it, before anything touches the disk.

Decides which rows a new case has and to whom its key is granted. Does not know forms, tickets or pages.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID, uuid4

from wbs.cases.attachments import Offered, seal_attachment
from wbs.cases.card import Card, loss_class, seal_card
from wbs.cases.deadlines import DEFAULT_TRACK, due_on, first_news_on
from wbs.cases.dialogue import REPORTER
from wbs.cases.facets import record_facet
from wbs.cases.lifecycle import movers
from wbs.cases.records import (
    Case,
    Contact,
    Escalation,
    Grant,
    Mailbox,
    NamedIdentity,
    RecoveryGrant,
    SealedReport,
    TimelineRow,
)
from wbs.cases.report import Report
from wbs.cases.routing import Route
from wbs.cases.rows import NewRow, insert_rows, new_row
from wbs.crypto.case_key import CaseKey
from wbs.crypto.envelope import seal, seal_key
from wbs.ledger.append import name_new_case, record
from wbs.outbox.announce import announce
from wbs.staff.directory import Directory, Person
from wbs.staff.instance import Instance


@dataclass(frozen=True)
class Filing:
    """What the counter hands to the archive: the report and the reporter's keys, never their code."""

    report: Report = field(repr=False)
    number: str
    locate: bytes = field(repr=False)
    reporter_key: bytes = field(repr=False)
    contact: str = field(default="", repr=False)  # an e-mail address, or empty
    identity: str = field(default="", repr=False)  # who the reporter is, if they chose to say so
    language: str = "id"
    channel: str = "web"
    files: tuple[Offered, ...] = field(default=(), repr=False)  # as they lie in the store already
    pepper: str | None = None  # under which the reporter's keys were made


@dataclass(frozen=True)
class Sealed:
    """A case ready to be written: all rows are sealed, no transaction is open yet."""

    case_id: UUID
    realm: str
    card: Card
    commitment: str
    due_on: date
    opened_on: date
    rows: tuple[NewRow, ...] = field(repr=False)
    granted: tuple[tuple[UUID, str], ...] = ()  # person, reason
    hashes: Mapping[str, str] = field(default_factory=dict)  # of the sealed report and the recovery grant
    added: tuple[str, ...] = ()  # hashes of the files


@dataclass(frozen=True)
class Turn:
    """A person with a grant, as `lifecycle.movers` asks for them."""

    person_id: UUID
    roles: frozenset[str]
    holds: bool = False


def seal_case(instance: Instance, filing: Filing, route: Route, reserve: tuple[Person, ...], now: datetime) -> Sealed:
    """Seals a new case to the people of `route`; `reserve` is the next desk of an urgent one."""
    key, case_id = CaseKey.generate(), uuid4()
    directory, day = instance.directory(route.realm, now), instance.today(now)
    card = card_of(filing, route)
    noon = datetime.combine(day, time(12), instance.settings.zone)  # the hour of a report must not show in its due day
    due = due_on(instance.calendar, noon, DEFAULT_TRACK, is_urgent=route.urgent)
    case = new_row(
        Case, id=case_id, realm=route.realm, number=filing.number, opened_on=day, due_on=due, stage="diterima",
        commitment=key.commitment, sealed_card=seal_card(card, key, route.realm, case_id),
    )
    grants = _grants(key, case_id, directory, route, reserve, day, due)
    recovery_grant = seal_grant(key, case_id, directory, None)
    told = seal(key.channel, filing.report.to_bytes(), route.realm, "sealed_report", case_id, "sealed_report")
    rows = [
        case,
        *grants,
        new_row(RecoveryGrant, case_id=case_id, sealed_case_key=recovery_grant),
        new_row(SealedReport, case_id=case_id, sealed_report=told),
        _mailbox(filing, key, route.realm, case_id),
        *_timeline(case_id, day, instance.next_tick(now)),
    ]
    files = [
        seal_attachment(key.channel, route.realm, case_id, REPORTER, offered, day)
        for offered in sorted(filing.files, key=lambda offered: offered.file.blob.name)  # at random, not as sent
    ]
    rows += [row for sealed in files for row in sealed.rows]
    if filing.identity:
        rows.append(_named_identity(filing.identity, key, route.realm, case_id, directory))
    if filing.contact:
        rows.append(_contact(filing, route.realm, case_id, directory))
    if route.urgent:
        rows.append(new_row(Escalation, case_id=case_id, next_on=instance.calendar.add(day, 1)))
    hashes = {"sealed_sha256": _sha256(told), "recovery_sha256": _sha256(recovery_grant)}
    granted = tuple((row["person_id"], row["reason"]) for _, row in grants if not row["is_reserve"])
    return Sealed(
        case_id, route.realm, card, key.commitment, due, day, tuple(rows), granted, hashes,
        tuple(sealed.sealed_sha256 for sealed in files),
    )


def write_case(instance: Instance, sealed: Sealed, face: str, now: datetime) -> None:
    """Adds the rows, ledger entries, facet and alarms of a sealed case to the open transaction."""
    pen = instance.pen(face)
    insert_rows(sealed.rows)
    name_new_case(sealed.case_id)
    record(
        pen, sealed.realm, "case:opened", now, case_id=sealed.case_id,
        commitment=sealed.commitment, due_on=sealed.due_on.isoformat(),
    )
    record(pen, sealed.realm, "case:told", now, case_id=sealed.case_id, **sealed.hashes)
    for sha256 in sealed.added:
        record(pen, sealed.realm, "case:file:added", now, case_id=sealed.case_id, sealed_sha256=sha256)
    for person_id, reason in sealed.granted:
        record(
            pen, sealed.realm, "case:granted", now, case_id=sealed.case_id,
            person=str(person_id), grant_reason=reason,
        )
        if sealed.card.is_urgent:
            announce("urgent_case", person_id, instance.next_tick(now), sealed.realm)
    record_facet(instance, face, sealed.realm, sealed.case_id, sealed.card, "opened", now)


def _sha256(sealed: bytes) -> str:
    return hashlib.sha256(sealed).hexdigest()


def card_of(filing: Filing, route: Route) -> Card:
    report = filing.report
    return Card(
        kind=report.kind, unit=report.unit, unit_text=report.unit_text, flags=tuple(sorted(report.flags)),
        desk=route.desk, rule=route.rule, is_urgent=route.urgent, loss_class=loss_class(report.loss_rp),
        channel=filing.channel,
    )


def seal_grant(key: CaseKey, case_id: UUID, directory: Directory, person: Person | None, reason: str = "") -> bytes:
    """The case key for one person of the directory, or for the realm's recovery quorum."""
    if person is None:
        recipient = directory.shared_recipient("recovery")
        return seal_key(recipient, key.secret, "grant", directory.realm, case_id, "recovery")
    recipient = directory.recipient(person.id)
    return seal_key(recipient, key.secret, "grant", directory.realm, case_id, person.id, reason)


def _grants(
    key: CaseKey, case_id: UUID, directory: Directory, route: Route, reserve: tuple[Person, ...], day: date, due: date
) -> list[NewRow]:
    turns = movers("diterima", None, (Turn(person.id, person.roles) for person in route.eligible))
    taken = {person.id for person in route.eligible}
    stand_ins = directory.standing_in(route.desk, day)
    readers = [(person, "stand_in" if person.id in stand_ins else "desk") for person in route.eligible]
    readers += [(person, "reserve") for person in reserve if person.id not in taken]
    return [
        new_row(
            Grant, id=uuid4(), case_id=case_id, person_id=person.id, reason=reason, is_reserve=reason == "reserve",
            sealed_case_key=seal_grant(key, case_id, directory, person, reason),
            turn_due_on=due if person.id in turns or reason == "reserve" else None,
        )
        for person, reason in readers
    ]


def _mailbox(filing: Filing, key: CaseKey, realm: str, case_id: UUID) -> NewRow:
    mailbox_id = uuid4()
    sealed = seal(filing.reporter_key, key.channel, realm, "mailbox", mailbox_id, case_id, "sealed_channel", least=64)
    return new_row(
        Mailbox, id=mailbox_id, locate=filing.locate, case_id=case_id, sealed_channel=sealed, pepper=filing.pepper
    )


def _timeline(case_id: UUID, day: date, tick: datetime) -> tuple[NewRow, NewRow]:
    """The receipt at once, and the first promise with the acknowledgement at the next tick."""
    return (
        new_row(
            TimelineRow, id=uuid4(), case_id=case_id, template="stage:diterima", day=day, visible_from=None, until=None
        ),
        new_row(
            TimelineRow, id=uuid4(), case_id=case_id, template="promise:first", day=day, visible_from=tick,
            until=first_news_on(day),
        ),
    )


def _named_identity(identity: str, key: CaseKey, realm: str, case_id: UUID, directory: Directory) -> NewRow:
    """The key is the XOR of two halves: the custodian alone, or the officers alone, open nothing."""
    mine, theirs = secrets.token_bytes(32), secrets.token_bytes(32)
    whole = bytes(a ^ b for a, b in zip(mine, theirs, strict=True))
    custodian = directory.shared_recipient("custodian")
    return new_row(
        NamedIdentity,
        case_id=case_id,
        sealed_identity=seal(whole, identity.encode(), realm, "named_identity", case_id, "sealed_identity"),
        sealed_custodian_half=seal_key(custodian, theirs, "named_identity", realm, case_id),
        sealed_dossier_half=seal(key.dossier, mine, realm, "named_identity", case_id, "dossier_half", least=64),
    )


def _contact(filing: Filing, realm: str, case_id: UUID, directory: Directory) -> NewRow:
    contact_id, contact_key = uuid4(), secrets.token_bytes(32)
    notifier = directory.shared_recipient("notifier")
    return new_row(
        Contact, id=contact_id, case_id=case_id, language=filing.language,
        sealed_key=seal_key(notifier, contact_key, "contact", realm, contact_id, case_id),
        sealed_address=seal(
            contact_key, filing.contact.encode(), realm, "contact", contact_id, case_id, "sealed_address"
        ),
    )
