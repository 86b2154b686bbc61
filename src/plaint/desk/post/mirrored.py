# SPDX-License-Identifier: AGPL-3.0-or-later
"""The verified ledger of the mirror, as posting needs it: proofs, boards, and where a board lies."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from plaint.desk.mirror import blobs, tree
from plaint.desk.mirror.tree import Head
from plaint.desk.post.received import Proof, signature_of
from plaint.keys.vkey import VerifierKey
from plaint.ledger.board import CELL_LENGTH, BoardBlob, read_board
from plaint.ledger.leaf import Leaf
from plaint.ledger.proof import inclusion_proof


@dataclass(frozen=True, slots=True)
class MirroredLedger:
    """Rows of the mirror and the head that they were verified under."""

    rows: sqlite3.Connection
    head: Head
    key: VerifierKey
    """The ledger's Ed25519 key."""

    def size(self) -> int:
        """Return the number of leaves under the verified head."""
        return self.head.checkpoint.size

    def proof(self, index: int) -> Proof:
        """Return the proof for the blob at `index`; raise `KeyError` where there is no leaf that we know."""
        leaf = tree.leaf_at(self.rows, index)
        if not isinstance(leaf, Leaf):
            raise KeyError(index)
        return Proof(
            index=index,
            blob_hash=leaf.blob_hash,
            path=inclusion_proof(index, self.size(), tree.tile_reader(self.rows)),
            checkpoint=self.head.checkpoint,
            signature=signature_of(self.head.note, self.key),
        )

    def boards(self, after: int) -> Iterator[BoardBlob]:
        """Yield the boards with numbers above `after`, in order."""
        found = self.rows.execute(
            "SELECT blob.octets FROM board JOIN blob USING (idx) WHERE board.number > ? ORDER BY board.number", (after,)
        ).fetchall()
        yield from (read_board(octets) for (octets,) in found if octets is not None)

    def board_index(self, desk_tick: int) -> int | None:
        """Return the ledger index of the board of a desk tick, or None where there is none."""
        found = self.rows.execute("SELECT idx FROM board WHERE desk_tick = ?", (desk_tick,)).fetchone()
        return found[0] if found else None

    def cells(self, desk_tick: int, slot: int, slots: int) -> bytes | None:
        """Return the cells of a slot in the board of a desk tick, or None where there is no such board."""
        index = self.board_index(desk_tick)
        octets = blobs.get(self.rows, index) if index is not None else None
        if octets is None:
            return None
        board = read_board(octets)
        return board.cells_of(slot, len(board.cells) // CELL_LENGTH // slots)
