"""The probe: a report of our own goes the whole way, like anybody's, and is closed again.

Over HTTP it is filed, found with its code and withdrawn; in the archive it must lie at a desk with readers. Its form is
marked (intake/probes.py), so figures leave it out and print how many there were. It is closed by the worker's face:
nobody of the house decided anything about it.
"""

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from http.client import HTTPException
from uuid import UUID

import sqlalchemy as sa

from wbs.cases.addresses import deliver_notices
from wbs.cases.lifecycle import CLOSED
from wbs.cases.progress import Move, advance
from wbs.cases.records import Case, Grant
from wbs.crypto.ticket import check_under
from wbs.db import db, end_reading, transaction
from wbs.errors import DeliveryFailed
from wbs.intake.form_token import LEAST_AGE
from wbs.intake.probes import PROBE, probe_mark
from wbs.keyfolder import MissingKey
from wbs.outbox.mail import MailRefused, Unreachable, compose, send
from wbs.runtime.quiet import where
from wbs.staff.instance import Instance
from wbs.watching import health
from wbs.watching.alarms import log, raise_alarm
from wbs.watching.browser import Browser, Lost

TOLD = {
    "what": "Uji coba otomatis: laporan ini dikirim oleh `wbs probe` untuk memeriksa bahwa laporan sampai di mejanya.",
    "kind": "lainnya",
    "where": "Uji coba",
}
NUMBER = re.compile(r"\b[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}\b")
WORD = re.compile(r"<li[^>]*>(?:<[^>]+>)*\s*([a-z]{4,8})\s*<")
WORDS = 8
PAUSE_S = LEAST_AGE.total_seconds() + 1


class ProbeFailed(Exception):
    """The message is the step that failed."""


def probe(instance: Instance, url: str, now: datetime) -> str:
    """The number of the report that went there and back. Raises ProbeFailed."""
    with _step("membuka halaman depan"), Browser(url) as browser:
        browser.open()
        with _step("mengirim laporan"):
            number, code = _file(browser, _ticket_keys(instance))
        with _step("menemukan laporan di mejanya"):
            case_id = _at_its_desk(number)
        with _step("membuka kotak pesan dengan kode"):
            _find_again(browser, number, code)
        with _step("menutup laporan uji coba"), transaction():
            move = Move("diterima", CLOSED, timeline=f"stage:{CLOSED}", face="worker")
            advance(instance, case_id, move, now, by=None)
    return number


def tell(instance: Instance, alarm: str, now: datetime) -> None:
    """An alarm that does not wait for the worker, who may be what is broken; on a dead mail server only the log."""
    try:
        raise_alarm(instance, alarm, now)
        if instance.keys.notifier_seed:
            deliver_notices(instance, now)
        elif health.failed({"worker": health.worker}, instance, now):  # a task opens no address: the worker mails
            _send_at_once(instance, alarm, now)
    except DeliveryFailed:
        log.critical("ALARM %s, not mailed", alarm)
    except Exception as error:  # the database may be what is broken
        log.critical("ALARM %s, not stored: %s", alarm, where(error))
        _send_at_once(instance, alarm, now)


def _send_at_once(instance: Instance, alarm: str, now: datetime) -> None:
    settings = instance.settings
    if not settings.mail.host or not settings.alarm_mail:
        return
    try:
        send(settings.mail, settings.alarm_mail, compose(f"alarm_{alarm}"), now)
    except (Unreachable, MailRefused):
        log.critical("ALARM %s, not mailed", alarm)


@contextmanager
def _step(name: str) -> Iterator[None]:
    try:
        yield
    except ProbeFailed:
        raise
    except (Lost, OSError, HTTPException) as error:
        raise ProbeFailed(f"{name} ({error})") from None
    except Exception as error:
        log.error("probe: %s", where(error))
        raise ProbeFailed(name) from None


def _ticket_keys(instance: Instance) -> Sequence[bytes]:
    if not instance.keys.tickets:
        raise MissingKey("ticket")
    return instance.keys.tickets


def _file(browser: Browser, ticket_keys: Sequence[bytes]) -> tuple[str, str]:
    """Number and code, from the receipt."""
    browser.send(browser.fields("report"))
    form = browser.fields("review")
    mark = probe_mark(check_under(ticket_keys, form["ticket"]).key, form["ticket"])
    browser.send(form, **TOLD)
    time.sleep(PAUSE_S)  # as a person reads: forms that are sent at once are drawn again
    browser.send(browser.fields("send"), **{PROBE: mark})
    number, words = NUMBER.search(browser.text), WORD.findall(browser.text)[:WORDS]
    if number is None or len(words) != WORDS:
        raise Lost("receipt")
    typed = {"one": words[2], "two": words[6]}
    browser.send(browser.fields("confirm"), **typed)
    return number.group(), " ".join(words)


def _at_its_desk(number: str) -> UUID:
    """The case, if anybody may read it."""
    held = sa.select(Grant.id).where(Grant.case_id == Case.id, Grant.is_reserve.is_(False)).exists()
    case_id = db.session.execute(sa.select(Case.id).where(Case.number == number, held)).scalar()
    end_reading()
    if case_id is None:
        raise Lost("no desk")
    return case_id


def _find_again(browser: Browser, number: str, code: str) -> None:
    """The mailbox opens and takes a letter."""
    browser.open()
    browser.send(browser.fields("code"))
    browser.send(browser.fields("open"), code=code)
    if number not in browser.text:
        raise Lost("mailbox")
    browser.send(browser.fields("answer", asks="withdrawal"), text="Uji coba selesai.")
    if number not in browser.text:
        raise Lost("answer")
    browser.send(browser.fields("close"))
