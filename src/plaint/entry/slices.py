# SPDX-License-Identifier: AGPL-3.0-or-later
"""Longer matter: a body cut into slices, each in a record and an entry of its own (docs/protocol.md, section 3.4)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Self

from plaint.entry import sections
from plaint.entry.container import TooLongError, record_room
from plaint.entry.kinds import RecordKind, Tag
from plaint.entry.record import FIXED_LENGTH, Record
from plaint.errors import FormatError
from plaint.octets import Reader

MAX_SLICES: Final = 16
"""About 600 KiB of text: a bound on what a desk gathers for one message."""
_HEAD_LENGTH: Final = 19


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """One slice of a body: of which whole, of which kind, and which of how many."""

    whole_id: bytes
    kind: int
    index: int
    count: int
    octets: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse what cannot be put together again."""
        numbered = 2 <= self.count <= MAX_SLICES and 0 <= self.index < self.count
        # A part of parts would let a few bytes ask for endless work.
        if len(self.whole_id) != 16 or not numbered or not self.octets or self.kind == RecordKind.PART:
            raise FormatError("This is not a slice of a record.", hint="Ask its author to send it again.")

    @classmethod
    def decode(cls, octets: bytes) -> Self:
        """Return the slice in section 5 of a part."""
        reader = Reader(octets, "slice")
        whole_id, kind, index, count = reader.take(16), reader.integer(1), reader.integer(1), reader.integer(1)
        return cls(whole_id=whole_id, kind=kind, index=index, count=count, octets=reader.rest())

    def encode(self) -> bytes:
        """Return section 5 of a part."""
        return self.whole_id + bytes([self.kind, self.index, self.count]) + self.octets


@dataclass(frozen=True, slots=True)
class Whole:
    """What the slices of one whole have come to: the body once all are there, None before."""

    whole_id: bytes
    kind: int
    author_key: bytes = field(repr=False)
    case_id: bytes
    have: int
    count: int
    body: bytes | None = field(repr=False)


def body_room(slots: int) -> int:
    """Return how many bytes a body may have that travels in one piece, in an entry of its own, without heads."""
    return record_room(slots) - FIXED_LENGTH


def cut(body: bytes, kind: int, whole_id: bytes, *, room: int) -> tuple[bytes, ...]:
    """Return the bodies of parts, each at most `room` bytes, that together carry `body`; raise `TooLongError`."""
    size = room - sections.HEAD_LENGTH - _HEAD_LENGTH
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    if len(pieces) > MAX_SLICES:
        raise TooLongError("This is too long for one message.", hint="Send it as several messages.")
    if len(pieces) == 1:
        # Two is the least count: what fits one record is not cut.
        pieces = [body[:1], body[1:]]
    slices = [
        Slice(whole_id=whole_id, kind=kind, index=index, count=len(pieces), octets=piece)
        for index, piece in enumerate(pieces)
    ]
    return tuple(sections.encode({Tag.SLICE: each.encode()}) for each in slices)


def gather(parts: Iterable[Record]) -> tuple[Whole, ...]:
    """Return the wholes of these parts (verified records of kind 3, in ledger order), in the order of first parts.

    Slices belong together only with equal whole_id, author key, case, kind and count: nobody can put a slice into
    another author's message. Of two slices of one index the first in the ledger counts.
    """
    groups: dict[tuple[bytes, bytes, bytes, int, int], dict[int, bytes]] = {}
    for part in parts:
        piece = Slice.decode(part.sections()[Tag.SLICE])
        key = piece.whole_id, part.author_key, part.case_id, piece.kind, piece.count
        groups.setdefault(key, {}).setdefault(piece.index, piece.octets)
    return tuple(_whole(*key, found) for key, found in groups.items())


def _whole(  # the five parts of the key that slices share, and the slices
    whole_id: bytes, author_key: bytes, case_id: bytes, kind: int, count: int, found: dict[int, bytes]
) -> Whole:
    body = b"".join(found[index] for index in range(count)) if len(found) == count else None
    return Whole(whole_id, kind, author_key, case_id, len(found), count, body)
