"""Leaving every case that a standing statement of conflicts touches, as one leaves a single one (reading.py).

Decides which of one's own open cases those are: the reports are opened by their reader's own key, and shown to nobody.
Does not know what was stated, or when.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from wbs.cases.access import hold
from wbs.cases.guests import is_barred
from wbs.cases.lifecycle import CLOSED
from wbs.cases.reading import leave, open_report
from wbs.cases.records import Case, Grant
from wbs.crypto.failures import Unreadable
from wbs.db import db
from wbs.errors import NotFound, Refused
from wbs.organisation.units import Organisation
from wbs.staff.directory import Person
from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn


def cases_touched(signed_in: SignedIn, person: Person, organisation: Organisation) -> tuple[UUID, ...]:
    """The open cases of this officer that `person`, who is the officer with what they state, must not read."""
    query = (
        sa.select(Case.id).join(Grant, Grant.case_id == Case.id)
        .where(Grant.person_id == signed_in.person.id, Grant.is_reserve.is_(False), Case.realm == signed_in.realm)
        .where(Case.stage != CLOSED).order_by(Case.id)  # the order in which grants are taken back, too
    )  # fmt: skip
    return tuple(_touched(signed_in, person, organisation, db.session.execute(query).scalars().all()))


def leave_all(instance: Instance, signed_in: SignedIn, cases: Iterable[UUID], now: datetime) -> int:
    """In the open transaction. How many stay, because nobody else could read them then."""
    kept = 0
    for case_id in cases:
        try:
            leave(instance, signed_in, hold(signed_in, case_id), now)
        except NotFound:
            continue  # somebody took it back meanwhile
        except Refused:
            kept += 1
    return kept


def _touched(
    signed_in: SignedIn, person: Person, organisation: Organisation, cases: Iterable[UUID]
) -> Iterator[UUID]:
    for case_id in cases:
        try:
            if is_barred(person, open_report(hold(signed_in, case_id)), organisation):
                yield case_id
        except (NotFound, Unreadable):
            continue  # what does not open tells its reader nothing, either
