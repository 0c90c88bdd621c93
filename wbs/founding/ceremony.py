"""The founding of an installation for a real government, by its founding file: `wbs init`.

Decides the order: everything is checked before anything is written, the directory key goes to its own place, the shared
seeds are sealed to their holders or split, and nothing that opens a case stays on the machine. What people must receive
comes back as sheets, once.
"""

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from wbs.app import create_app
from wbs.clock import day_of
from wbs.config import Settings
from wbs.crypto.gate import Gate
from wbs.crypto.words import CODE_BYTES, to_words
from wbs.db import db
from wbs.founding.charter import BadCharter, Charter
from wbs.founding.charter_checks import problems
from wbs.founding.making import Founded, Member, fill_database, found_keys
from wbs.founding.minutes import Made
from wbs.founding.quorum import split
from wbs.founding.refusals import Impossible
from wbs.founding.sheets import Sheet, key_sheet, password_sheet, share_sheet, write_private
from wbs.migrating import migrate
from wbs.staff.directory_key import lock_directory_key
from wbs.staff.records import StaffAccount

UNFINISHED = "PENDIRIAN-BELUM-SELESAI"


@dataclass(frozen=True)
class Ceremony:
    """What is handed out, and what the minutes tell."""

    sheets: tuple[Sheet, ...] = field(repr=False)
    made: Made


def found_government(settings: Settings, charter: Charter, directory_key: Path, now: datetime) -> Ceremony:
    """Makes the installation. Raises BadCharter and Impossible before anything is written.

    `finish` must follow when every sheet was handed over: until then a second attempt is told what to remove.
    """
    if found := problems(charter):
        raise BadCharter(found)
    refuse_unfit_path(settings, directory_key)
    migrate(settings)
    _refuse_existing(settings)
    (settings.var_dir / UNFINISHED).write_text("", "ascii")
    members = tuple(replace(member, password=_phrase()) for member in charter.members)
    founded = found_keys(settings.keys_dir, members, day_of(now, charter.government.zone), charter.government)
    words = _phrase()
    write_private(directory_key, lock_directory_key(founded.directory_key, words, Gate()))
    app = create_app(settings)
    with app.app_context():
        instance = app.extensions["wbs"]
        fill_database(instance, founded, members, charter.organisation)
        sheets = _sheets(charter, founded, members, settings.public_url)
        files = {f"directory-{realm}": instance.directories.path(realm).read_bytes() for realm in founded.directories}
        db.engine.dispose()
    public = founded.directory_key.public_key().public_bytes_raw()
    made = Made(charter, founded.directories, public, directory_key, files, now)
    return Ceremony((key_sheet(charter.key_holder, directory_key, words), *sheets), made)


def finish(settings: Settings) -> None:
    """Every sheet is in its holder's hands."""
    (settings.var_dir / UNFINISHED).unlink(missing_ok=True)


def refuse_unfit_path(settings: Settings, path: Path) -> None:
    """A secret that is to leave the machine never lies with the installation and its backups. Raises Impossible."""
    target = path.absolute()
    for folder in (settings.var_dir.absolute(), settings.keys_dir.absolute()):
        if _is_within(target, folder) or _is_within(Path(os.path.realpath(target)), Path(os.path.realpath(folder))):
            raise Impossible(f"{path} berada di dalam {folder}. Pilih tempat lain, misalnya media lepas.")
    if path.exists():
        raise Impossible(f"{path} sudah ada dan tidak ditimpa. Pilih nama lain.")
    if not path.parent.is_dir():
        raise Impossible(f"Folder {path.parent} belum ada. Pasang medianya, atau buat foldernya.")


def _is_within(path: Path, folder: Path) -> bool:
    return path == folder or folder in path.parents


def _refuse_existing(settings: Settings) -> None:
    has_keys = settings.keys_dir.exists() and any(settings.keys_dir.iterdir())
    if not has_keys and not _has_accounts(settings):
        return  # an unfinished one that was cleared away leaves its mark, and nothing that counts
    if (settings.var_dir / UNFINISHED).exists():
        raise Impossible(
            "Pendirian sebelumnya terputus sebelum semua lembar diserahkan. Lembar yang sudah dibagikan tidak berlaku. "
            f"Hapus isi {settings.keys_dir}, {_database(settings)}, dan berkas kunci direktori yang tadi dibuat, lalu "
            "jalankan `wbs init` lagi."
        )
    raise Impossible(
        f"Di {settings.var_dir} sudah ada instalasi, atau basis datanya sudah berisi orang. Pilih WBS_VAR dan "
        "DATABASE_URL lain; mengganti orang dilakukan di halaman Orang."
    )


def _database(settings: Settings) -> str:
    """What the operator empties, by name; an address may hold a password."""
    url = sa.make_url(settings.database_url)
    if url.get_backend_name() == "sqlite":
        return f"kosongkan {url.database} (`truncate -s 0`, hapus -wal dan -shm di sebelahnya)"
    return f"kosongkan basis data {url.database}"


def _has_accounts(settings: Settings) -> bool:
    engine = sa.create_engine(settings.database_url)
    try:
        with engine.connect() as connection:
            return connection.execute(sa.select(StaffAccount.person_id).limit(1)).first() is not None
    finally:
        engine.dispose()


def _phrase() -> str:
    """Eight words out of 88 random bits: nobody chooses them, so nobody can guess them."""
    return " ".join(to_words(secrets.token_bytes(CODE_BYTES)))


def _sheets(charter: Charter, founded: Founded, members: Sequence[Member], address: str) -> list[Sheet]:
    sheets = [password_sheet(member, charter.government.name, address) for member in members]
    for realm, quorum in charter.quorums.items():
        shares = split(founded.shared[realm, "recovery"], quorum.threshold, len(quorum.holders))
        for place, (holder, share) in enumerate(zip(quorum.holders, shares, strict=True), start=1):
            sheets.append(share_sheet(holder, realm, place, quorum.threshold, len(shares), share))
    return sheets
