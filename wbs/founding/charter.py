"""The founding file: one TOML document that says whose installation this is, who works there and who holds what.

Decides its form and what each key means; whether what it says can work is charter_checks.py's matter. Holds no secret.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

from wbs.config import JAKARTA
from wbs.founding.making import Member
from wbs.founding.toml_table import Table
from wbs.organisation.government import LARGE, PROFILES, Government
from wbs.organisation.jurisdiction import Jurisdiction
from wbs.organisation.loading import BadList, load_bundled_units, load_units
from wbs.organisation.names import position_words
from wbs.organisation.unit_list import UnitList
from wbs.organisation.units import Organisation
from wbs.staff.directory import REALMS

BUNDLED = "bawaan:"
BUNDLED_LISTS = ("dki", "pesawaran")
ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "Asia/Pontianak")


class BadCharter(Exception):
    """The founding file cannot be meant or cannot work; `problems` are Bahasa sentences, each with its next step."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Quorum:
    """Who holds the shares of a realm's recovery identity, and how many of them must come together."""

    threshold: int
    holders: tuple[str, ...]


@dataclass(frozen=True)
class Charter:
    """A founding file, read."""

    government: Government
    organisation: Organisation
    members: tuple[Member, ...]
    quorums: Mapping[str, Quorum]  # by realm
    key_holder: str
    sha256: str


def template(profile: str) -> str:
    """The commented example of a profile, which is a founding file that works."""
    return (files("wbs.founding") / "data" / f"{profile}.toml").read_text("utf-8")


def example(profile: str) -> Charter:
    return read_charter(Path(str(files("wbs.founding") / "data" / f"{profile}.toml")))


def example_members(profile: str) -> tuple[Member, ...]:
    """The people of an example alone: its units take eight times as long."""
    return _members(Table(tomllib.loads(template(profile)), profile, []))


def read_charter(path: Path) -> Charter:
    """Raises BadCharter, with everything that is wrong with the form."""
    try:
        raw = path.read_bytes()
        document = tomllib.loads(raw.decode("utf-8"))
    except OSError as why:
        problem = f"{path} tidak terbaca ({why.strerror}). Buat dengan `wbs init --template kecil`."
        raise BadCharter((problem,)) from None
    except UnicodeDecodeError:
        raise BadCharter((f"{path.name}: simpan berkas sebagai UTF-8.",)) from None
    except tomllib.TOMLDecodeError as why:
        raise BadCharter((f"{path.name} tidak terbaca: {why}. Periksa tanda kutip dan kurung di baris itu.",)) from None
    problems: list[str] = []
    charter = _parsed(Table(document, "berkas", problems), path, hashlib.sha256(raw).hexdigest(), problems)
    if problems:
        raise BadCharter(tuple(problems))
    return charter


def _parsed(root: Table, path: Path, sha256: str, problems: list[str]) -> Charter:
    about, house = root.table("pemerintah"), root.table("wewenang")
    units = _units(about, path, problems)
    government = Government(
        name=about.text("nama"),
        profile=_one_of(about, "profil", PROFILES, LARGE),
        zone=ZoneInfo(_one_of(about, "zona", ZONES, str(JAKARTA))),
        languages=about.texts("bahasa", ("id", "en")),
        own_mail_domains=tuple(domain.casefold() for domain in about.texts("domain_surel")),
        service_channels=about.texts("layanan_aduan", ()),
        jurisdiction=_jurisdiction(house),
        units=UnitList.founding(units) if units.units else None,
    )
    quorums, key_holder = root.table("pemulihan"), root.table("kunci_direktori")
    found = Charter(
        government,
        units,
        _members(root),
        {realm: _quorum(quorums.table(realm)) for realm in REALMS},
        key_holder.text("pemegang"),
        sha256,
    )
    for table in (about, house, quorums, key_holder, root):
        table.refuse_strangers()
    return found


def _one_of(table: Table, key: str, choices: tuple[str, ...], default: str) -> str:
    value = table.text(key, default)
    if value not in choices:
        table.wrong(key, f"harus salah satu dari {', '.join(choices)}")
        return default
    return value


def _units(about: Table, path: Path, problems: list[str]) -> Organisation:
    name, keepers = about.text("unit"), about.texts("unit_infrastruktur", ())
    try:
        if not name:
            return Organisation.of(())
        if name.startswith(BUNDLED):
            if (bundled := name.removeprefix(BUNDLED)) not in BUNDLED_LISTS:
                raise BadList(f"daftar bawaan hanya {', '.join(BUNDLED_LISTS)}")
            return load_bundled_units(bundled, keepers)
        return load_units(path.parent / name, keepers)
    except BadList as bad:
        problems.append(f"Daftar unit {name}: {bad}.")
    except OSError as why:
        problems.append(f"Daftar unit {name} tidak terbaca ({why.strerror}). Taruh di sebelah {path.name}.")
    return Organisation.of(())


def _jurisdiction(house: Table) -> Jurisdiction:
    return Jurisdiction(
        inspectorate_unit=house.text("unit_inspektorat"),
        governor_units=house.texts("unit_pimpinan"),
        default_desk=house.text("meja_umum"),
        territories=house.pairs("meja_wilayah"),
        desk_units=house.pairs("unit_meja"),
        heads=tuple(position_words(phrase) for phrase in house.texts("sebutan_pimpinan")),
    )


def _quorum(table: Table) -> Quorum:
    found = Quorum(table.number("ambang"), table.texts("pemegang"))
    table.refuse_strangers()
    return found


def _members(root: Table) -> tuple[Member, ...]:
    return tuple(_member(one) for one in root.tables("orang"))


def _member(table: Table) -> Member:
    found = Member(
        realm=_one_of(table, "jalur", REALMS, "main"),
        name=table.text("nama"),
        position=table.text("jabatan"),
        unit=table.text("unit", ""),
        roles=table.texts("peran"),
        desks=table.texts("meja", ()),
        sign_in_name=table.text("nama_masuk").casefold(),
        address=table.text("surel", ""),
        conflict_units=table.texts("benturan", ()),
        is_provisional=True,
    )
    table.refuse_strangers()
    return found
