"""A list of units in CSV becomes an Organisation; every mistake is told with its line. Knows no table.

Columns: code, name, short_name, kind, parent_code, region, employees. The first line names them, in any order.
"""

import csv
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from importlib.resources import files
from io import StringIO
from pathlib import Path

from wbs.organisation.units import BadOrganisation, Organisation, Unit

COLUMNS = ("code", "name", "short_name", "kind", "parent_code", "region", "employees")
NEEDED = ("code", "name", "kind")


class BadList(Exception):
    """The list cannot be meant; the Bahasa message names the line and what it should be."""


def load_units(path: Path, infrastructure: Collection[str] = ()) -> Organisation:
    """`infrastructure`: codes of the units that run the servers or the network. Raises BadList."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise BadList(f"{path.name}: simpan berkas sebagai UTF-8") from None
    return parse_units(StringIO(text, newline=""), infrastructure)


def load_bundled_units(name: str, infrastructure: Collection[str] = ()) -> Organisation:
    """One of the lists that come with the package: "dki" or "pesawaran"."""
    return load_units(Path(str(files("wbs.organisation") / "data" / f"units_{name}.csv")), infrastructure)


def parse_units(lines: Iterable[str], infrastructure: Collection[str] = ()) -> Organisation:
    """Raises BadList."""
    reader = csv.DictReader(lines, strict=True)
    found: dict[str, int] = {}
    try:
        _check_header(reader.fieldnames or ())
        units = [_unit(row, reader.line_num, found) for row in reader]
        organisation = Organisation.of(units)
    except csv.Error as broken:
        raise BadList(f"baris {reader.reader.line_num}: CSV tidak terbaca ({broken})") from None
    except BadOrganisation as bad:
        raise BadList(f"baris {found[bad.code]}: {bad}") from None
    if not units:
        raise BadList("daftar unit kosong")
    return with_infrastructure(organisation, infrastructure)


def with_infrastructure(organisation: Organisation, codes: Collection[str]) -> Organisation:
    """The same units, these flagged as running the infrastructure besides those that were. Raises BadList."""
    unknown = sorted(set(codes) - organisation.units.keys())
    if unknown:
        raise BadList(f"unit pengelola infrastruktur tidak ada di daftar: {', '.join(unknown)}")
    flagged = {code: replace(organisation.units[code], runs_infrastructure=True) for code in codes}
    return Organisation.of(flagged.get(code, unit) for code, unit in organisation.units.items())


def _check_header(names: Collection[str]) -> None:
    missing = [column for column in COLUMNS if column not in names]
    if missing:
        raise BadList(f"baris 1: kolom tidak ada: {', '.join(missing)}")


def _unit(row: Mapping[str | None, str | None], line: int, found: dict[str, int]) -> Unit:
    if None in row or None in row.values():
        raise BadList(f"baris {line}: jumlah kolom berbeda dari baris 1; apit nama yang berisi koma dengan tanda kutip")
    cells = {str(column): (cell or "").strip() for column, cell in row.items()}
    empty = [column for column in NEEDED if not cells[column]]
    if empty:
        raise BadList(f"baris {line}: {', '.join(empty)} harus diisi")
    if cells["code"] in found:
        raise BadList(f"baris {line}: kode {cells['code']} sudah dipakai di baris {found[cells['code']]}")
    found[cells["code"]] = line
    return Unit(
        code=cells["code"],
        name=cells["name"],
        short_name=cells["short_name"] or cells["name"],
        kind=cells["kind"],
        parent_code=cells["parent_code"] or None,
        region=cells["region"],
        employees=_employees(cells["employees"], line),
    )


def _employees(cell: str, line: int) -> int | None:
    if not cell:
        return None
    if not (cell.isascii() and cell.isdigit()):
        raise BadList(f"baris {line}: employees harus bilangan bulat, bukan {cell!r}")
    return int(cell)
