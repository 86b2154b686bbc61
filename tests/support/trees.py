# SPDX-License-Identifier: AGPL-3.0-or-later
"""A Merkle tree held whole in memory, and RFC 6962's recursion written down once more to compare with."""

from collections.abc import Sequence

from plaint.ledger.merkle import EMPTY_ROOT, HASH_LENGTH, Frontier, leaf_hash, node_hash


class MemoryTree:
    """A growing tree whose tiles lie in memory."""

    def __init__(self, leaves: Sequence[bytes] = ()) -> None:
        """Begin with `leaves`."""
        self.frontier = Frontier()
        self.tiles: dict[int, bytearray] = {}
        self.add(*leaves)

    def add(self, *leaves: bytes) -> None:
        """Append `leaves`."""
        for level, hashes in self.frontier.extend(leaf_hash(leaf) for leaf in leaves).items():
            self.tiles.setdefault(level, bytearray()).extend(b"".join(hashes))

    def read_tile(self, level: int, index: int, width: int) -> bytes:
        """Return the first `width` hashes of a tile."""
        first = index * 256 * HASH_LENGTH
        hashes = bytes(self.tiles[level][first : first + width * HASH_LENGTH])
        assert len(hashes) == width * HASH_LENGTH
        return hashes


def recursive_root(hashes: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes by the definition of RFC 6962, 2.1."""
    if not hashes:
        return EMPTY_ROOT
    if len(hashes) == 1:
        return hashes[0]
    middle = 1
    while middle * 2 < len(hashes):
        middle *= 2
    return node_hash(recursive_root(hashes[:middle]), recursive_root(hashes[middle:]))
