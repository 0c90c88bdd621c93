"""Filing a report: safe to repeat, and either stored with its receipt or not acknowledged at all.

The same form sent twice, by a double click, a killed tab or a lost answer, finds its own filing and shows the same
receipt. Everything is sealed before the one transaction begins.
"""

import hmac
from dataclasses import dataclass, field, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from wbs.cases.attachments import Offered
from wbs.cases.lifecycle import HEADS
from wbs.cases.opening import Filing, Sealed, seal_case, write_case
from wbs.cases.report import Report
from wbs.cases.routing import NoReader, Route, heads_along, route, routes
from wbs.crypto.derivation import CODE_COST, Cost, Stretched, pepper_name, stretch
from wbs.crypto.failures import Busy
from wbs.crypto.labels import derive
from wbs.crypto.ticket import Ticket
from wbs.crypto.words import to_words
from wbs.db import db, insert, transaction
from wbs.errors import NoRoom, Refused
from wbs.intake.leftovers import in_a_case, refuse_gone
from wbs.intake.probes import WEB
from wbs.intake.records import FiledTicket
from wbs.staff.directory import Person
from wbs.staff.instance import Instance
from wbs.web.text import N_

FILED = FiledTicket.__table__

_FIND = sa.select(FILED.c.content_tag, FILED.c.is_confirmed).where(FILED.c.filing_id == sa.bindparam("filing_id"))

SENT_BEFORE = N_("Berkas ini sudah terkirim dengan laporan lain. Hapus dari daftar, atau pilih sekali lagi.")


@dataclass(frozen=True)
class Extras:
    """What a reporter may leave beside the report, each sealed apart from it."""

    contact: str = field(default="", repr=False)
    identity: str = field(default="", repr=False)
    language: str = "id"


@dataclass(frozen=True)
class Receipt:
    """`words` is empty once the reporter has confirmed them: a code is shown until it is on paper, and never after."""

    number: str
    words: tuple[str, ...] = field(repr=False)
    is_other_text: bool = False  # the ticket was used before, for another text


def submit_report(
    instance: Instance,
    report: Report,
    extras: Extras,
    ticket: Ticket,
    now: datetime,
    files: tuple[Offered, ...] = (),
    channel: str = WEB,
) -> Receipt:
    """Files a report with its files, or finds it filed. Raises NoReader, Busy, NoRoom; Refused comes from the rules."""
    tag = content_tag(ticket, report, extras, files)
    try:
        if instance.room.is_short:
            raise NoRoom
        sealed = _sealed(instance, report, extras, ticket, now, files, channel)
        with transaction():
            filed = {"filing_id": ticket.filing_id, "filed_on": instance.today(now), "content_tag": tag}
            insert(FiledTicket, {**filed, "is_confirmed": False})
            write_case(instance, sealed, "public", now)
            refuse_gone(instance.store, files)
    except (Busy, IntegrityError, NoReader, NoRoom, Refused) as failure:
        earlier = find_receipt(ticket, tag)  # the same form came before, or twice at once: the other one is stored
        if earlier:
            return earlier
        if isinstance(failure, IntegrityError):
            _refuse_sent_files(files)
        raise
    return Receipt(ticket.number, to_words(ticket.code))


def _refuse_sent_files(files: tuple[Offered, ...]) -> None:
    """An old page may bring files that another report has already."""
    if in_a_case(one.file.blob.name for one in files):
        raise Refused(SENT_BEFORE)


def find_receipt(ticket: Ticket, tag: bytes | None = None) -> Receipt | None:
    """The receipt of a used ticket, or None."""
    with db.engine.connect() as connection:
        row = connection.execute(_FIND, {"filing_id": ticket.filing_id}).first()
    if row is None:
        return None
    words = () if row.is_confirmed else to_words(ticket.code)
    return Receipt(ticket.number, words, tag is not None and not hmac.compare_digest(row.content_tag, tag))


def reporter_key(stretched: Stretched, pepper: bytes) -> tuple[bytes, bytes]:
    """(locate, open): where the mailbox of a code lies, and the key that opens it."""
    return stretched.under(pepper, "locate"), stretched.under(pepper, "open")


def stretch_code(instance: Instance, code: bytes) -> Stretched:
    """The slow half of a code. Raises Busy."""
    cost = Cost(instance.settings.derivation_kib, CODE_COST.passes)
    return stretch(code, instance.keys.salt, cost, instance.gate)


def content_tag(ticket: Ticket, report: Report, extras: Extras, files: tuple[Offered, ...] = ()) -> bytes:
    """16 bytes under a key that only the ticket gives, so that a stolen table compares nothing."""
    key = derive(ticket.nonce, "content", salt=ticket.key)
    told = f"\0{extras.contact}\0{extras.identity}".encode()
    sent = "".join(sorted(f"\0{one.name}\0{one.file.sha256}\0{one.original is not None}" for one in files)).encode()
    return hmac.digest(key, report.to_bytes() + told + sent, "sha256")[:16]


def _sealed(
    instance: Instance,
    report: Report,
    extras: Extras,
    ticket: Ticket,
    now: datetime,
    files: tuple[Offered, ...],
    channel: str,
) -> Sealed:
    found, reserve = decide_route(instance, report, now)
    pepper = instance.keys.newest_code_pepper()
    locate, key = reporter_key(stretch_code(instance, ticket.code), pepper)
    filing = Filing(
        report, ticket.number, locate, key, extras.contact, extras.identity, extras.language,
        channel, files, pepper_name(pepper),
    )
    return seal_case(instance, filing, found, reserve, now)


def decide_route(instance: Instance, report: Report, now: datetime) -> tuple[Route, tuple[Person, ...]]:
    """Where the report goes, and for an urgent one the people of the next desk who stand in reserve.

    A desk whose head may not read it is joined by the head of the next one.
    """
    people = [person for found in instance.directories.all(instance.today(now)) for person in found.people]
    asked = (report, instance.organisation)
    rules = (instance.jurisdiction, people)
    found = route(*asked, instance.on_duty(now), *rules)
    has_head = any(person.has_role(*HEADS) for person in found.eligible)
    if has_head and not found.urgent:
        return found, ()
    line = routes(*asked, instance.desks(now), *rules)  # who stands in does so at one desk alone
    others = [each for each in line if (each.realm, each.desk) != (found.realm, found.desk)]
    along = heads_along([each for each in others if each.realm == found.realm], found.eligible)
    joined = replace(found, eligible=(*found.eligible, *along))
    following = others[:1] if found.urgent else ()
    return joined, next((one.eligible for one in following if one.realm == found.realm), ())
