# SPDX-License-Identifier: AGPL-3.0-or-later
"""A record as this desk has seen it: what was signed, who signed it, and where in the ledger it lies."""

from dataclasses import dataclass
from typing import Final, Protocol

COMPLAINANT: Final = 254
"""The author of what comes from the receipt's side (docs/protocol.md, section 3.1)."""


class RecordLike(Protocol):
    """What casework asks of a signed record; `plaint.entry.record.Record` has it."""

    @property
    def kind(self) -> int: ...
    @property
    def sealed_by(self) -> int: ...
    @property
    def author(self) -> int: ...
    @property
    def charter_version(self) -> int: ...
    @property
    def readers(self) -> int: ...
    @property
    def case_id(self) -> bytes: ...
    @property
    def record_id(self) -> bytes: ...
    @property
    def device(self) -> bytes: ...
    @property
    def seq(self) -> int: ...
    @property
    def previous(self) -> bytes: ...
    @property
    def author_key(self) -> bytes: ...
    @property
    def heads(self) -> tuple[bytes, ...]: ...
    @property
    def body(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Seen:
    """A verified record and where it was found."""

    record: RecordLike
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
    return tuple(slot for slot in range(16) if bitmap >> slot & 1)
