"""Many at once: no report is lost or doubled, and of two officers who do the same one wins and the other is told."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.builders import a_report, a_ticket, an_open_case
from tests.cases.life import INVESTIGATOR, OFFICER, a_desk_at_work, examine, open_proposal_id, terms, the_case
from tests.conftest import NOW
from wbs.cases.access import hold
from wbs.cases.closing import approve, propose_closing
from wbs.cases.conversing import ask_reporter
from wbs.cases.examining import take
from wbs.cases.proof import discrepancies
from wbs.cases.reading import declare_conflict
from wbs.cases.records import Case, Grant, Mailbox
from wbs.db import db
from wbs.errors import NotFound, Refused
from wbs.intake.filing import Extras, Receipt, submit_report
from wbs.ledger.read import pending_entries
from wbs.ledger.verify import verify
from wbs.staff.instance import Instance

AT_ONCE, SHARED = 50, 10


def at_once(app: Flask, acts: list[Callable[[], object]]) -> list[object]:
    """What each act gave, or the class of its refusal; all begin together."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        with app.app_context():
            barrier.wait()
            try:
                return act()
            except (Refused, NotFound) as refusal:
                return type(refusal)

    with ThreadPoolExecutor(len(acts)) as pool:
        results = list(pool.map(run, acts))
    db.session.rollback()  # what was read before is of yesterday
    return results


def count_of(model: type) -> int:
    db.session.rollback()
    return db.session.execute(sa.select(sa.func.count()).select_from(model)).scalar_one()


def is_sound(instance: Instance) -> bool:
    db.session.rollback()
    return not verify("main", instance.keys.ledger) and not discrepancies("main", instance.settings.zone)


def test_of_fifty_filings_none_is_lost_and_none_doubled(database: Flask) -> None:
    instance: Instance = database.extensions["wbs"]
    instance.organisation, instance.calendar  # noqa: B018 - read once per process
    tickets = [a_ticket(instance) for _ in range(AT_ONCE - SHARED)]
    tickets += tickets[:SHARED]  # a double click each
    reports = [a_report(what=f"Laporan {ticket.number}: diminta membayar.") for ticket in tickets]
    receipts = at_once(
        database,
        [
            lambda ticket=ticket, report=report: submit_report(instance, report, Extras(), ticket, NOW)
            for ticket, report in zip(tickets, reports, strict=True)
        ],
    )
    assert all(isinstance(receipt, Receipt) and len(receipt.words) == 8 for receipt in receipts)
    assert receipts[:SHARED] == receipts[-SHARED:]
    numbers = db.session.execute(sa.select(Case.number)).scalars().all()
    assert sorted(numbers) == sorted({ticket.number for ticket in tickets})
    assert count_of(Mailbox) == AT_ONCE - SHARED
    assert count_of(Grant) == 3 * (AT_ONCE - SHARED)
    assert is_sound(instance)


def test_of_two_who_take_a_case_one_wins(database: Flask) -> None:
    instance = database.extensions["wbs"]
    filed, officers = an_open_case(instance, OFFICER, INVESTIGATOR)
    results = at_once(database, [lambda one=one: take(instance, one, filed.case_id, NOW) for one in officers * 3])
    assert Counter(results) == {None: 1, Refused: 5}
    assert [entry.tag for entry in pending_entries("main")].count("case:taken") == 1
    winner = next(one for one in officers if hold(one, filed.case_id).holds)
    assert hold(winner, filed.case_id).card.holder == winner.get_id()
    assert is_sound(instance)


def test_of_two_approvals_one_counts(database: Flask) -> None:
    instance = database.extensions["wbs"]
    filed, officer, investigator, head = a_desk_at_work(instance)
    last = examine(instance, filed.case_id, officer, investigator, head)
    propose_closing(instance, investigator, filed.case_id, terms(), last)
    proposal = open_proposal_id(filed.case_id)
    acts = [lambda: approve(instance, head, filed.case_id, proposal, last)] * 4
    assert Counter(at_once(database, acts)) == {None: 1, Refused: 3}
    assert [entry.tag for entry in pending_entries("main")].count("case:closed") == 1
    assert is_sound(instance)


def test_of_two_proposals_one_stands(database: Flask) -> None:
    instance = database.extensions["wbs"]
    filed, (officer, investigator, _) = an_open_case(instance, OFFICER, INVESTIGATOR, "irban.irbanko_barat")
    take(instance, officer, filed.case_id, NOW)
    acts = [
        lambda one=one: propose_closing(instance, one, filed.case_id, terms("pembinaan"), NOW)
        for one in (officer, investigator)
    ]
    assert Counter(at_once(database, acts)) == {None: 1, Refused: 1}
    assert open_proposal_id(filed.case_id)
    assert is_sound(instance)


def test_a_proposal_and_a_question_at_once_leave_a_case_that_can_go_on(database: Flask) -> None:
    instance = database.extensions["wbs"]
    filed, (officer, investigator, _) = an_open_case(instance, OFFICER, INVESTIGATOR, "irban.irbanko_barat")
    take(instance, officer, filed.case_id, NOW)
    results = at_once(
        database,
        [
            lambda: propose_closing(instance, officer, filed.case_id, terms("pembinaan"), NOW),
            lambda: ask_reporter(instance, investigator, filed.case_id, "Kapan?", NOW),
        ],
    )
    assert (the_case(filed.case_id).waiting == "tanda_tangan") == (results[0] is None)
    assert None in results
    assert is_sound(instance)


def test_the_last_two_readers_cannot_leave_the_case_to_nobody(database: Flask) -> None:
    instance = database.extensions["wbs"]
    report = a_report(flags=frozenset({"orang_inspektorat"}))
    filed, officers = an_open_case(instance, "sari", "budiman", report=report)
    at_once(database, [lambda one=one: declare_conflict(instance, one, filed.case_id, NOW) for one in officers])
    assert count_of(Grant) >= 1
    assert discrepancies("bypass", instance.settings.zone) == []


@pytest.mark.parametrize("same_text", [True, False])
def test_another_text_under_a_used_ticket_is_told_apart(instance: Instance, same_text: bool) -> None:
    ticket = a_ticket(instance)
    first = submit_report(instance, a_report(), Extras(), ticket, NOW)
    second = submit_report(instance, a_report() if same_text else a_report(what="Lain."), Extras(), ticket, NOW)
    assert (second.number, second.words, second.is_other_text) == (first.number, first.words, not same_text)
