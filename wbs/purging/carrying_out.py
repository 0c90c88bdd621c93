"""Destroying what two people have ordered, in its night: one transaction a case, its files afterwards.

A worker that dies before the commit has done nothing; one that dies behind it leaves files that no row names, which the
sweep of the same or the next night removes. Levelling, at the end of the night, leaves no trace of the rows.
"""

import logging
from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa

from wbs.cases.progress import lock
from wbs.cases.proof_purges import Order
from wbs.cases.records import Case
from wbs.db import db, end_reading, transaction
from wbs.ledger.append import record
from wbs.ledger.read import pseudonym_of
from wbs.purging.asking import why_still_kept
from wbs.purging.deleting import delete_case
from wbs.purging.orders import orders
from wbs.purging.records import CaseRetention, PurgedCase
from wbs.staff.instance import Instance
from wbs.store import StoreDown

log = logging.getLogger("wbs.alarm")


def carry_out_purges(instance: Instance, now: datetime) -> None:
    """All whose night has come. Safe to repeat."""
    query = sa.select(Case.realm, Case.id).join(CaseRetention, CaseRetention.case_id == Case.id)
    due = db.session.execute(query.where(CaseRetention.purge_on <= instance.today(now))).all()
    ordered = {realm: orders(realm, instance.keys.ledger) for realm in {realm for realm, _ in due}}
    end_reading()
    for realm, case_id in due:
        for name in _carry_out(instance, case_id, ordered[realm], now):
            try:
                instance.store.remove(name)
            except StoreDown:  # for the sweep
                break


def _carry_out(instance: Instance, case_id: UUID, ordered: dict[str, Order], now: datetime) -> list[str]:
    """The names of the files that are nobody's any more. What keeps the case again calls its purge off."""
    with transaction() as session:
        lock(case_id)
        order = ordered.get(pseudonym_of(case_id) or "")
        if order is None:
            log.critical("ALARM ledger: a case waits to be destroyed, and its ledger knows no such order")
        if order is None or why_still_kept(instance, case_id, now):
            _call_off(case_id)
            return []
        names = destroy(instance, case_id, order, now)
        session.flush()
    return names


def destroy(instance: Instance, case_id: UUID, order: Order, now: datetime) -> list[str]:
    """Everything of the case, in the open transaction; the tombstone and the entry stay."""
    bury(case_id, order, now.astimezone(instance.settings.zone))
    record(
        instance.pen("worker"), db.session.get_one(Case, case_id).realm, "case:purged", now, case_id=case_id,
        approver=order.approver,
    )  # fmt: skip
    return delete_case(case_id)


def bury(case_id: UUID, order: Order, at: datetime) -> None:
    case = db.session.get_one(Case, case_id)
    db.session.add(
        PurgedCase(
            id=uuid4(), realm=case.realm, number=case.number, closed_on=case.closed_on, purged_on=at.date(),
            proposer_id=UUID(order.proposer), approver_id=UUID(order.approver),
        )
    )


def _call_off(case_id: UUID) -> None:
    db.session.execute(sa.update(CaseRetention).where(CaseRetention.case_id == case_id).values(purge_on=None))
