# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tree grows as RFC 6962 defines it, and can be taken up again from its tiles."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plaint.ledger.merkle import EMPTY_ROOT, Frontier, leaf_hash, load_frontier, node_hash, tree_root
from tests.support.trees import MemoryTree, recursive_root

LEAVES = [number.to_bytes(4, "big") for number in range(70_000)]


@pytest.fixture(scope="module")
def large() -> MemoryTree:
    """Return a tree with three levels of tiles."""
    return MemoryTree(LEAVES)


def test_the_empty_tree_has_the_root_of_the_standard() -> None:
    """RFC 6962, 2.1: the hash of an empty list is the hash of an empty string."""
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert Frontier().root() == EMPTY_ROOT == tree_root(0, MemoryTree().read_tile)


def test_a_leaf_never_hashes_as_a_node() -> None:
    """A leaf made of two hashes has another hash than the node above these two."""
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert leaf_hash(left + right) != node_hash(left, right)


@given(st.integers(1, 600))
def test_the_root_is_the_one_of_the_recursion(size: int) -> None:
    """Grown leaf by leaf, read from tiles, or by definition: the root is one."""
    tree = MemoryTree(LEAVES[:size])
    root = recursive_root([leaf_hash(leaf) for leaf in LEAVES[:size]])
    assert tree.frontier.root() == root == tree_root(size, tree.read_tile)


@given(st.integers(0, 70_000))
def test_every_earlier_root_can_be_read_from_the_tiles(large: MemoryTree, size: int) -> None:
    """A frontier taken up at any size has the root that the tree had then."""
    assert load_frontier(size, large.read_tile).root() == tree_root(size, large.read_tile)


def test_it_does_not_matter_how_leaves_are_batched(large: MemoryTree) -> None:
    """One batch or many: the same tiles, byte for byte."""
    rest, tree, seeded = LEAVES[:3000], MemoryTree(), random.Random(1)
    while rest:
        cut = seeded.randrange(1, 700)
        tree.add(*rest[:cut])
        rest = rest[cut:]
    assert tree.read_tile(0, 11, 100) == large.read_tile(0, 11, 100)
    assert tree.read_tile(1, 0, 11) == large.read_tile(1, 0, 11)


def test_a_copy_grows_apart() -> None:
    """What is tried on a copy leaves the original as it was."""
    tree = MemoryTree(LEAVES[:5])
    before = tree.frontier.root()
    tree.frontier.copy().extend([leaf_hash(b"x")])
    assert (tree.frontier.root(), tree.frontier.size) == (before, 5)


def test_a_wrong_number_of_peaks_is_refused() -> None:
    """A frontier that cannot be one is not taken up."""
    with pytest.raises(ValueError, match="peaks"):
        Frontier(3, [bytes(32)])
