"""What is wrong with a log, named entry by entry. Pure: rows in, findings out, so an export can be verified off line.

Decides nothing about repair: a wrong entry is corrected by a correcting entry, openly.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wbs.ledger.entry import ENTRY_LABEL, face_and_tag, head_mac_of, leaf_of, misfit, parse
from wbs.ledger.keyring import RETIRED, live_keys, rings
from wbs.ledger.kinds import BadEntry
from wbs.ledger.merkle import Frontier

Row = tuple[int, bytes, bytes, bytes, bytes | None]  # seq, entry, mac, leaf, salt (None: deleted); in order of seq


@dataclass(frozen=True)
class Finding:
    """One thing that does not fit. `what` is a key of docs/LEDGER.md; `seq` is None for the log as a whole."""

    seq: int | None
    what: str
    detail: str = ""


@dataclass(frozen=True)
class StoredHead:
    """The head as the database has it."""

    size: int
    root: bytes
    frontier: bytes
    mac: bytes


def findings(realm: str, rows: Iterable[Row], head: StoredHead | None, keys: Mapping[str, bytes]) -> Iterator[Finding]:
    """Everything that is wrong; nothing when the log is whole. MACs are checked for the faces in `keys`."""
    reading = _Reading(realm, keys)
    for row in rows:
        if found := reading.take(row):
            yield from found
    yield from reading.unsalted_without_purge()
    yield from _problems_of_head(realm, head, reading.tree, reading.next_seq, live_keys(keys, "worker"))


class _Reading:
    """One pass over a log; holds the tree so far and the leaves seen (about 100 bytes each)."""

    def __init__(self, realm: str, keys: Mapping[str, bytes]) -> None:
        self.realm = realm
        self.rings = rings(keys)
        self.tree, self.next_seq = Frontier(), 0
        self.leaves: set[bytes] = set()
        self.unsalted: dict[int, str] = {}
        self.purged: set[str] = set()

    def take(self, row: Row) -> list[Finding]:
        seq, entry, mac, leaf, salt = row
        found = []
        if seq != self.next_seq:
            found.append(Finding(seq, "gap", f"{seq - self.next_seq} missing before it"))
        self.next_seq = seq + 1
        face, tag = face_and_tag(entry)
        if why := misfit(entry, face, tag, self.realm):
            found.append(Finding(seq, why, f"{face} {tag} {_complaint(entry)}".strip()))
        elif tag == "case:purged":
            self.purged.add(_case_of(entry))
        if salt is None:
            self.unsalted[seq] = "" if why else _case_of(entry)
        elif leaf_of(salt, entry) != leaf:
            found.append(Finding(seq, "leaf", "entry, salt or leaf was changed"))
        if (ring := self.rings.get(face)) and not ring.made(ENTRY_LABEL + leaf + entry, mac):
            found.append(Finding(seq, "mac", f"not written by {face}"))
        if leaf in self.leaves:
            found.append(Finding(seq, "repeated", "the same entry stands in the log before"))
        self.leaves.add(leaf)
        self.tree.append(leaf)
        if tag == RETIRED and not found:
            self._retire(parse(entry))
        return found

    def _retire(self, values: Mapping[str, Any]) -> None:
        """A key that was retired here proves nothing that stands behind."""
        kind, _, face = values["key"].partition("_")
        if kind == "ledger" and face in self.rings:
            self.rings[face].retire(values["number"])

    def unsalted_without_purge(self) -> Iterator[Finding]:
        for seq, case in self.unsalted.items():
            if case not in self.purged:
                yield Finding(seq, "salt", "the salt is gone, and no case:purged says why")


def _complaint(entry: bytes) -> str:
    try:
        parse(entry)
    except BadEntry as complaint:
        return str(complaint)
    return ""


def _case_of(entry: bytes) -> str:
    return parse(entry).get("case", "")


def _problems_of_head(
    realm: str, head: StoredHead | None, tree: Frontier, size: int, worker_keys: tuple[bytes, ...]
) -> Iterator[Finding]:
    if head is None:
        if size:
            yield Finding(None, "head", "there are entries and no head")
        return
    if head.size != size:
        yield Finding(None, "head_size", f"the head counts {head.size} entries, the log ends after {size}")
    if head.root != tree.root():
        yield Finding(None, "head_root", "the entries do not lead to the root in the head")
    elif head.frontier != tree.to_bytes():
        yield Finding(None, "head_frontier", "the stored frontier is not that of the entries")
    if worker_keys and head.mac not in (head_mac_of(key, realm, head.size, head.root) for key in worker_keys):
        yield Finding(None, "head_mac", "the head was not written by the sequencer")
