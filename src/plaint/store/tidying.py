# SPDX-License-Identifier: AGPL-3.0-or-later
"""Erasing what has had its time: by a tombstone, or by age (docs/protocol.md section 8).

Rules of this module:

- All bodies go at one age, whatever they are, so that going says nothing about them. Desks keep their own copies.
- A tombstone takes effect some days after its own leaf, so that a body that was erased against its author's will can
  still be fetched by every desk that is awake.
- Age is counted by the board behind a leaf, and the board that shows it stays: a desk that is set up years later has
  nothing else to tell by that what is gone has had its age.
- A chunk's file goes before its row is marked: a crash in between leaves something to do again, no forgotten file.
- A chunk's file comes before its row: what a crash leaves in between belongs to nobody, and goes at the next start.
- Leaves, hashes and heads never go.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from plaint.ledger.leaf import LeafKind
from plaint.ledger.window import DAY, DAYS, Ticks
from plaint.store.chunks import Chunks
from plaint.store.protocol import Reading, Writing

STEP: Final = 64
"""Bodies of one transaction: overwriting 4 MiB takes some ten milliseconds."""
AGEING: Final = frozenset({LeafKind.ENTRY, LeafKind.CHUNK})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ages:
    """How long bodies stay, in days."""

    entry_days: int
    erase_days: int


def drop_orphans(chunks: Chunks, reading: Reading) -> int:
    """Drop each chunk's file of which the ledger knows nothing, or that it has erased; return how many.

    Only before anything is taken: later such a file may be one that is just being held.
    """
    dropped = 0
    for blob_hash in chunks.names():
        found = reading.find(blob_hash)
        if found is None or found.erased:
            chunks.drop(blob_hash)
            dropped += 1
    return dropped


class Tidying:
    """Erases what is due, a bounded piece at a time; belongs to the writing thread."""

    def __init__(self, reading: Reading, writing: Writing, chunks: Chunks, *, ages: Ages, ticks: Ticks) -> None:
        """Take up the ledger; what was erased before is not looked at twice within a run."""
        self._reading = reading
        self._writing = writing
        self._chunks = chunks
        self._ages = ages
        self._ticks = ticks
        self._looked_at = 0
        self._tick = -1

    def step(self, tick: int) -> bool:
        """Erase the next piece of what is due at `tick`; return whether there may be more at once."""
        if tick == self._tick:
            return False
        if self._age(self._aged(tick)):
            return True
        due = self._reading.due_tombstones(self._size_before(tick, self._ages.erase_days))
        since = (tick * self._ticks.ledger - max(DAYS) * DAY) // self._ticks.desk
        due += self._reading.expired_boards(self._aged(tick), since)
        if due:
            self._erase(due[:STEP])
            return True
        self._tick = tick
        return False

    def _age(self, end: int) -> bool:
        if self._looked_at >= end:
            return False
        count = min(STEP, end - self._looked_at)
        self._erase([leaf for leaf in self._reading.unerased(self._looked_at, count) if leaf[4] in AGEING])
        self._looked_at += count
        return True

    def _erase(self, leaves: Sequence[bytes]) -> None:
        if not leaves:
            return
        for leaf in leaves:
            if leaf[4] == LeafKind.CHUNK:
                self._chunks.drop(leaf[8:40])
        self._writing.erase([leaf[8:40] for leaf in leaves])

    def _size_before(self, tick: int, days: int) -> int:
        """Return how many leaves are older than `days` at `tick`."""
        return self._reading.size_before(tick - days * DAY // self._ticks.ledger)

    def _aged(self, tick: int) -> int:
        """Return how many leaves a board shows to be older than `entry_days` at `tick`."""
        return self._reading.size_dated((tick * self._ticks.ledger - self._ages.entry_days * DAY) // self._ticks.desk)
