# SPDX-License-Identifier: AGPL-3.0-or-later
"""Proofs that hold are taken, all others are refused: own ones, and those that others published."""

import json
from base64 import b64decode
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from plaint.ledger.errors import ProofError
from plaint.ledger.merkle import leaf_hash, tree_root
from plaint.ledger.proof import (
    consistency_proof,
    inclusion_proof,
    root_of_inclusion,
    verify_consistency,
    verify_inclusion,
)
from tests.support import shared
from tests.support.trees import MemoryTree

LEAVES = [b"leaf %d" % number for number in range(1200)]
TREE = MemoryTree(LEAVES)
ROOTS = [tree_root(size, TREE.read_tile) for size in range(len(LEAVES) + 1)]
SIZES = st.integers(1, len(LEAVES))

STRICTER = "consistency/additional/roots-do-not-not-match-and-sizes-are-one.json"


@given(SIZES, st.data())
def test_every_leaf_is_proved_in_every_tree(size: int, data: st.DataObject) -> None:
    """The path from any leaf of any size leads to that size's root, and to no other."""
    index = data.draw(st.integers(0, size - 1))
    path = inclusion_proof(index, size, TREE.read_tile)
    verify_inclusion(leaf_hash(LEAVES[index]), index, size, path, ROOTS[size])
    with pytest.raises(ProofError):
        verify_inclusion(leaf_hash(LEAVES[index]), index, size, path, ROOTS[size - 1])


@given(SIZES, SIZES)
def test_every_tree_continues_every_earlier_one(first: int, second: int) -> None:
    """Between any two sizes there is a proof, and with exchanged roots there is none."""
    old, new = sorted((first, second))
    path = consistency_proof(old, new, TREE.read_tile)
    verify_consistency(old, new, path, ROOTS[old], ROOTS[new])
    assume(old != new)
    with pytest.raises(ProofError):
        verify_consistency(old, new, path, ROOTS[new], ROOTS[old])


@given(SIZES, st.data())
def test_a_changed_path_proves_nothing(size: int, data: st.DataObject) -> None:
    """Drop, add, exchange or alter any hash of a path: it is refused."""
    index = data.draw(st.integers(0, size - 1))
    path = list(inclusion_proof(index, size, TREE.read_tile))
    place = data.draw(st.integers(0, len(path)))
    change = data.draw(st.sampled_from(["add", "drop", "flip"]))
    if change == "add":
        path.insert(place, bytes(32))
    else:
        assume(place < len(path))
        path[place : place + 1] = [] if change == "drop" else [bytes([path[place][0] ^ 1]) + path[place][1:]]
    with pytest.raises(ProofError):
        verify_inclusion(leaf_hash(LEAVES[index]), index, size, path, ROOTS[size])


def test_two_roots_for_one_size_are_a_fork() -> None:
    """The message names it: this is the evidence that convicts an operator."""
    with pytest.raises(ProofError, match="forked") as caught:
        verify_consistency(7, 7, [], ROOTS[7], ROOTS[8])
    assert "heads" in caught.value.hint


@pytest.mark.parametrize(
    ("leaf", "path", "root"),
    [(b"x" * 31, [], b"x" * 31), (b"x" * 33, [], b"x" * 33), (b"x" * 32, [], b"x" * 31)],
)
def test_hashes_of_another_length_are_refused(leaf: bytes, path: list[bytes], root: bytes) -> None:
    """A verifier that takes any length lets a leaf and a root be anything."""
    with pytest.raises(ProofError):
        verify_inclusion(leaf, 0, 1, path, root)


@pytest.mark.parametrize(("index", "size"), [(-1, 1), (1, 1), (0, 0)])
def test_a_leaf_outside_of_the_tree_has_no_path(index: int, size: int) -> None:
    """Neither made nor checked."""
    with pytest.raises(ProofError):
        inclusion_proof(index, size, TREE.read_tile)
    with pytest.raises(ProofError):
        root_of_inclusion(bytes(32), index, size, [])


@pytest.mark.parametrize(("old", "new"), [(0, 1), (0, 0), (2, 1)])
def test_between_such_sizes_nothing_is_proved(old: int, new: int) -> None:
    """Size 0 says nothing, and a tree never shrinks."""
    with pytest.raises(ProofError):
        consistency_proof(old, new, TREE.read_tile)
    with pytest.raises(ProofError):
        verify_consistency(old, new, [], ROOTS[old], ROOTS[new])


@pytest.mark.parametrize("name", shared.names("data/merkle", "inclusion/**/*.json"))
def test_published_inclusion_vector(name: str) -> None:
    """transparency-dev/merkle: each inclusion vector is taken or refused as it says."""
    vector = json.loads(shared.find(name).read_text())
    path = _hashes(vector["proof"])
    leaf, root = _hash(vector["leafHash"]), _hash(vector["root"])
    _expect(
        lambda: verify_inclusion(leaf, vector["leafIdx"], vector["treeSize"], path, root), refused=vector["wantErr"]
    )


@pytest.mark.parametrize("name", shared.names("data/merkle", "consistency/**/*.json"))
def test_published_consistency_vector(name: str) -> None:
    """transparency-dev/merkle: each consistency vector is taken or refused as it says, but for one.

    In that one, "proof of a tree of size one with itself", both roots are the same eleven bytes of text and the vector
    wants them taken. No SHA-256 tree has such a root: we refuse it.
    """
    vector = json.loads(shared.find(name).read_text())
    path = _hashes(vector["proof"])
    old, new = _hash(vector["root1"]), _hash(vector["root2"])
    stricter = len(old) != 32 and not vector["wantErr"]
    _expect(
        lambda: verify_consistency(vector["size1"], vector["size2"], path, old, new),
        refused=vector["wantErr"] or stricter,
    )


def test_we_are_stricter_than_one_published_vector_only() -> None:
    """196 vectors are published for these two proofs; 195 of them are followed to the letter."""
    every = [
        *shared.find("data/merkle/inclusion").rglob("*.json"),
        *shared.find("data/merkle/consistency").rglob("*.json"),
    ]
    vectors = [json.loads(path.read_text()) for path in every]
    short = [
        each for each in vectors if not each["wantErr"] and len(_hash(each.get("root1") or each.get("root"))) != 32
    ]
    assert (len(vectors), len(short)) == (196, 1)


def _hash(text: str | None) -> bytes:
    return b64decode(text or "")


def _hashes(texts: list[str] | None) -> list[bytes]:
    return [_hash(text) for text in texts or []]


def _expect(check: Any, *, refused: bool) -> None:
    if refused:
        with pytest.raises(ProofError):
            check()
    else:
        check()
