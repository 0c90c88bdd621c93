import pytest

from tests.organisation.desks import DKI_UNITS
from wbs.organisation.units import BadOrganisation, Organisation, Unit


def unit(code, parent=None, region=""):
    return Unit(code, f"Unit {code}", code, "dinas", parent, region)


def test_dki_is_whole():
    assert len(DKI_UNITS.units) == 231
    assert DKI_UNITS.name_of("DCKTRP") == "Dinas Cipta Karya, Tata Ruang dan Pertanahan"
    assert DKI_UNITS.subtree("DKI") == DKI_UNITS.units.keys()


def test_a_subtree_holds_the_unit_itself_and_all_below():
    assert DKI_UNITS.subtree("DISKOMINFOTIK") == {"DISKOMINFOTIK", "UP-JSC"}
    assert "ITPROV-INV" in DKI_UNITS.subtree("ITPROV")
    assert "BIRO-KDH" in DKI_UNITS.subtree("SETDA")


def test_a_unit_that_left_the_list_stands_for_itself():
    assert DKI_UNITS.subtree("HILANG") == {"HILANG"}
    assert DKI_UNITS.ancestors("HILANG") == ()
    assert DKI_UNITS.name_of("HILANG") == "HILANG"
    assert DKI_UNITS.subtree("") == frozenset()


def test_ancestors_go_up_to_the_government():
    assert DKI_UNITS.ancestors("RSUD-KOJA") == ("DINKES", "DKI")
    assert DKI_UNITS.is_root("DKI")
    assert not DKI_UNITS.is_root("DINKES")


def test_a_region_is_inherited():
    organisation = Organisation.of([unit("A", region="Utara"), unit("B", "A"), unit("C", "B", "Barat"), unit("D")])
    assert organisation.region_of("B") == "Utara"
    assert organisation.region_of("C") == "Barat"
    assert organisation.region_of("D") == ""


def test_kinds_keep_the_order_of_the_list():
    assert DKI_UNITS.kinds()[:3] == ("instansi", "sekretariat", "biro")
    assert len(DKI_UNITS.of_kind("bumd")) == 14


def test_the_infrastructure_is_told():
    assert [unit.code for unit in DKI_UNITS.infrastructure()] == ["DISKOMINFOTIK"]


def test_a_typed_name_finds_the_listed_unit():
    assert DKI_UNITS.units_named("dinas cipta karya  tata ruang dan pertanahan") == {"DCKTRP"}
    assert DKI_UNITS.units_named("Sudin Bina Marga Jakarta Utara") == {"SUDIN-DBM-UTARA"}
    assert DKI_UNITS.units_named("Dinas") == frozenset()
    assert DKI_UNITS.units_named("") == frozenset()


@pytest.mark.parametrize(
    ("units", "code"),
    [
        ([unit("A"), unit("A")], "A"),
        ([unit("A", "TIADA")], "A"),
        ([unit("B", "A"), unit("A", "TIADA")], "A"),
        ([unit("A", "A")], "A"),
        ([unit("A", "B"), unit("B", "A")], "A"),
    ],
)
def test_what_is_no_tree_is_refused(units, code):
    with pytest.raises(BadOrganisation) as refusal:
        Organisation.of(units)
    assert refusal.value.code == code
