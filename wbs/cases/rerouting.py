"""Recusal that leaves nobody, or no head: before they go, the case is given to the next desk that may read it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain
from uuid import UUID, uuid4

import sqlalchemy as sa

from wbs.cases.access import Held
from wbs.cases.lifecycle import HEADS
from wbs.cases.opening import seal_grant
from wbs.cases.records import Grant
from wbs.cases.report import Report
from wbs.cases.routing import Route, heads_along, routes
from wbs.db import db
from wbs.errors import Refused
from wbs.ledger.append import record
from wbs.ledger.entry import Entry
from wbs.ledger.read import entries, pending_entries, pseudonym_of
from wbs.outbox.announce import announce
from wbs.staff.directory import Person
from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn
from wbs.web.text import N_

NOBODY_LEFT = N_(
    "Sesudah Anda tidak ada pimpinan yang dapat membaca kasus ini, dan tidak ada meja lain yang dapat menerimanya. "
    "Minta administrator menambah pembaca, baru nyatakan benturan."
)


def hand_on(
    instance: Instance, signed_in: SignedIn, held: Held, report: Report, staying: Sequence[UUID], now: datetime
) -> None:
    """Sees to it that after a recusal somebody reads the case, and a head among them, in the open transaction.

    Raises Refused when nobody of this realm is left who could.
    """
    directory = instance.directory(held.realm, now)
    stay = [person for person in map(directory.find, staying) if person is not None]
    if any(person.has_role(*HEADS) for person in stay):
        return
    line = _line(instance, signed_in, held, report, now)
    joining = () if stay or not line else line[0].eligible
    joining = (*joining, *heads_along(line, (*stay, *joining)))
    if not any(person.has_role(*HEADS) for person in joining):
        raise Refused(NOBODY_LEFT)
    for person in joining:
        grant_to(instance, signed_in, held, directory.person(person.id), "recusal", now)
        announce("reminder", person.id, instance.next_tick(now), held.realm)


def grant_to(
    instance: Instance, signed_in: SignedIn, held: Held, person: Person, reason: str, now: datetime
) -> None:
    """Seals the case key to one more person of the directory, in the open transaction."""
    _drop_reserve(held, person)
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


def _line(
    instance: Instance, signed_in: SignedIn, held: Held, report: Report, now: datetime
) -> tuple[Route, ...]:
    """The desks of the case's own realm that may read it, without whoever has a conflict."""
    gone = {signed_in.get_id(), *have_left(held)}
    desks = {
        place: [person for person in members if str(person.id) not in gone]
        for place, members in instance.desks(now).items()
    }
    people = [person for found in instance.directories.all(instance.today(now)) for person in found.people]
    line = routes(report, instance.organisation, desks, instance.jurisdiction, people)
    return tuple(one for one in line if one.realm == held.realm)


def have_left(held: Held) -> set[str]:
    """Who declared a conflict before: their grants are gone, and only the ledger remembers why."""
    case = pseudonym_of(held.case_id)
    return {str(entry.by) for entry in _declared(held.realm) if entry.case == case}


def cases_left_by(realm: str, person_id: UUID) -> frozenset[str]:
    """Pseudonyms of the cases of which this person declared a conflict: no click of a colleague brings them back."""
    return frozenset(entry.case or "" for entry in _declared(realm) if entry.by == str(person_id))


def _declared(realm: str) -> Iterator[Entry]:
    """A grant may be gone for other reasons, with a lost key or a desk: those are no conflict."""
    tag = "conflict:declared"
    told = chain((entry for _, entry in entries(realm, {tag})), pending_entries(realm))
    return (entry for entry in told if entry.tag == tag and entry.fields["answer"] == "conflict")
