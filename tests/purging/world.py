"""A case that was closed long ago, by people who are still there, and what happens to it up to its last night."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flask import Flask

from tests.builders import Filed, a_filed_report, an_officer
from tests.cases.life import HEAD, INVESTIGATOR, OFFICER, open_proposal_id, terms
from tests.cases.uploads import attach_as_reporter
from tests.conftest import NOW
from wbs.cases.access import hold
from wbs.cases.closing import approve, propose_closing
from wbs.cases.examining import take
from wbs.cases.reading import confirm_no_conflict
from wbs.cases.records import Case
from wbs.db import db
from wbs.intake.filing import Extras
from wbs.purging.deciding import approve_purge, propose_purge
from wbs.runtime.periodic import run_night, run_tick
from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn

LONG_AGO = NOW.replace(year=NOW.year - 5) - timedelta(days=30)
AFTER = NOW + timedelta(days=15)  # the night that was drawn is over, whichever it was
OUTCOME = "pembinaan"
HOUR = timedelta(hours=1)
WHY = "Jadwal retensi, tidak ada perkara lain."
CONTACT = Extras(contact="ratna@surel.example", identity="Ratna")
EVIDENCE = b"bukti lama " * 9_000


@dataclass(frozen=True)
class Old:
    filed: Filed
    officer: SignedIn
    investigator: SignedIn
    head: SignedIn

    @property
    def case_id(self) -> UUID:
        return self.filed.case_id


def an_old_case(
    instance: Instance, now: datetime = LONG_AGO, with_file: bool = False, extras: bool = False,
    outcome: str = OUTCOME,
) -> Old:
    """Closed soon after it came, `now` being when it was filed; with contact and name where `extras` are wanted."""
    filed = a_filed_report(instance, extras=CONTACT if extras else None, now=now)
    officer, investigator, head = (an_officer(instance, name, now) for name in (OFFICER, INVESTIGATOR, HEAD))
    for one in (officer, investigator, head):
        confirm_no_conflict(instance, one, filed.case_id, now)
    if with_file:
        key = hold(head, filed.case_id).key
        attach_as_reporter(instance, key, filed.case_id, "bukti.txt", EVIDENCE, b"asli" * 99, now=now)
    take(instance, officer, filed.case_id, now)
    propose_closing(instance, officer, filed.case_id, terms(outcome), now + HOUR)
    approve(instance, head, filed.case_id, open_proposal_id(filed.case_id), now + 2 * HOUR)
    return Old(filed, officer, investigator, head)


def order_purge(instance: Instance, old: Old, now: datetime = NOW) -> None:
    """The officer proposes, the head approves."""
    propose_purge(instance, old.officer, old.case_id, WHY, now)
    approve_purge(instance, old.head, old.case_id, open_proposal_id(old.case_id), now + HOUR)


def sequenced(app: Flask, now: datetime) -> None:
    db.session.remove()
    assert run_tick(app, now) == []


def nights_pass(app: Flask, now: datetime = AFTER) -> None:
    db.session.remove()
    assert run_tick(app, now) == run_night(app, now) == run_tick(app, now + HOUR) == []


def is_there(case_id: UUID) -> bool:
    db.session.rollback()
    return db.session.get(Case, case_id) is not None
