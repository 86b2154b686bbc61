# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a store has to do, whatever it is made of. tests/unit/store/test_store_contract.py holds each kind to it.

Writing methods are called by one thread only and return when what they wrote is durable. Reading methods may be called
by any thread and see what was committed before they were called.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from plaint.ledger.leaf import Leaf


@dataclass(frozen=True, slots=True)
class Blob:
    """A blob to be held: the leaf that commits to it, and its body; None where the body lies in a chunk file."""

    leaf: Leaf
    body: bytes | None = field(repr=False)


class Kept(Enum):
    """What became of something that was handed in."""

    NEW = "new"
    SAME = "same"
    DIFFERS = "differs"
    """Something else is held under that name; nothing was written."""
    GONE = "gone"
    """It was held, and was erased; nothing was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A signed head as it is stored."""

    tick: int
    size: int
    note: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredBoard:
    """One board blob and where its leaf stands (None before it is appended); `body` is None once it has expired."""

    number: int
    desk_tick: int
    blob_hash: bytes
    body: bytes | None = field(repr=False)
    position: int | None


@dataclass(frozen=True, slots=True)
class Body:
    """The blob of one leaf as it is served: `body` is None for a chunk, and for what was erased."""

    leaf: bytes
    body: bytes | None = field(repr=False)
    erased: bool


class Writing(Protocol):
    """The writing half of a store: one thread's."""

    def hold(self, blobs: Sequence[Blob], tick: int) -> list[Kept]:
        """Hold `blobs` in one transaction until the pass after `tick`; return what became of each."""

    def hold_board(self, blob: Blob, *, number: int, desk_tick: int, tick: int) -> None:
        """Hold the board of `desk_tick`, and drop the cells that went into it or came late."""

    def hold_charter(self, blob: Blob, *, version: int, tick: int) -> None:
        """Hold a version of the charter for the pass after `tick`, and for none before that of what is held by now.

        What was taken by the version before lies in the new one's batch at the latest: there both count.
        """

    def hold_tombstone(self, blob: Blob, *, target: bytes, tick: int) -> Kept:
        """Hold a tombstone that aims at the blob with the hash `target`."""

    def put_cells(self, desk_tick: int, slot: int, cells: bytes) -> Kept:
        """Keep what a desk posts for one tick; the first word counts."""

    def put_freshness(self, member: str, until: int, note: bytes) -> None:
        """Keep a member's last freshness note, in place of any earlier one."""

    def begin_pass(self, tick: int) -> None:
        """Begin the pass of `tick`: from now on nothing is added to its batch."""

    def append_some(self, tick: int, most: int) -> int:
        """Append up to `most` leaves of the batch of pass `tick`, in the order of their hashes; return how many."""

    def finish_pass(self, head: Head) -> None:
        """End a pass with its signed head."""

    def erase(self, hashes: Sequence[bytes]) -> None:
        """Drop the bodies of the blobs of these hashes for good; chunk files are the caller's."""

    def reusable(self) -> int:
        """Return how many bytes were freed by erasing and can be written again without taking more of the disk."""

    def close(self) -> None:
        """Let go of the store."""


class Reading(Protocol):
    """The reading half of a store: everybody's."""

    def size(self) -> int:
        """Return the number of leaves, signed or not."""

    def open_pass(self) -> int | None:
        """Return the tick of a pass that has begun and has no head yet."""

    def last_pass(self) -> int | None:
        """Return the tick of the newest pass, whole or not."""

    def head(self) -> Head | None:
        """Return the newest signed head."""

    def size_before(self, tick: int) -> int:
        """Return the size of the newest head before `tick`; 0 where there is none."""

    def size_dated(self, desk_tick: int) -> int:
        """Return how many leaves stand before the newest board of at most `desk_tick`; 0 where there is none."""

    def read_tile(self, level: int, index: int, width: int) -> bytes:
        """Return the first `width` hashes of a tile; raise KeyError where there are fewer."""

    def leaves(self, first: int, count: int) -> list[bytes]:
        """Return up to `count` leaves from `first` on."""

    def bodies(self, first: int, count: int) -> list[Body]:
        """Return up to `count` leaves from `first` on, with their blobs."""

    def find(self, blob_hash: bytes) -> Body | None:
        """Return the leaf and blob of this hash, appended or only held."""

    def newest_boards(self, since: int) -> list[StoredBoard]:
        """Return the boards from the newest one with a desk tick of at most `since` on, oldest first."""

    def expired_boards(self, end: int, since: int) -> list[bytes]:
        """Return the leaves before `end`, not erased, of boards that no window back to desk tick `since` reaches."""

    def cells(self, desk_tick: int) -> dict[int, bytes]:
        """Return what desks have posted for a desk tick, by slot."""

    def waiting_ticks(self) -> list[int]:
        """Return the desk ticks for which cells wait, ascending."""

    def charters(self) -> dict[int, bytes]:
        """Return the versions of the charter that are held or appended, by number."""

    def freshness(self) -> list[bytes]:
        """Return the members' freshness notes."""

    def tombstones_of(self, target: bytes) -> list[bytes]:
        """Return the bodies of the tombstones, appended or only held, that aim at the blob with the hash `target`."""

    def due_tombstones(self, end: int) -> list[bytes]:
        """Return the leaves, not yet erased, at which tombstones aim whose own leaves stand before `end`."""

    def unerased(self, first: int, count: int) -> list[bytes]:
        """Return those of the `count` leaves from `first` on whose blobs are not erased."""
