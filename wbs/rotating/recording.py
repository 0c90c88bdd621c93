"""What the ledgers say about keys, and saying it: in both realms, for the keys serve both.

A command that broke off after writing the file is found here: there is a key without an entry, which the next command
adds before it does anything else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from wbs.db import transaction
from wbs.keynumbers import former_numbers, live_numbers, names_in
from wbs.ledger.append import record
from wbs.ledger.entry import Entry
from wbs.ledger.read import entries, pending_entries
from wbs.rotating.kinds import BY_TAG, KINDS
from wbs.staff.directory import REALMS
from wbs.staff.instance import Instance

ROTATED, RETIRED = "key:rotated", "key:retired"
OF_KEYS = frozenset({ROTATED, RETIRED})


@dataclass(frozen=True)
class Known:
    """(kind, number) -> since when."""

    rotated: Mapping[tuple[str, int], datetime] = field(default_factory=dict)
    retired: Mapping[tuple[str, int], datetime] = field(default_factory=dict)


def known() -> Known:
    """What every realm's ledger says, with what still waits to enter it; of several the last counts."""
    found = [_told(realm) for realm in REALMS]
    common = [set.intersection(*(set(one[tag]) for one in found)) for tag in (ROTATED, RETIRED)]
    rotated, retired = (
        {key: max(one[tag][key] for one in found) for key in keys}
        for tag, keys in zip((ROTATED, RETIRED), common, strict=True)
    )
    return Known(rotated, retired)


def _told(realm: str) -> dict[str, dict[tuple[str, int], datetime]]:
    told: dict[str, dict[tuple[str, int], datetime]] = {ROTATED: {}, RETIRED: {}}
    for entry in [*(one for _, one in entries(realm, OF_KEYS)), *pending_entries(realm)]:
        if entry.tag in OF_KEYS and entry.fields["key"] in BY_TAG:
            told[entry.tag][_which(entry)] = datetime.fromisoformat(entry.at or "")
    return told


def _which(entry: Entry) -> tuple[str, int]:
    return BY_TAG[entry.fields["key"]].files, entry.fields["number"]


def note_rotated(instance: Instance, kind: str, number: int, now: datetime) -> None:
    with transaction():
        for realm in REALMS:
            record(instance.pen("worker"), realm, "key:rotated", now, key=KINDS[kind].tagged, number=number)


def note_retired(instance: Instance, kind: str, number: int, now: datetime) -> None:
    with transaction():
        for realm in REALMS:
            record(instance.pen("worker"), realm, "key:retired", now, key=KINDS[kind].tagged, number=number)


def unrecorded(instance: Instance, told: Known) -> tuple[tuple[str, int], ...]:
    """Keys beyond the first of which no ledger knows: a rotation broke off, or somebody wrote the file by hand."""
    names = names_in(instance.settings.keys_dir)
    there = [(kind, number) for kind in KINDS for number in (*live_numbers(kind, names), *former_numbers(kind, names))]
    return tuple(key for key in there if key[1] > 1 and key not in told.rotated)
