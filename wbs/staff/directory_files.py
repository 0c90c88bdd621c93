"""Where the signed directories lie, and the memory of the highest serial seen, so that an old one cannot come back."""

import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Lock

import sqlalchemy as sa

from wbs.config import Settings
from wbs.db import db
from wbs.errors import Distrusted
from wbs.organisation.government import Government
from wbs.staff.directory import REALMS, Directory, check_directory, read_signed
from wbs.staff.records import DirectorySeen

Stamp = tuple[int, int]  # when a file was written, and which it is


class DirectoryFiles:
    """Reads `directory-<realm>` from the key folder; checks again whenever the file has changed."""

    def __init__(self, folder: Path, public_key: bytes) -> None:
        self._paths = {realm: str(folder / f"directory-{realm}") for realm in REALMS}
        self._public_key = public_key
        self._loaded: dict[str, tuple[Stamp, Directory]] = {}
        self._lock = Lock()

    def path(self, realm: str) -> Path:
        return Path(self._paths[realm])

    def current(self, realm: str, today: date) -> Directory:
        """The directory in force. Raises Distrusted for a missing, forged, expired or older one."""
        try:
            status = os.stat(self._paths[realm])
        except FileNotFoundError:
            raise Distrusted("directory missing") from None
        stamp = (status.st_mtime_ns, status.st_ino)
        loaded = self._loaded.get(realm)
        if loaded is None or loaded[0] != stamp:
            loaded = self._load(realm, today, stamp)
        if loaded[1].valid_until < today:
            raise Distrusted("directory expired")
        return loaded[1]

    def government(self) -> Government:
        """Whose installation this is, by the newest directory. Raises Distrusted for a forged or older one."""
        found = self.current("main", date.min).government
        if found is None:
            raise Distrusted("directory without a government")
        return found

    def all(self, today: date) -> tuple[Directory, ...]:
        return tuple(self.current(realm, today) for realm in REALMS)

    def _load(self, realm: str, today: date, stamp: Stamp) -> tuple[Stamp, Directory]:
        """Read by whoever comes first; the others wait for them."""
        with self._lock:
            loaded = self._loaded.get(realm)
            if loaded is None or loaded[0] != stamp:
                loaded = self._loaded[realm] = (stamp, self._read(realm, today, loaded))
            return loaded

    def _read(self, realm: str, today: date, loaded: tuple[object, Directory] | None) -> Directory:
        seen = db.session.execute(sa.select(DirectorySeen.serial).where(DirectorySeen.realm == realm)).scalar() or 0
        least = max(seen, loaded[1].serial if loaded else 0)
        return check_directory(self.path(realm).read_bytes(), self._public_key, realm, today, least)


def governed(settings: Settings) -> Settings:
    """The settings with what the signed directory says of the government, as they stand at the start of a process.

    Unchanged where there is no directory that can be trusted: there nothing can be filed either.
    """
    try:
        raw = (settings.keys_dir / "directory-main").read_bytes()
        found = read_signed(raw, (settings.keys_dir / "directory.pub").read_bytes(), "main").government
    except (FileNotFoundError, Distrusted):
        return settings
    if found is None:
        return settings
    return replace(
        settings, government=found.name, zone=found.zone, languages=found.languages,
        own_mail_domains=found.own_mail_domains, service_channels=found.service_channels,
    )  # fmt: skip


def remember_serial(directory: Directory) -> bool:
    """Notes the serial in the open transaction; True when it is new, so that the caller writes the ledger."""
    row = db.session.get(DirectorySeen, directory.realm)
    if row is not None and row.serial >= directory.serial:
        return False
    db.session.merge(DirectorySeen(realm=directory.realm, serial=directory.serial))
    return True
