"""Who waits for keys, and giving them: by a click of somebody who holds them, after asking the rule anew for each case.

Whoever waits is told nothing of which cases there are; whoever gives hears how many, and how many the rules keep back.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from wbs.cases.access import hold
from wbs.cases.desk_check import OVERSIGHT_ROLES
from wbs.cases.eligibility import why_not
from wbs.cases.progress import lock, turn_again
from wbs.cases.reading import open_report
from wbs.cases.records import Grant
from wbs.cases.rerouting import cases_left_by, grant_to
from wbs.cases.worklist import open_cases
from wbs.db import db, transaction
from wbs.errors import NotFound
from wbs.ledger.read import pseudonym_of
from wbs.outbox.announce import announce
from wbs.people.aftermath import STAND_IN
from wbs.people.records import GrantAnswer, GrantRequest
from wbs.people.terms import is_reader
from wbs.staff.directory import Directory, Person
from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn


@dataclass(frozen=True)
class Waiting:
    """Somebody who waits for keys that this officer holds; `count` of their open cases at that desk."""

    request_id: UUID
    person: Person
    desk: str
    reason: str
    ends_on: date | None
    count: int


@dataclass(frozen=True)
class Given:
    """What a click has done."""

    name: str
    given: int
    kept_back: int


@dataclass(frozen=True)
class _Request:
    id: UUID
    person: Person
    desk: str
    reason: str
    ends_on: date | None


def waiting_for_me(instance: Instance, signed_in: SignedIn, now: datetime) -> tuple[Waiting, ...]:
    """One query when nobody waits; otherwise this officer's cards are opened once. A guest has no keys to give."""
    if not is_reader(signed_in.person.roles):
        return ()
    requests = _requests(instance, signed_in, now)
    if not requests:
        return ()
    mine = _my_cases(signed_in, instance.today(now))
    found = []
    for request in requests:
        count = len(_lacking(request.person, mine.get(request.desk, ()))) - _left_over(request.id, signed_in)
        if count > 0:
            found.append(
                Waiting(request.id, request.person, request.desk, request.reason, request.ends_on, count)
            )
    return tuple(found)


def give_keys(instance: Instance, signed_in: SignedIn, request_id: UUID, now: datetime) -> Given:
    """Gives what may be given. Raises NotFound for a request that is not, or no longer, before this officer."""
    request = next((one for one in _requests(instance, signed_in, now) if one.id == request_id), None)
    mine = _my_cases(signed_in, instance.today(now)) if request else {}
    if request is None or request.desk not in mine:
        raise NotFound
    left = cases_left_by(signed_in.realm, request.person.id)
    given = kept_back = 0
    for case_id in _lacking(request.person, mine[request.desk]):
        if pseudonym_of(case_id) not in left and _give(instance, signed_in, request, case_id, now):
            given += 1
        else:
            kept_back += 1
    with transaction() as session:
        session.merge(GrantAnswer(request_id=request.id, holder_id=signed_in.person.id, left_over=kept_back))
        if given:
            announce("reminder", request.person.id, instance.next_tick(now), signed_in.realm)
    return Given(request.person.name, given, kept_back)


def _give(instance: Instance, signed_in: SignedIn, request: _Request, case_id: UUID, now: datetime) -> bool:
    held = hold(signed_in, case_id)
    if why_not(request.person, open_report(held), instance.organisation):
        return False
    with transaction():
        lock(case_id)
        if not _lacking(request.person, [case_id]):
            return True  # a colleague was quicker
        grant_to(instance, signed_in, held, request.person, request.reason, now)
        db.session.flush()
        turn_again(instance, case_id, now)
    return True


def _requests(instance: Instance, signed_in: SignedIn, now: datetime) -> list[_Request]:
    """Those in force, of other people of this realm who can be sealed to."""
    today = instance.today(now)
    query = sa.select(GrantRequest).where(
        GrantRequest.realm == signed_in.realm, GrantRequest.person_id != signed_in.person.id,
        GrantRequest.begins_on <= today, sa.or_(GrantRequest.ends_on.is_(None), GrantRequest.ends_on >= today),
    )  # fmt: skip
    rows = db.session.execute(query.order_by(GrantRequest.begins_on, GrantRequest.id)).scalars().all()
    directory = instance.directory(signed_in.realm, now) if rows else None
    found = []
    for row in rows:
        person = _receiver(directory, row) if directory else None
        if person is not None:
            found.append(_Request(row.id, person, row.desk, row.reason, row.ends_on))
    return found


def _receiver(directory: Directory, row: GrantRequest) -> Person | None:
    person = directory.find(row.person_id)
    if person is None or person.is_provisional or not is_reader(person.roles):
        return None
    if not person.roles.isdisjoint(OVERSIGHT_ROLES):
        return None
    return person if row.reason == STAND_IN or row.desk in person.desks else None


def _my_cases(signed_in: SignedIn, today: date) -> dict[str, list[UUID]]:
    """My open cases by the desk that their card names."""
    found: dict[str, list[UUID]] = {}
    for line in open_cases(signed_in, today):
        if line.card is not None:
            found.setdefault(line.card.desk, []).append(line.case_id)
    return found


def _lacking(person: Person, cases: Iterable[UUID]) -> list[UUID]:
    """Those of which the person holds no grant."""
    held = sa.select(Grant.case_id).where(Grant.person_id == person.id, Grant.is_reserve.is_(False))
    has = set(db.session.execute(held).scalars())
    return [case_id for case_id in cases if case_id not in has]


def _left_over(request_id: UUID, signed_in: SignedIn) -> int:
    row = db.session.get(GrantAnswer, (request_id, signed_in.person.id))
    return row.left_over if row else 0
