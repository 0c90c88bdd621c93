"""The standing statement of conflicts, by the person themself: a unit more counts at once, one less when it is signed.

What is stated at once takes one's own keys away; that new reports do not come, the signed directory says. A unit is
taken away by others alone, upon a reason.
"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from wbs.cases.recusing import cases_touched, leave_all
from wbs.db import db, transaction
from wbs.errors import Refused
from wbs.ledger.append import record
from wbs.people.notifying import tell_deciders
from wbs.people.proposing import write_down
from wbs.people.records import DirectoryChange
from wbs.people.stated import as_stated, ending
from wbs.people.terms import CONFLICT_OVER, CONFLICTS, DONE, Terms
from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn
from wbs.web.text import N_

NOT_DECLARED = N_("Unit ini tidak tercatat sebagai benturan Anda, atau penghapusannya sudah diusulkan.")
DECLARED, NONE = "declared", "none"


def state_conflicts(instance: Instance, signed_in: SignedIn, units: frozenset[str], now: datetime) -> int:
    """For a year: these units too, or with none of them that there are no others. How many cases stay, because the last
    key of each is this person's."""
    directory = instance.directory(signed_in.realm, now)
    person = as_stated(directory.person(signed_in.person.id))
    new = units - (person.conflict_units - ending(person.id))
    stated = replace(person, conflict_units=person.conflict_units | new)
    cases = cases_touched(signed_in, stated, instance.organisation) if stated.conflict_units else ()
    with transaction():
        record(
            instance.pen("staff"), signed_in.realm, "conflict:stated", now, by=signed_in.get_id(),
            answer=DECLARED if units else NONE,
        )  # fmt: skip
        if new:
            write_down(instance, signed_in, CONFLICTS, person.id, Terms(units=new), now, uuid4())
            tell_deciders(instance, directory, person.id, now)
        else:
            _note_the_day(instance, signed_in, now)
        return leave_all(instance, signed_in, cases, now)


def propose_over(instance: Instance, signed_in: SignedIn, unit: str, reason: str, now: datetime) -> UUID:
    """A unit that is no conflict any more: nothing changes before others have said so. Raises Refused."""
    directory, change_id = instance.directory(signed_in.realm, now), uuid4()
    person = directory.person(signed_in.person.id)
    if unit not in person.conflict_units - ending(person.id):
        raise Refused(NOT_DECLARED)
    terms = Terms(units=frozenset({unit}), reason=reason)
    with transaction():
        write_down(instance, signed_in, CONFLICT_OVER, person.id, terms, now, change_id)
        tell_deciders(instance, directory, person.id, now)
    return change_id


def _note_the_day(instance: Instance, signed_in: SignedIn, now: datetime) -> None:
    """Nothing is proposed by it, so nobody has to decide it."""
    today = instance.today(now)
    db.session.add(
        DirectoryChange(
            id=uuid4(), realm=signed_in.realm, kind=CONFLICTS, person_id=signed_in.person.id, terms=Terms().to_json(),
            state=DONE, proposer_id=signed_in.person.id, proposed_on=today, decided_on=today,
        )
    )  # fmt: skip
