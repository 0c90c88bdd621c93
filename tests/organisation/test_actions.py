from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from tests.organisation.desks import DKI_UNITS
from wbs.db import db, transaction
from wbs.errors import Refused
from wbs.organisation.actions import correct_calendar, import_units
from wbs.organisation.calendar import Correction
from wbs.organisation.queries import corrections, organisation, working_calendar
from wbs.organisation.units import Organisation, Unit


def test_an_import_is_read_back_whole_in_one_query(tables):
    with transaction():
        assert len(import_units(DKI_UNITS).added) == 231
    statements = []
    sa.event.listen(tables, "before_cursor_execute", lambda *event: statements.append(event[2]))
    assert organisation() == DKI_UNITS
    assert list(organisation().units) == list(DKI_UNITS.units)
    assert sum("FROM unit" in statement for statement in statements) == 2


def test_importing_again_changes_nothing(tables):
    for _ in range(2):
        with transaction():
            done = import_units(DKI_UNITS)
    assert (done.added, done.changed, done.absent) == ((), (), ())


def test_a_renamed_a_new_and_a_vanished_unit(tables):
    first = Organisation.of([Unit("A", "Dinas", "A", "dinas"), Unit("B", "Biro", "B", "biro", "A")])
    renamed = replace(first.units["A"], name="Dinas Baru", parent_code="C", runs_infrastructure=True)
    second = Organisation.of([renamed, Unit("C", "Pemerintah", "C", "instansi")])
    with transaction():
        import_units(first)
    with transaction():
        done = import_units(second)
    assert (done.added, done.changed, done.absent) == (("C",), ("A",), ("B",))
    assert organisation().units["A"] == renamed
    assert organisation().ancestors("B") == ("A", "C")


def test_a_child_listed_before_its_parent_is_imported(tables):
    with transaction():
        import_units(Organisation.of([Unit("B", "Biro", "B", "biro", "A"), Unit("A", "Dinas", "A", "dinas")]))
    assert list(organisation().units) == ["B", "A"]


def test_a_correction_is_kept_and_replaced(tables):
    day = date(2026, 11, 25)
    word = Correction(day, "libur", "Pilkada", "Keppres", "Sekretaris")
    for each in (word, replace(word, kind="kerja", name="")):
        with transaction():
            correct_calendar(each)
        db.session.rollback()
        assert corrections() == (each,)
        assert working_calendar(ZoneInfo("Asia/Jakarta")).is_working_day(day) == (each.kind == "kerja")


@pytest.mark.parametrize("change", [{"kind": "cuti"}, {"source": " "}, {"confirmed_by": ""}])
def test_a_correction_without_source_or_person_is_refused(tables, change):
    word = Correction(date(2026, 11, 25), "libur", "Pilkada", "Keppres", "Sekretaris")
    with pytest.raises(Refused), transaction():
        correct_calendar(replace(word, **change))
    assert corrections() == ()
