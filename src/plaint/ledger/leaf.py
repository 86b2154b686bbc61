# SPDX-License-Identifier: AGPL-3.0-or-later
"""A leaf: 72 bytes that commit to a blob beside the tree (docs/protocol.md section 8).

Rules of this module:

- A leaf says nothing of who, when or about whom. Its kinds are few, and what a desk posts, a complainant posts and a
  cosigner posts as cover is one kind.
- A kind that this version does not know is kept: an old desk must not believe that a leaf is missing.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from plaint.errors import FormatError

LENGTH: Final = 72
VERSION: Final = 1
MAGIC: Final = b"PLT"
HASH_LENGTH: Final = 32
NO_COMMIT: Final = bytes(HASH_LENGTH)


class LeafKind(IntEnum):
    """What a leaf commits to."""

    ENTRY = 1
    CHUNK = 2
    BOARD = 3
    CHARTER = 4
    TOMBSTONE = 5


WITHOUT_COMMIT: Final = frozenset({LeafKind.BOARD, LeafKind.CHARTER, LeafKind.TOMBSTONE})
"""Kinds that nobody may erase: their erase commitment is zero."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One leaf of version 1; `kind` is a plain number so that an unknown one can be kept."""

    kind: int
    blob_hash: bytes
    erase_commit: bytes = NO_COMMIT

    def __post_init__(self) -> None:
        """Refuse what no leaf can hold."""
        if not 1 <= self.kind <= 255 or len(self.blob_hash) != HASH_LENGTH or len(self.erase_commit) != HASH_LENGTH:
            raise _not_a_leaf()
        # A commitment where none belongs would be room for a mark that tells one leaf from another.
        if self.kind in WITHOUT_COMMIT and self.erase_commit != NO_COMMIT:
            raise _not_a_leaf()

    def __bytes__(self) -> bytes:
        return MAGIC + bytes([VERSION, self.kind, 0, 0, 0]) + self.blob_hash + self.erase_commit


@dataclass(frozen=True, slots=True)
class UnknownLeaf:
    """A leaf of a later version: its bytes count for the tree, what they mean needs a newer program."""

    octets: bytes

    def __bytes__(self) -> bytes:
        return self.octets


def read_leaf(octets: bytes) -> Leaf | UnknownLeaf:
    """Decode a leaf; raise FormatError where it is none of any version."""
    if len(octets) != LENGTH or not octets.startswith(MAGIC) or octets[3] == 0:
        raise _not_a_leaf()
    if octets[3] != VERSION:
        return UnknownLeaf(octets)
    # Reserved bytes other than zero would be a second form of the same leaf.
    if octets[5:8] != bytes(3):
        raise _not_a_leaf()
    return Leaf(octets[4], octets[8:40], octets[40:72])


def _not_a_leaf() -> FormatError:
    return FormatError("This is no leaf of a ledger.", hint="Fetch it again, or from another desk.")
