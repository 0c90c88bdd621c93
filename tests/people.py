"""The cast: a small inspectorate that knows every desk, and people who must never get in."""

from functools import cache

from wbs.founding import Member

PASSWORD = "kata sandi panjang untuk uji"

DESKS = (
    "intake", "investigasi", "irbanko_pusat", "irbanko_utara", "irbanko_barat", "irbanko_selatan", "irbanko_timur",
    "irbankab_seribu", "perlindungan", "khusus_kekerasan_seksual",
)


@cache
def cast() -> tuple[Member, ...]:
    """Three people a desk: an officer, an investigator, a head; `investigasi` has two investigators."""
    main = [member for desk in DESKS for member in _desk(desk)]
    return (
        *main,
        _member("main", "Wulan Auditor", "Auditor pengawas", "SETDA", ("auditor",), (), "wulan"),
        _member("main", "Tono Admin", "Pranata komputer", "ITPROV", ("admin",), (), "tono"),
        _member("main", "Zaenab ZI", "Analis", "BIRO-ORB", ("koordinator_zi",), (), "zaenab"),
        _member("main", "Kartini Penjaga", "Arsiparis", "BIRO-UMUM", ("penjaga_identitas",), (), "kartini"),
        _member("bypass", "Sari Sekda", "Staf khusus", "SETDA", ("petugas_meja",), ("bypass_dalam",), "sari"),
        _member("bypass", "Budiman Kepala", "Asisten", "SETDA", ("irban",), ("bypass_dalam",), "budiman"),
        _member("bypass", "Lukman Luar", "Pemeriksa luar", "LUAR", ("petugas_meja",), ("bypass_luar",), "lukman"),
        _member("bypass", "Maria Luar", "Kepala luar", "LUAR", ("irban",), ("bypass_luar",), "maria"),
        _member("bypass", "Yusuf Auditor", "Auditor pengawas", "LUAR", ("auditor",), (), "yusuf"),
        _member("bypass", "Rini Penjaga", "Arsiparis", "LUAR", ("penjaga_identitas",), (), ""),
    )


def member(sign_in_name: str) -> Member:
    return next(one for one in cast() if one.sign_in_name == sign_in_name)


def _desk(desk: str) -> list[Member]:
    unit = {"investigasi": "ITPROV-INV"}.get(desk, "ITPROV")
    people = [
        _member("main", f"Petugas {desk.title()}", "Verifikator", unit, ("petugas_meja",), (desk,), f"petugas.{desk}"),
        _member("main", f"Pemeriksa {desk.title()}", "PPUPD", unit, ("pemeriksa",), (desk,), f"pemeriksa.{desk}"),
        _member("main", f"Irban {desk.title()}", "Inspektur Pembantu", unit, ("irban",), (desk,), f"irban.{desk}"),
    ]
    if desk == "investigasi":
        people.append(_member("main", "Dewi Dua", "Auditor Muda", unit, ("pemeriksa",), (desk,), "dewi"))
    return people


def _member(
    realm: str, name: str, position: str, unit: str, roles: tuple[str, ...], desks: tuple[str, ...], sign_in: str
) -> Member:
    address = f"{sign_in}@kantor.example" if sign_in else ""
    return Member(realm, name, position, unit, roles, desks, sign_in, PASSWORD, address)
