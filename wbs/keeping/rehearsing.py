"""The drill: an archive is restored into a SQLite of its own and held against everything that can be checked.

Files are only hashed here: what they are is told by their row. Findings are sentences for whoever runs the command;
an archive that does not open at all raises instead.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from wbs.app import create_app
from wbs.cases.proof import discrepancies
from wbs.cases.records import SealedBlob
from wbs.config import Settings
from wbs.crypto.failures import Unreadable
from wbs.db import db, transaction
from wbs.keeping.frames import FrameReader
from wbs.keeping.purged import purge_again
from wbs.keeping.reading import About, Filling, read_about
from wbs.keeping.saving import kept_tables
from wbs.ledger.proven import Proven
from wbs.ledger.read import tree_head
from wbs.ledger.verify import verify
from wbs.ledger.vocabulary import REALMS
from wbs.migrating import migrate
from wbs.staff.instance import Instance

NOT_GENUINE = "Cadangan ini tidak dibuat oleh pekerja pemasangan ini (kunci ledger.worker berbeda)."
OTHER_ORIGIN = "Cadangan ini milik pemasangan lain: folder kunci di sini tidak membuka kata sandi dan kode di dalamnya."
Opened = Callable[[], Iterable[bytes]]  # the plain bytes of the archive, from the beginning each time


@dataclass
class Rehearsed:
    """An archive that was restored for trial. `settings` are those of the trial, whose database may be copied."""

    settings: Settings
    about: About
    rows: dict[str, int]
    files: int
    file_bytes: int
    broken: list[str]  # files that were lost or damaged before the backup was made
    heads: dict[str, tuple[int, bytes]]
    findings: list[str]
    purged: int = 0  # cases that were destroyed after the backup, and are again


class CheckedFiles:
    """Hashes what it is given and holds it against the row of that name; keeps nothing."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._name = ""
        self._hash, self._size = hashlib.sha256(), 0
        self.count = self.total = 0
        self.broken: list[str] = []

    def begin(self, name: str) -> None:
        self._name, self._hash, self._size = name, hashlib.sha256(), 0

    def write(self, piece: bytes) -> None:
        self._hash.update(piece)
        self._size += len(piece)

    def end(self, sha256: str, size: int) -> None:
        if sha256 and (sha256, size) != (self._hash.hexdigest(), self._size):
            raise Unreadable
        query = sa.select(SealedBlob.sha256, SealedBlob.size)
        row = self._connection.execute(query.where(SealedBlob.name == UUID(hex=self._name))).one_or_none()
        if row is None:
            raise Unreadable
        if (sha256, size) != tuple(row):
            self.broken.append(self._name)
        self.count, self.total = self.count + 1, self.total + size


def rehearse(
    settings: Settings, opened: Opened, worker_keys: Sequence[bytes], scratch: Path, purged: Sequence[Proven] = ()
) -> Rehearsed:
    """Restores into `scratch`, an empty folder of the caller's, and destroys again what `purged` says.

    Raises Unreadable, OtherVersion.
    """
    (scratch / "keys").symlink_to(settings.keys_dir, target_is_directory=True)
    trial = replace(settings, var_dir=scratch, database_url=f"sqlite:///{scratch / 'wbs.db'}", store="")
    reader = FrameReader(opened(), *worker_keys)
    frames = iter(reader)
    about = read_about(frames)
    migrate(trial, about.revision)
    app = create_app(trial)
    with app.app_context():
        try:
            with transaction() as session:
                checked = CheckedFiles(session.connection())
                filling = Filling(session.connection(), checked)
                filling.take_all(frames)
            migrate(trial)
            if checked.count != counts()["sealed_blob"]:
                raise Unreadable
            again = purge_again(app.extensions["wbs"], purged)
            judged = _judged(app.extensions["wbs"], about, filling, checked, reader.is_genuine)
            return replace(judged, purged=again)
        finally:
            db.session.remove()
            db.engine.dispose()


def _judged(instance: Instance, about: About, filling: Filling, checked: CheckedFiles, is_genuine: bool) -> Rehearsed:
    findings = [] if is_genuine else [NOT_GENUINE]
    findings += [*_new_losses(filling, checked), *ledger_findings(instance.keys.ledger, instance.settings.zone)]
    there = {name.hex for name in db.session.execute(sa.select(SealedBlob.name)).scalars()}
    broken = [name for name in checked.broken if name in there]
    return Rehearsed(instance.settings, about, counts(), checked.count, checked.total, broken, heads(), findings)


def counts() -> dict[str, int]:
    """How many rows each table has that a backup carries."""
    count = sa.select(sa.func.count())
    return {table.name: db.session.execute(count.select_from(table)).scalar_one() for table in kept_tables()}


def heads() -> dict[str, tuple[int, bytes]]:
    found = {realm: tree_head(realm) for realm in REALMS}
    return {realm: (head.size, head.root) for realm, head in found.items()}


def ledger_findings(keys: Mapping[str, bytes], zone: ZoneInfo) -> Iterator[str]:
    for realm in REALMS:
        for finding in (*verify(realm, keys), *discrepancies(realm, zone)):
            seq = "-" if finding.seq is None else finding.seq
            yield f"Buku jejak {realm}: {seq} {finding.what} {finding.detail}"


def _new_losses(filling: Filling, checked: CheckedFiles) -> Iterator[str]:
    """Files that were whole when the backup was made and are not in it."""
    for name in sorted(set(checked.broken) - set(filling.broken)):
        yield f"Berkas {name} tidak sama dengan catatannya."
