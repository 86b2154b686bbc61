# SPDX-License-Identifier: AGPL-3.0-or-later
"""The board: the reply cells of one desk tick as a blob, chained to the one before (docs/protocol.md section 10).

Rules of this module:

- A blob has one length for a charter. What a desk did not post is filled with random bytes by the caller; here a cell
  is 1,024 bytes, whatever it holds.
- The chain makes one inclusion proof, of the newest blob, stand for all of them.
"""

from dataclasses import dataclass, field
from hashlib import sha256
from itertools import pairwise
from typing import Final

from plaint.errors import FormatError
from plaint.ledger.errors import ProofError
from plaint.octets import LARGEST_INTEGER

VERSION: Final = 1
HEAD_LENGTH: Final = 56
CELL_LENGTH: Final = 1024
MOST_CELLS: Final = 16 * 64
"""16 slots of 64 cells each: a bound on what is read, far above any charter."""
NO_PREVIOUS: Final = bytes(32)
LARGEST: Final = LARGEST_INTEGER


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardBlob:
    """The cells of one desk tick, in the order of slot, then cell."""

    number: int
    desk_tick: int
    previous: bytes
    cells: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse what no board can hold."""
        whole = len(self.cells) % CELL_LENGTH == 0 and 0 < len(self.cells) <= MOST_CELLS * CELL_LENGTH
        numbered = 1 <= self.number <= LARGEST and 0 <= self.desk_tick <= LARGEST
        if (
            not whole
            or not numbered
            or len(self.previous) != 32
            or (self.number == 1) != (self.previous == NO_PREVIOUS)
        ):
            raise _not_a_board()

    def __bytes__(self) -> bytes:
        numbers = self.number.to_bytes(8, "big") + self.desk_tick.to_bytes(8, "big")
        count = (len(self.cells) // CELL_LENGTH).to_bytes(4, "big")
        return bytes([VERSION, 0, 0, 0]) + numbers + self.previous + count + self.cells

    @property
    def hash(self) -> bytes:
        """The hash of the blob, which the next blob and the leaf hold."""
        return sha256(bytes(self)).digest()

    def cells_of(self, slot: int, cells_per_desk: int) -> bytes:
        """Return the cells of `slot`."""
        length = cells_per_desk * CELL_LENGTH
        return self.cells[slot * length : (slot + 1) * length]


def board_length(slots: int, cells_per_desk: int) -> int:
    """Return the length in bytes of each board blob of a charter."""
    return HEAD_LENGTH + CELL_LENGTH * slots * cells_per_desk


def read_board(octets: bytes) -> BoardBlob:
    """Decode a board blob; raise FormatError."""
    if len(octets) < HEAD_LENGTH or octets[:4] != bytes([VERSION, 0, 0, 0]):
        raise _not_a_board()
    blob = BoardBlob(
        number=int.from_bytes(octets[4:12], "big"),
        desk_tick=int.from_bytes(octets[12:20], "big"),
        previous=octets[20:52],
        cells=octets[HEAD_LENGTH:],
    )
    # The count repeats the length; another count would leave it open how many cells there are.
    if int.from_bytes(octets[52:56], "big") * CELL_LENGTH != len(blob.cells):
        raise _not_a_board()
    return blob


def check_chain(blobs: tuple[BoardBlob, ...]) -> None:
    """Raise ProofError unless each blob follows the one before it: by number, by hash, and later in time."""
    for before, after in pairwise(blobs):
        if after.number != before.number + 1 or after.previous != before.hash or after.desk_tick <= before.desk_tick:
            raise ProofError(
                "The board is not whole.", hint="Fetch it again; if it stays so, cells are being withheld."
            )


def _not_a_board() -> FormatError:
    return FormatError("This is no board.", hint="Fetch it again.")
