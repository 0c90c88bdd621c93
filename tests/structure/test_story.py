"""Units that change, from the proposal to what reporters choose and readers are kept from; on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.builders import a_filed_report, a_report, an_officer
from tests.conftest import NOW
from tests.people import member
from tests.structure.office import TODAY, Planning
from wbs.cases.access import hold
from wbs.cases.eligibility import why_not
from wbs.cases.labels import unit_told
from wbs.cases.reading import confirm_no_conflict
from wbs.cases.records import Grant
from wbs.cases.report import Party
from wbs.db import db, transaction
from wbs.errors import NotAllowed, NotFound, Refused
from wbs.ledger.read import entries
from wbs.ledger.sequence import sequence
from wbs.organisation.units import Unit
from wbs.people.differences import differences
from wbs.people.directory_file import from_file, governed, sign, to_file
from wbs.structure import deciding, proposing
from wbs.structure.going_live import told_to_signer
from wbs.structure.records import UnitChange

WEST, NORTH = "SUDIN-DUKCAPIL-BARAT", "SUDIN-DUKCAPIL-UTARA"


def states() -> list[str]:
    return list(db.session.execute(sa.select(UnitChange.state).order_by(UnitChange.place)).scalars())


def test_a_name_changes_when_the_directory_is_installed_and_not_before(planning_twice: Planning) -> None:
    planning, old = planning_twice, planning_twice.instance.organisation
    planning.change(WEST, name="Suku Dinas Penduduk Barat", short_name="Sudin Penduduk Barat")
    parts = planning.signed()
    assert planning.instance.organisation is old and states() == ["approved"]
    planning.install(parts)
    new = planning.instance.organisation
    assert new.name_of(WEST) == "Suku Dinas Penduduk Barat" and planning.instance.organisation is new
    assert new.units_named(old.name_of(WEST)) == {WEST}
    assert unit_told(WEST, new) == f"Suku Dinas Penduduk Barat (dulu {old.name_of(WEST)})"
    assert states() == ["done"]
    planning.install(parts)  # interrupted and done again
    assert states() == ["done"]


def test_every_step_is_in_the_ledger_and_names_no_unit(planning_twice: Planning) -> None:
    planning = planning_twice
    planning.change(WEST, name="Suku Dinas Penduduk Barat")
    own = proposing.propose_closing(planning.instance, planning.admin, NORTH, TODAY, NOW)
    deciding.send_back(planning.instance, planning.admin, own, NOW)
    planning.sign_and_install()
    db.session.rollback()
    with transaction():
        sequence("main", planning.instance.keys.ledger, "tick", NOW + timedelta(minutes=1))
    told = [entry for _, entry in entries("main") if entry.tag.startswith("units:")]
    assert [entry.tag for entry in told].count("units:proposed") == 2
    assert {entry.fields.get("answer") for entry in told if entry.tag == "units:decided"} == {"approved", "returned"}
    assert [entry.tag for entry in told].count("units:changed") == 1
    assert not any(WEST in str(vars(entry)) for entry in told)


def test_a_merged_units_old_case_keeps_its_name_and_is_kept_from_the_successors_people(planning: Planning) -> None:
    report = a_report()
    reader = replace(an_officer(planning.instance, "dewi").person, unit=NORTH)
    assert why_not(reader, report, planning.instance.organisation) is None
    planning.merge(WEST, NORTH)
    planning.sign_and_install()
    units = planning.instance.organisation
    assert why_not(reader, report, units) == "unit"
    assert why_not(replace(reader, unit=WEST), a_report(unit=NORTH, persons=()), units) == "unit"
    assert why_not(replace(reader, unit="ITPROV", conflict_units=frozenset({NORTH})), report, units) == "unit"
    typed = a_report(unit="", unit_text="", persons=(Party(unit_text=units.name_of(WEST) + "e"),))
    assert why_not(reader, typed, units) == "unit"  # a slip of the pen in the old name
    assert unit_told(WEST, units).endswith(f"(kini {units.name_of(NORTH)})")
    assert units.units_named(units.name_of(WEST)) == {NORTH}


def test_who_comes_into_line_with_a_reported_unit_is_asked_anew(planning: Planning) -> None:
    filed = a_filed_report(planning.instance)
    officer = an_officer(planning.instance, "petugas.irbanko_barat")
    confirm_no_conflict(planning.instance, officer, filed.case_id, NOW)
    planning.change(WEST, name="Nama Baru")
    planning.sign_and_install()
    assert hold(officer, filed.case_id).is_confirmed
    planning.change(planning.units.units[WEST].parent_code or "", parent_code="ITPROV")
    planning.sign_and_install()
    assert not hold(officer, filed.case_id).is_confirmed


def test_a_change_for_a_later_day_is_signed_now_and_begins_then(planning: Planning) -> None:
    later = TODAY + timedelta(days=30)
    planning.close(NORTH, later)
    planning.sign_and_install()
    units = planning.instance.units
    before = planning.instance.organisation
    assert before.is_open(NORTH)
    units.today = lambda: later - timedelta(days=1)
    assert planning.instance.organisation is before
    units.today = lambda: later
    assert not planning.instance.organisation.is_open(NORTH)
    assert planning.instance.organisation.name_of(NORTH) == before.name_of(NORTH)


def test_two_people_and_the_right_ones(planning: Planning) -> None:
    unit = replace(planning.units.units[WEST], name="Lain")
    for name in ("irban.investigasi", "petugas.irbanko_barat", "wulan", "budiman"):
        with pytest.raises(NotAllowed):
            proposing.propose_change(planning.instance, an_officer(planning.instance, name), unit, TODAY, NOW)
    change = proposing.propose_change(planning.instance, planning.admin, unit, TODAY, NOW)
    with pytest.raises(Refused, match="orang kedua"):
        deciding.approve(planning.instance, planning.admin, change, NOW)
    with pytest.raises(NotAllowed):
        deciding.approve(planning.instance, an_officer(planning.instance, "wulan"), change, NOW)
    with pytest.raises(NotFound):
        deciding.approve(planning.instance, an_officer(planning.instance, "budiman"), change, NOW)
    with pytest.raises(Refused, match="sudah ada usulan"):
        proposing.propose_closing(planning.instance, planning.admin, WEST, TODAY, NOW)
    planning.approve(change)
    with pytest.raises(Refused, match="sudah diputuskan"):
        planning.approve(change)


def test_only_what_was_approved_can_be_installed(planning: Planning) -> None:
    planning.change(WEST, name="Yang disetujui")
    part = planning.signed()[0]
    following = part.next()
    assert following.government is not None and following.government.units is not None
    units = following.government.units
    forged = replace(units.states[-1], unit=replace(units.states[-1].unit, name="Yang diselipkan"))
    government = replace(following.government, units=replace(units, states=(*units.states[:-1], forged)))
    slipped = sign(governed(part, government, part.unit_changes), planning.founded.directory_key)
    with pytest.raises(Refused, match="tidak sama"):
        planning.install([slipped])
    change = part.unit_changes[0]
    deciding.send_back(planning.instance, planning.admin, change, NOW)
    with pytest.raises(Refused, match="tidak \\(lagi\\) disetujui"):
        planning.install([part])
    assert planning.instance.organisation.name_of(WEST) != "Yang disetujui"


def test_the_signer_reads_every_change_out_of_the_two_documents(planning: Planning) -> None:
    planning.change(WEST, name="Suku Dinas Penduduk Barat")
    planning.merge("BIRO-HUK", "BIRO-PEM")
    [part] = from_file(to_file(planning.signed()))
    before, after = part.former(planning.instance.keys.directory_public), part.next()
    assert differences(before, after) == ("DAFTAR UNIT BERGANTI.",)
    assert before.government and after.government
    told = told_to_signer(before.government.units, after.government.units)
    assert len(told) == 2 and "menjadi Suku Dinas Penduduk Barat" in told[0]
    assert "Biro Hukum (BIRO-HUK) ke Biro Pemerintahan" in told[1]
    shorter = replace(after.government.units, states=after.government.units.states[1:])
    assert told_to_signer(before.government.units, shorter)[0].startswith("RIWAYAT UNIT BERUBAH")
    other = replace(after, government=replace(after.government, name="Lain"))
    assert any("DATA PEMERINTAH BERGANTI" in line for line in differences(before, other))


def test_what_waits_together_must_fit_together(planning: Planning) -> None:
    new = Unit("SUDIN-X", "Suku Dinas X", "Sudin X", "sudin", "DKI", "Barat")
    parent = proposing.propose_unit(planning.instance, planning.admin, new, TODAY, NOW)
    child = proposing.propose_unit(
        planning.instance, planning.admin, replace(new, code="UPT-X", name="UPT X", parent_code="SUDIN-X"), TODAY, NOW
    )
    with pytest.raises(Refused, match="SUDIN-X"):
        planning.approve(child)
    planning.approve(parent)
    planning.approve(child)
    planning.sign_and_install()
    assert planning.instance.organisation.ancestors("UPT-X") == ("SUDIN-X", "DKI")


def test_an_old_case_stays_readable(planning: Planning) -> None:
    filed = a_filed_report(planning.instance)
    planning.close(WEST)
    planning.sign_and_install()
    held = db.session.execute(sa.select(Grant).where(Grant.case_id == filed.case_id)).scalars().first()
    assert held is not None and planning.instance.organisation.region_of(WEST)
    assert unit_told(WEST, planning.instance.organisation).endswith("(sudah ditutup)")
    assert member("dewi").unit in planning.instance.organisation.units
