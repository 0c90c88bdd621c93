"""The rules about units, pure: what holds together, what is refused, what a list says of a day."""

from dataclasses import replace
from datetime import date

import pytest

from tests.organisation.desks import DKI, DKI_GOVERNMENT, DKI_UNITS
from wbs.cases.card import Card
from wbs.cases.facets import facet_of
from wbs.organisation.government import Government
from wbs.organisation.unit_list import UnitList
from wbs.organisation.units import BadOrganisation, Organisation, Unit
from wbs.structure import steps
from wbs.structure.differences import difference
from wbs.structure.rules import merge_problem, problems

DAY, LATER = date(2026, 11, 23), date(2027, 1, 1)
WEST, NORTH = "SUDIN-DUKCAPIL-BARAT", "SUDIN-DUKCAPIL-UTARA"


def unit(code: str, parent: str | None = None, **facts: object) -> Unit:
    return Unit(**{"code": code, "name": f"Dinas {code}", "short_name": code, "kind": "dinas", "parent_code": parent, **facts})  # noqa: E501


TREE = Organisation.of(
    [unit("X"), unit("A", "X", runs_infrastructure=True), unit("A1", "A"), unit("A2", "A1"), unit("B", "X", region="Kota")]  # noqa: E501
)
LIST = UnitList.founding(TREE)


def after(states: steps.States, since: date = DAY, units: UnitList = LIST) -> Organisation:
    return units.with_states(states, since).on(since)


def against(states: steps.States, since: date = DAY, units: UnitList | None = None) -> str:
    found = UnitList.founding(DKI_UNITS) if units is None else units
    return " ".join(problems(found.on(date.max), states, since, DAY, found, DKI))


def test_a_merged_unit_hangs_under_its_successor_with_everything() -> None:
    merged = after(steps.merged(TREE, "A", "B"))
    assert not merged.is_open("A") and merged.is_open("A1") and merged.current("A") == "B"
    assert merged.ancestors("A") == ("B", "X") and merged.ancestors("A2") == ("A1", "B", "X")
    assert merged.subtree("B") == {"A", "A1", "A2", "B"}
    assert merged.units_named("Dinas A") == {"B"} and "Dinas A" in merged.names_of("B")
    assert [each.code for each in merged.infrastructure()] == ["B"]  # reporters are told as before
    assert merged.region_of("A") == "Kota"


def test_a_unit_may_become_part_of_one_right_under_it() -> None:
    merged = after(steps.merged(TREE, "A", "A1"))
    assert merged.ancestors("A1") == ("X",) and merged.ancestors("A") == ("A1", "X")
    assert merge_problem(TREE, "A", "A1") == "" and "Pindahkan dulu" in merge_problem(TREE, "A", "A2")
    assert merge_problem(TREE, "A", "A") and merge_problem(TREE, "A", "nirgends")


def test_mergers_in_a_row_lead_to_the_last() -> None:
    units = LIST.with_states(steps.merged(TREE, "A1", "A"), DAY)
    units = units.with_states(steps.merged(units.on(DAY), "A", "B"), DAY)
    assert units.on(DAY).current("A1") == "B" and units.on(DAY).units_named("Dinas A1") == {"B"}


def test_what_is_closed_keeps_name_kind_and_place() -> None:
    closed = after(steps.closed(TREE, "B"))
    assert closed.name_of("B") == "Dinas B" and closed.region_of("B") == "Kota" and closed.kind_of("B") == "dinas"
    assert "B" not in [each.code for each in (*closed.open_units(), *closed.of_kind("dinas"))]
    assert closed.units_named("Dinas B") == {"B"} and closed.ancestors("B") == ("X",)


def test_a_list_says_of_each_day_what_was_true_then() -> None:
    units = LIST.with_states((replace(TREE.units["B"], name="Badan B", short_name="Badan B"),), LATER)
    assert units.on(DAY).name_of("B") == "Dinas B" and units.on(LATER).name_of("B") == "Badan B"
    assert units.on(LATER).units["B"].former_names == ("Dinas B", "B")
    assert units.on(LATER).units_named("dinas b") == units.on(LATER).units_named("badan b") == {"B"}
    assert (units.in_force(DAY), units.in_force(LATER)) == (5, 6)
    assert UnitList.from_document(units.to_document()) == units


