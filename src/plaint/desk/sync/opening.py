# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening one's own slot of many entries, in several processes where that pays.

Rules of this module:

- One stanza of each entry is tried, one's own. What comes of it is a list of the same length, whatever was found.
- It goes in portions, in the ledger's order. This process works as the others do, and beside them: on two processors
  half of the work is its own. What is opened ahead of its turn is bounded, so memory does not grow with the ledger.
- Workers only make it faster. One that does not start, or dies, leaves its portions to this process.
"""

import heapq
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final, Protocol

from plaint.age.identity import Identity
from plaint.desk.mirror import blobs
from plaint.desk.mirror.connection import Mirror
from plaint.desk.sync.slot import Found, Slot, open_one
from plaint.desk.sync.workers import Workers

PAYS_FROM: Final = 2048
"""Entries for each worker below which its start costs more than it saves: this process opens a thousand meanwhile."""
PORTION: Final = 16
"""Entries that are handed over at once: some two milliseconds of work."""
_AHEAD: Final = 8
"""Portions, for each process, that may be opened ahead of their turn."""


class Open(Protocol):
    """Opens the entries at these indices, in the order given."""

    def __call__(self, indices: Sequence[int]) -> Iterator[Found]:
        """Yield what each entry holds."""


@contextmanager
def opener(own: Slot, mirror: Mirror, expected: int) -> Iterator[Open]:
    """Give a function that opens entries, with workers behind it if `expected` entries make them worth their start."""
    count = min((os.cpu_count() or 1) - 1, expected // PAYS_FROM)
    with Workers(own, mirror.path, count) as workers:
        yield Opener(own, mirror, workers)


class Opener:
    """Opens entries here and at the workers; those that are there are used from when they have started."""

    def __init__(self, own: Slot, mirror: Mirror, workers: Workers) -> None:
        """Open `own` slot of entries in `mirror`, with `workers` beside this process."""
        self._own = own
        self._identity = Identity.from_seed(own.seed)
        self._mirror = mirror
        self._workers = workers

    def __call__(self, indices: Sequence[int]) -> Iterator[Found]:
        """Yield what each entry holds."""
        portions = [indices[at : at + PORTION] for at in range(0, len(indices), PORTION)]
        todo = list(range(len(portions)))  # sorted, and so a heap
        done: dict[int, Sequence[Found]] = {}
        for turn in range(len(portions)):
            last = turn + _AHEAD * (len(self._workers) + 1)
            while turn not in done:
                while todo and todo[0] <= last and self._workers.take(todo[0], portions[todo[0]]):
                    heapq.heappop(todo)
                mine = heapq.heappop(todo) if todo and todo[0] <= last else None
                if mine is not None:
                    done[mine] = self._open(portions[mine])
                # Where there is nothing to do here, somebody else has the portion whose turn it is.
                answered, left = self._workers.answers(waiting=mine is None)
                done.update(answered)
                for number in left:
                    heapq.heappush(todo, number)
            yield from done.pop(turn)

    def _open(self, indices: Sequence[int]) -> list[Found]:
        with self._mirror.read() as rows:
            entries = [blobs.get(rows, index) for index in indices]
        return [open_one(self._identity, self._own, entry) for entry in entries]
