# SPDX-License-Identifier: AGPL-3.0-or-later
"""Planning entries: which waiting records travel in which desk tick, one entry each, cover where none waits.

Rules of this module:

- An entry is for one reader set under one charter version. What is for other readers waits for another tick: two
  entries in one tick would tell that there was much to say.
- The oldest record decides whose turn it is; records for the same readers travel with it in their order, while they
  fit. A record never overtakes another for the same readers, because its place in a chain follows from the order.
- The gossip of heads is not urgent: it stands in line as if it had come later, and so is never starved either.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from plaint.entry.container import HEAD_LENGTH, MAX_RECORDS, container_length
from plaint.entry.kinds import RecordKind
from plaint.entry.record import Record

PATIENCE: Final = 16
"""Desk ticks by which a head's gossip stands back behind casework: two days at three hours."""
_LENGTH_OF_LENGTH: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingRecord:
    """A signed record of this member that is not posted yet."""

    hash: bytes
    added: int
    """Running number in the outbox."""
    since: int
    """Desk tick in which it was written."""
    record: Record = field(repr=False)
    not_before: int = 0
    """Desk tick before which it must not go out; a rekey follows its cells."""

    @property
    def group(self) -> tuple[int, int, bytes]:
        """What all records of one entry share."""
        return self.record.readers, self.record.charter_version, self.record.charter_hash

    @property
    def size(self) -> int:
        """How many bytes of a container it takes."""
        return _LENGTH_OF_LENGTH + len(self.record.encode())

    @property
    def rank(self) -> tuple[int, int]:
        """Its place in line: smaller goes first."""
        return self.since + (PATIENCE if self.record.kind == RecordKind.HEAD else 0), self.added


def plan_entries(
    waiting: Sequence[WaitingRecord], *, slots: int, first: int, ticks: int
) -> tuple[tuple[WaitingRecord, ...], ...]:
    """Return for each of `ticks` desk ticks from `first` on the records of its entry, none for cover.

    What does not fit into so many entries is in none of them: it waits.
    """
    room = container_length(slots) - HEAD_LENGTH
    left = sorted(waiting, key=lambda each: each.rank)
    plan = []
    for tick in range(first, first + ticks):
        chosen = _fill([each for each in left if each.not_before <= tick], room)
        left = [each for each in left if each not in chosen]
        plan.append(chosen)
    return tuple(plan)


def _fill(line: Sequence[WaitingRecord], room: int) -> tuple[WaitingRecord, ...]:
    """Return the records of the first one's group that fit together, in the order in which they were written."""
    if not line:
        return ()
    chosen: list[WaitingRecord] = []
    for each in sorted((each for each in line if each.group == line[0].group), key=lambda each: each.added):
        room -= each.size
        if room < 0 or len(chosen) == MAX_RECORDS:
            break
        chosen.append(each)
    return tuple(chosen)
