import pytest

from tests.organisation.desks import DKI_UNITS, Someone
from wbs.cases.eligibility import Subject, eligible, why_not
from wbs.cases.report import Party, Report

OFFICER = Someone("Dra. Hj. Siti Rahmawati, M.Si.", "Auditor Madya", "ITPROV-INV")


def about(*persons, excluded=(), **fields):
    return Report("x" * 60, persons=persons, excluded=tuple(excluded), **fields)


def why(report, person=OFFICER):
    return why_not(person, report, DKI_UNITS)


def test_a_report_about_another_office_leaves_its_readers():
    report = about(Party(position="Pejabat Pembuat Komitmen", unit="DISKOMINFOTIK"), unit="DISKOMINFOTIK")
    assert why(report) is None
    assert eligible([OFFICER], report, DKI_UNITS) == (OFFICER,)


@pytest.mark.parametrize("name", ["Siti Rahmawati", "siti rahmawati, s.h.", "Ibu Siti", "S. Rahmawati", "Rachmawati"])
def test_a_named_person_does_not_read(name):
    assert why(about(Party(name=name))) == "nama"
    assert why(about(excluded=[Party(name=name)])) == "dikecualikan_pelapor"


@pytest.mark.parametrize("name", ["Siti Aminah", "tidak tahu namanya", "Pak"])
def test_somebody_else_is_not_the_person(name):
    assert why(about(Party(name=name, unit="DINKES"))) is None


def test_the_same_position_in_the_same_unit_does_not_read():
    assert why(about(Party(position="auditor madya", unit="ITPROV"))) == "jabatan"
    assert why(about(Party(position="Auditor", unit_text="Irban Investigasi"))) == "jabatan"
    assert why(about(Party(position="Auditor Madya", unit="BUMD-PASAR"))) is None


def test_a_position_without_a_unit_is_doubt_enough():
    assert why(about(Party(position="Auditor"))) == "jabatan"
    assert why(about(Party(position="Auditor", unit="DKI"))) == "jabatan"
    assert why(about(Party(position="Auditor"), unit="DINKES")) is None
    assert why(about(Party(position="Kepala seksi"))) is None


def test_short_forms_name_the_position():
    head = Someone("Wahyu Prakoso", "Inspektur Pembantu Bidang Investigasi", "ITPROV-INV")
    assert why(about(excluded=[Party(position="Irban", unit="ITPROV-INV")]), head) == "dikecualikan_pelapor"
    assert why(about(excluded=[Party(position="Irban", unit="ITPROV-INV")])) is None


def test_the_own_unit_and_what_is_under_a_named_one_does_not_read():
    assert why(about(unit="ITPROV")) == "unit"
    assert why(about(unit="ITPROV-INV")) == "unit"
    assert why(about(Party(unit="ITPROV"))) == "unit"
    assert why(about(unit_text="Inspektorat Pembantu Bidang Investigasi")) == "unit"
    assert why(about(unit="ITKO-UTARA")) is None


def test_a_typed_unit_that_may_be_the_own_one_is_doubt_enough():
    assert why(about(unit_text="bidang investigasi, lantai 18")) is None
    assert why(about(unit_text="inspektorat pembantu")) == "unit"
    assert why(about(Party(unit_text="Dinas Kesehatan Kabupaten"))) is None


def test_a_typed_unit_counts_beside_a_chosen_one():
    assert why(about(unit="DINKES", unit_text="Irban Investigasi")) == "unit"


def test_the_whole_government_is_nobody_in_particular_unless_excluded():
    assert why(about(Party(unit="DKI"), unit="DKI")) is None
    assert why(about(excluded=[Party(unit="DKI")])) == "dikecualikan_pelapor"


def test_a_declared_conflict_blocks_up_and_down_the_line():
    before = Someone("Wahyu Prakoso", unit="ITPROV-INV", conflict_units=frozenset({"DINKES"}))
    assert why(about(unit="DINKES"), before) == "unit"
    assert why(about(unit="RSUD-KOJA"), before) == "unit"
    assert why(about(unit="DKI"), before) is None
    assert why(about(unit="DISDIK"), before) is None
    below = Someone("Wahyu Prakoso", unit="ITPROV-INV", conflict_units=frozenset({"RSUD-KOJA"}))
    assert why(about(unit="DINKES"), below) == "unit"


@pytest.mark.parametrize(
    "party",
    [
        Party(unit="ITPROV-INV"),
        Party(unit="ITPROV"),
        Party(unit_text="irban investigasi"),
        Party(unit_text="Inspektorat Pembantu"),
        Party(name="tidak tahu namanya", unit="ITPROV-INV"),
        Party(name="Pak", unit="ITPROV-INV"),
        Party(name="semua pegawai", unit="ITPROV-INV"),
        Party(position="Seluruh auditor", unit="ITPROV-INV"),
    ],
)
def test_an_excluded_unit_is_excluded_whole(party):
    assert why(about(excluded=[party])) == "dikecualikan_pelapor"


@pytest.mark.parametrize(
    "party", [Party(), Party(unit="ITKO-UTARA"), Party(name="Joko", unit="ITPROV-INV"), Party(unit="HILANG")]
)
def test_excluding_others_leaves_the_reader(party):
    assert why(about(excluded=[party])) is None


def test_a_unit_that_left_the_list_still_excludes_its_own_people():
    left = Someone("Wahyu Prakoso", unit="HILANG")
    assert why(about(unit="HILANG"), left) == "unit"
    assert why(about(excluded=[Party(unit="HILANG")]), left) == "dikecualikan_pelapor"


def test_what_the_reporter_said_is_told_first():
    assert why(about(Party(name="Siti"), unit="ITPROV", excluded=[Party(name="Siti")])) == "dikecualikan_pelapor"


def test_a_person_without_unit_matches_no_empty_unit():
    outsider = Someone("Wahyu Prakoso", "Pengawas luar", unit="")
    assert why(about(Party(name="Joko"), excluded=[Party(name="Joko")]), outsider) is None


def test_named_units():
    report = about(Party(unit="DINKES"), Party(unit_text="disdik"), Party(unit_text="tidak ada"), unit="DBM")
    assert Subject.of(report, DKI_UNITS).units == {"DBM", "DINKES", "DISDIK"}
