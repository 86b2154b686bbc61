# SPDX-License-Identifier: AGPL-3.0-or-later
"""The packet that travels to intake, its work and its erase commitment (docs/protocol.md section 4).

Rules of this module:

- A complaint, a desk's entry and a cosigner's cover are one form: nothing in the open tells them apart.
- Work is checked over the blob's hash, so that intake can refuse a chunk before its first byte reaches a disk.
- Work prices a flood. It proves nothing else, and no challenge is in it: a packet can be made without a network.
"""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from plaint.errors import FormatError
from plaint.keys.signature import label
from plaint.ledger.leaf import HASH_LENGTH, Leaf, LeafKind

MAGIC: Final = b"PLTP"
VERSION: Final = 1
HEAD_LENGTH: Final = 48
ENTRY_LENGTH: Final = 65_536
CHUNK_LENGTH: Final = 1_048_576
BLOB_LENGTHS: Final = {LeafKind.ENTRY: ENTRY_LENGTH, LeafKind.CHUNK: CHUNK_LENGTH}
MAX_WORK_BITS: Final = 20
"""About a million hashes: seconds on an old phone without JIT; more would shut out the people it is there for."""

_WORK: Final = label("work")
_ERASE: Final = label("erase")


@dataclass(frozen=True, slots=True)
class PacketHead:
    """The 48 bytes before the blob."""

    kind: LeafKind
    nonce: int
    erase_commit: bytes

    def __bytes__(self) -> bytes:
        return MAGIC + bytes([VERSION, self.kind, 0, 0]) + self.nonce.to_bytes(8, "big") + self.erase_commit

    def leaf(self, blob_hash: bytes) -> Leaf:
        """Return the leaf that the ledger gains for a blob of this hash."""
        return Leaf(self.kind, blob_hash, self.erase_commit)


@dataclass(frozen=True, slots=True)
class Packet:
    """A packet, whole."""

    head: PacketHead
    blob: bytes = field(repr=False)

    def __bytes__(self) -> bytes:
        return bytes(self.head) + self.blob


def packet_length(kind: LeafKind) -> int:
    """Return the one length in bytes of a packet of this kind: 65,584 for an entry, 1,048,624 for a chunk."""
    return HEAD_LENGTH + BLOB_LENGTHS[kind]


def read_head(octets: bytes) -> PacketHead:
    """Decode the first 48 bytes of a packet; raise FormatError."""
    if len(octets) != HEAD_LENGTH or octets[:5] != MAGIC + bytes([VERSION]):
        raise _not_a_packet()
    # Reserved bytes other than zero would give one blob many packets, and a mark could travel in them.
    if octets[5] not in BLOB_LENGTHS or octets[6:8] != bytes(2):
        raise _not_a_packet()
    return PacketHead(LeafKind(octets[5]), int.from_bytes(octets[8:16], "big"), octets[16:48])


def read_packet(octets: bytes) -> Packet:
    """Decode a whole packet; raise FormatError."""
    head = read_head(octets[:HEAD_LENGTH])
    if len(octets) != packet_length(head.kind):
        raise _not_a_packet()
    return Packet(head, octets[HEAD_LENGTH:])


def work_seed(blob_hash: bytes, erase_commit: bytes) -> bytes:
    """Return what the nonce is tried against."""
    return sha256(_WORK + blob_hash + erase_commit).digest()


def has_work(seed: bytes, nonce: int, bits: int) -> bool:
    """Tell whether `nonce` reaches `bits` leading zero bits over `seed`."""
    digest = sha256(seed + nonce.to_bytes(8, "big")).digest()
    return int.from_bytes(digest, "big") >> (8 * HASH_LENGTH - bits) == 0


def erase_commit_of(token: bytes) -> bytes:
    """Return the commitment that `token` (32 bytes) opens later to have the blob erased."""
    if len(token) != HASH_LENGTH:
        raise FormatError("An erase token has 32 bytes.", hint="Derive it again.")
    return sha256(_ERASE + token).digest()


def _not_a_packet() -> FormatError:
    return FormatError("This is no packet.", hint="Make it again with a current program.")
