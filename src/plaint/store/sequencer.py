# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sequencer: at every ledger tick it cuts the batch, appends it sorted, and signs the head.

Rules of this module (docs/protocol.md section 8):

- The batch is cut before it is sorted: what comes while a pass runs waits for the next one. So the order of leaves
  under one head is the order of their hashes, and tells nothing.
- It works in bounded steps. Between two of them the writer commits what has come meanwhile, so a large batch delays
  nobody's acknowledgement.
- A pass that a crash cut off is gone on with under its own tick; the next one comes after it.
- Each board has a pass of its own. Two in one batch would lie in the order of their hashes, and boards are a chain: so
  one that is still due from before a standstill goes under the tick in which it was due.
- A head is compared with what was signed last, and written there, before anybody sees it.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from plaint.clock import tick_of
from plaint.keys.vkey import NoteSigner
from plaint.ledger.board import CELL_LENGTH, NO_PREVIOUS, BoardBlob
from plaint.ledger.checkpoint import Checkpoint, sign_checkpoint
from plaint.ledger.leaf import Leaf, LeafKind
from plaint.ledger.merkle import tree_root
from plaint.ledger.window import Ticks
from plaint.store.lastsigned import LastSigned
from plaint.store.protocol import Blob, Head, Reading, StoredBoard, Writing

STEP: Final = 512
"""Leaves of one transaction: some ten milliseconds. All in one transaction stalled acknowledgements by seconds."""
_NEWEST: Final = 2**62


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What the charter says of ticks and board."""

    origin: str
    ticks: Ticks
    slots: int
    cells_per_desk: int


@dataclass(frozen=True, slots=True)
class Signing:
    """What heads are signed with, and what keeps them from contradicting one another."""

    signers: Sequence[NoteSigner]
    last_signed: LastSigned


class Sequencer:
    """Brings the ledger from one tick to the next; belongs to the writing thread."""

    def __init__(
        self,
        reading: Reading,
        writing: Writing,
        *,
        shape: Shape,
        signing: Signing,
        publish: Callable[[Head], None],
        tidy: Callable[[int], bool] = lambda _: False,
        random: Callable[[int], bytes] = os.urandom,
    ) -> None:
        """Take up the ledger; raise ForkError where it does not continue what was signed last."""
        self._reading = reading
        self._writing = writing
        self._shape = shape
        self._signing = signing
        self._publish = publish
        self._tidy = tidy
        self._random = random
        self._rested_at = -1
        signing.last_signed.compare(shape.origin, reading.size(), reading.read_tile)

    def step(self, now: int) -> bool:
        """Do the next bounded piece of work that is due at `now`; return whether there may be more at once."""
        tick = tick_of(now, self._shape.ticks.ledger)
        if tick == self._rested_at:
            return False
        begun = self._reading.open_pass()
        if begun is None:
            return self._begin(tick)
        if not self._writing.append_some(begun, STEP):
            self._finish(begun)
        return True

    def _begin(self, tick: int) -> bool:
        last = self._reading.last_pass()
        if last is not None and tick <= last:
            if self._tidy(tick):
                return True
            # Nothing is due before the next tick: between two of them this costs nothing.
            self._rested_at = tick
            return False
        due, newest = self._due_board(tick), self._newest_board()
        if due is None:
            self._writing.begin_pass(tick)
        elif newest is not None and newest.position is None:
            self._writing.begin_pass(self._pass_of(newest.desk_tick, tick))
        else:
            self._cut_board(due, self._pass_of(due, tick))
        return True

    def _pass_of(self, desk_tick: int, tick: int) -> int:
        """Return the tick of the pass for the board of `desk_tick`: the first after it ended, or one that is left."""
        last = self._reading.last_pass()
        due = -(-(desk_tick + 1) * self._shape.ticks.desk // self._shape.ticks.ledger)
        return min(max(due, -1 if last is None else last + 1), tick)

    def _newest_board(self) -> StoredBoard | None:
        boards = self._reading.newest_boards(_NEWEST)
        return boards[-1] if boards else None

    def _due_board(self, tick: int) -> int | None:
        """Return the desk tick whose board is to be cut next: one with cells, or the last whole one."""
        newest = self._newest_board()
        cut = -1 if newest is None else newest.desk_tick
        present = tick_of(tick * self._shape.ticks.ledger, self._shape.ticks.desk)
        candidates = [*self._reading.waiting_ticks(), present - 1]
        return min((each for each in candidates if cut < each < present), default=None)

    def _cut_board(self, desk_tick: int, tick: int) -> None:
        before = self._newest_board()
        posted = self._reading.cells(desk_tick)
        length = self._shape.cells_per_desk * CELL_LENGTH
        cells = [self._filled(posted.get(slot, b""), length) for slot in range(self._shape.slots)]
        board = BoardBlob(
            number=1 if before is None else before.number + 1,
            desk_tick=desk_tick,
            previous=NO_PREVIOUS if before is None else before.blob_hash,
            cells=b"".join(cells),
        )
        blob = Blob(Leaf(LeafKind.BOARD, board.hash), bytes(board))
        self._writing.hold_board(blob, number=board.number, desk_tick=desk_tick, tick=tick - 1)

    def _filled(self, cells: bytes, length: int) -> bytes:
        """Return `cells` brought to `length` with random bytes, which nobody without the key tells from a reply."""
        return cells[:length] + self._random(max(0, length - len(cells)))

    def _finish(self, tick: int) -> None:
        size = self._reading.size()
        signed = self._signing.last_signed.compare(self._shape.origin, size, self._reading.read_tile)
        newest = self._newest_board()
        checkpoint = Checkpoint(
            origin=self._shape.origin,
            size=size,
            root=tree_root(size, self._reading.read_tile),
            tick=tick,
            board=0 if newest is None else newest.number,
        )
        if checkpoint.tick > signed.tick:
            self._signing.last_signed.advance(signed, checkpoint)
        note = sign_checkpoint(checkpoint, self._signing.signers, ledger_tick=self._shape.ticks.ledger)
        head = Head(tick=tick, size=size, note=bytes(note))
        self._writing.finish_pass(head)
        self._publish(head)
