"""Who works in the demo inspectorate. Invented people; the passwords are printed, so nothing real belongs here."""

from wbs.founding import Member
from wbs.organisation.jurisdiction import DKI_DESK_UNITS

PASSWORD = "demo kata sandi panjang"  # noqa: S105 - printed at every start

NAMES = (
    "Ayu Lestari", "Bagus Santoso", "Citra Dewanti", "Damar Wicaksono", "Endah Puspita", "Fajar Nugroho",
    "Gita Maharani", "Hendra Saputra", "Intan Permata", "Joko Susilo", "Kirana Sari", "Laksmi Wulandari",
    "Mulyono Hadi", "Nadia Putri", "Oka Pratama", "Prita Anggraini", "Rahmat Hidayat", "Sekar Ayu", "Taufik Ismail",
    "Umi Kalsum", "Vina Oktaviani", "Wahyu Setiawan", "Yanti Kusuma", "Zulfikar Rahman", "Agung Prabowo",
    "Bunga Cempaka", "Cahya Ningsih", "Dian Purnama", "Eko Yulianto", "Farida Hanum", "Guntur Wibowo",
    "Hesti Rahayu", "Ilham Maulana", "Jihan Azzahra", "Krisna Aditya", "Lina Marlina", "Maman Suherman",
)
DESKS = (
    "intake", "investigasi", "irbanko_pusat", "irbanko_utara", "irbanko_barat", "irbanko_selatan", "irbanko_timur",
    "irbankab_seribu", "perlindungan", "khusus_kekerasan_seksual",
)
SEATS = (("petugas_meja", "Verifikator", "petugas"), ("pemeriksa", "Auditor Madya", "pemeriksa"),
         ("irban", "Inspektur Pembantu", "irban"))  # fmt: skip
WITH_ACCOUNT = (
    "intake", "investigasi", "irbanko_barat", "irbanko_utara", "perlindungan", "khusus_kekerasan_seksual",
)  # fmt: skip


def demo_members() -> tuple[Member, ...]:
    """Three people at every desk, and the offices beside them. Only some desks have printed accounts."""
    names = iter(NAMES)
    members = [_seated(next(names), desk, *seat) for desk in DESKS for seat in SEATS]
    return (
        *members,
        _office("main", "Ratna Auditor", "Auditor pengawas WBS", "BIRO-PEM", "auditor", "auditor"),
        _office("main", "Surya Teknis", "Pranata komputer", "ITPROV", "admin", ""),
        _office("main", "Tari Arsip", "Arsiparis", "BIRO-UMUM", "penjaga_identitas", ""),
        _office("main", "Utami Zona", "Analis kelembagaan", "BIRO-ORB", "koordinator_zi", ""),
        _bypass("Wening Staf", "Staf khusus Sekda", "SETDA", "petugas_meja", "bypass_dalam", "khusus.petugas"),
        _bypass("Yoga Asisten", "Asisten Sekda", "SETDA", "irban", "bypass_dalam", "khusus.kepala"),
        _bypass("Zahra Luar", "Pemeriksa lembaga luar", "", "petugas_meja", "bypass_luar", ""),
        _bypass("Arif Luar", "Kepala lembaga luar", "", "irban", "bypass_luar", ""),
        _office("bypass", "Budi Pengawas", "Auditor pengawas WBS", "", "auditor", "khusus.auditor"),
        _office("bypass", "Cici Arsip", "Arsiparis", "", "penjaga_identitas", ""),
    )


def _seated(name: str, desk: str, role: str, position: str, prefix: str) -> Member:
    short = desk.removeprefix("irbanko_")
    account = f"{prefix}.{short}" if desk in WITH_ACCOUNT else ""
    return _member("main", name, position, DKI_DESK_UNITS.get(desk, "ITPROV"), role, (desk,), account)


def _office(realm: str, name: str, position: str, unit: str, role: str, account: str) -> Member:
    return _member(realm, name, position, unit, role, (), account)


def _bypass(name: str, position: str, unit: str, role: str, desk: str, account: str) -> Member:
    return _member("bypass", name, position, unit, role, (desk,), account)


def _member(
    realm: str, name: str, position: str, unit: str, role: str, desks: tuple[str, ...], account: str
) -> Member:
    return Member(
        realm=realm, name=name, position=position, unit=unit, roles=(role,), desks=desks, sign_in_name=account,
        password=PASSWORD if account else "", address=f"{account}@inspektorat.example" if account else "",
    )
