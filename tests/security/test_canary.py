"""What a thief of disk, queue, logs and mails learns of fifty reports: not what was told, nor of whom, nor when."""

import logging
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.builders import Filed, a_filed_report, a_report, a_ticket, an_officer
from tests.cases.life import HEAD, INVESTIGATOR, OFFICER, mailbox_of, open_proposal_id
from tests.conftest import NOW
from tests.journeys.sink import Sink, mail_sink
from tests.logs import logged_to
from tests.runtime.test_queue import everything_in
from tests.security.canary import (
    CORE,
    DAY,
    FLAGS,
    Places,
    a_marked_file,
    a_marked_report,
    filed_at,
    marked,
    marked_extras,
    shapes,
)
from wbs.app import create_app
from wbs.cases.closing import Terms, approve, propose_closing, propose_reopening, return_proposal
from wbs.cases.conversing import ask_reporter, promise_news, write_letter, write_note
from wbs.cases.examining import record_conclusion, record_disposition, step, take
from wbs.cases.filters import Filters
from wbs.cases.reading import confirm_no_conflict, read_case
from wbs.cases.routing import RULES
from wbs.cases.vocabulary import CLOSINGS, KINDS, STAGES
from wbs.cases.worklist import ALL, list_cases
from wbs.config import Mail, Settings
from wbs.crypto.words import from_words
from wbs.db import db
from wbs.intake.filing import Extras, submit_report
from wbs.intake.mailbox import answer, read_mailbox
from wbs.intake.receipts import confirm_receipt, question
from wbs.runtime import redis_server
from wbs.runtime.application import close_connections
from wbs.runtime.periodic import run_night, run_tick
from wbs.runtime.queue import connect, enqueue, house_worker
from wbs.runtime.schedule import Duty
from wbs.staff.instance import Instance
from wbs.staff.signing_in import SignedIn
from wbs.worker import set_app

pytestmark = pytest.mark.twice_in_drill  # fifty reports and every place where a word could lie

REPORTS = 50
AFTERNOON = DAY.replace(hour=16, minute=30)
TICK_NEXT_DAY = DAY.replace(hour=10) + timedelta(days=1)
LEAST_KEY = 6  # shorter keys stand in random bytes by chance


@dataclass
class Stage:
    """An instance on a disk of its own, and what it left behind before the first report."""

    app: Flask
    sink: Sink
    places: Callable[[], Places]
    before: dict[str, bytes] = field(default_factory=dict)
    filed: list[Filed] = field(default_factory=list)

    @property
    def instance(self) -> Instance:
        return self.app.extensions["wbs"]


