"""Every number that can be shown has a name, a definition, a unit and a scope."""

from tests.oversight.test_csv_export import a_sheet
from wbs.oversight.definitions import DEFINITIONS, SCOPE, label_of


def test_every_definition_says_what_how_counted_and_what_is_left_out() -> None:
    for definition in DEFINITIONS.values():
        assert definition.label and definition.text.endswith(".")
        assert definition.unit == "laporan"
        assert definition.scope == SCOPE == "Tidak termasuk jalur khusus."


def test_every_number_of_the_sheet_is_defined() -> None:
    sheet = a_sheet()
    shown = (*sheet.headlines, *sheet.rates, *sheet.durations, *sheet.balance, *sheet.tables)
    assert all(item.definition is DEFINITIONS[item.key] for item in shown)


def test_labels() -> None:
    assert label_of("kind:pungli") == "Pungutan liar, pemerasan, percaloan"
    assert label_of("age:>90") == "lebih dari 90 hari kerja"
    assert label_of("region:Jakarta Utara") == "Jakarta Utara"
    assert label_of("unit_kind:kantor_cabang") == "kantor cabang"
    assert label_of("closed") == "Ditutup"
