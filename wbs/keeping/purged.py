"""What was destroyed, remembered outside the database: a restore of an older archive destroys it again.

The list is the ledger's own entries, signed as they were: two officers' and the worker's of each destroyed case. So it
needs no trust: who edits it can take lines away, and add none. It lies beside the archives and in `run/`, sealed under
the key folder, since who has the archives alone must not learn how many cases ended when.
"""

import base64
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from wbs.cases.proof_purges import TAGS, Order
from wbs.crypto.envelope import open_sealed, seal
from wbs.crypto.failures import Unreadable
from wbs.crypto.labels import derive
from wbs.db import db, end_reading, transaction
from wbs.keeping.archive import origin_of
from wbs.keeping.place import arriving
from wbs.ledger.entry import Entry, SignedEntry
from wbs.ledger.keyring import rings
from wbs.ledger.proven import Proven, is_made, proven
from wbs.ledger.records import CasePseudonym, PendingEntry, SequencedEntry
from wbs.ledger.vocabulary import REALMS, waits_for
from wbs.purging.carrying_out import bury
from wbs.purging.deleting import delete_case
from wbs.purging.orders import told_purges
from wbs.purging.records import PurgedCase
from wbs.staff.instance import Instance


@dataclass(frozen=True)
class Remembered:
    """`graves` are the ids of the tombstones that the list knows of; the entries stand for themselves."""

    graves: frozenset[str] = frozenset()
    entries: tuple[Proven, ...] = ()


ENDING = ".dimusnahkan"
LEAST = 1 << 16  # its length tells no number below a few dozen


def own_list(var_dir: Path) -> Path:
    return var_dir / "run" / f"daftar{ENDING}"


def remember_purged(instance: Instance, now: datetime) -> None:
    """Writes the list anew when a case was destroyed that it does not have: after the night, and before a backup."""
    file, salt = own_list(instance.settings.var_dir), instance.keys.salt
    known, graves = _read(salt, file), _graves()
    if graves <= known.graves:
        return
    entries = {one.signed.leaf: one for one in (*known.entries, *_of_purged(instance))}
    _write(file, to_bytes(salt, Remembered(known.graves | graves, tuple(entries.values()))))


def leave_beside(instance: Instance, archives: Path) -> None:
    """A copy of the list where the archives lie, for whoever restores on another machine."""
    own = own_list(instance.settings.var_dir)
    if own.exists():
        _write(archives / f"wbs-{origin_of(instance.keys.salt).hex()[:8]}{ENDING}", own.read_bytes())


def lists_for(archive: Path, var_dir: Path, salt: bytes) -> list[Proven]:
    """All that the lists of this installation say, here and beside the archive. One that does not open says nothing."""
    files = (own_list(var_dir), *sorted(archive.parent.glob(f"*{ENDING}")))
    return [one for file in files for one in _read(salt, file).entries]


def purge_again(instance: Instance, remembered: Iterable[Proven]) -> int:
    """Destroys what the database has again, with the entries that said so. How many cases that were."""
    done, ledger = 0, instance.keys.ledger
    for realm in REALMS:
        of_faces = rings(ledger)
        good = [one for one in remembered if one.realm == realm and is_made(one.signed, realm, of_faces)]
        told = told_purges(good)
        for case, story in told.items():
            order, case_id = story.order(), _case_of(case)
            if order is not None and story.purged == {order.approver} and case_id is not None:
                _destroy_again(instance, case_id, [one for one in good if one.read.case == case], order)
                done += 1
    end_reading()
    return done


def to_bytes(salt: bytes, remembered: Remembered) -> bytes:
    lines = [
        {"realm": one.realm, **{name: _text(value) for name, value in asdict(one.signed).items()}}
        for one in remembered.entries
    ]
    values = {"v": 1, "graves": sorted(remembered.graves), "entries": lines}
    return seal(derive(salt, "purged"), json.dumps(values, separators=(",", ":")).encode(), "purged", least=LEAST)


def from_bytes(salt: bytes, raw: bytes) -> Remembered:
    """Raises Unreadable for a list of another installation. Whether an entry is genuine is asked later."""
    values: dict[str, Any] = json.loads(open_sealed(derive(salt, "purged"), raw, "purged"))
    found = []
    for line in values["entries"]:
        signed = SignedEntry(**{name: base64.b64decode(line[name]) for name in ("entry", "salt", "leaf", "mac")})
        found.append(Proven(line["realm"], signed, Entry.from_bytes(signed.entry)))
    return Remembered(frozenset(values["graves"]), tuple(found))


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _of_purged(instance: Instance) -> list[Proven]:
    """Everything about the end of each case that has ended."""
    found: list[Proven] = []
    for realm in REALMS:
        about = list(proven(realm, instance.keys.ledger, TAGS))
        ended = {case for case, story in told_purges(about).items() if story.is_purged}
        found += (one for one in about if one.read.case in ended)
    return found


def _graves() -> frozenset[str]:
    return frozenset(grave.hex for grave in db.session.execute(sa.select(PurgedCase.id)).scalars())


def _read(salt: bytes, file: Path) -> Remembered:
    """Nothing for a file that is not there, or is none of ours."""
    try:
        return from_bytes(salt, file.read_bytes())
    except (Unreadable, FileNotFoundError):
        return Remembered()


def _write(file: Path, raw: bytes) -> None:
    file.parent.mkdir(exist_ok=True, mode=0o700)
    with arriving(file) as opened:
        opened.write(raw)


def _case_of(pseudonym: str) -> UUID | None:
    query = sa.select(CasePseudonym.case_id).where(CasePseudonym.pseudonym == pseudonym)
    return db.session.execute(query).scalar()


def _destroy_again(instance: Instance, case_id: UUID, said: list[Proven], order: Order) -> None:
    (at,) = (one.read.at for one in said if one.read.tag == "case:purged")
    with transaction():
        for one in _not_there(said):
            face, tag = one.read.face, one.read.tag
            db.session.add(PendingEntry(
                id=uuid4(), realm=one.realm, waits_for=waits_for(tag, face), entry=one.signed.entry,
                mac=one.signed.mac, salt=one.signed.salt, leaf=one.signed.leaf,
            ))  # fmt: skip
        bury(case_id, order, datetime.fromisoformat(at or "").astimezone(instance.settings.zone))
        delete_case(case_id)


def _not_there(said: list[Proven]) -> Iterator[Proven]:
    """Those that the log, or what waits for it, does not have."""
    leaves = [one.signed.leaf for one in said]
    known = {
        bytes(leaf)
        for table in (SequencedEntry, PendingEntry)
        for leaf in db.session.execute(sa.select(table.leaf).where(table.leaf.in_(leaves))).scalars()
    }
    seen: set[bytes] = set()
    for one in said:
        if one.signed.leaf not in known | seen:
            seen.add(one.signed.leaf)
            yield one
