# SPDX-License-Identifier: AGPL-3.0-or-later
"""A record as this desk has seen it: what was signed, who signed it, and where in the ledger it lies."""

from collections.abc import Collection
from dataclasses import dataclass

from plaint.entry.kinds import COMPLAINANT, MAX_SLOT
from plaint.entry.record import Record


@dataclass(frozen=True, slots=True)
class Seen:
    """A verified record and where it was found."""

    record: Record
    hash: bytes
    """Record hash, 32 bytes."""
    index: int
    """Ledger index of the entry that carried it."""
    place: int = 0
    """Its place among the records of that entry."""
    day: int = 0
    """Day of the tick in which the entry came, in days since 1970-01-01 UTC."""
    member: str = ""
    """Member id of the author under the charter that the record names; empty for the complainant."""
    relayed: bool = False
    """It came inside a widening, because this desk was not among its first readers."""

    @property
    def by_complainant(self) -> bool:
        """Say whether the receipt's side wrote it."""
        return self.record.author == COMPLAINANT

    @property
    def order(self) -> tuple[int, int]:
        """Return its place in the order that all desks share."""
        return self.index, self.place


def slots(bitmap: int) -> tuple[int, ...]:
    """Return the slots that a reader bitmap names, ascending."""
    return tuple(slot for slot in range(MAX_SLOT + 1) if bitmap >> slot & 1)


def bitmap(readers: Collection[int]) -> int:
    """Return the bitmap of these slots."""
    return sum(1 << slot for slot in set(readers))
