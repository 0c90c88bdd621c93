"""A report about the inspectorate does not exist in the main realm: not as a row, not as a number, not as an entry."""

import pytest
import sqlalchemy as sa

from tests.builders import a_filed_report, a_report, an_officer
from tests.conftest import NOW
from tests.people import cast
from wbs.app import sequence_nights
from wbs.cases.facets import open_facets
from wbs.cases.filters import BOTH, Filters
from wbs.cases.proof import discrepancies
from wbs.cases.records import Case, Grant
from wbs.cases.report import Party
from wbs.cases.worklist import ALL, list_cases
from wbs.db import db
from wbs.founding import Founded
from wbs.ledger.read import entries, pending_entries, tree_head
from wbs.oversight.collecting import collect
from wbs.staff.instance import Instance

HEADS = frozenset({"terancam"})  # urgent, so that alarms and reserves are tried too
ABOUT_THE_HOUSE = {
    "flag": a_report(flags=frozenset({"orang_inspektorat"})),
    "urgent": a_report(flags=frozenset({"orang_inspektorat", "terancam"})),
    "unit": a_report(unit="ITPROV-INV", persons=()),
    "position": a_report(persons=(Party(position="Inspektur Pembantu"),)),
    "person": a_report(persons=(Party(name="Dewi Dua", unit="ITPROV"),)),
    "administrator": a_report(persons=(Party(name="Tono Admin"),), unit="", unit_text=""),
    "auditor": a_report(persons=(Party(name="Wulan Auditor"),), unit=""),
}


def seen_in_main(instance: Instance, founded: Founded) -> list[object]:
    """What anybody of the main realm can count."""
    db.session.rollback()
    people = [an_officer(instance, one.sign_in_name) for one in cast() if one.realm == "main"]
    today = instance.today(NOW)
    lists = [list_cases(one, ALL, Filters(show=BOTH), 1, today, instance.organisation).total for one in people]
    figures = collect(instance, "main", founded.shared["main", "oversight"])
    facets = len(list(open_facets("main", founded.shared["main", "oversight"])))
    log = len(list(entries("main"))), len(list(pending_entries("main"))), tree_head("main"), discrepancies("main")
    cases = db.session.execute(sa.select(sa.func.count()).select_from(Case).where(Case.realm == "main")).scalar_one()
    return [lists, figures, facets, log, cases]


@pytest.mark.parametrize("name", ABOUT_THE_HOUSE)
def test_the_main_realm_sees_no_difference(instance: Instance, founded: Founded, name: str) -> None:
    a_filed_report(instance)
    before = seen_in_main(instance, founded)
    filed = a_filed_report(instance, ABOUT_THE_HOUSE[name])
    assert seen_in_main(instance, founded) == before
    sequence_nights(instance, NOW)  # the day is not over: nothing moves
    assert db.session.get_one(Case, filed.case_id).realm == "bypass"
    main = {one.id for one in cast() if one.realm == "main"}
    readers = db.session.execute(sa.select(Grant.person_id).where(Grant.case_id == filed.case_id)).scalars()
    assert main.isdisjoint(readers)


def test_the_auditor_of_the_bypass_counts_it(instance: Instance, founded: Founded) -> None:
    a_filed_report(instance, ABOUT_THE_HOUSE["flag"])
    sequence_nights(instance, NOW.replace(day=25))
    assert len(collect(instance, "bypass", founded.shared["bypass", "oversight"]).facts) == 1
    assert len(collect(instance, "main", founded.shared["main", "oversight"]).facts) == 0