def test_nothing_is_said_between_two_days_that_breaks_the_later_one() -> None:
    units = LIST.with_states((unit("NEU", "B"),), LATER)
    with pytest.raises(BadOrganisation, match="sudah ditutup"):
        units.with_states(steps.closed(TREE, "B"), DAY)
    with pytest.raises(BadOrganisation, match="tidak ada di daftar"):
        units.with_states((unit("NEU2", "NEU"),), DAY)


def test_a_history_can_only_grow() -> None:
    units = LIST.with_states(steps.closed(TREE, "B"), DAY)
    assert [state.unit.code for state in units.new_since(LIST) or ()] == ["B"]
    assert UnitList(units.states[1:]).new_since(LIST) is None


@pytest.mark.parametrize("code", ["ITPROV", *DKI.governor_units, *DKI.desk_units.values()])
def test_units_that_routing_names_do_not_end(code: str) -> None:
    assert "kodenya harus tetap ada" in against(steps.closed(DKI_UNITS, code))
    renamed = replace(steps.bare(DKI_UNITS.units[code]), name="Nama lain")
    assert against(steps.stated(DKI_UNITS, renamed)) == ""


def test_what_is_refused() -> None:
    assert against(()) == "Tidak ada yang berubah."
    assert "induk semuanya" in against(steps.closed(DKI_UNITS, "DKI"))
    assert "masih punya unit di bawahnya" in against(steps.closed(DKI_UNITS, str(DKI_UNITS.units[WEST].parent_code)))
    assert "satu tahun" in against(steps.closed(DKI_UNITS, WEST), date(2020, 1, 1))
    later = UnitList.founding(DKI_UNITS).with_states(steps.closed(DKI_UNITS, WEST), LATER)
    assert "sudah berubah mulai 1 Januari 2027" in against((replace(DKI_UNITS.units[WEST], name="x"),), DAY, later)
    moved = tuple(
        replace(each, region="Lain") for each in DKI_UNITS.open_units() if each.region == next(iter(DKI.territories))
    )
    assert "yang punya meja sendiri" in against(moved)


def test_a_unit_does_not_slip_into_another_code() -> None:
    """Whoever works there would no longer be of one line with what was told about it."""
    renumbered = replace(steps.bare(DKI_UNITS.units[WEST]), code="LOR")
    assert "Pakai kode lamanya" in against((renumbered, *steps.closed(DKI_UNITS, WEST)))


def test_old_figures_stay_when_a_unit_becomes_another_kind() -> None:
    card = Card("pungli", WEST, "", (), "irbanko_barat", "wilayah", False, "kecil")
    told = facet_of(card, "p", "opened", DKI_UNITS)
    other = Organisation.of(
        replace(each, kind="badan", region="Utara") if each.code == WEST else each for each in DKI_UNITS.units.values()
    )
    closing = facet_of(card.with_outcome("terbukti"), "p", "closed", other)
    assert (closing.unit_kind, closing.region) == ("badan", "Utara")
    kept = closing.as_told_in(told)
    assert (kept.unit_kind, kept.region, kept.outcome) == (told.unit_kind, told.region, "terbukti")
    elsewhere = replace(closing, unit=NORTH)
    assert elsewhere.as_told_in(told) == elsewhere  # decided to be about another unit


def test_a_difference_is_grouped_as_an_office_speaks() -> None:
    b = TREE.units["B"]
    assert difference(None, b).group == "added"
    assert difference(b, replace(b, name="Badan")).group == "renamed"
    assert difference(b, replace(b, parent_code="A")).group == "moved"
    assert difference(b, replace(b, employees=3)).fields() == ("employees",)
    assert difference(b, replace(b, is_open=False)).group == "closed"
    assert difference(replace(b, is_open=False), b).group == "reopened"


def test_a_government_of_before_has_no_signed_list() -> None:
    document = replace(DKI_GOVERNMENT, units=None).to_document()
    assert Government.from_document(document).units is None
    del document["units"]
    assert Government.from_document(document).units is None