@pytest.fixture
def stage(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> Iterator[Stage]:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", None)
    caplog.set_level(logging.CRITICAL, "mail.log")  # the sink's own, which hears every address
    with mail_sink() as sink, logged_to(tmp_path / "log") as log:
        mail = Mail("127.0.0.1", sink.port, "kabar@lapor.example")
        app = create_app(replace(settings, ticks="10:00,15:00", mail=mail))

        def places() -> Places:
            db.session.remove()
            mails = tuple(bytes(envelope.content or b"") for envelope in sink.received)
            return Places((settings.var_dir, temporary), log.read_text(), mails)

        with app.app_context():
            stage = Stage(app, sink, places)
            night(stage, NOW - timedelta(days=3))
            stage.before = stage.places().everything
            yield stage
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def own_signals() -> Iterator[None]:
    """Puts back the handlers that a worker of RQ sets in its process."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


def tick(stage: Stage, now: datetime) -> None:
    assert run_tick(stage.app, now) == []


def night(stage: Stage, now: datetime) -> None:
    db.session.remove()
    assert run_tick(stage.app, now) == []
    assert run_night(stage.app, now) == []


def file_all(stage: Stage, reports: int = REPORTS) -> None:
    for count in range(reports):
        report, extras = a_marked_report(stage.instance, count), marked_extras(count)
        files = (a_marked_file(stage.instance, count),)
        stage.filed.append(a_filed_report(stage.instance, report, extras, filed_at(count), files))


def work_on(stage: Stage) -> None:
    """The officers of `irbanko_barat` do with the first five what officers do."""
    instance = stage.instance
    people = [an_officer(instance, name) for name in (OFFICER, INVESTIGATOR, HEAD)]
    for one in people:
        list_cases(one, ALL, Filters(text=CORE), 1, instance.today(AFTERNOON), instance.organisation)
        for filed in stage.filed[:5]:
            confirm_no_conflict(instance, one, filed.case_id, AFTERNOON)
            assert CORE in read_case(instance, one, filed.case_id, AFTERNOON).report.what
    for filed in stage.filed[:5]:
        examine(instance, filed, *people)
    propose_reopening(instance, people[0], stage.filed[0].case_id, marked("Buka lagi"), AFTERNOON)
    approve(instance, people[2], stage.filed[0].case_id, open_proposal_id(stage.filed[0].case_id), AFTERNOON)


def examine(instance: Instance, filed: Filed, officer: SignedIn, investigator: SignedIn, head: SignedIn) -> None:
    case_id, now = filed.case_id, AFTERNOON
    take(instance, officer, case_id, now)
    write_note(instance, officer, case_id, marked("Catatan"), now)
    write_letter(instance, officer, case_id, marked("Surat"), now)
    ask_reporter(instance, officer, case_id, marked("Pertanyaan"), now)
    answer(instance, mailbox_of(instance, filed, now), marked("Jawaban"), "", now + timedelta(minutes=11))
    promise_news(instance, officer, case_id, instance.today(now) + timedelta(days=3), marked("Janji"), now)
    step(instance, officer, case_id, "start_review", now)
    propose_closing(instance, officer, case_id, Terms("pembinaan", marked("Alasan"), marked("Surat")), now)
    return_proposal(instance, head, case_id, open_proposal_id(case_id), marked("Belum"), now)
    step(instance, officer, case_id, "submit_review", now)
    record_disposition(instance, head, case_id, marked("Disposisi"), investigator.person.id, now)
    step(instance, investigator, case_id, "start_examination", now)
    step(instance, investigator, case_id, "start_reporting", now)
    record_conclusion(instance, investigator, case_id, "terbukti_sebagian", marked("Simpulan"), now)
    terms = Terms("terbukti_sebagian", marked("Alasan"), marked("Penutupan"))
    propose_closing(instance, investigator, case_id, terms, now)
    approve(instance, head, case_id, open_proposal_id(case_id), now)


def return_to_mailboxes(stage: Stage, now: datetime) -> None:
    for filed in stage.filed[:5]:
        box = mailbox_of(stage.instance, filed, now)
        assert CORE in read_mailbox(stage.instance, box, now).letters[0].text
        answer(stage.instance, box, marked("Ulang"), "review", now)


@pytest.mark.parametrize("shape", sorted(set(shapes(f"ini {CORE} itu"))), ids=str)
def test_the_search_finds_what_is_there(tmp_path: Path, shape: bytes) -> None:
    (tmp_path / "file").write_bytes(b"before" + shape + b"after")
    assert Places((tmp_path,), "", ()).hits(CORE) == [str(tmp_path / "file")]


def test_nothing_that_was_told_is_found_anywhere(stage: Stage) -> None:
    file_all(stage)
    assert_tells_nothing(stage, with_acts=False)
    work_on(stage)
    tick(stage, TICK_NEXT_DAY)
    assert len(stage.sink.received) > 5
    assert_tells_nothing(stage, with_acts=True)
    return_to_mailboxes(stage, TICK_NEXT_DAY + timedelta(minutes=11))
    assert_tells_nothing(stage, with_acts=True)
    night(stage, TICK_NEXT_DAY + timedelta(days=1))
    assert_tells_nothing(stage, with_acts=True)


def assert_tells_nothing(stage: Stage, with_acts: bool) -> None:
    places = stage.places()
    assert places.hits(CORE) == []
    assert places.hits("12345678") == []  # the told loss
    for filed in stage.filed:
        code = from_words(filed.code)
        assert [name for name, raw in places.everything.items() if code in raw] == []
    assert [name for filed in stage.filed[:10] for name in places.hits(filed.code)] == []
    assert more_often(stage, places, about_whom(stage.instance) | times_of_filing()) == []
    assert len({bytes(_without_date_and_id(mail)) for mail in places.mails}) == (1 if with_acts else 0)


def about_whom(instance: Instance) -> set[str]:
    """Codes and names of units, kinds, flags, desks, rules and outcomes: they stand nowhere more often than before."""
    units = instance.organisation.units
    told = {units[a_marked_report(instance, count).unit] for count in range(REPORTS)}
    words = {text for unit in told for text in (unit.code, unit.name, unit.short_name)}
    words |= {*KINDS, *FLAGS, *CLOSINGS, "sangat_besar", "tidak_diketahui"}
    words |= {key for rule in RULES for key in (rule.key, rule.desk)}
    return {word for word in words if len(word) >= LEAST_KEY} - STAGES.keys()


def times_of_filing() -> set[str]:
    """Hours and minutes, in UTC and as on the wall."""
    moments = [filed_at(count) for count in range(REPORTS)]
    return {moment.astimezone(zone).strftime("%H:%M") for moment in moments for zone in (DAY.tzinfo, UTC)}


def more_often(stage: Stage, places: Places, words: set[str]) -> list[str]:
    """What stands in the database or its write-ahead log more often than before the first report."""
    now, before = (
        b"".join(raw for name, raw in found.items() if ".db" in name) for found in (places.files, stage.before)
    )
    return sorted(word for word in words if now.count(word.encode()) > before.count(word.encode()))


def _without_date_and_id(mail: bytes) -> bytes:
    return b"\n".join(line for line in mail.splitlines() if not line.startswith((b"Date:", b"Message-ID:")))


def test_no_moment_of_a_reporters_act_is_in_any_row(stage: Stage) -> None:
    """Neither as a time nor as a number of seconds: the only times finer than a day are ticks and acts of staff."""
    file_all(stage, 12)
    work_on(stage)
    seconds = {int(filed_at(count).timestamp()) for count in range(REPORTS)}
    found = []
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(sa.select(table)).mappings():
            for name, value in row.items():
                if isinstance(value, datetime):
                    found += [(table.name, name, value)] if (value.hour, value.minute) in _hours_of_filing() else []
                elif isinstance(value, int) and not isinstance(value, date):
                    found += [(table.name, name, value)] if value in seconds or value // 1000 in seconds else []
    assert found == []


def _hours_of_filing() -> set[tuple[int, int]]:
    return {(filed_at(count).hour, filed_at(count).minute) for count in range(REPORTS)}


def test_a_confirmed_receipt_leaves_nothing_of_the_code(stage: Stage) -> None:
    ticket, key = a_ticket(stage.instance), stage.instance.keys.ticket
    receipt = submit_report(stage.instance, a_report(), Extras(), ticket, NOW)
    assert key is not None
    confirm_receipt((key,), question(key, ticket), (receipt.words[2], receipt.words[6]))
    assert submit_report(stage.instance, a_report(), Extras(), ticket, NOW).words == ()
    assert stage.places().hits(" ".join(receipt.words[1:4])) == []


async def refuse(*_: object) -> str:
    return "550 no such mailbox"


def test_the_queue_holds_no_word_and_no_address(stage: Stage, own_signals: None) -> None:
    """A real Redis and a real worker, with a mail that cannot be delivered on the way."""
    server = redis_server.find_server()
    if server is None:
        pytest.skip("no redis-server")
    stage.sink.handle_RCPT = refuse  # type: ignore[attr-defined]
    for count in range(3):
        stage.filed.append(a_filed_report(stage.instance, a_marked_report(stage.instance, count), marked_extras(count)))
    officer = an_officer(stage.instance, OFFICER)
    confirm_no_conflict(stage.instance, officer, stage.filed[0].case_id, NOW - timedelta(days=9))
    write_letter(stage.instance, officer, stage.filed[0].case_id, marked("Surat"), NOW - timedelta(days=9))
    path = redis_server.socket_path(stage.instance.settings.var_dir)
    with subprocess.Popen(redis_server.command(server, path)) as process:
        try:
            assert redis_server.is_listening(path)
            set_app(stage.app)
            close_connections(stage.app)  # as in a worker, which has none to share with its jobs
            with connect(f"unix://{path}") as client:
                for function in ("release_tick", "deliver", "sweep_night"):
                    enqueue(client, Duty(function, lambda moment: moment, True, timedelta(minutes=5)))
                held = everything_in(client)
                house_worker(client).work(burst=True)
                held += everything_in(client)
        finally:
            process.kill()
    places = replace(stage.places(), queue=held)
    assert b"release_tick" in held
    assert "attempt 1 failed: MailRefused" in places.logs
    assert stage.sink.received == []
    assert places.hits(CORE) == []
    assert places.hits("surel.example") == []

