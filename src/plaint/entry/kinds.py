# SPDX-License-Identifier: AGPL-3.0-or-later
"""The registry of record kinds: number, name, who writes it, which sections it has (docs/protocol.md, section 3.2).

A kind that is not listed here is unknown, not malformed: its record is kept and shown as "update needed".
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final

from plaint.errors import FormatError

COMPLAINANT: Final = 254
"""The author byte of a complainant."""
MAX_SLOT: Final = 15


class Tag(IntEnum):
    """Tags of sections."""

    DOCUMENT = 1
    THREAD = 2
    ENVELOPE = 3
    ATTACHMENTS = 4
    SLICE = 5
    RELAYED = 6


class RecordKind(IntEnum):
    """Kinds of record that this version knows."""

    COMPLAINT = 1
    FOLLOW_UP = 2
    PART = 3
    HEAD = 16
    REPLY = 17
    NOTE = 18
    ASSIGNMENT = 19
    STATUS = 20
    WIDENING = 21
    RECUSAL = 22
    REKEY = 23
    OBJECTION = 24
    OPENING_REQUEST = 32
    OPENING_VOTE = 33
    OPENING_SHARE = 34
    OPENING_OPENED = 35
    OPENING_NOTICE = 36
    OPENING_WITHDRAWAL = 37


class Author(StrEnum):
    """Who may write a kind of record."""

    COMPLAINANT = "complainant"
    MEMBER = "member"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class Kind:
    """One row of the registry: the sections that must be there, and those that may."""

    author: Author
    required: frozenset[int]
    optional: frozenset[int] = frozenset()


def _member(*tags: Tag) -> Kind:
    return Kind(Author.MEMBER, frozenset({Tag.DOCUMENT, *tags}))


_EXTRAS: Final = frozenset({Tag.ENVELOPE, Tag.ATTACHMENTS})
KINDS: Final = {
    RecordKind.COMPLAINT: Kind(Author.COMPLAINANT, frozenset({Tag.DOCUMENT, Tag.THREAD}), _EXTRAS),
    RecordKind.FOLLOW_UP: Kind(Author.COMPLAINANT, frozenset({Tag.DOCUMENT}), _EXTRAS),
    RecordKind.PART: Kind(Author.EITHER, frozenset({Tag.SLICE})),
    RecordKind.HEAD: _member(),
    RecordKind.REPLY: _member(),
    RecordKind.NOTE: _member(),
    RecordKind.ASSIGNMENT: _member(),
    RecordKind.STATUS: _member(),
    RecordKind.WIDENING: _member(Tag.RELAYED),
    RecordKind.RECUSAL: _member(),
    RecordKind.REKEY: _member(Tag.THREAD),
    RecordKind.OBJECTION: _member(),
    RecordKind.OPENING_REQUEST: _member(),
    RecordKind.OPENING_VOTE: _member(),
    RecordKind.OPENING_SHARE: _member(Tag.SLICE),
    RecordKind.OPENING_OPENED: _member(),
    RecordKind.OPENING_NOTICE: _member(),
    RecordKind.OPENING_WITHDRAWAL: _member(),
}
_KNOWN_TAGS: Final = frozenset(Tag)


def known(kind: int) -> Kind | None:
    """Return the registry's row of this kind, or None if it is unknown."""
    return KINDS.get(RecordKind(kind)) if kind in set(RecordKind) else None


def own_tags(kind: int) -> frozenset[int]:
    """Return the tags of the sections that records of this kind may have; none for a kind that is unknown."""
    row = known(kind)
    return frozenset() if row is None else row.required | row.optional


def may_write(author: int, kind: int) -> bool:
    """Say whether this author byte may stand before this kind: below 16 a complainant's, from 16 to 127 a member's."""
    row = known(kind)
    if author != COMPLAINANT and not 0 <= author <= MAX_SLOT:
        return False
    if row is not None and row.author is Author.EITHER:
        return True
    return kind >= 128 or (kind < 16) == (author == COMPLAINANT)


def check_tags(kind: int, tags: frozenset[int]) -> None:
    """Raise `FormatError` unless a known kind has its sections and no known section that is not its own."""
    row = known(kind)
    if row is None:
        return
    # A section in a place where no reader looks would be signed and read by nobody.
    if not row.required <= tags or (tags & _KNOWN_TAGS) - row.required - row.optional:
        raise FormatError("A record does not have the sections of its kind.", hint="Ask its author to write it again.")
