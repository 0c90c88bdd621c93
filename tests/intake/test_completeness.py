"""Completeness counts six elements and never says more than what is told and what is not."""

from wbs.cases.report import Party, Report
from wbs.intake.completeness import ELEMENTS, completeness


def test_a_bare_report_has_one_element_and_names_the_others() -> None:
    found = completeness(Report(what="Uang diminta."))
    assert found.told == ("what",)
    assert (found.done, found.all) == (1, 6)
    assert "di mana" in found.sentence


def test_a_chosen_unit_counts_as_where_and_going_on_as_when() -> None:
    found = completeness(Report(what="Uang diminta.", unit="DINKES", flags=frozenset({"masih_berlangsung"})))
    assert found.told == ("what", "where", "when")


def test_a_full_report_is_complete() -> None:
    report = Report(
        what="Uang diminta.", persons=(Party(position="Bendahara"),), where="Loket", when="Maret", how="Tunai",
        knows_by="saksi",
    )  # fmt: skip
    assert completeness(report).told == tuple(ELEMENTS)
    assert completeness(report).missing == ()


def test_nothing_told_is_met_with_encouragement() -> None:
    assert completeness(Report(what="")).sentence.startswith("Tulis yang Anda tahu")
