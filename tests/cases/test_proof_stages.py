"""Who holds the database and a face's ledger key can move a case, but not leave the acts that belong to it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from tests.builders import Filed, a_filed_report, an_officer
from tests.cases.life import HEAD, OFFICER, a_closed_case, mailbox_of
from tests.conftest import NOW
from wbs.app import sequence_nights, sequence_ticks
from wbs.cases.lifecycle import CLOSED
from wbs.cases.progress import Move, advance
from wbs.cases.proof import discrepancies
from wbs.db import db, transaction
from wbs.intake.mailbox import answer
from wbs.ledger.append import record
from wbs.ledger.verify import verify
from wbs.staff.instance import Instance

LATER = NOW + timedelta(days=3)


def whats(instance: Instance) -> list[str]:
    db.session.rollback()
    assert verify("main", instance.keys.ledger) == []  # every key was there: the log itself is whole
    return [finding.what for finding in discrepancies("main", instance.settings.zone)]


def _moved(instance: Instance, filed: Filed, move: Move, who: str = "") -> None:
    by = an_officer(instance, who).get_id() if who else None
    with transaction():
        advance(instance, filed.case_id, move, LATER, by)


def by_the_worker(instance: Instance) -> None:
    _moved(instance, a_filed_report(instance), Move("diterima", CLOSED, face="worker"))


def by_the_worker_on_the_way(instance: Instance) -> None:
    _moved(instance, a_filed_report(instance), Move("diterima", "telaah", face="worker"))


def by_the_worker_after_officers_worked_on_it(instance: Instance) -> None:
    filed = a_filed_report(instance)
    with transaction():
        advance(instance, filed.case_id, Move("diterima", "verifikasi"), NOW, an_officer(instance, OFFICER).get_id())
    answer(instance, mailbox_of(instance, filed), "Saya cabut.", "withdrawal", NOW)
    with transaction():
        advance(instance, filed.case_id, Move("verifikasi", CLOSED, face="worker"), NOW, by=None)


def by_an_officer_alone(instance: Instance) -> None:
    _moved(instance, a_filed_report(instance), Move("diterima", CLOSED), OFFICER)


def reopened_alone(instance: Instance) -> None:
    _moved(instance, a_closed_case(instance)[0], Move(CLOSED, "telaah"), HEAD)


def reopened_as_if_by_the_reporter(instance: Instance) -> None:
    _moved(instance, a_closed_case(instance)[0], Move(CLOSED, "verifikasi"))


def an_entry_without_a_closing(instance: Instance) -> None:
    filed, pen = a_filed_report(instance), instance.pen("staff")
    who, other = (an_officer(instance, name).get_id() for name in (OFFICER, HEAD))
    with transaction():
        told = {"approver": other, "sealed_sha256": "0f" * 32}
        record(pen, "main", "case:closed", LATER, case_id=filed.case_id, by=who, **told)


ATTACKS: dict[str, Callable[[Instance], None]] = {
    "moved by the worker": by_the_worker,
    "moved by the worker ": by_the_worker_on_the_way,
    "moved by the worker  ": by_the_worker_after_officers_worked_on_it,
    "closed without case:closed": by_an_officer_alone,
    "reopened without case:reopened": reopened_alone,
    "reopened by the reporter without": reopened_as_if_by_the_reporter,
    "case:closed without a closing": an_entry_without_a_closing,
}


@pytest.mark.parametrize("what", ATTACKS)
def test_a_move_without_its_acts_is_named_before_and_after_it_enters_the_log(database: Flask, what: str) -> None:
    instance = database.extensions["wbs"]
    ATTACKS[what](instance)
    assert any(found.startswith(what.strip()) for found in whats(instance))
    sequence_ticks(instance, LATER)
    sequence_nights(instance, LATER + timedelta(days=1))
    assert any(found.startswith(what.strip()) for found in whats(instance))


def test_a_probe_is_closed_by_the_worker_and_nothing_is_said(instance: Instance) -> None:
    filed = a_filed_report(instance)
    answer(instance, mailbox_of(instance, filed), "Uji coba selesai.", "withdrawal", NOW)
    with transaction():
        advance(instance, filed.case_id, Move("diterima", CLOSED, face="worker"), NOW, by=None)
    assert whats(instance) == []
    sequence_ticks(instance, NOW)
    sequence_nights(instance, LATER)
    assert whats(instance) == []


def test_honest_closings_and_reopenings_are_no_finding(instance: Instance) -> None:
    a_closed_case(instance)
    assert whats(instance) == []
