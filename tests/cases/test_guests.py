"""A guest seconds one closing where heads are too few: asked by a click, the question first, and gone afterwards."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from tests.builders import a_filed_report, a_report, an_officer, an_open_case
from tests.cases.life import HEAD, INVESTIGATOR, OFFICER, letters_seen, open_proposal_id, terms, the_case, whose_turn
from tests.changes.office import House
from tests.conftest import NOW
from tests.organisation.desks import PESAWARAN_UNITS
from tests.people import member
from wbs.cases.access import hold
from wbs.cases.closing import approve, propose_closing, propose_reopening, return_proposal
from wbs.cases.examining import take
from wbs.cases.guests import may_second
from wbs.cases.inviting import ask_guest, withdraw_request
from wbs.cases.proof import discrepancies
from wbs.cases.reading import confirm_no_conflict, declare_conflict, read_case
from wbs.cases.records import Grant
from wbs.cases.report import Party, Report
from wbs.cases.rerouting import grant_to
from wbs.cases.visits import end_with_decision, guests_for
from wbs.db import db, transaction
from wbs.errors import NotAllowed, NotFound, Refused
from wbs.founding import Founded
from wbs.ledger.read import pending_entries
from wbs.staff.directory import Person
from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn

pytestmark = pytest.mark.twice_in_drill  # who may what; the races are tried on both (test_guest_races.py)

HOUR = timedelta(hours=1)
GUEST = "dewi"


@pytest.fixture
def house(instance: Instance, founded: Founded) -> House:
    return House(instance, founded)


@pytest.fixture
def guest(house: House) -> SignedIn:
    """Of no unit of this government."""
    return house.become_guest(GUEST, unit="")


def proposed_by(instance: Instance, proposer: str, report: Report | None = None) -> tuple[UUID, SignedIn, SignedIn]:
    """A case whose closing waits: its id, officer and head."""
    filed, (officer, head) = an_open_case(instance, OFFICER, HEAD, report=report)
    take(instance, officer, filed.case_id, NOW)
    by = {OFFICER: officer, HEAD: head}[proposer]
    propose_closing(instance, by, filed.case_id, terms("pembinaan"), NOW)
    return filed.case_id, officer, head


def asked(house: House, guest: SignedIn, proposer: str = HEAD) -> tuple[UUID, SignedIn, SignedIn]:
    case_id, officer, head = proposed_by(house.instance, proposer)
    ask_guest(house.instance, head if proposer == HEAD else officer, case_id, guest.person.id, NOW)
    return case_id, officer, head


def guests_on(case_id: UUID) -> set[UUID]:
    db.session.rollback()
    query = sa.select(Grant.person_id).where(Grant.case_id == case_id, Grant.reason == "guest")
    return set(db.session.execute(query).scalars())


def test_the_only_head_closes_with_a_guest(house: House, guest: SignedIn) -> None:
    instance = house.instance
    case_id, _, head = proposed_by(instance, HEAD)
    assert whose_turn(case_id) == {head.person.id}  # to find who decides
    with pytest.raises(NotFound):
        hold(guest, case_id)
    ask_guest(instance, head, case_id, guest.person.id, NOW)
    assert whose_turn(case_id) == guests_on(case_id) == {guest.person.id}
    with pytest.raises(NotFound):  # the question comes first
        read_case(instance, guest, case_id, NOW)
    with pytest.raises(NotFound):
        approve(instance, guest, case_id, open_proposal_id(case_id), NOW)
    confirm_no_conflict(instance, guest, case_id, NOW)
    assert read_case(instance, guest, case_id, NOW).report.what
    approve(instance, guest, case_id, open_proposal_id(case_id), NOW + HOUR)
    assert the_case(case_id).stage == "selesai" and guests_on(case_id) == set()
    with pytest.raises(NotFound):
        hold(guest, case_id)
    told = [entry for entry in pending_entries("main") if entry.fields.get("person") == guest.get_id()]
    tags = {entry.tag: entry for entry in told if entry.case}
    assert (tags["case:granted"].by, tags["case:granted"].fields["grant_reason"]) == (head.get_id(), "guest")
    assert tags["case:grant:deleted"].by == guest.get_id()
    (closed,) = (entry for entry in pending_entries("main") if entry.tag == "case:closed")
    assert (closed.by, closed.fields["approver"]) == (head.get_id(), guest.get_id())
    assert discrepancies("main", instance.settings.zone) == []


def test_a_returned_closing_ends_the_visit_and_keeps_the_reason(house: House, guest: SignedIn) -> None:
    instance = house.instance
    case_id, officer, head = asked(house, guest)
    confirm_no_conflict(instance, guest, case_id, NOW)
    return_proposal(instance, guest, case_id, open_proposal_id(case_id), "Saksi kedua belum ditanya.", NOW + HOUR)
    assert guests_on(case_id) == set() and the_case(case_id).waiting is None
    (entry,) = (one.entry for one in read_case(instance, officer, case_id, NOW + HOUR).entries)
    assert (entry.text, entry.author) == ("Saksi kedua belum ditanya.", guest.get_id())
    propose_closing(instance, head, case_id, terms("pembinaan"), NOW + 2 * HOUR)
    ask_guest(instance, head, case_id, guest.person.id, NOW + 2 * HOUR)  # the same guest may come again
    assert guests_on(case_id) == {guest.person.id}


def test_a_withdrawn_request_takes_the_key_along(house: House, guest: SignedIn) -> None:
    instance = house.instance
    case_id, officer, head = asked(house, guest)
    confirm_no_conflict(instance, guest, case_id, NOW)
    with pytest.raises(NotAllowed):
        withdraw_request(instance, officer, case_id, NOW)
    withdraw_request(instance, head, case_id, NOW)
    assert guests_on(case_id) == set() and whose_turn(case_id) == {head.person.id}
    with pytest.raises(NotFound):
        read_case(instance, guest, case_id, NOW)
    with pytest.raises(Refused, match="sedang diminta"):
        withdraw_request(instance, head, case_id, NOW)
    assert discrepancies("main", instance.settings.zone) == []


def test_a_decision_that_a_withdrawal_overtook_is_none(house: House, guest: SignedIn) -> None:
    """Both looked at the case before either was done with it."""
    case_id, _, head = asked(house, guest)
    confirm_no_conflict(house.instance, guest, case_id, NOW)
    held = hold(guest, case_id)
    withdraw_request(house.instance, head, case_id, NOW)
    with pytest.raises(NotFound), transaction():
        end_with_decision(house.instance, guest, held, NOW)
    with transaction():
        end_with_decision(house.instance, head, hold(head, case_id), NOW)  # a head's needs no visit


def test_a_head_who_is_back_decides_and_the_guest_goes(house: House, guest: SignedIn) -> None:
    instance = house.instance
    case_id, _, head = asked(house, guest, OFFICER)
    assert whose_turn(case_id) == {head.person.id, guest.person.id}
    approve(instance, head, case_id, open_proposal_id(case_id), NOW + HOUR)
    assert guests_on(case_id) == set() and the_case(case_id).stage == "selesai"
    assert discrepancies("main", instance.settings.zone) == []


def test_with_two_other_heads_nobody_from_outside_is_asked(house: House, guest: SignedIn) -> None:
    instance = house.instance
    case_id, officer, _ = proposed_by(instance, OFFICER)
    with transaction():
        second = an_officer(instance, "irban.investigasi").person
        grant_to(instance, officer, hold(officer, case_id), second, "recusal", NOW)
    with pytest.raises(Refused, match="pimpinan lain yang cukup"):
        ask_guest(instance, officer, case_id, guest.person.id, NOW)


def test_one_guest_at_a_time_and_only_a_guest(house: House, guest: SignedIn) -> None:
    instance = house.instance
    other = house.become_guest("pemeriksa.investigasi")
    case_id, officer, head = proposed_by(instance, HEAD)
    for nobody in (uuid4(), member("pemeriksa.intake").id, member("wulan").id, officer.person.id):
        with pytest.raises(Refused, match="tidak dapat diminta"):
            ask_guest(instance, head, case_id, nobody, NOW)
    ask_guest(instance, head, case_id, guest.person.id, NOW)
    with pytest.raises(Refused, match="Batalkan dulu"):
        ask_guest(instance, head, case_id, other.person.id, NOW)
    assert guests_on(case_id) == {guest.person.id}


def test_who_neither_proposed_nor_heads_asks_nobody(house: House, guest: SignedIn) -> None:
    case_id, officer, _ = proposed_by(house.instance, HEAD)
    with pytest.raises(NotAllowed):
        ask_guest(house.instance, officer, case_id, guest.person.id, NOW)
    filed, (head,) = an_open_case(house.instance, HEAD)
    with pytest.raises(Refused, match="Tidak ada usulan"):
        ask_guest(house.instance, head, filed.case_id, guest.person.id, NOW)


@pytest.mark.parametrize("told", [{"persons": (Party(name="Dewi Dua"),)}, {"excluded": (Party(name="Dewi"),)}])
def test_whom_the_report_may_be_about_is_not_asked(house: House, guest: SignedIn, told: dict[str, object]) -> None:
    instance = house.instance
    barred, _, head = proposed_by(instance, OFFICER, a_report(**told))
    assert guests_for(instance, hold(head, barred), NOW) == ()
    with pytest.raises(Refused, match="tidak dapat diminta"):
        ask_guest(instance, head, barred, guest.person.id, NOW)
    free, _, head = proposed_by(instance, OFFICER)
    assert [one.id for one in guests_for(instance, hold(head, free), NOW)] == [guest.person.id]


@pytest.mark.parametrize(
    ("told", "may"),
    [
        ({}, True), ({"unit_text": "Perwakilan BPKP"}, False), ({"unit_text": "Perwakilan"}, True),
        ({"excluded": (Party(unit_text="bpkp perwakilan"),)}, False), ({"unit_text": "Perwakilan KPK"}, True),
        ({"persons": (Party(unit_text="Perwakilan BPKP"),)}, False),
        ({"persons": (Party(position="Auditor Perwakilan BPKP"),)}, False),
    ],
)  # fmt: skip
def test_a_body_that_is_in_no_list_is_known_by_the_post(told: dict[str, object], may: bool) -> None:
    roles = frozenset({"penyetuju_tamu"})
    guest = Person(uuid4(), "Galih Prakoso", "Auditor Perwakilan BPKP", "", roles, frozenset(), b"")
    report = a_report(**{"unit": "", "persons": (), **told})
    assert may_second(guest, report, PESAWARAN_UNITS) is may
    assert not may_second(replace(guest, is_provisional=True), report, PESAWARAN_UNITS)
    assert not may_second(replace(guest, roles=frozenset({"irban"})), report, PESAWARAN_UNITS)


def test_a_guest_with_a_conflict_is_gone_for_good(house: House, guest: SignedIn) -> None:
    instance = house.instance
    case_id, _, head = asked(house, guest)
    declare_conflict(instance, guest, case_id, NOW)
    assert guests_on(case_id) == set() and whose_turn(case_id) == {head.person.id}
    with pytest.raises(Refused, match="tidak dapat diminta"):
        ask_guest(instance, head, case_id, guest.person.id, NOW)
    assert discrepancies("main", instance.settings.zone) == []


def test_the_last_reader_hands_on_although_a_guest_reads(house: House, guest: SignedIn) -> None:
    instance = house.instance
    case_id, officer, head = asked(house, guest)
    declare_conflict(instance, officer, case_id, NOW)
    declare_conflict(instance, an_officer(instance, INVESTIGATOR), case_id, NOW)
    declare_conflict(instance, head, case_id, NOW)
    assert {member(f"{one}.investigasi").id for one in ("petugas", "pemeriksa", "irban")} <= joined(case_id)


def joined(case_id: UUID) -> set[UUID]:
    """Who was given the case because somebody left it."""
    query = sa.select(Grant.person_id).where(Grant.case_id == case_id, Grant.reason == "recusal")
    return set(db.session.execute(query).scalars())


def test_a_guest_who_leaves_hands_nothing_on(house: House, guest: SignedIn) -> None:
    case_id, _, head = asked(house, guest, OFFICER)
    db.session.execute(sa.delete(Grant).where(Grant.case_id == case_id, Grant.person_id == head.person.id))
    db.session.commit()
    declare_conflict(house.instance, guest, case_id, NOW)  # a case without a head is no matter of theirs
    assert joined(case_id) == set()


def test_without_guests_a_lone_head_proposes_nothing_and_with_one_closes_and_reopens(house: House) -> None:
    instance = house.instance
    filed, (officer, head) = an_open_case(instance, OFFICER, HEAD)
    take(instance, officer, filed.case_id, NOW)
    with pytest.raises(Refused, match="penyetuju tamu"):
        propose_closing(instance, head, filed.case_id, terms("pembinaan"), NOW)
    guest = house.become_guest(GUEST)
    propose_closing(instance, head, filed.case_id, terms("pembinaan"), NOW)
    ask_guest(instance, head, filed.case_id, guest.person.id, NOW)
    confirm_no_conflict(instance, guest, filed.case_id, NOW)
    approve(instance, guest, filed.case_id, open_proposal_id(filed.case_id), NOW)
    (letter,) = letters_seen(instance, filed, instance.next_tick(NOW))
    assert letter.role == "penyetuju_tamu"
    propose_reopening(instance, head, filed.case_id, "Bukti baru.", NOW + HOUR)
    assert whose_turn(filed.case_id) == {head.person.id}
    with pytest.raises(NotFound):  # the former visit is over
        hold(guest, filed.case_id)
    ask_guest(instance, head, filed.case_id, guest.person.id, NOW + HOUR)
    assert whose_turn(filed.case_id) == {guest.person.id}
    with pytest.raises(NotFound):  # the question comes first, again
        approve(instance, guest, filed.case_id, open_proposal_id(filed.case_id), NOW + HOUR)
    confirm_no_conflict(instance, guest, filed.case_id, NOW + HOUR)
    approve(instance, guest, filed.case_id, open_proposal_id(filed.case_id), NOW + HOUR)
    assert the_case(filed.case_id).stage == "telaah" and guests_on(filed.case_id) == set()
    assert discrepancies("main", instance.settings.zone) == []


def test_a_reopening_that_a_guest_sends_back_leaves_the_case_closed(house: House, guest: SignedIn) -> None:
    instance = house.instance
    case_id, _, head = asked(house, guest)
    confirm_no_conflict(instance, guest, case_id, NOW)
    approve(instance, guest, case_id, open_proposal_id(case_id), NOW)
    propose_reopening(instance, head, case_id, "Bukti baru.", NOW + HOUR)
    ask_guest(instance, head, case_id, guest.person.id, NOW + HOUR)
    confirm_no_conflict(instance, guest, case_id, NOW + HOUR)
    return_proposal(instance, guest, case_id, open_proposal_id(case_id), "Bukti mana?", NOW + HOUR)
    assert (the_case(case_id).stage, the_case(case_id).waiting, guests_on(case_id)) == ("selesai", None, set())


def test_the_bypass_has_guests_of_its_own(house: House, guest: SignedIn) -> None:
    instance = house.instance
    outsider = house.become_guest("lukman")
    report = a_report(flags=frozenset({"orang_inspektorat"}))
    filed, (officer, head) = an_open_case(instance, "sari", "budiman", report=report)
    take(instance, officer, filed.case_id, NOW)
    propose_closing(instance, head, filed.case_id, terms("pembinaan"), NOW)
    with pytest.raises(Refused, match="tidak dapat diminta"):
        ask_guest(instance, head, filed.case_id, guest.person.id, NOW)  # of the main path
    ask_guest(instance, head, filed.case_id, outsider.person.id, NOW)
    confirm_no_conflict(instance, outsider, filed.case_id, NOW)
    approve(instance, outsider, filed.case_id, open_proposal_id(filed.case_id), NOW + HOUR)
    assert the_case(filed.case_id).stage == "selesai" and guests_on(filed.case_id) == set()
    assert discrepancies("bypass", instance.settings.zone) == []


def test_no_report_reaches_a_guest_by_itself(house: House, guest: SignedIn) -> None:
    for flags in (frozenset(), frozenset({"hilang_7_hari"}), frozenset({"terancam"})):
        a_filed_report(house.instance, a_report(flags=flags))
    held = sa.select(sa.func.count()).select_from(Grant).where(Grant.person_id == guest.person.id)
    assert db.session.execute(held).scalar_one() == 0
