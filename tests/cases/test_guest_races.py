"""A guest decides while somebody else does, or takes the visit away: one wins, the other is told. Both databases."""

import threading
from collections.abc import Callable
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.builders import an_open_case
from tests.cases.life import HEAD, OFFICER, open_proposal_id, terms, the_case
from tests.changes.office import House
from tests.conftest import NOW
from wbs.cases.access import hold
from wbs.cases.closing import approve, propose_closing
from wbs.cases.examining import take
from wbs.cases.inviting import ask_guest, withdraw_request
from wbs.cases.progress import lock
from wbs.cases.proof import discrepancies
from wbs.cases.reading import confirm_no_conflict
from wbs.cases.records import Grant
from wbs.cases.visits import end_with_decision
from wbs.db import db, transaction
from wbs.errors import NotAllowed, NotFound, Refused
from wbs.founding import Founded
from wbs.ledger.read import pending_entries
from wbs.people.taking_back import take_back
from wbs.staff.signing_in import SignedIn

GUEST = "dewi"
DONE = "done"


@pytest.fixture
def house(database: Flask, founded: Founded) -> House:
    return House(database.extensions["wbs"], founded)


def asked(house: House, guest: SignedIn, proposer: str) -> tuple[UUID, UUID, SignedIn]:
    """A closing before a guest who has answered the question: case, proposal, head."""
    filed, people = an_open_case(house.instance, OFFICER, HEAD)
    officer, head = people
    by = officer if proposer == OFFICER else head
    take(house.instance, officer, filed.case_id, NOW)
    propose_closing(house.instance, by, filed.case_id, terms("pembinaan"), NOW)
    ask_guest(house.instance, by, filed.case_id, guest.person.id, NOW)
    confirm_no_conflict(house.instance, guest, filed.case_id, NOW)
    return filed.case_id, open_proposal_id(filed.case_id), head


def at_once(database: Flask, *acts: Callable[[], object]) -> list[str]:
    """What became of each: done, or the name of what it was told."""
    line, found = threading.Barrier(len(acts)), [""] * len(acts)

    def run(place: int) -> None:
        with database.app_context():
            line.wait()
            try:
                acts[place]()
                found[place] = DONE
            except (NotFound, NotAllowed, Refused) as told:
                found[place] = type(told).__name__
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def guests_on(case_id: UUID) -> int:
    db.session.rollback()
    query = sa.select(sa.func.count()).select_from(Grant).where(Grant.case_id == case_id, Grant.reason == "guest")
    return db.session.execute(query).scalar_one()


def closings() -> int:
    return sum(entry.tag == "case:closed" for entry in pending_entries("main"))


def test_of_two_approvals_at_once_one_counts(database: Flask, house: House) -> None:
    guest = house.become_guest(GUEST, unit="")
    case_id, proposal, head = asked(house, guest, OFFICER)
    db.session.rollback()
    found = at_once(
        database,
        lambda: approve(house.instance, guest, case_id, proposal, NOW),
        lambda: approve(house.instance, head, case_id, proposal, NOW),
        lambda: approve(house.instance, guest, case_id, proposal, NOW),
    )
    assert found.count(DONE) == 1, found
    assert (the_case(case_id).stage, guests_on(case_id), closings()) == ("selesai", 0, 1)
    assert discrepancies("main", house.instance.settings.zone) == []


@pytest.mark.parametrize("how", ["withdrawn", "left"])
def test_an_approval_while_the_visit_is_ended(database: Flask, house: House, how: str) -> None:
    guest = house.become_guest(GUEST, unit="")
    case_id, proposal, head = asked(house, guest, HEAD)

    def leave() -> None:
        with transaction():
            take_back(house.instance, "main", guest.person.id, NOW)

    ends = {"withdrawn": lambda: withdraw_request(house.instance, head, case_id, NOW), "left": leave}
    db.session.rollback()
    decided, ended = at_once(database, lambda: approve(house.instance, guest, case_id, proposal, NOW), ends[how])
    is_closed = the_case(case_id).stage == "selesai"
    assert is_closed == (decided == DONE) and guests_on(case_id) == 0
    assert DONE in (decided, ended)  # somebody has won
    assert closings() == int(is_closed)
    assert how == "left" or (decided, ended).count(DONE) == 1
    assert discrepancies("main", house.instance.settings.zone) == []


def test_an_approval_waits_for_an_ending_that_is_on_its_way(database: Flask, house: House) -> None:
    guest = house.become_guest(GUEST, unit="")
    case_id, proposal, _ = asked(house, guest, HEAD)
    told: list[str] = []
    late = threading.Thread(
        target=lambda: told.extend(
            at_once(database, lambda: approve(house.instance, guest, case_id, proposal, NOW))
        )
    )
    with transaction():
        take_back(house.instance, "main", guest.person.id, NOW)
        late.start()
        late.join(0.2)  # it has looked at the case by then, and still may
    late.join()
    assert told == ["NotFound"]
    assert (the_case(case_id).waiting, closings()) == ("tanda_tangan", 0)
    assert discrepancies("main", house.instance.settings.zone) == []


def test_who_takes_keys_away_waits_for_the_case_before_its_grants(database: Flask, house: House) -> None:
    guest = house.become_guest(GUEST, unit="")
    case_id, _, head = asked(house, guest, OFFICER)
    held, told = hold(head, case_id), list[str]()

    def leave() -> None:
        with transaction():
            take_back(house.instance, "main", guest.person.id, NOW)

    late = threading.Thread(target=lambda: told.extend(at_once(database, leave)))
    with transaction():
        lock(case_id)
        late.start()
        late.join(0.2)  # with a grant in its hands it would wait for the case for ever
        end_with_decision(house.instance, head, held, NOW)
    late.join()
    assert (told, guests_on(case_id)) == ([DONE], 0)
    deleted = [entry for entry in pending_entries("main") if entry.tag == "case:grant:deleted"]
    assert [entry.by for entry in deleted] == [head.get_id()]  # once
