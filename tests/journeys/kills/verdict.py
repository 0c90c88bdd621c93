"""What is true when the killing is over: every receipt opens, nothing is missing or doubled, the log and the files fit.

Reads with the keys of the cast, in this process, when everything but the database has stopped.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import sqlalchemy as sa

from tests.builders import an_officer
from tests.journeys.kills.machine import Machine
from tests.journeys.kills.reporters import Filed
from tests.journeys.sink import Sink
from tests.people import cast
from wbs import clock
from wbs.app import create_app
from wbs.cases.access import hold
from wbs.cases.attachments import open_file, read_attachments
from wbs.cases.keeping import verify_store
from wbs.cases.proof import discrepancies
from wbs.cases.reading import open_report
from wbs.cases.records import Case, Grant
from wbs.cases.report import Report
from wbs.db import db
from wbs.intake.mailbox import open_mailbox
from wbs.ledger.verify import verify
from wbs.outbox.records import PARKED, SENT, WAITING, Notice
from wbs.staff.directory import REALMS
from wbs.staff.instance import Instance
from wbs.staff.login import here
from wbs.staff.records import StaffMail

DESKS = {False: "irbanko_barat", True: "perlindungan"}  # of a report that is urgent because its teller is threatened


@dataclass(frozen=True)
class Row:
    """One line of the table; `is_ok` None is a figure without a judgement."""

    what: str
    seen: str
    is_ok: bool | None = None


def judge(machine: Machine, filed: Sequence[Filed], begun: int, sink: Sink) -> Iterator[Row]:
    app = create_app(replace(machine.settings, mail=replace(machine.settings.mail, host="")))
    with app.app_context():
        instance: Instance = app.extensions["wbs"]
        yield from _cases(instance, filed, begun)
        yield from _files(instance, filed)
        yield from _notices(sink)
        found = [finding for realm in REALMS for finding in verify(realm, instance.keys.ledger)]
        found += [one for realm in REALMS for one in discrepancies(realm, instance.settings.zone)]
        yield _none("ledger verify: findings", found)
        db.session.remove()
        db.engine.dispose()


def _cases(instance: Instance, filed: Sequence[Filed], begun: int) -> Iterator[Row]:
    told = _reports_by_number()
    yield Row("filings begun", str(begun), begun == len(filed))
    yield Row("filings acknowledged", str(len(filed)))
    yield _none("acknowledged, and no case", [one for one in filed if one.number not in told])
    wrong = [one for one in filed if one.number in told and not _is_theirs(one, *told[one.number])]
    yield _none("cases with another text, or at another desk", wrong)
    yield _none("receipts whose code opens no mailbox", [one for one in filed if not _opens(instance, one)])
    texts = Counter(report.what for report, _ in told.values())
    yield _none("reports that are there twice", [text for text, count in texts.items() if count > 1])
    yield _none("cases that nobody was told of", set(told) - {one.number for one in filed})


def _reports_by_number() -> dict[str, tuple[Report, str]]:
    """Number -> what its desk reads, and which desk that is; each case is opened with the key of one of its readers."""
    names = {one.id: one.sign_in_name for one in cast()}
    now = clock.now()
    query = sa.select(Case.number, Case.id, sa.func.min(sa.cast(Grant.person_id, sa.String))).join(
        Grant, Grant.case_id == Case.id
    )
    rows = db.session.execute(query.where(Grant.is_reserve.is_(False)).group_by(Case.number, Case.id)).all()
    officers, found, instance = {}, {}, here()
    for number, case_id, person in rows:
        name = names[UUID(person)]
        if name not in officers:
            officers[name] = an_officer(instance, name, now)
        held = hold(officers[name], case_id)
        found[number] = (open_report(held), held.card.desk)
    return found


def _is_theirs(one: Filed, report: Report, desk: str) -> bool:
    return one.mark in report.what and desk == DESKS[one.is_urgent]


def _opens(instance: Instance, one: Filed) -> bool:
    try:
        box, _session = open_mailbox(instance, one.code, clock.now())
    except Exception:
        return False
    return db.session.get_one(Case, box.case_id).number == one.number


def _files(instance: Instance, filed: Sequence[Filed]) -> Iterator[Row]:
    yield Row("of them with a photo", str(sum(one.has_file for one in filed)))
    yield _none("sealed files that are missing or damaged", list(verify_store(instance)))
    without = [one for one in filed if one.has_file and not _shows_its_photo(instance, one)]
    yield _none("photos that do not open", without)


def _shows_its_photo(instance: Instance, one: Filed) -> bool:
    case_id = db.session.execute(sa.select(Case.id).where(Case.number == one.number)).scalar()
    if case_id is None:
        return False
    held = hold(an_officer(instance, f"irban.{DESKS[one.is_urgent]}", clock.now()), case_id)
    files = read_attachments(held, instance.store)
    return any(b"".join(open_file(instance.store, file))[:2] == b"\xff\xd8" for file in files)


def _notices(sink: Sink) -> Iterator[Row]:
    """Every notice sent was received by the mail server at least as often as there are notices to that address."""
    addresses = dict(db.session.execute(sa.select(StaffMail.person_id, StaffMail.address)).tuples().all())
    rows = db.session.execute(sa.select(Notice.recipient, Notice.state)).all()
    sent = Counter(addresses[row.recipient] for row in rows if row.state == SENT and row.recipient in addresses)
    received = Counter(address for envelope in sink.received for address in envelope.rcpt_tos)
    states = Counter(row.state for row in rows)
    counts = ", ".join(str(states[state]) for state in (SENT, WAITING, PARKED))
    yield Row("notices sent, still waiting, given up", counts, not states[PARKED])
    yield Row("mails received", f"{received.total()}")
    yield _none("addresses with fewer mails than notices sent", [to for to in sent if received[to] < sent[to]])
    yield Row("mails received twice (a worker died between sending and noting it)", str((received - sent).total()))


def _none(what: str, found: object) -> Row:
    count = len(found)  # type: ignore[arg-type]
    return Row(what, str(count), count == 0)
