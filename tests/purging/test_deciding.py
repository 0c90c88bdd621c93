"""A destruction takes two people and no less; keeping takes one."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from tests.builders import an_officer
from tests.cases.life import HEAD, mailbox_of, open_proposal_id, the_case, whose_turn
from tests.conftest import NOW
from tests.people import member
from tests.purging.world import HOUR, WHY, Old, an_old_case, order_purge
from wbs.cases.access import hold
from wbs.cases.closing import approve, propose_reopening, return_proposal
from wbs.cases.proof import discrepancies
from wbs.cases.records import Grant
from wbs.cases.rerouting import grant_to
from wbs.db import db, transaction
from wbs.errors import NotAllowed, NotFound, Refused
from wbs.intake.mailbox import answer
from wbs.ledger.read import pending_entries
from wbs.purging.deciding import approve_purge, keep_longer, propose_purge, purge_night, return_purge
from wbs.purging.pages import past_retention, retention_page
from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn

pytestmark = pytest.mark.twice_in_drill

SOON = NOW.date() + timedelta(days=200)


@pytest.fixture
def old(instance: Instance) -> Old:
    return an_old_case(instance)


def test_an_approval_names_a_night_and_the_ledger_names_both(instance: Instance, old: Old) -> None:
    order_purge(instance, old)
    night = purge_night(old.case_id)
    assert night and NOW.date() < night <= NOW.date() + timedelta(days=14)
    assert (the_case(old.case_id).stage, the_case(old.case_id).waiting) == ("selesai", None)
    told = {entry.tag: entry.by for entry in pending_entries("main") if entry.tag.startswith("purge:")}
    assert told == {"purge:proposed": old.officer.get_id(), "purge:approved": old.head.get_id()}
    assert discrepancies("main", instance.settings.zone) == []


def test_a_night_is_one_of_fourteen(instance: Instance) -> None:
    cases = [an_old_case(instance) for _ in range(3)]
    for one in cases:
        order_purge(instance, one)
    nights = {purge_night(one.case_id) for one in cases}
    assert nights <= {NOW.date() + timedelta(days=1 + count) for count in range(14)}


def test_the_proposer_never_approves(instance: Instance, old: Old) -> None:
    """Nor does anybody but a head; and where there is no other head, a head proposes nothing."""
    with pytest.raises(Refused, match="Belum ada pimpinan lain"):
        propose_purge(instance, old.head, old.case_id, WHY, NOW)
    propose_purge(instance, old.officer, old.case_id, WHY, NOW)
    assert whose_turn(old.case_id) == {member(HEAD).id}
    for one in (old.officer, old.investigator):
        with pytest.raises(NotAllowed):
            approve_purge(instance, one, old.case_id, open_proposal_id(old.case_id), NOW)
    assert purge_night(old.case_id) is None


def test_a_head_who_proposes_needs_another_head(instance: Instance, old: Old) -> None:
    second = _second_head(instance, old)
    propose_purge(instance, second, old.case_id, WHY, NOW)
    with pytest.raises(Refused, match="orang kedua"):
        approve_purge(instance, second, old.case_id, open_proposal_id(old.case_id), NOW)
    assert purge_night(old.case_id) is None


def test_two_decisions_at_once_leave_one(instance: Instance, old: Old) -> None:
    propose_purge(instance, old.officer, old.case_id, WHY, NOW)
    proposal = open_proposal_id(old.case_id)
    approve_purge(instance, old.head, old.case_id, proposal, NOW)
    with pytest.raises(Refused, match="sudah diputuskan"):
        return_purge(instance, old.head, old.case_id, proposal, "Tunggu.", NOW)
    with pytest.raises(Refused, match="sudah disetujui"):
        propose_purge(instance, old.officer, old.case_id, WHY, NOW)


def test_the_doors_of_closing_do_not_decide_it(instance: Instance, old: Old) -> None:
    """A proposal to destroy must never open the case again, nor a proposal to open it destroy."""
    propose_purge(instance, old.officer, old.case_id, WHY, NOW)
    with pytest.raises(Refused):
        approve(instance, old.head, old.case_id, open_proposal_id(old.case_id), NOW)
    with pytest.raises(Refused):
        return_proposal(instance, old.head, old.case_id, open_proposal_id(old.case_id), "x", NOW)
    return_purge(instance, old.head, old.case_id, open_proposal_id(old.case_id), "Banding belum putus.", NOW)
    propose_reopening(instance, old.officer, old.case_id, "Bukti baru.", NOW)
    with pytest.raises(Refused):
        approve_purge(instance, old.head, old.case_id, open_proposal_id(old.case_id), NOW)
    assert the_case(old.case_id).stage == "selesai"
    assert discrepancies("main", instance.settings.zone) == []


def test_a_young_case_is_not_proposed(instance: Instance) -> None:
    young = an_old_case(instance, NOW - timedelta(days=300))
    with pytest.raises(Refused, match="belum berakhir"):
        propose_purge(instance, young.officer, young.case_id, WHY, NOW)
    assert past_retention(instance, young.officer, NOW) == ((), 0)


def test_a_letter_between_proposal_and_approval_keeps_it(instance: Instance, old: Old) -> None:
    propose_purge(instance, old.officer, old.case_id, WHY, NOW)
    answer(instance, mailbox_of(instance, old.filed, NOW), "Ada bukti baru.", "", NOW)
    with pytest.raises(Refused, match="90 hari"):
        approve_purge(instance, old.head, old.case_id, open_proposal_id(old.case_id), NOW)
    db.session.rollback()
    assert purge_night(old.case_id) is None
    return_purge(instance, old.head, old.case_id, open_proposal_id(old.case_id), "Ada kabar.", NOW)


def test_a_late_answer_is_taken_in_while_a_purge_waits(instance: Instance) -> None:
    """It would open the case by itself; a proposal waits, so it is kept, and keeps the case."""
    old = an_old_case(instance, outcome="tidak_lengkap")
    propose_purge(instance, old.officer, old.case_id, WHY, NOW)
    answer(instance, mailbox_of(instance, old.filed, NOW), "Maaf, sangat terlambat.", "", NOW)
    with pytest.raises(Refused, match="90 hari"):
        approve_purge(instance, old.head, old.case_id, open_proposal_id(old.case_id), NOW)


def test_keeping_calls_an_approved_purge_off(instance: Instance, old: Old) -> None:
    order_purge(instance, old)
    keep_longer(instance, old.investigator, old.case_id, SOON, "Perkara perdata berjalan.", NOW + 2 * HOUR)
    assert purge_night(old.case_id) is None
    with pytest.raises(Refused, match="disimpan lebih lama"):
        propose_purge(instance, old.officer, old.case_id, WHY, NOW + 3 * HOUR)
    (line,), total = past_retention(instance, old.officer, NOW)
    assert total == 1 and "disimpan sampai" in line.state
    assert discrepancies("main", instance.settings.zone) == []


@pytest.mark.parametrize("day", [NOW.date(), NOW.date() - timedelta(days=1), date(2037, 1, 1)])
def test_keeping_has_a_day_ahead(instance: Instance, old: Old, day: date) -> None:
    with pytest.raises(Refused, match="paling lama sepuluh tahun"):
        keep_longer(instance, old.head, old.case_id, day, "x", NOW)


def test_without_a_grant_there_is_no_such_case(instance: Instance, old: Old) -> None:
    stranger = an_officer(instance, "irban.investigasi", NOW)
    assert past_retention(instance, stranger, NOW) == ((), 0)
    for act in (
        lambda: propose_purge(instance, stranger, old.case_id, WHY, NOW),
        lambda: keep_longer(instance, stranger, old.case_id, SOON, "x", NOW),
        lambda: retention_page(instance, stranger, old.case_id, NOW),
    ):
        with pytest.raises(NotFound):
            act()


def test_the_question_of_conflicts_comes_first(instance: Instance, old: Old) -> None:
    with transaction() as session:
        session.execute(sa.update(Grant).where(Grant.case_id == old.case_id).values(is_confirmed=False))
    with pytest.raises(NotFound):
        propose_purge(instance, old.officer, old.case_id, WHY, NOW)
    (line,), _ = past_retention(instance, old.officer, NOW)
    assert (line.is_confirmed, line.outcome, line.proposal) == (False, "", None)


def _second_head(instance: Instance, old: Old) -> SignedIn:
    """The head of another desk, given the key as a stand-in would be."""

    one = an_officer(instance, "irban.irbanko_pusat", NOW)
    with transaction():
        grant_to(instance, old.head, hold(old.head, old.case_id), one.person, "joined", NOW)
        db.session.flush()
        theirs = sa.update(Grant).where(Grant.case_id == old.case_id, Grant.person_id == one.person.id)
        db.session.execute(theirs.values(is_confirmed=True))
    return one


