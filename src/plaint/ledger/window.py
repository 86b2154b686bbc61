# SPDX-License-Identifier: AGPL-3.0-or-later
"""The window: the board of the last 7, 14 or 60 days as one answer, the same bytes for everyone within a tick.

Rules of this module (docs/protocol.md section 10):

- The reader chooses how far back to look before anything secret is typed; nothing in the answer depends on who asks.
- A window is whole or it is refused: signed head, path, chain, freshness, and its oldest blob old enough.
"""

from dataclasses import dataclass
from typing import Final

from plaint.keys import note as notes
from plaint.keys.vkey import VerifierKey
from plaint.ledger.board import MOST_CELLS, BoardBlob, board_length, check_chain, read_board
from plaint.ledger.checkpoint import Checkpoint, open_checkpoint
from plaint.ledger.errors import ProofError
from plaint.ledger.leaf import HASH_LENGTH, Leaf, LeafKind
from plaint.ledger.merkle import leaf_hash
from plaint.ledger.proof import verify_inclusion
from plaint.octets import Reader

HEAD: Final = b"PLBW\x01\x00\x00\x00"
DAYS: Final = (7, 14, 60)
DAY: Final = 86_400
MAX_NOTE: Final = 16_384
"""A head with one signature line takes about 400 bytes."""
PATIENCE: Final = 3 * 3600
"""Seconds beyond two desk ticks after which a head is too old: clocks differ, and a sequencer may be late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A window as it travels: nothing of it is believed before `check_window`."""

    note: bytes
    index: int
    path: tuple[bytes, ...]
    blobs: tuple[bytes, ...]

    def __bytes__(self) -> bytes:
        parts = [HEAD, _counted(self.note), self.index.to_bytes(8, "big"), bytes([len(self.path)]), *self.path]
        parts.append(len(self.blobs).to_bytes(4, "big"))
        parts.extend(_counted(blob) for blob in self.blobs)
        return b"".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticks:
    """The charter's ticks, in seconds."""

    ledger: int
    desk: int


def read_window(octets: bytes) -> Window:
    """Decode a window; raise FormatError."""
    reader = Reader(octets, "window of a board")
    if reader.take(len(HEAD)) != HEAD:
        raise reader.error("it begins otherwise")
    note = reader.prefixed(4, MAX_NOTE)
    index = reader.integer(8)
    path = tuple(reader.take(HASH_LENGTH) for _ in range(reader.integer(1)))
    blobs = tuple(reader.prefixed(4, board_length(MOST_CELLS, 1)) for _ in range(reader.integer(4)))
    reader.end()
    return Window(note=note, index=index, path=path, blobs=blobs)


def is_old_enough(blob: BoardBlob, checkpoint: Checkpoint, ticks: Ticks, days: int) -> bool:
    """Tell whether a window of `days` may begin with `blob`: its tick began that long before the head's."""
    return blob.desk_tick * ticks.desk <= checkpoint.tick * ticks.ledger - days * DAY


def check_window(
    window: Window, key: VerifierKey, *, origin: str, days: int, ticks: Ticks, now: int
) -> tuple[Checkpoint, tuple[BoardBlob, ...]]:
    """Return the head and the blobs, oldest first, of a window that is whole and of today.

    `key` is the ledger's Ed25519 key from the charter, `now` Unix seconds. Raises SignatureError, ProofError or
    FormatError; what to do is in the hint.
    """
    checkpoint = open_checkpoint(notes.parse(window.note), [key], origin)
    if abs(now - checkpoint.tick * ticks.ledger) > 2 * ticks.desk + PATIENCE:
        raise _not_whole("This board is not of today.")
    blobs = tuple(read_board(blob) for blob in window.blobs)
    if not blobs:
        if checkpoint.board or window.path or window.index:
            raise _not_whole("The board is empty, and the signed head says otherwise.")
        return checkpoint, ()
    newest = blobs[-1]
    leaf = leaf_hash(bytes(Leaf(LeafKind.BOARD, newest.hash)))
    verify_inclusion(leaf, window.index, checkpoint.size, window.path, checkpoint.root)
    check_chain(blobs)
    if newest.number != checkpoint.board:
        raise _not_whole("The newest part of the board is missing.")
    # Fresh heads alone do not show that the board still goes on.
    if newest.desk_tick < checkpoint.tick * ticks.ledger // ticks.desk - 2:
        raise _not_whole("The board has stopped.")
    if blobs[0].number != 1 and not is_old_enough(blobs[0], checkpoint, ticks, days):
        raise _not_whole("The oldest part of the board is missing.")
    return checkpoint, blobs


def _counted(octets: bytes) -> bytes:
    return len(octets).to_bytes(4, "big") + octets


def _not_whole(message: str) -> ProofError:
    return ProofError(message, hint="Try again in some hours; if it stays so, ask the group by another way.")
