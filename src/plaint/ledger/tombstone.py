# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tombstones: the leaf that says another leaf's blob is to be erased, and by whose right (docs/protocol.md section 8).

The leaf of what is erased stays for ever; its proof stays good. A blob that is missing without a valid tombstone, and
before its age, is misconduct that anyone can show.
"""

from dataclasses import dataclass, field
from hmac import compare_digest
from typing import Final

from plaint.errors import FormatError
from plaint.ledger.leaf import HASH_LENGTH, Leaf
from plaint.ledger.packet import erase_commit_of
from plaint.octets import LARGEST_INTEGER

VERSION: Final = 1
BY_AUTHOR: Final = 1
BY_GROUP: Final = 2
HEAD_LENGTH: Final = 10


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A request to erase the blob of the leaf at `index`; `ground` is the author's token or the group's note."""

    method: int
    index: int
    ground: bytes = field(repr=False)

    def __bytes__(self) -> bytes:
        return bytes([VERSION, self.method]) + self.index.to_bytes(8, "big") + self.ground

    def is_by_author_of(self, target: Leaf) -> bool:
        """Tell whether the token in here opens the erase commitment of `target`."""
        return self.method == BY_AUTHOR and compare_digest(erase_commit_of(self.ground), target.erase_commit)


def read_tombstone(octets: bytes) -> Tombstone:
    """Decode a tombstone; raise FormatError. Whether it holds is another question."""
    if len(octets) <= HEAD_LENGTH or octets[0] != VERSION or octets[1] not in (BY_AUTHOR, BY_GROUP):
        raise _not_a_tombstone()
    tombstone = Tombstone(octets[1], int.from_bytes(octets[2:HEAD_LENGTH], "big"), octets[HEAD_LENGTH:])
    # No ledger has such an index, and no desk's database could hold it.
    if tombstone.index > LARGEST_INTEGER:
        raise _not_a_tombstone()
    if tombstone.method == BY_AUTHOR and len(tombstone.ground) != HASH_LENGTH:
        raise _not_a_tombstone()
    return tombstone


def group_text(origin: str, index: int) -> bytes:
    """Return the text that members of at least k bodies sign to have the blob at `index` erased."""
    return f"plaint erase/1\n{origin}\n{index}\n".encode("ascii")


def _not_a_tombstone() -> FormatError:
    return FormatError("This is no tombstone.", hint="Make it again.")
