"""A case is opened to the people who may read it and to nobody else, and what is told of it in clear is little."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import pytest
import sqlalchemy as sa

from tests.builders import a_filed_report, a_report, an_officer
from tests.cases.life import HEAD, INVESTIGATOR, OFFICER
from tests.people import member
from wbs.cases.access import hold
from wbs.cases.card import loss_class
from wbs.cases.records import Case, Contact, Escalation, Grant, NamedIdentity, RecoveryGrant, TimelineRow
from wbs.cases.report import Party
from wbs.crypto.case_key import CaseKey
from wbs.crypto.envelope import open_key, open_sealed
from wbs.crypto.failures import Unreadable
from wbs.db import db
from wbs.founding import Founded
from wbs.intake.filing import Extras
from wbs.ledger.read import pseudonym_of
from wbs.outbox.records import Notice
from wbs.staff.instance import Instance


def readers(case_id: UUID, is_reserve: bool = False) -> set[UUID]:
    query = sa.select(Grant.person_id).where(Grant.case_id == case_id, Grant.is_reserve.is_(is_reserve))
    return set(db.session.execute(query).scalars())


def ids(names: Sequence[str]) -> set[UUID]:
    return {member(name).id for name in names}


def test_the_desk_can_read_it(instance: Instance) -> None:
    filed = a_filed_report(instance)
    assert readers(filed.case_id) == ids((OFFICER, INVESTIGATOR, HEAD))
    held = hold(an_officer(instance, HEAD), filed.case_id)
    assert (held.card.desk, held.card.rule, held.card.kind) == ("irbanko_barat", "wilayah", "pungli")


def test_whoever_the_reporter_excluded_gets_no_key(instance: Instance) -> None:
    report = a_report(excluded=(Party(name="Irban Irbanko_Barat"), Party(name=member(OFFICER).name)))
    filed = a_filed_report(instance, report)
    assert readers(filed.case_id) == ids((INVESTIGATOR, "irban.investigasi"))  # a head of the next desk joins


def test_days_are_whole_and_the_hour_does_not_move_the_due_day(instance: Instance) -> None:
    case = db.session.get_one(Case, a_filed_report(instance).case_id)
    assert (case.opened_on, case.stage, case.waiting, case.closed_on) == (date(2026, 11, 23), "diterima", None, None)


def test_the_recovery_quorum_gets_the_same_key(instance: Instance, founded: Founded) -> None:
    filed = a_filed_report(instance)
    sealed = db.session.get_one(RecoveryGrant, filed.case_id).sealed_case_key
    key = open_key(founded.shared["main", "recovery"], sealed, "grant", "main", filed.case_id, "recovery")
    assert key == hold(an_officer(instance, HEAD), filed.case_id).key.secret


def test_the_first_promise_becomes_visible_at_the_tick(instance: Instance) -> None:
    filed = a_filed_report(instance)
    rows = db.session.execute(sa.select(TimelineRow).where(TimelineRow.case_id == filed.case_id)).scalars().all()
    told = {row.template: (row.visible_from is None, row.until) for row in rows}
    assert told == {"stage:diterima": (True, None), "promise:first": (False, date(2026, 12, 23))}


def test_an_urgent_case_has_readers_in_reserve_and_alarms(instance: Instance) -> None:
    filed = a_filed_report(instance, a_report(flags=frozenset({"hilang_7_hari"})))
    assert readers(filed.case_id) == ids((OFFICER, INVESTIGATOR, HEAD))
    reserve = readers(filed.case_id, is_reserve=True)
    assert reserve == ids(("petugas.investigasi", "pemeriksa.investigasi", "irban.investigasi", "dewi"))
    told = db.session.execute(sa.select(Notice.recipient).where(Notice.kind == "urgent_case")).scalars()
    assert set(told) == readers(filed.case_id)
    assert db.session.get_one(Escalation, filed.case_id).next_on == date(2026, 11, 24)


def test_an_ordinary_case_has_neither(instance: Instance) -> None:
    filed = a_filed_report(instance)
    assert not readers(filed.case_id, is_reserve=True)
    assert db.session.get(Escalation, filed.case_id) is None
    assert db.session.execute(sa.select(Notice)).first() is None


def test_a_name_opens_with_both_halves_only(instance: Instance, founded: Founded) -> None:
    filed = a_filed_report(instance, extras=Extras(identity="Ratna, Pasar Minggu"))
    row = db.session.get_one(NamedIdentity, filed.case_id)
    key = hold(an_officer(instance, HEAD), filed.case_id).key
    where = ("main", "named_identity", filed.case_id)
    mine = open_sealed(key.dossier, row.sealed_dossier_half, *where, "dossier_half")
    custodian = founded.shared["main", "custodian"]
    theirs = open_key(custodian, row.sealed_custodian_half, "named_identity", "main", filed.case_id)
    whole = bytes(a ^ b for a, b in zip(mine, theirs, strict=True))
    assert open_sealed(whole, row.sealed_identity, *where, "sealed_identity") == b"Ratna, Pasar Minggu"
    for half in (mine, theirs):
        with pytest.raises(Unreadable):
            open_sealed(half, row.sealed_identity, *where, "sealed_identity")


def test_an_address_opens_for_the_notifier_only(instance: Instance, founded: Founded) -> None:
    a_filed_report(instance, extras=Extras(contact="ratna@surel.example"))
    row = db.session.execute(sa.select(Contact)).scalar_one()
    key = open_key(founded.shared["main", "notifier"], row.sealed_key, "contact", "main", row.id, row.case_id)
    address = open_sealed(key, row.sealed_address, "main", "contact", row.id, row.case_id, "sealed_address")
    assert address == b"ratna@surel.example"
    with pytest.raises(Unreadable):
        open_key(founded.shared["main", "oversight"], row.sealed_key, "contact", "main", row.id, row.case_id)


def test_the_ledger_knows_the_commitment_and_not_the_case(instance: Instance) -> None:
    filed = a_filed_report(instance)
    case = db.session.get_one(Case, filed.case_id)
    assert case.commitment == CaseKey(hold(an_officer(instance, HEAD), filed.case_id).key.secret).commitment
    assert pseudonym_of(filed.case_id) not in (None, filed.case_id.hex, case.number)


@pytest.mark.parametrize(
    ("loss", "name"),
    [(None, "tidak_diketahui"), (0, "kecil"), (9_999_999, "kecil"), (10_000_000, "sedang"), (10**9, "sangat_besar")],
)
def test_a_loss_leaves_the_report_as_a_class(loss: int | None, name: str) -> None:
    assert loss_class(loss) == name
