"""A process that dies at any statement leaves a whole case or none; the same form sent again shows the same receipt."""

from functools import partial

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.builders import a_report, a_ticket
from tests.cases.life import a_desk_at_work, examine, letters_seen, open_proposal_id, terms, the_case
from tests.conftest import NOW
from tests.dying import DIED, DONE, run_until
from wbs.cases.closing import approve, propose_closing
from wbs.cases.proof import discrepancies
from wbs.cases.records import Case, Proposal
from wbs.crypto.words import to_words
from wbs.db import db
from wbs.errors import Refused
from wbs.intake.filing import Extras, Receipt, submit_report
from wbs.intake.mailbox import open_mailbox
from wbs.ledger.verify import verify
from wbs.staff.instance import Instance

pytestmark = pytest.mark.twice_in_drill

EXTRAS = Extras(contact="ratna@surel.example", identity="Ratna")
URGENT = a_report(flags=frozenset({"hilang_7_hari"}))


def cases_numbered(number: str) -> int:
    return db.session.execute(sa.select(sa.func.count()).where(Case.number == number)).scalar_one()


def findings(instance: Instance) -> list[object]:
    db.session.rollback()
    return [*verify("main", instance.keys.ledger), *discrepancies("main", instance.settings.zone)]


def test_a_filing_is_stored_whole_or_not_at_all(database: Flask) -> None:
    instance, ends, receipts = database.extensions["wbs"], [], []
    while DONE not in ends:
        ticket = a_ticket(instance)
        act = partial(submit_report, instance, URGENT, EXTRAS, ticket, NOW)
        ends.append(run_until(len(ends) + 1, act))
        assert cases_numbered(ticket.number) == (ends[-1] == DONE)
        receipts.append(act())
        assert receipts[-1] == Receipt(ticket.number, to_words(ticket.code))
        assert cases_numbered(ticket.number) == 1
        assert open_mailbox(instance, " ".join(receipts[-1].words), NOW)
    assert set(ends) == {DIED, DONE}
    assert len(ends) > 15
    assert db.session.execute(sa.select(sa.func.count()).select_from(Case)).scalar_one() == len(receipts)
    assert findings(instance) == []


def test_an_approval_is_done_whole_or_not_at_all(database: Flask) -> None:
    instance, ends = database.extensions["wbs"], []
    filed, officer, investigator, head = a_desk_at_work(instance)
    last = examine(instance, filed.case_id, officer, investigator, head)
    propose_closing(instance, investigator, filed.case_id, terms(), last)
    proposal = open_proposal_id(filed.case_id)
    while DONE not in ends:
        assert (the_case(filed.case_id).stage, open_proposal_id(filed.case_id)) == ("pelaporan", proposal)
        assert letters_seen(instance, filed, instance.next_tick(last)) == ()
        ends.append(run_until(len(ends) + 1, lambda: approve(instance, head, filed.case_id, proposal, last)))
    assert set(ends) == {DIED, DONE}
    assert the_case(filed.case_id).stage == "selesai"
    assert db.session.get_one(Proposal, proposal).state == "approved"
    assert len(letters_seen(instance, filed, instance.next_tick(last))) == 1
    assert findings(instance) == []
    with pytest.raises(Refused):
        approve(instance, head, filed.case_id, proposal, last)
