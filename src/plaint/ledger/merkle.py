# SPDX-License-Identifier: AGPL-3.0-or-later
"""The Merkle tree of RFC 6962, section 2.1, as C2SP tlog-tiles lays it out: hashes, and the right edge that grows.

Only every eighth level of the tree is stored. `Frontier` holds the peaks of the tree (the roots of its complete
subtrees, largest first), which is all that adding a leaf needs.
"""

from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Final

HASH_LENGTH: Final = 32
TILE_HEIGHT: Final = 8
TILE_WIDTH: Final = 1 << TILE_HEIGHT
EMPTY_ROOT: Final = sha256(b"").digest()

ReadTile = Callable[[int, int, int], bytes]
"""(level, index, width) → the first `width` hashes of that tile; raises where the tree does not hold them."""


def leaf_hash(leaf: bytes) -> bytes:
    """Return the hash of a leaf. Its prefix differs from a node's, so that no node can pass for a leaf."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The right edge of a tree of `size` leaves; it grows and remembers nothing else."""

    __slots__ = ("_peaks", "_size")

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        """Take up a tree of `size` leaves with these `peaks`, largest first; without arguments, the empty tree."""
        self._size = size
        self._peaks = list(peaks)
        if len(self._peaks) != size.bit_count():
            raise ValueError("a tree of this size has another number of peaks")

    @property
    def size(self) -> int:
        """The number of leaves."""
        return self._size

    def extend(self, hashes: Iterable[bytes]) -> dict[int, list[bytes]]:
        """Add leaf hashes; return what each tile level gains, in order (level 0 are the leaf hashes themselves)."""
        gained: dict[int, list[bytes]] = {}
        peaks = self._peaks
        for leaf in hashes:
            node = leaf
            gained.setdefault(0, []).append(node)
            height, index = 0, self._size
            while index & 1:
                node = node_hash(peaks.pop(), node)
                height += 1
                index >>= 1
                if height % TILE_HEIGHT == 0:
                    gained.setdefault(height // TILE_HEIGHT, []).append(node)
            peaks.append(node)
            self._size += 1
        return gained

    def root(self) -> bytes:
        """Return the root of the tree."""
        if not self._peaks:
            return EMPTY_ROOT
        root = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            root = node_hash(peak, root)
        return root

    def copy(self) -> "Frontier":
        """Return another frontier of the same tree."""
        return Frontier(self._size, self._peaks)


def load_frontier(size: int, read_tile: ReadTile) -> Frontier:
    """Return the frontier of the stored tree of `size` leaves."""
    peaks = []
    position = 0
    for height in reversed(range(size.bit_length())):
        if size >> height & 1:
            peaks.append(subtree_root(height, position >> height, read_tile))
            position += 1 << height
    return Frontier(size, peaks)


def subtree_root(height: int, index: int, read_tile: ReadTile) -> bytes:
    """Return the root of the complete subtree number `index` of 2^`height` leaves."""
    level, above = divmod(height, TILE_HEIGHT)
    count = 1 << above
    tile, offset = divmod(index << above, TILE_WIDTH)
    hashes = read_tile(level, tile, offset + count)
    row = [
        hashes[at : at + HASH_LENGTH] for at in range(offset * HASH_LENGTH, (offset + count) * HASH_LENGTH, HASH_LENGTH)
    ]
    while len(row) > 1:
        row = [node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)]
    return row[0]


def range_root(first: int, end: int, read_tile: ReadTile) -> bytes:
    """Return the root over the leaves from `first` up to `end`, a range that is a node of RFC 6962's recursion."""
    count = end - first
    if count & (count - 1) == 0:
        return subtree_root(count.bit_length() - 1, first // count, read_tile)
    middle = first + split(count)
    return node_hash(range_root(first, middle, read_tile), range_root(middle, end, read_tile))


def tree_root(size: int, read_tile: ReadTile) -> bytes:
    """Return the root that the stored tree had at `size` leaves."""
    return EMPTY_ROOT if size == 0 else range_root(0, size, read_tile)


def split(count: int) -> int:
    """Return the largest power of two that is smaller than `count` (RFC 6962, 2.1)."""
    return 1 << ((count - 1).bit_length() - 1)
