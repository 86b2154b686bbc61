# SPDX-License-Identifier: AGPL-3.0-or-later
"""What lies in a reply cell: one part of a signed message to a complainant (docs/protocol.md, section 10)."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Final, Self

from plaint.errors import FormatError
from plaint.keys.signature import Algorithm, SigningKey, label, verify
from plaint.octets import Reader
from plaint.origin import packed

CELL_LENGTH: Final = 1024
PLAIN_LENGTH: Final = 996
MAX_PART: Final = 903
MAX_PARTS: Final = 32
_VERSION: Final = 1
_SIGNED_LENGTH: Final = 931


class MessageKind(IntEnum):
    """Kinds of message that a member sends to a complainant."""

    RECEIVED = 1
    REPLY = 2
    REKEY = 3
    NOTICE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class CellPart:
    """One part of a message; its form is checked, its signature only by `verify`."""

    kind: int
    author: int
    part: int
    parts: int
    charter_version: int
    message_id: bytes
    content: bytes = field(repr=False)
    signature: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse what no reader would accept."""
        numbered = 1 <= self.parts <= MAX_PARTS and 0 <= self.part < self.parts
        sizes = len(self.message_id) == 16 and len(self.content) <= MAX_PART and len(self.signature) == 64
        if not (numbered and sizes and 0 <= self.author <= 15):
            raise FormatError("This is not a part of a reply.", hint="Update the program if it stays so.")

    @classmethod
    def decode(cls, octets: bytes) -> Self:
        """Return the part in 996 opened bytes; raise `FormatError`."""
        reader = Reader(octets, "reply cell")
        if reader.integer(1) != _VERSION:
            raise reader.error("its version is unknown")
        kind, author, part, parts = (reader.integer(1) for _ in range(4))
        reader.zeros(1)
        charter_version, message_id = reader.integer(4), reader.take(16)
        content = reader.prefixed(2, MAX_PART)
        reader.zeros(MAX_PART - len(content))
        if reader.integer(1) != Algorithm.ED25519:
            raise reader.error("its signature is of another algorithm")
        signature = reader.take(64)
        reader.end()
        return cls(
            kind=kind, author=author, part=part, parts=parts, charter_version=charter_version, message_id=message_id,
            content=content, signature=signature,
        )  # fmt: skip

    def encode(self) -> bytes:
        """Return the 996 bytes that are sealed."""
        return self._unsigned() + bytes([Algorithm.ED25519]) + self.signature

    def sign(self, key: SigningKey, *, origin: str, case_id: bytes) -> Self:
        """Return this part signed by its author for one case of one group."""
        return replace(self, signature=key.sign(self._signed(origin, case_id)))

    def verify(self, author_key: bytes, *, origin: str, case_id: bytes) -> None:
        """Raise `SignatureError` unless the author's key signed this part for this case of this group."""
        verify(author_key, self._signed(origin, case_id), self.signature)

    def _unsigned(self) -> bytes:
        head = bytes([_VERSION, self.kind, self.author, self.part, self.parts, 0])
        head += self.charter_version.to_bytes(4, "big") + self.message_id + len(self.content).to_bytes(2, "big")
        filled = head + self.content
        return filled + bytes(_SIGNED_LENGTH - len(filled))

    def _signed(self, origin: str, case_id: bytes) -> bytes:
        return label("cell signature") + packed(origin) + case_id + self._unsigned()


def join(parts: Iterable[CellPart]) -> tuple[int, bytes] | None:
    """Return kind and bytes of the message in verified parts of one author and message_id, or None if one is missing.

    A cell may come twice, since unread replies are posted again. Raise `FormatError` if parts contradict each other.
    """
    # One part signed twice is one part: Ed25519 has one honest signature of a message, but a signer can make others.
    distinct = {replace(each, signature=bytes(64)) for each in parts}
    heads = {(each.author, each.message_id, each.kind, each.parts, each.charter_version) for each in distinct}
    found = {each.part: each for each in distinct}
    if len(heads) > 1 or len(found) < len(distinct):
        raise FormatError("Parts of two messages bear one number.", hint="Tell the group that a reply came broken.")
    if not found or len(found) < min(each.parts for each in distinct):
        return None
    return found[0].kind, b"".join(found[index].content for index in range(len(found)))
