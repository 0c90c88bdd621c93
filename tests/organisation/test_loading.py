import io

import pytest

from wbs.organisation.loading import BadList, load_bundled_units, load_units, parse_units

HEAD = "code,name,short_name,kind,parent_code,region,employees\n"


def parse(body, head=HEAD, infrastructure=()):
    return parse_units(io.StringIO(head + body, newline=""), infrastructure)


@pytest.mark.parametrize(("name", "size"), [("dki", 231), ("pesawaran", 14)])
def test_the_bundled_lists_load(name, size):
    assert len(load_bundled_units(name).units) == size


def test_a_quoted_name_keeps_its_commas_and_blank_lines_do_not_matter():
    organisation = parse('A,"Dinas Cipta Karya, Tata Ruang",,dinas,,Kota,12\n\nB,Biro,B,biro,A,,\n')
    assert organisation.units["A"].name == organisation.units["A"].short_name == "Dinas Cipta Karya, Tata Ruang"
    assert organisation.units["A"].employees == 12
    assert organisation.units["B"].employees is None
    assert organisation.units["B"].parent_code == "A"


def test_a_parent_may_come_later():
    assert parse("B,Biro,B,biro,A,,\nA,Dinas,A,dinas,,,\n").ancestors("B") == ("A",)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("A,Dinas,A,dinas,,,\nA,Biro,B,biro,,,\n", "baris 3: kode A sudah dipakai di baris 2"),
        ("A,Dinas,A,dinas,,,\nB,,B,biro,A,,\n", "baris 3: name harus diisi"),
        ("A,Dinas,A,dinas,X,,\n", "baris 2: induk X tidak ada di daftar"),
        ("A,Dinas,A,dinas,B,,\nB,Biro,B,biro,A,,\n", "baris 2: unit A berada di bawah dirinya sendiri"),
        ("A,Dinas,A,dinas,,,banyak\n", "baris 2: employees harus bilangan bulat"),
        ("A,Dinas,A,dinas,,,-3\n", "baris 2: employees harus bilangan bulat"),
        ("A,Dinas Cipta, Karya,A,dinas,,,\n", "baris 2: jumlah kolom"),
        ("A,Dinas\n", "baris 2: jumlah kolom"),
        ('A,"Dinas"x,A,dinas,,,\n', "baris 2: CSV tidak terbaca"),
        ("", "daftar unit kosong"),
    ],
)
def test_a_mistake_names_its_line(body, told):
    with pytest.raises(BadList, match=told):
        parse(body)


def test_a_missing_column_is_named():
    with pytest.raises(BadList, match="baris 1: kolom tidak ada: region, employees"):
        parse("", head="code,name,short_name,kind,parent_code\n")


def test_an_unknown_infrastructure_unit_is_named():
    with pytest.raises(BadList, match="tidak ada di daftar: Z"):
        parse("A,Dinas,A,dinas,,,\n", infrastructure={"Z", "A"})


def test_a_file_in_another_encoding_is_refused(tmp_path):
    path = tmp_path / "units.csv"
    path.write_bytes(HEAD.encode() + b"A,Dinas \xff,A,dinas,,,\n")
    with pytest.raises(BadList, match="UTF-8"):
        load_units(path)


def test_a_byte_order_mark_is_no_mistake(tmp_path):
    path = tmp_path / "units.csv"
    path.write_text(HEAD + "A,Dinas,A,dinas,,,\n", encoding="utf-8-sig")
    assert load_units(path).name_of("A") == "Dinas"
