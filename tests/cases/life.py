"""A case on its way: the officers of `irbanko_barat`, the steps up to a conclusion, the reporter at their mailbox."""

from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from tests.builders import Filed, an_open_case
from tests.conftest import NOW
from wbs.cases.closing import Terms, approve, propose_closing
from wbs.cases.dialogue import Letter, due, read_letters
from wbs.cases.examining import record_conclusion, record_disposition, step, take
from wbs.cases.records import Case, Grant, Proposal
from wbs.cases.report import Report
from wbs.db import db
from wbs.intake.mailbox import OpenMailbox, open_mailbox
from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn

OFFICER, INVESTIGATOR, HEAD = "petugas.irbanko_barat", "pemeriksa.irbanko_barat", "irban.irbanko_barat"
LETTER = "Terima kasih. Laporan Anda sudah kami periksa."


def a_desk_at_work(instance: Instance, report: Report | None = None) -> tuple[Filed, SignedIn, SignedIn, SignedIn]:
    """A case with its officer, investigator and head, all free of conflict."""
    filed, (officer, investigator, head) = an_open_case(instance, OFFICER, INVESTIGATOR, HEAD, report=report)
    return filed, officer, investigator, head


def examine(
    instance: Instance, case_id: UUID, officer: SignedIn, investigator: SignedIn, head: SignedIn, now: datetime = NOW
) -> datetime:
    """From `diterima` to a conclusion in `pelaporan`, a minute for each step. Returns the moment of the last."""
    moments = iter(now + timedelta(minutes=count) for count in range(10))
    take(instance, officer, case_id, next(moments))
    step(instance, officer, case_id, "start_review", next(moments))
    step(instance, officer, case_id, "submit_review", next(moments))
    record_disposition(instance, head, case_id, "Periksa loket itu.", investigator.person.id, next(moments))
    step(instance, investigator, case_id, "start_examination", next(moments))
    step(instance, investigator, case_id, "start_reporting", next(moments))
    last = next(moments)
    record_conclusion(instance, investigator, case_id, "terbukti", "Tiga saksi sama.", last)
    return last


def terms(outcome: str = "terbukti") -> Terms:
    return Terms(outcome, "Bukti cukup.", LETTER)


def open_proposal_id(case_id: UUID) -> UUID:
    query = sa.select(Proposal.id).where(Proposal.case_id == case_id, Proposal.state == "open")
    return db.session.execute(query).scalar_one()


def a_closed_case(instance: Instance) -> tuple[Filed, SignedIn, SignedIn, SignedIn, datetime]:
    """Examined, proposed by the investigator, approved by the head."""
    filed, officer, investigator, head = a_desk_at_work(instance)
    last = examine(instance, filed.case_id, officer, investigator, head) + timedelta(minutes=1)
    propose_closing(instance, investigator, filed.case_id, terms(), last)
    closed_at = last + timedelta(minutes=1)
    approve(instance, head, filed.case_id, open_proposal_id(filed.case_id), closed_at)
    return filed, officer, investigator, head, closed_at


def the_case(case_id: UUID) -> Case:
    db.session.rollback()
    return db.session.get_one(Case, case_id)


def whose_turn(case_id: UUID) -> set[UUID]:
    db.session.rollback()
    query = sa.select(Grant.person_id).where(Grant.case_id == case_id, Grant.turn_due_on.is_not(None))
    return set(db.session.execute(query.where(Grant.is_reserve.is_(False))).scalars())


def mailbox_of(instance: Instance, filed: Filed, now: datetime = NOW) -> OpenMailbox:
    return open_mailbox(instance, filed.code, now)[0]


def letters_seen(instance: Instance, filed: Filed, now: datetime) -> tuple[Letter, ...]:
    box = mailbox_of(instance, filed, now)
    return due(read_letters(box.channel, box.realm, box.case_id), now)
