"""The tree is that of RFC 6962: checked against the vectors published with Certificate Transparency, and all sizes."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from wbs.ledger.merkle import (
    EMPTY_ROOT,
    BadTree,
    Frontier,
    consistency_proof,
    extends,
    includes,
    inclusion_proof,
    root_of,
)

PUBLISHED: dict[str, Any] = json.loads((Path(__file__).parents[1] / "vectors/ledger_rfc6962.json").read_text())
LEAVES = [hashlib.sha256(b"\x00" + bytes.fromhex(data)).digest() for data in PUBLISHED["leaf_inputs"]]
ROOTS = [bytes.fromhex(root) for root in PUBLISHED["roots"]]
MANY = [hashlib.sha256(bytes([number])).digest() for number in range(40)]
OTHER = b"\x55" * 32


def test_the_published_leaves_and_roots() -> None:
    assert [leaf.hex() for leaf in LEAVES] == PUBLISHED["leaf_hashes"]
    assert [root_of(LEAVES[:size]) for size in range(9)] == ROOTS
    assert ROOTS[0] == EMPTY_ROOT


@pytest.mark.parametrize("vector", PUBLISHED["inclusion"], ids=str)
def test_the_published_inclusion_proofs(vector: dict[str, Any]) -> None:
    size, index = vector["size"], vector["index"]
    proof = inclusion_proof(LEAVES[:size], index)
    assert [node.hex() for node in proof] == vector["proof"]
    assert includes(ROOTS[size], size, index, LEAVES[index], proof)


@pytest.mark.parametrize("vector", PUBLISHED["consistency"], ids=str)
def test_the_published_consistency_proofs(vector: dict[str, Any]) -> None:
    old, size = vector["old_size"], vector["size"]
    proof = consistency_proof(LEAVES[:size], old)
    assert [node.hex() for node in proof] == vector["proof"]
    assert extends(ROOTS[old], old, ROOTS[size], size, proof)


def test_every_leaf_of_every_size_is_proven_and_nothing_else_is() -> None:
    for size in range(1, len(MANY)):
        root = root_of(MANY[:size])
        for index in range(size):
            proof = inclusion_proof(MANY[:size], index)
            assert includes(root, size, index, MANY[index], proof)
            assert not includes(root, size, index, OTHER, proof)
            assert not includes(OTHER, size, index, MANY[index], proof)
            assert not includes(root, size, index, MANY[index], [*proof, OTHER])
            assert not includes(root, size, (index + 1) % (size + 1), MANY[index], proof)
            assert not proof or not includes(root, size, index, MANY[index], proof[:-1])
            assert not includes(root, size, index, MANY[index], [OTHER, *proof[1:]]) or not proof


def test_every_older_tree_is_proven_and_no_other() -> None:
    for size in range(1, len(MANY)):
        root = root_of(MANY[:size])
        for old in range(1, size + 1):
            old_root, proof = root_of(MANY[:old]), consistency_proof(MANY[:size], old)
            assert extends(old_root, old, root, size, proof)
            assert not extends(OTHER, old, root, size, proof)
            assert not extends(old_root, old, OTHER, size, proof)
            assert not extends(old_root, old, root, size, [*proof, OTHER])
            assert not proof or not extends(old_root, old, root, size, proof[:-1])
            assert old == size or not extends(root, size, old_root, old, proof)


def test_a_rewritten_history_is_no_older_tree() -> None:
    rewritten = [*MANY[:2], OTHER, *MANY[3:20]]
    assert not extends(root_of(MANY[:7]), 7, root_of(rewritten), 20, consistency_proof(rewritten, 7))


def test_the_frontier_grows_like_the_whole_tree_and_survives_storage() -> None:
    tree = Frontier()
    for size, leaf in enumerate(MANY, start=1):
        tree = Frontier.from_bytes(tree.size, tree.to_bytes())
        tree.append(leaf)
        assert (tree.size, tree.root()) == (size, root_of(MANY[:size]))
        assert len(tree.peaks) == size.bit_count()


@pytest.mark.parametrize(("size", "raw"), [(1, b""), (0, b"x" * 32), (3, b"x" * 32), (1, b"x" * 31), (-1, b"x" * 32)])
def test_stored_bytes_that_no_tree_has_are_refused(size: int, raw: bytes) -> None:
    with pytest.raises(BadTree):
        Frontier.from_bytes(size, raw)


def test_proofs_of_what_is_not_there_are_refused() -> None:
    with pytest.raises(BadTree):
        inclusion_proof(MANY[:3], 3)
    for old in (0, 4):
        with pytest.raises(BadTree):
            consistency_proof(MANY[:3], old)
    assert not includes(OTHER, 0, 0, OTHER, [])
    assert not extends(EMPTY_ROOT, 0, OTHER, 3, [])
    assert not extends(OTHER, 3, OTHER, 5, [])
