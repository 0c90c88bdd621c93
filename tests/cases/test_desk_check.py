from dataclasses import replace

from tests.organisation.desks import (
    DKI,
    DKI_UNITS,
    PESAWARAN,
    PESAWARAN_UNITS,
    administrators,
    dki_desks,
    pesawaran_desks,
)
from wbs.cases.desk_check import BLOCKING, NOTE, WARNING, check_desks, is_refused


def check(**changes):
    desks = {**dki_desks(), **{_place(desk): members for desk, members in changes.items()}}
    return check_desks(DKI_UNITS, desks, DKI, administrators())


def _place(desk):
    return ("bypass" if desk.startswith("bypass") else "main", desk)


def test_three_people_at_every_desk_are_enough():
    assert check() == ()
    assert check_desks(PESAWARAN_UNITS, pesawaran_desks(), PESAWARAN) == ()


def test_a_unit_that_reaches_nobody_is_refused():
    (finding,) = check(bypass_luar=())
    assert finding.severity == BLOCKING
    assert "Setda; Biro KDH" in finding.sentence
    assert is_refused([finding])


def test_no_bypass_at_all_is_refused():
    assert is_refused(check(bypass_dalam=(), bypass_luar=()))


def test_one_reader_is_a_warning_and_two_are_a_note():
    members = dki_desks()["main", "irbanko_utara"]
    (one,) = check(irbanko_utara=members[:1])
    (two,) = check(irbanko_utara=members[:2])
    assert (one.severity, two.severity) == (WARNING, NOTE)
    assert one.sentence.startswith("Irbanko Jakarta Utara hanya punya 1 pembaca")
    assert "Jakarta Utara; " in one.sentence
    assert not is_refused([one, two])


def test_declared_conflicts_that_empty_a_desk_are_seen():
    members = dki_desks()["main", "investigasi"]
    blocked = tuple(replace(person, conflict_units=frozenset({"DINKES"})) for person in members)
    findings = check(investigasi=blocked)
    assert [finding.severity for finding in findings] == [WARNING]
    assert "Dinkes" in findings[0].sentence
    assert "keluar ke jalur khusus" in findings[0].sentence


def test_oversight_and_reading_do_not_mix():
    first, *rest = dki_desks()["main", "investigasi"]
    mixed = (replace(first, roles=frozenset({"petugas_meja", "auditor"})), *rest)
    (finding,) = check(investigasi=mixed)
    assert finding.severity == BLOCKING
    assert first.name in finding.sentence


def test_nobody_sits_on_both_sides_of_the_bypass():
    outside = dki_desks()["bypass", "bypass_luar"]
    findings = check(intake=outside)
    assert [finding.severity for finding in findings] == [BLOCKING] * 3
    assert "jalur khusus" in findings[0].sentence
