"""A small government by its founding file alone: its only head closes a case with the guest the file names."""

from tests.builders import a_filed_report
from tests.conftest import NOW
from tests.founding.settling import Settled
from tests.founding.test_two_governments import TODAY, about
from wbs.cases.access import hold
from wbs.cases.closing import Terms, approve, open_proposal, propose_closing
from wbs.cases.examining import take
from wbs.cases.inviting import ask_guest
from wbs.cases.proof import discrepancies
from wbs.cases.reading import confirm_no_conflict
from wbs.cases.records import Case
from wbs.checking.commands import closings
from wbs.db import db


def test_the_only_head_and_the_guest_close_a_case(settled: Settled) -> None:
    instance = settled.instance
    head, guest = (settled.officer(name, TODAY) for name in ("chairul", "kartika"))
    filed = a_filed_report(instance, about("PSW-DINKES"))
    confirm_no_conflict(instance, head, filed.case_id, NOW)
    take(instance, head, filed.case_id, NOW)
    propose_closing(instance, head, filed.case_id, Terms("pembinaan", "Sudah dibina.", "Terima kasih."), NOW)
    ask_guest(instance, head, filed.case_id, guest.person.id, NOW)
    confirm_no_conflict(instance, guest, filed.case_id, NOW)
    proposal = open_proposal(hold(guest, filed.case_id))
    assert proposal is not None
    approve(instance, guest, filed.case_id, proposal.id, NOW)
    assert db.session.get_one(Case, filed.case_id).stage == "selesai"
    assert discrepancies("main", instance.settings.zone) == []


def test_the_check_counts_the_guest(settled: Settled) -> None:
    said = {one.sentence.split(":")[0]: one for one in closings(settled.instance, NOW)}
    assert {one.severity for one in said.values()} == {"catatan", "peringatan"}
    with_guest = [one.sentence for one in said.values() if "di antaranya 1 tamu" in one.sentence]
    assert len(with_guest) == 2 and all("Bila 2 orang berhalangan" in one for one in with_guest)
    alone = [one.sentence for one in said.values() if "tamu" not in one.sentence]
    assert len(alone) == 2 and all("tidak ada orang kedua" in one for one in alone)  # both desks of the bypass
