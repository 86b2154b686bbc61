# SPDX-License-Identifier: AGPL-3.0-or-later
"""An intake for tests of posting: it keeps what section 11 of the protocol says it keeps, and nothing else.

intake = FakeIntake(cells_per_desk=2)          answers as the real one does, by its own clock `intake.tick`
intake.fail_next("lost answer")                takes the next request and loses the answer, or ("down") takes nothing
"""

import hashlib
from dataclasses import dataclass, field
from typing import Final

from plaint.desk.post.poster import Answer, Terms
from plaint.ledger.packet import has_work, read_packet, work_seed

CHARTER: Final = bytes(32)


def terms(**changes: object) -> Terms:
    """Return what a small group's charter says about posting."""
    values: dict[str, object] = {
        "charter": CHARTER, "slot": 3, "slots": 8, "desk_tick": 10_800, "ledger_tick": 3_600, "cells_per_desk": 2,
        "work_bits": 0,
    }  # fmt: skip
    return Terms(**{**values, **changes})  # type: ignore[arg-type]


@dataclass
class FakeIntake:
    """Entries by hash, once each; cells by slot and tick, the first word counting."""

    cells_per_desk: int = 2
    work_bits: int = 0
    tick: int = 100
    entries: dict[bytes, bytes] = field(default_factory=dict)
    arrivals: list[tuple[int, bytes]] = field(default_factory=list)
    """Tick and hash of each entry, as the ledger shows it."""
    cells: dict[tuple[int, int], bytes] = field(default_factory=dict)
    words: list[bytes] = field(default_factory=list)
    """Freshness notes."""
    asked: list[tuple[str, int]] = field(default_factory=list)
    """Method and length of each request."""
    failures: list[str] = field(default_factory=list)

    def fail_next(self, *how: str) -> None:
        """Let the next requests fail: "down", or "lost answer"."""
        self.failures.extend(how)

    def post_entry(self, packet: bytes) -> Answer:
        """Take an entry, once."""
        self.asked.append(("POST", len(packet)))
        failure = self.failures.pop(0) if self.failures else ""
        if failure == "down":
            return Answer.LATER
        read = read_packet(packet)
        digest = hashlib.sha256(read.blob).digest()
        if not has_work(work_seed(digest, read.head.erase_commit), read.head.nonce, self.work_bits):
            return Answer.WORK
        if digest not in self.entries:
            self.entries[digest] = read.blob
            self.arrivals.append((self.tick, digest))
        return Answer.LATER if failure else Answer.TAKEN

    def put_cells(self, slot: int, tick: int, cells: bytes) -> Answer:
        """Take the cells of the present tick; compare those of a past one."""
        self.asked.append(("PUT", len(cells)))
        failure = self.failures.pop(0) if self.failures else ""
        if failure == "down" or tick > self.tick + 1:
            return Answer.LATER
        if len(cells) != self.cells_per_desk * 1024:
            return Answer.SIZE
        if tick >= self.tick:
            self.cells.setdefault((slot, tick), cells)
        answer = Answer.TAKEN if self.cells.get((slot, tick)) == cells else Answer.DIFFERS
        return Answer.LATER if failure else answer

    def put_word(self, note: bytes) -> Answer:
        """Keep a freshness note."""
        self.asked.append(("PUT", len(note)))
        if self.failures and self.failures.pop(0):
            return Answer.LATER
        self.words.append(note)
        return Answer.TAKEN

    def board(self, slot: int = 3) -> list[bytes]:
        """Return all cells of a slot that were taken, in order."""
        blobs = [cells for (whose, _), cells in sorted(self.cells.items()) if whose == slot]
        return [blob[at : at + 1024] for blob in blobs for at in range(0, len(blob), 1024)]
