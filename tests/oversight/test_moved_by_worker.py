"""Figures prove nothing of a case that the worker closed, unless its own sealed record says that it was a probe."""

from datetime import timedelta

from tests.builders import a_filed_report, a_report, a_ticket
from tests.conftest import NOW
from wbs.app import sequence_nights, sequence_ticks
from wbs.cases.lifecycle import CLOSED
from wbs.cases.progress import Move, advance
from wbs.cases.records import Case
from wbs.db import db, transaction
from wbs.founding import Founded
from wbs.intake.filing import Extras, submit_report
from wbs.intake.probes import PROBE
from wbs.oversight.collecting import collect
from wbs.staff.instance import Instance


def test_only_a_probe_may_be_closed_by_the_worker(instance: Instance, founded: Founded) -> None:
    a_filed_report(instance)
    submit_report(instance, a_report(), Extras(), a_ticket(instance), NOW, channel=PROBE)
    cases = db.session.query(Case.id).all()
    db.session.rollback()
    for (case_id,) in cases:
        with transaction():
            advance(instance, case_id, Move("diterima", CLOSED, face="worker"), NOW, by=None)
    sequence_ticks(instance, NOW)
    sequence_nights(instance, NOW + timedelta(days=1))
    found = collect(instance, "main", founded.shared["main", "oversight"])
    assert [facts.channel for facts in found.facts] == [PROBE]
    assert (found.total, found.unproven) == (2, 1)
