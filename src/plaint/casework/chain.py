# SPDX-License-Identifier: AGPL-3.0-or-later
"""The chains that an author's desk makes of its records: where the next one hooks in, and which one is missing.

Rules of this module:

- A chain runs within one author, device, case *and reader set*. A note to one's own body must not leave a hole in the
  numbers that other readers of the case see: the hole would tell them that there is such a note.
- For the same reason a record names only those heads that all of its readers can read.
- A hole therefore means one thing: something that this desk was meant to read did not reach it. It is shown, and the
  author asked to send it again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from plaint.casework.seen import Seen

MOST_HEADS: Final = 8
"""As many heads as a record has room for (docs/protocol.md, section 3.1)."""
_ZERO: Final = bytes(32)


@dataclass(frozen=True, slots=True)
class Link:
    """What the next record of a chain carries."""

    seq: int
    previous: bytes
    heads: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Hole:
    """Records of a chain that this desk was meant to read and does not have."""

    member: str
    first: int
    last: int


def next_link(case: Sequence[Seen], *, author: int, device: bytes, readers: int) -> Link:
    """Return where a new record of this author's device to these readers hooks in.

    `case` holds the records of the case. It must include what still waits to be posted, or two records would claim
    one place.
    """
    own = [seen for seen in case if _chain(seen) == (author, device, readers)]
    last = max(own, key=lambda seen: seen.record.seq, default=None)
    return Link(
        seq=0 if last is None else last.record.seq + 1,
        previous=_ZERO if last is None else last.hash,
        heads=newest_heads(case, readers),
    )


def newest_heads(case: Iterable[Seen], readers: int) -> tuple[bytes, ...]:
    """Return the hashes of the newest record of each chain that all of `readers` can read, at most 8, ascending."""
    newest: dict[tuple[int, bytes, int], Seen] = {}
    for seen in sorted(case, key=lambda seen: seen.order):
        if seen.record.readers & readers == readers:
            newest[_chain(seen)] = seen
    latest = sorted(newest.values(), key=lambda seen: seen.order)[-MOST_HEADS:]
    return tuple(sorted({seen.hash for seen in latest}))


def holes(case: Iterable[Seen]) -> tuple[Hole, ...]:
    """Return what is missing from the chains of members in these records of one case."""
    numbers: dict[tuple[str, bytes, int], set[int]] = {}
    for seen in case:
        if not seen.by_complainant:
            numbers.setdefault((seen.member, seen.record.device, seen.record.readers), set()).add(seen.record.seq)
    found = []
    for (member, _, _), have in sorted(numbers.items()):
        hole = _hole(have)
        if hole is not None:
            found.append(Hole(member, *hole))
    return tuple(found)


def _hole(have: set[int]) -> tuple[int, int] | None:
    """Return the first and the last number below the greatest of `have` that is not in it."""
    # Never counted through: one record with seq 2^32 - 1 would then stop the desk of everybody it was sealed to.
    last = max(have)
    if len(have) > last:
        return None
    first = next(number for number in range(len(have)) if number not in have)
    while last in have:
        last -= 1
    return first, last


def _chain(seen: Seen) -> tuple[int, bytes, int]:
    return seen.record.author, seen.record.device, seen.record.readers
