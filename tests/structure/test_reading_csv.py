"""A list of units as it really comes: from a spreadsheet, from a hurried colleague, from somebody who means harm."""

from datetime import date

import pytest

from tests.organisation.desks import DKI_GOVERNMENT, DKI_UNITS
from wbs.organisation.unit_list import UnitList
from wbs.organisation.units import Organisation
from wbs.structure import steps
from wbs.structure.reading_csv import read_text, read_units
from wbs.structure.rules import MOST_UNITS, problems

HEAD = "code,name,short_name,kind,parent_code,region,employees"
NOTHING = Organisation.of(())


def lines(*rows: str) -> str:
    return "\n".join((HEAD, *rows)) + "\n"


def mistakes(text: str) -> list[tuple[int, str]]:
    read = read_units(text, NOTHING)
    assert (read.organisation is None) == bool(read.mistakes)
    return [(one.line, one.message) for one in read.mistakes]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_any_spreadsheet_of_the_office(separator: str) -> None:
    text = read_text(b"\xef\xbb\xbf" + lines("A,Dinas A,,dinas,,Kota,12", "B,UPT B,UPT,upt,A,,").replace(",", separator).replace("\n", "\r\n").encode())  # noqa: E501
    units = read_units(text, NOTHING).organisation
    assert units is not None and units.ancestors("B") == ("A",)
    assert (units.units["A"].employees, units.units["A"].short_name, units.region_of("B")) == (12, "Dinas A", "Kota")


def test_columns_in_any_order_and_blank_lines() -> None:
    text = "Name,CODE,kind,short_name,region,employees,parent_code\n\nDinas A,A,dinas,,,,\n,,,,,,\n"
    assert read_units(text, NOTHING).organisation is not None


@pytest.mark.parametrize("cell", ["=1+1", "+62811", "-A", "@SUM(A1)", '"=HYPERLINK(""http://x"",""y"")"'])
def test_no_formula_comes_in(cell: str) -> None:
    [(line, message)] = mistakes(lines("A,Dinas A,,dinas,,,", f"B,{cell},,dinas,,,"))
    assert line == 3 and "seperti rumus" in message and message.startswith("name:")
    assert mistakes(lines(f"{cell},Dinas,,dinas,,,"))


@pytest.mark.parametrize(
    ("rows", "line", "said"),
    [
        (("A,Dinas A,,dinas,,,", "A,Dinas B,,dinas,,,"), 3, "sudah dipakai di baris 2"),
        (("A,Dinas A,,dinas,X,,",), 2, "Induk X tidak ada"),
        (("A,Dinas A,,dinas,B,,", "B,Dinas B,,dinas,A,,"), 2, "di bawah dirinya sendiri"),
        (("A,Dinas A,,dinas,A,,",), 2, "di bawah dirinya sendiri"),
        (("A,,,dinas,,,",), 2, "name harus diisi"),
        (("A,Dinas A,,dinas,,,1.200",), 2, "bilangan bulat"),
        (("A,Dinas A,,dinas,,,-5",), 2, "bilangan bulat"),
        (("A,Dinas A,,dinas,,,99999999999",), 2, "bilangan bulat"),
        (("A,Dinas A,,dinas,,,²",), 2, "bilangan bulat"),
        (("A,Dinas A, Tata Ruang,,dinas,,,",), 2, "Jumlah kolom"),
        (("A,Dinas\u202eA,,dinas,,,",), 2, "tidak terlihat"),
        (("A,Dinas\x00A,,dinas,,,",), 2, "tidak terlihat"),
        ((f"A,{'x' * 300},,dinas,,,",), 2, "lebih dari 200"),
        (("A B,Dinas,,dinas,,,",), 2, "kode paling banyak"),
        (('A,"Dinas,,dinas,,,',), 2, "tidak terbaca"),
        ((), 0, "hanya berisi baris judul"),
    ],
)
def test_every_mistake_is_told_with_its_line(rows: tuple[str, ...], line: int, said: str) -> None:
    found = mistakes(lines(*rows))
    assert found[0][0] == line and said in found[0][1]


def test_all_mistakes_at_once_in_their_order() -> None:
    found = mistakes(lines("A,,,dinas,,,", "B,=1,,dinas,,,x", "A,C,,dinas,,,"))
    assert [line for line, _ in found] == [2, 3, 3, 4]


@pytest.mark.parametrize("text", ["", "\n\n", "nama,kode\n", HEAD + ",code\nA,B,,c,,,,A\n", "\x00"])
def test_what_is_no_list(text: str) -> None:
    assert len(mistakes(text)) == 1


def test_a_code_of_the_founding_stays_what_it_is() -> None:
    odd = Organisation.of([*NOTHING.units.values(), *read_units(lines("A,Dinas,,d,,,"), NOTHING).organisation.units.values()])  # noqa: E501
    assert read_units(lines("A,Dinas,,d,,,"), odd).organisation is not None


def test_five_thousand_units_and_not_one_more() -> None:
    rows = ["U0,Pemerintah,,instansi,,,", *(f"U{n},Unit {n},,upt,U{n // 10},,{n}" for n in range(1, MOST_UNITS))]
    read = read_units(lines(*rows), NOTHING)
    assert read.organisation is not None and len(read.organisation.units) == MOST_UNITS
    assert "5000" in mistakes(lines(*rows, "Z,Z,,upt,U1,,"))[0][1].replace(".", "")


def test_a_signed_list_of_five_thousand_still_passes_where_a_megabyte_does_not() -> None:
    rows = ["U0,Pemerintah,,instansi,,,", *(f"U{n},Puskesmas Kelurahan {n},,puskesmas_kelurahan,U{n // 10},Selatan,30" for n in range(1, MOST_UNITS))]  # noqa: E501
    listed = read_units(lines(*rows), NOTHING).organisation
    assert listed is not None
    assert len(str(UnitList.founding(listed).to_document())) < 600_000


def test_an_import_is_everything_and_nothing_else() -> None:
    units, house = UnitList.founding(DKI_UNITS), DKI_GOVERNMENT.jurisdiction
    assert steps.imported(DKI_UNITS, DKI_UNITS) == ()
    few = Organisation.of(unit for unit in DKI_UNITS.units.values() if unit.code in ("DKI", "SETDA"))
    states = steps.imported(DKI_UNITS, few)
    assert len(states) == len(DKI_UNITS.units) - 2 and not any(unit.is_open for unit in states)
    found = problems(DKI_UNITS, states, date(2026, 11, 23), date(2026, 11, 23), units, house)
    assert any("menentukan jalur" in one for one in found)
