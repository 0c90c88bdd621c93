"""The Merkle tree of RFC 6962, section 2.1, over leaf hashes. Pure; knows no entries and no tables.

`Frontier` grows a tree with one hash per leaf on average; the proofs here walk the whole list of leaves.
"""

import hashlib
from collections.abc import Iterable, Sequence

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


class BadTree(ValueError):
    """A size, an index or stored bytes that no tree has."""


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """A growing tree, of which only the roots of its complete subtrees are kept, largest first."""

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        self.size = size
        self.peaks = list(peaks)
        if size < 0 or len(self.peaks) != size.bit_count():
            raise BadTree("a tree keeps one peak for each bit of its size")

    def append(self, leaf: bytes) -> None:
        size, peaks = self.size, self.peaks
        while size & 1:
            leaf = hashlib.sha256(b"\x01" + peaks.pop() + leaf).digest()
            size >>= 1
        peaks.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        if not self.peaks:
            return EMPTY_ROOT
        *rest, root = self.peaks
        for peak in reversed(rest):
            root = node_hash(peak, root)
        return root

    def to_bytes(self) -> bytes:
        return b"".join(self.peaks)

    @classmethod
    def from_bytes(cls, size: int, raw: bytes) -> "Frontier":
        """Raises BadTree when the bytes are not the peaks of a tree of that size."""
        if len(raw) % HASH_BYTES:
            raise BadTree("a peak has 32 bytes")
        return cls(size, (raw[start : start + HASH_BYTES] for start in range(0, len(raw), HASH_BYTES)))


def root_of(leaves: Iterable[bytes]) -> bytes:
    tree = Frontier()
    for leaf in leaves:
        tree.append(leaf)
    return tree.root()


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """PATH(index, leaves): the siblings on the way from the leaf to the root, nearest first."""
    if not 0 <= index < len(leaves):
        raise BadTree("no leaf at this index")
    if len(leaves) == 1:
        return []
    middle = _split(len(leaves))
    if index < middle:
        return [*inclusion_proof(leaves[:middle], index), root_of(leaves[middle:])]
    return [*inclusion_proof(leaves[middle:], index - middle), root_of(leaves[:middle])]


def consistency_proof(leaves: Sequence[bytes], old_size: int) -> list[bytes]:
    """PROOF(old_size, leaves): what shows that the first `old_size` leaves are still the same."""
    if not 0 < old_size <= len(leaves):
        raise BadTree("no such older tree")
    return _subproof(leaves, old_size, known=True)


def _subproof(leaves: Sequence[bytes], old_size: int, known: bool) -> list[bytes]:
    if old_size == len(leaves):
        return [] if known else [root_of(leaves)]
    middle = _split(len(leaves))
    if old_size <= middle:
        return [*_subproof(leaves[:middle], old_size, known), root_of(leaves[middle:])]
    return [*_subproof(leaves[middle:], old_size - middle, known=False), root_of(leaves[:middle])]


def includes(root: bytes, size: int, index: int, leaf: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the leaf stands at `index` in the tree of that size and root (RFC 9162, section 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    position, last, node = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            node = node_hash(sibling, node)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and node == root


def extends(old_root: bytes, old_size: int, root: bytes, size: int, proof: Sequence[bytes]) -> bool:
    """Whether the larger tree begins with the older one (RFC 9162, section 2.1.4.2)."""
    if old_size == size:
        return not proof and old_root == root
    if not 0 < old_size < size:
        return False
    path = list(proof) if old_size & (old_size - 1) else [old_root, *proof]
    if not path:
        return False
    position, last = old_size - 1, size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old_node = node = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            old_node, node = node_hash(sibling, old_node), node_hash(sibling, node)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and old_node == old_root and node == root
