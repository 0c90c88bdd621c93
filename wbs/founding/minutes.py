"""The minutes of a founding (berita acara): who was there, what was made, and by which fingerprints it is known again.

Holds no secret: it is filed, and later compared with what the installation shows. Decides wording and order.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from wbs.cases.vocabulary import DESKS, ROLES
from wbs.founding.charter import Charter
from wbs.founding.sheets import Block
from wbs.staff.directory import Directory
from wbs.staff.first_time import fingerprint
from wbs.web.formats import day, moment

TITLE = "Berita acara pendirian WBS"
NAMES = {"main": "jalur utama", "bypass": "jalur khusus"}
SHARED_NAMES = {"oversight": "pengawasan", "custodian": "penjaga identitas", "notifier": "pengirim kabar",
                "recovery": "pemulihan"}  # fmt: skip


@dataclass(frozen=True)
class Made:
    """What the ceremony left behind: files by name, and the directories that were signed."""

    charter: Charter
    directories: Mapping[str, Directory]
    directory_public: bytes
    directory_key: Path
    files: Mapping[str, bytes]  # name of a signed document -> its bytes
    at: datetime


def minutes(made: Made) -> list[Block]:
    government = made.charter.government
    blocks: list[Block] = [
        ("title", TITLE),
        ("facts", [
            ("Pemerintah", government.name),
            ("Profil", government.profile),
            ("Waktu", moment(made.at, government.zone, "id")),
            ("Unit", str(len(made.charter.organisation.units))),
            ("Berkas pendirian", f"SHA-256 {made.charter.sha256}"),
            ("Kunci direktori", fingerprint(made.directory_public)),
            ("Pemegang kunci direktori", f"{made.charter.key_holder}; berkas {made.directory_key}"),
        ]),
    ]  # fmt: skip
    for realm, directory in made.directories.items():
        blocks += _realm(made, realm, directory)
    return [*blocks, *_signatures(made)]


def _realm(made: Made, realm: str, directory: Directory) -> list[Block]:
    quorum, file = made.charter.quorums[realm], f"directory-{realm}"
    people = [("Nama", "Jabatan", "Peran", "Meja", "Sidik kunci sementara")]
    people += [
        (
            person.name, person.position, _labels(ROLES, person.roles), _labels(DESKS, person.desks),
            fingerprint(person.public_key),
        )
        for person in directory.people
    ]  # fmt: skip
    return [
        ("heading", f"Direktori {NAMES[realm]}"),
        ("facts", [
            ("Nomor seri", str(directory.serial)),
            ("Berlaku sampai", day(directory.valid_until, "id")),
            (file, f"SHA-256 {hashlib.sha256(made.files[file]).hexdigest()}"),
            *((f"Kunci {SHARED_NAMES[name]}", fingerprint(key)) for name, key in directory.shared.items()),
            ("Pemulihan", f"{quorum.threshold} dari {len(quorum.holders)}: {', '.join(quorum.holders)}"),
        ]),
        ("table", people),
    ]  # fmt: skip


def _labels(terms: Mapping[str, object], keys: frozenset[str]) -> str:
    return ", ".join(getattr(terms.get(key), "label", key) for key in sorted(keys)) or "-"


def _signatures(made: Made) -> list[Block]:
    holders = [holder for quorum in made.charter.quorums.values() for holder in quorum.holders]
    rows: list[Sequence[str]] = [("Nama", "Sebagai", "Tanda tangan")]
    rows += [(made.charter.key_holder, "pemegang kunci direktori", "")]
    rows += [(holder, "pemegang potongan pemulihan", "") for holder in dict.fromkeys(holders)]
    rows += [("", "operator mesin", ""), ("", "saksi", ""), ("", "saksi", "")]
    return [
        ("heading", "Pernyataan dan tanda tangan"),
        ("text", "Kata sandi dan potongan ditunjukkan hanya kepada pemegangnya. Kunci pemulihan yang utuh tidak "
                 "disimpan. Kunci direktori meninggalkan mesin. Tidak seorang administrator pun memegang kunci yang "
                 "membuka laporan."),
        ("table", rows),
    ]  # fmt: skip
