"""Looks at the directories and at what people hold, for the checks of people.py. Judges nothing."""

from collections.abc import Iterator
from datetime import date, datetime

from wbs.cases.desk_check import Finding
from wbs.cases.second_person import may_decide
from wbs.checking.people import (
    check_custody,
    check_known_keys,
    check_reviews,
    check_second_persons,
    check_statements,
)
from wbs.ledger.read import entries
from wbs.people.answering import still_due
from wbs.people.custody import holders, lacking
from wbs.people.renewing import needs_renewal
from wbs.people.reviewers import PATIENCE, is_late, reviewers_of
from wbs.staff.accounts import CUSTODY_OF
from wbs.staff.directory import Directory
from wbs.staff.frames import SEEING
from wbs.staff.instance import Instance
from wbs.staff.yearly import is_due


def of_people(instance: Instance, now: datetime) -> Iterator[Finding]:
    """Raises Distrusted."""
    today = instance.today(now)
    found = instance.directories.all(today)
    held = {(one.realm, shared): len(holders(one, shared)) for one in found for shared in CUSTODY_OF}
    wait = {(one.realm, shared): len(lacking(one, shared)) for one in found for shared in CUSTODY_OF}
    yield from check_custody(held, wait)
    yield from check_known_keys(
        [(one.realm, shared) for one in found for shared in CUSTODY_OF if needs_renewal(one, shared)]
    )
    yield from check_second_persons({one.realm: _deciders(one) for one in found})
    names = {
        one.realm: sorted({who.name for person in still_due(one, today) for who in reviewers_of(one, person)})
        for one in found
    }
    began_on = _began_on(today)
    yield from check_reviews(names, is_late(today, began_on))
    unstated = {one.realm: _unstated(instance, one, today) for one in found}
    yield from check_statements(unstated, today >= began_on + PATIENCE)


def _began_on(today: date) -> date:
    """The day of the log's first entry; one that waits for its first night begins today."""
    return next((date.fromisoformat(entry.on) for _, entry in entries("main")), today)


def _unstated(instance: Instance, directory: Directory, today: date) -> int:
    return sum(is_due(instance.stated_on(person.id), today) for person in directory.with_role(*SEEING))


def _deciders(directory: Directory) -> int:
    return sum(may_decide(person) and not person.is_provisional for person in directory.people)
