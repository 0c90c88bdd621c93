"""Recusal that leaves nobody: before the last reader goes, the case is given to the next desk that may read it."""

from datetime import datetime
from uuid import uuid4

import sqlalchemy as sa

from wbs.cases.access import Held
from wbs.cases.opening import seal_grant
from wbs.cases.records import Grant
from wbs.cases.report import Report
from wbs.cases.routing import NoReader, Route, route
from wbs.db import db
from wbs.errors import Refused
from wbs.ledger.append import record
from wbs.ledger.read import entries, pending_entries, pseudonym_of
from wbs.outbox.announce import announce
from wbs.staff.directory import Person
from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn
from wbs.web.text import N_

LAST_READER = N_(
    "Anda satu-satunya yang dapat membaca kasus ini, dan tidak ada meja lain yang dapat menerimanya. Minta "
    "administrator menambah pembaca, baru nyatakan benturan."
)


def hand_on(instance: Instance, signed_in: SignedIn, held: Held, report: Report, now: datetime) -> None:
    """Grants the case to the next desk, in the open transaction. Raises Refused when there is none in this realm."""
    found = _next_route(instance, signed_in, held, report, now)
    for person in found.eligible:
        _drop_reserve(held, person)
        grant_to(instance, signed_in, held, person, "recusal", now)
        announce("reminder", person.id, instance.next_tick(now), held.realm)


def grant_to(
    instance: Instance, signed_in: SignedIn, held: Held, person: Person, reason: str, now: datetime
) -> None:
    """Seals the case key to one more person of the directory, in the open transaction."""
    directory = instance.directory(held.realm, now)
    sealed = seal_grant(held.key, held.case_id, directory, person, reason)
    db.session.add(
        Grant(
            id=uuid4(), case_id=held.case_id, person_id=person.id, reason=reason, sealed_case_key=sealed,
            turn_due_on=held.due_on,
        )
    )
    record(
        instance.pen("staff"), held.realm, "case:granted", now, case_id=held.case_id, by=signed_in.get_id(),
        person=str(person.id), grant_reason=reason,
    )


def _drop_reserve(held: Held, person: Person) -> None:
    """Whoever stood in reserve of an urgent case has a grant already, sealed for another reason."""
    own = (Grant.case_id == held.case_id, Grant.person_id == person.id, Grant.is_reserve.is_(True))
    db.session.execute(sa.delete(Grant).where(*own))


def _next_route(instance: Instance, signed_in: SignedIn, held: Held, report: Report, now: datetime) -> Route:
    gone = {signed_in.get_id(), *_have_left(held)}
    desks = {
        place: [person for person in members if str(person.id) not in gone]
        for place, members in instance.desks(now).items()
    }
    people = [person for found in instance.directories.all(instance.today(now)) for person in found.people]
    try:
        found = route(report, instance.organisation, desks, instance.jurisdiction, people)
    except NoReader:
        raise Refused(LAST_READER) from None
    if found.realm != held.realm:
        raise Refused(LAST_READER)
    return found


def _have_left(held: Held) -> set[str]:
    """Who declared a conflict before: their grants are gone, and only the ledger remembers them."""
    case, tag = pseudonym_of(held.case_id), "case:grant:deleted"
    told = [entry for _, entry in entries(held.realm, {tag})] + list(pending_entries(held.realm))
    return {str(entry.fields["person"]) for entry in told if entry.tag == tag and entry.case == case}
