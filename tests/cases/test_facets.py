"""Facets: written by a process that cannot read them back, opened by oversight alone, one for each turn of a case."""

import threading

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.builders import a_filed_report, a_report, an_officer
from tests.cases.life import a_closed_case
from tests.conftest import NOW
from wbs.cases.access import hold
from wbs.cases.facets import Facet, open_facets, record_facet
from wbs.cases.records import FacetEpoch, FacetRecord
from wbs.crypto.failures import Unreadable
from wbs.crypto.identity import Identity
from wbs.db import db, transaction
from wbs.founding import Founded
from wbs.ledger.read import pseudonym_of
from wbs.staff.instance import Instance


@pytest.fixture
def oversight(founded: Founded) -> Identity:
    return founded.shared["main", "oversight"]


def facets(oversight: Identity) -> list[Facet]:
    return [facet for _, facet in open_facets("main", oversight)]


def test_a_facet_says_what_figures_need(instance: Instance, oversight: Identity) -> None:
    filed = a_filed_report(instance, a_report(loss_rp=20_000_000))
    (facet,) = facets(oversight)
    assert facet == Facet(
        case=pseudonym_of(filed.case_id), reason="opened", kind="pungli", unit="SUDIN-DUKCAPIL-BARAT",
        unit_kind=facet.unit_kind, region="Jakarta Barat", channel="web", flags=(), loss_class="sedang",
    )  # fmt: skip


def test_a_closing_writes_one_more(instance: Instance, oversight: Identity) -> None:
    a_closed_case(instance)
    assert [(one.reason, one.outcome) for one in facets(oversight)] == [("opened", ""), ("closed", "terbukti")]


def test_all_records_have_one_size(instance: Instance) -> None:
    a_filed_report(instance)
    a_filed_report(instance, a_report(unit="", unit_text="x" * 150, flags=frozenset({"terancam", "pembalasan"})))
    sizes = db.session.execute(sa.select(sa.func.length(FacetRecord.sealed_record))).scalars()
    assert len(set(sizes)) == 1


def test_nobody_else_opens_them(instance: Instance, founded: Founded) -> None:
    a_filed_report(instance)
    others = [founded.shared["main", name] for name in ("notifier", "custodian", "recovery")]
    assert [list(open_facets("main", other)) for other in others] == [[], [], []]  # of another oversight key
    with transaction() as session:
        session.execute(sa.update(FacetEpoch).values(oversight_id=None))
    for other in others:
        with pytest.raises(Unreadable):
            facets(other)
    assert list(open_facets("bypass", founded.shared["bypass", "oversight"])) == []


def test_a_damaged_record_is_not_passed_over(instance: Instance, oversight: Identity) -> None:
    a_filed_report(instance)
    with transaction() as session:
        session.execute(sa.update(FacetRecord).values(sealed_record=bytes(528)))
    with pytest.raises(Unreadable):
        facets(oversight)


def test_steps_of_acts_that_were_rolled_back_hide_no_later_record(instance: Instance, oversight: Identity) -> None:
    filed = a_filed_report(instance)
    card = hold(an_officer(instance, "irban.irbanko_barat"), filed.case_id).card
    for _ in range(50):
        with pytest.raises(ZeroDivisionError), transaction():
            record_facet(instance, "public", "main", filed.case_id, card, "opened", NOW)
            raise ZeroDivisionError
    a_filed_report(instance)
    assert len(facets(oversight)) == 2


def epochs_brought(instance: Instance) -> int:
    """How many times a filing of now sends the row of its epoch."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        a_filed_report(instance)
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)
    return sum(statement.startswith("INSERT INTO facet_epoch") for statement in sent)


def test_the_epoch_is_brought_until_a_commit_has_kept_it(instance: Instance, oversight: Identity) -> None:
    assert [epochs_brought(instance) for _ in range(3)] == [1, 0, 0]
    filed = a_filed_report(instance)
    card = hold(an_officer(instance, "irban.irbanko_barat"), filed.case_id).card
    with pytest.raises(ZeroDivisionError), transaction():
        record_facet(instance, "public", "main", filed.case_id, card, "opened", NOW)
        raise ZeroDivisionError
    assert [epochs_brought(instance) for _ in range(2)] == [1, 0]
    assert len(facets(oversight)) == 6


def test_an_epoch_that_is_gone_is_brought_back(instance: Instance, oversight: Identity) -> None:
    """As after an older archive was put back under a process that still runs: one filing fails, the next does not."""
    a_filed_report(instance)
    with transaction() as session:
        session.execute(sa.delete(FacetRecord))
        session.execute(sa.delete(FacetEpoch))
    with pytest.raises(sa.exc.IntegrityError):
        a_filed_report(instance)
    a_filed_report(instance)
    assert len(facets(oversight)) == 1


def test_one_epoch_serves_many_threads(database: Flask, founded: Founded) -> None:
    instance = database.extensions["wbs"]
    threads = [threading.Thread(target=_file, args=(database, instance)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    assert db.session.execute(sa.select(sa.func.count()).select_from(FacetEpoch)).scalar_one() == 1
    assert len(facets(founded.shared["main", "oversight"])) == 8


def _file(app: Flask, instance: Instance) -> None:
    with app.app_context():
        a_filed_report(instance)
