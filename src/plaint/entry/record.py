# SPDX-License-Identifier: AGPL-3.0-or-later
"""The record: signed content, complete in itself (docs/protocol.md, section 3.1).

age does not say who sealed. The signature inside does, over origin, kind, case, readers, charter and body, so that
nothing of one record can be moved into another, and a record can be sealed again for wider readers as it is.
"""

import hashlib
from dataclasses import asdict, dataclass, field, replace
from enum import IntEnum
from itertools import pairwise
from typing import Final, Self

from plaint.entry import kinds, sections
from plaint.entry.unknown import Unknown
from plaint.errors import FormatError
from plaint.keys.signature import Algorithm, SigningKey, label, verify
from plaint.octets import Reader
from plaint.origin import packed
from plaint.receipt.derive import case_of

VERSION: Final = 1
FIXED_LENGTH: Final = 222
"""Bytes of a record without heads and body."""
MAX_HEADS: Final = 8
SIGNATURE_LENGTH: Final = 1 + 64
NO_DEVICE: Final = bytes(8)
NO_HASH: Final = bytes(32)


class SealedBy(IntEnum):
    """Where a record was sealed; the desk shows it, because a page is worth what its server is worth."""

    BROWSER = 1
    OFFLINE_PAGE = 2
    TERMINAL = 3
    DESK = 4
    COSIGNER = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record of version 1; its form is checked, its signature only by `verify`."""

    kind: int
    sealed_by: SealedBy
    author: int
    charter_version: int
    charter_hash: bytes
    readers: int
    case_id: bytes
    record_id: bytes
    device: bytes = NO_DEVICE
    seq: int = 0
    previous: bytes = NO_HASH
    author_key: bytes
    heads: tuple[bytes, ...] = ()
    body: bytes = field(repr=False)
    signature: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse what no reader would accept."""
        lengths = [
            (self.charter_hash, 32), (self.case_id, 16), (self.record_id, 16), (self.device, 8), (self.previous, 32),
            (self.author_key, 32), (self.signature, 64), *((head, 32) for head in self.heads),
        ]  # fmt: skip
        if any(len(octets) != length for octets, length in lengths):
            raise _error("a field has the wrong length")
        if not (0 <= self.charter_version < 2**32 and 0 <= self.readers < 2**16 and 0 <= self.seq < 2**32):
            raise _error("a number is out of range")
        if not kinds.may_write(self.author, self.kind):
            raise _error("its author may not write records of its kind")
        # One order leaves one form; the bound keeps a record's fixed part small.
        if len(self.heads) > MAX_HEADS or any(one >= other for one, other in pairwise(self.heads)):
            raise _error("its heads are not in order")
        if (self.seq == 0) != (self.previous == NO_HASH):
            raise _error("its place in the chain contradicts itself")
        if self.author == kinds.COMPLAINANT and not self._is_rootless():
            raise _error("it does not fit a complainant")
        kinds.check_tags(self.kind, frozenset(self.sections()))

    def _is_rootless(self) -> bool:
        # Nothing is stored at a complainant's that could continue a chain; case and key belong together.
        chained = self.seq or self.heads or self.device != NO_DEVICE
        return not chained and self.case_id == case_of(self.author_key)

    @classmethod
    def sign(cls, unsigned: "Unsigned", key: SigningKey, *, origin: str) -> Self:
        """Return the record of these fields signed by its author for the group of `origin`."""
        draft = cls(**asdict(unsigned), author_key=key.public, signature=bytes(64))
        return replace(draft, signature=key.sign(draft._signed(origin)))

    @classmethod
    def decode(cls, octets: bytes) -> Self | Unknown:
        """Return the record in `octets`, or what is unknown if its version is; raise `FormatError` if malformed."""
        reader = Reader(octets, "record")
        version = reader.integer(1)
        if version != VERSION:
            return Unknown("record", version, octets)
        kind, sealed_by, author = reader.integer(1), reader.integer(1), reader.integer(1)
        charter_version, charter_hash, readers = reader.integer(4), reader.take(32), reader.integer(2)
        reader.zeros(2)
        if sealed_by not in set(SealedBy):
            raise reader.error("it does not say where it was sealed")
        record = cls(
            kind=kind, sealed_by=SealedBy(sealed_by), author=author, charter_version=charter_version,
            charter_hash=charter_hash, readers=readers, case_id=reader.take(16), record_id=reader.take(16),
            device=reader.take(8), seq=reader.integer(4), previous=reader.take(32), author_key=reader.take(32),
            heads=tuple(reader.take(32) for _ in range(reader.integer(1))), body=reader.prefixed(4, len(octets)),
            signature=_tagged(reader),
        )  # fmt: skip
        reader.end()
        return record

    def encode(self) -> bytes:
        """Return the bytes of the record."""
        return self._unsigned() + bytes([Algorithm.ED25519]) + self.signature

    def hash(self, origin: str) -> bytes:
        """Return the record hash, which the next record of the chain and later heads name."""
        return hashlib.sha256(self._signed(origin)).digest()

    def verify(self, origin: str) -> None:
        """Raise `SignatureError` unless the author's key signed this record for the group of `origin`."""
        verify(self.author_key, self._signed(origin), self.signature)

    def sections(self) -> dict[int, bytes]:
        """Return the sections of the body by their tags."""
        return sections.decode(self.body)

    def _unsigned(self) -> bytes:
        return b"".join(
            [
                bytes([VERSION, self.kind, self.sealed_by, self.author]),
                self.charter_version.to_bytes(4, "big")
                + self.charter_hash
                + self.readers.to_bytes(2, "big")
                + bytes(2),
                self.case_id + self.record_id + self.device + self.seq.to_bytes(4, "big") + self.previous,
                self.author_key + bytes([len(self.heads)]) + b"".join(self.heads),
                len(self.body).to_bytes(4, "big") + self.body,
            ]
        )

    def _signed(self, origin: str) -> bytes:
        return label("record") + packed(origin) + self._unsigned()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsigned:
    """The fields of a record before its author signs it."""

    kind: int
    sealed_by: SealedBy
    author: int
    charter_version: int
    charter_hash: bytes
    readers: int
    case_id: bytes
    record_id: bytes
    device: bytes = NO_DEVICE
    seq: int = 0
    previous: bytes = NO_HASH
    heads: tuple[bytes, ...] = ()
    body: bytes = field(repr=False)


def _tagged(reader: Reader) -> bytes:
    if reader.integer(1) != Algorithm.ED25519:
        raise reader.error("its signature is of another algorithm")
    return reader.take(64)


def _error(why: str) -> FormatError:
    return FormatError(f"This is not a record: {why}.", hint="Ask its author to write it again.")
