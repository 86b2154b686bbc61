# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finding the place of a leaf in the public log, where there is no "received" to say it."""

from typing import Final

from plaint.cosign.judging import MOST_HEAD
from plaint.cosign.line import Line
from plaint.errors import FormatError
from plaint.keys import note as notes
from plaint.ledger.checkpoint import read_checkpoint
from plaint.ledger.leaf import LENGTH, Leaf, read_leaf
from plaint.ledger.merkle import TILE_WIDTH
from plaint.ledger.tile import Tile, read_bundle

MOST_BUNDLE: Final = TILE_WIDTH * (LENGTH + 2)


def find_leaf(line: Line, blob_hash: bytes) -> int | None:
    """Return the index of the leaf of this blob, or None where it is not in the log.

    All bundles are fetched, from the newest back to the first, whatever is found on the way: which one mattered is not
    to be seen. Nothing is verified: a wrong place makes a request that intake refuses, and nothing else.
    """
    size = read_checkpoint(notes.parse(line.get("/checkpoint", most=MOST_HEAD)).text).size
    found = None
    for bundle in reversed(range(-(-size // TILE_WIDTH))):
        width = min(TILE_WIDTH, size - bundle * TILE_WIDTH)
        leaves = read_bundle(line.get(f"/tile/{Tile(None, bundle, width).path}", most=MOST_BUNDLE))
        for place, octets in enumerate(leaves):
            if _hash_of(octets) == blob_hash:
                found = bundle * TILE_WIDTH + place
    return found


def _hash_of(octets: bytes) -> bytes:
    try:
        leaf = read_leaf(octets)
    except FormatError:
        return b""
    return leaf.blob_hash if isinstance(leaf, Leaf) else b""
