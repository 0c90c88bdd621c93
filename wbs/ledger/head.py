"""The stored head of the tree: opened under a lock and believed only when everything about it fits; then moved on.

Knows nothing of pending entries.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wbs.db import table_of
from wbs.errors import Distrusted
from wbs.ledger.entry import head_mac_of
from wbs.ledger.merkle import BadTree, Frontier
from wbs.ledger.misstored import is_of_kind, is_sound
from wbs.ledger.records import Head, SequencedEntry


def lock_heads(session: Session) -> None:
    """One sequencer at a time. On SQLite the open write transaction is that lock already."""
    if session.connection().dialect.name == "postgresql":
        session.execute(sa.text("LOCK TABLE ledger_head IN EXCLUSIVE MODE"))


def trusted_tree(session: Session, realm: str, worker_keys: Sequence[bytes]) -> Frontier:
    """The tree as it was left, under any live key of the worker.

    Raises Distrusted when head and log do not fit: nothing is built on a forged one.
    """
    head = session.execute(sa.select(Head).where(Head.realm == realm, is_sound(Head))).scalar_one_or_none()
    seq = SequencedEntry.seq
    numbered = sa.select(seq).where(SequencedEntry.realm == realm, is_of_kind(table_of(SequencedEntry).c.seq))
    last_seq = session.scalar(numbered.order_by(seq.desc()).limit(1))
    size = 0 if last_seq is None else last_seq + 1
    if head is None and size == 0:
        return Frontier()
    if head is None or head.size != size:
        raise Distrusted(f"ledger {realm}: the log has {size} entries, its head {head.size if head else 'is missing'}")
    if head.mac not in [head_mac_of(key, realm, head.size, head.root) for key in worker_keys]:
        raise Distrusted(f"ledger {realm}: the head was not written by the sequencer")
    return _unfolded(head)


def _unfolded(head: Head) -> Frontier:
    try:
        tree = Frontier.from_bytes(head.size, head.frontier)
    except BadTree:
        raise Distrusted(f"ledger {head.realm}: the frontier is damaged") from None
    if tree.root() != head.root:
        raise Distrusted(f"ledger {head.realm}: the frontier does not lead to the root")
    return tree


def save_head(session: Session, realm: str, tree: Frontier, worker_key: bytes) -> None:
    root = tree.root()
    mac = head_mac_of(worker_key, realm, tree.size, root)
    session.merge(Head(realm=realm, size=tree.size, root=root, frontier=tree.to_bytes(), mac=mac))
    session.flush()
