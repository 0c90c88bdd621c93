"""What tests build through the real actions: a report, a filed one, an officer at work, an open case."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from tests.conftest import NOW
from tests.people import member
from wbs.cases.attachments import Offered
from wbs.cases.reading import confirm_no_conflict
from wbs.cases.records import Case
from wbs.cases.report import Party, Report
from wbs.crypto.ticket import Ticket, check_ticket, issue_ticket
from wbs.db import db
from wbs.intake.filing import Extras, Receipt, submit_report
from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn

WHAT = "Setiap pemohon surat diminta membayar di luar tarif resmi agar berkasnya diproses hari itu juga."


def a_report(**changes: object) -> Report:
    """A report that goes to `irbanko_barat`."""
    values: dict[str, object] = {
        "what": WHAT,
        "kind": "pungli",
        "unit": "SUDIN-DUKCAPIL-BARAT",
        "persons": (Party(position="Petugas loket 2", unit="SUDIN-DUKCAPIL-BARAT"),),
        "where": "Loket pelayanan",
    }
    return Report(**{**values, **changes})


def a_ticket(instance: Instance, now: datetime = NOW) -> Ticket:
    key = instance.keys.ticket
    assert key is not None
    return check_ticket(key, issue_ticket(key, now))


@dataclass(frozen=True)
class Filed:
    receipt: Receipt
    case_id: UUID

    @property
    def code(self) -> str:
        return " ".join(self.receipt.words)


def a_filed_report(
    instance: Instance, report: Report | None = None, extras: Extras | None = None, now: datetime = NOW,
    files: tuple[Offered, ...] = (),
) -> Filed:
    ticket = a_ticket(instance, now)
    receipt = submit_report(instance, report or a_report(), extras or Extras(), ticket, now, files)
    case_id = db.session.execute(sa.select(Case.id).where(Case.number == receipt.number)).scalar_one()
    return Filed(receipt, case_id)


def an_officer(instance: Instance, sign_in_name: str, now: datetime = NOW) -> SignedIn:
    """Signed in without the ceremony of a password: for tests of what comes after."""
    one = member(sign_in_name)
    person = instance.directory(one.realm, now).person(one.id)
    return SignedIn(person, one.realm, one.identity, session_hash=b"")


def an_open_case(
    instance: Instance, *sign_in_names: str, report: Report | None = None, now: datetime = NOW
) -> tuple[Filed, list[SignedIn]]:
    """A filed report that the named officers have confirmed to be free of conflict about."""
    filed = a_filed_report(instance, report, now=now)
    officers = [an_officer(instance, name, now) for name in sign_in_names]
    for officer in officers:
        confirm_no_conflict(instance, officer, filed.case_id, now)
    return filed, officers
