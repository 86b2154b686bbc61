# SPDX-License-Identifier: AGPL-3.0-or-later
"""Inclusion and consistency proofs: making them from tiles, and checking them (RFC 9162, 2.1.3 and 2.1.4).

Rules of this module:

- Every hash has 32 bytes. A verifier that takes other lengths can be led to hash a node as a leaf.
- Size 0 proves nothing about anything, so it is refused here; it is the caller's case.
- The number of hashes follows from index and size; another number is refused before anything is hashed.
"""

from collections.abc import Sequence

from plaint.ledger.errors import ProofError
from plaint.ledger.merkle import HASH_LENGTH, ReadTile, node_hash, range_root, split


def inclusion_proof(index: int, size: int, read_tile: ReadTile) -> tuple[bytes, ...]:
    """Return the path from leaf `index` to the root of the first `size` leaves, from the leaf upwards."""
    if not 0 <= index < size:
        raise ProofError("The leaf lies outside of this tree.")
    path = []
    first, end = 0, size
    while end - first > 1:
        middle = first + split(end - first)
        if index < middle:
            path.append(range_root(middle, end, read_tile))
            end = middle
        else:
            path.append(range_root(first, middle, read_tile))
            first = middle
    return tuple(reversed(path))


def consistency_proof(old: int, new: int, read_tile: ReadTile) -> tuple[bytes, ...]:
    """Return the proof that the tree of `new` leaves continues that of `old` leaves."""
    if not 0 < old <= new:
        raise ProofError("There is no proof between these sizes.")
    path = []
    first, end = 0, new
    # While the old tree's edge lies on our way from the root, the verifier knows that node: it is the old root.
    known = True
    while old != end:
        middle = first + split(end - first)
        if old <= middle:
            path.append(range_root(middle, end, read_tile))
            end = middle
        else:
            path.append(range_root(first, middle, read_tile))
            first, known = middle, False
    if not known:
        path.append(range_root(first, end, read_tile))
    return tuple(reversed(path))


def root_of_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """Return the root that `path` leads to from the leaf hash `leaf`; raise ProofError where its form is wrong."""
    if not 0 <= index < size:
        raise ProofError("The leaf lies outside of this tree.")
    _check_lengths(leaf, *path)
    inner = (index ^ (size - 1)).bit_length()
    border = (index >> inner).bit_count()
    if len(path) != inner + border:
        raise ProofError("The path has another length than this tree's.")
    node = leaf
    for height, sibling in enumerate(path[:inner]):
        node = node_hash(sibling, node) if index >> height & 1 else node_hash(node, sibling)
    for sibling in path[inner:]:
        node = node_hash(sibling, node)
    return node


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> None:
    """Raise ProofError unless `path` proves that the leaf hash `leaf` stands at `index` under `root`."""
    _check_lengths(root)
    if root_of_inclusion(leaf, index, size, path) != root:
        raise ProofError("The path does not lead to the signed root.")


def verify_consistency(old: int, new: int, path: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    """Raise ProofError unless `path` proves that the tree of `new` leaves continues the one of `old` leaves."""
    if not 0 < old <= new:
        raise ProofError("There is no proof between these sizes.")
    _check_lengths(old_root, new_root, *path)
    if old == new:
        if path or old_root != new_root:
            raise ProofError("Two roots were signed for one size: this ledger was forked.")
        return
    # The first node of the path is the largest complete subtree that ends where the old tree ends; it is left out
    # where that is the whole old tree.
    trailing = (old & -old).bit_length() - 1
    whole = old == 1 << trailing
    inner = ((old - 1) ^ (new - 1)).bit_length() - trailing
    border = ((old - 1) >> (inner + trailing)).bit_count()
    if len(path) != (not whole) + inner + border:
        raise ProofError("The proof has another length than between these sizes.")
    seed, rest = (old_root, path) if whole else (path[0], path[1:])
    turns = (old - 1) >> trailing
    before = after = seed
    for height, sibling in enumerate(rest):
        if height >= inner or turns >> height & 1:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
        else:
            after = node_hash(after, sibling)
    if before != old_root:
        raise ProofError("The proof does not lead to the older root.")
    if after != new_root:
        raise ProofError("The proof does not lead to the newer root.")


def _check_lengths(*hashes: bytes) -> None:
    if any(len(each) != HASH_LENGTH for each in hashes):
        raise ProofError("A hash has another length than 32 bytes.")
