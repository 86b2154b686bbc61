# SPDX-License-Identifier: AGPL-3.0-or-later
"""Section 4: the attachments of a complaint, and the form of their chunks (docs/protocol.md, section 7)."""

import re
from dataclasses import dataclass, field
from typing import Final, Self

from plaint.age.header import plaintext_length
from plaint.errors import FormatError
from plaint.octets import Reader

CHUNK_LENGTH: Final = 1_048_576
CHUNK_PLAIN_LENGTH: Final = plaintext_length(1, CHUNK_LENGTH)
CHUNK_HEAD_LENGTH: Final = 32
CHUNK_CONTENT: Final = CHUNK_PLAIN_LENGTH - CHUNK_HEAD_LENGTH
"""Most bytes of a file that one chunk carries: 1,046,645."""
MAX_ATTACHMENTS: Final = 16
MAX_TOTAL: Final = 26_214_400
"""25 MiB over Tor: minutes of upload, and of every desk's download."""
_VERSION: Final = 1
_ORIGINAL: Final = 1
# Separators and control characters would let a name say where a file goes, or hide its ending on a screen.
_BAD_NAME = re.compile(r"[/\\\x00-\x1f\x7f-\x9f]")
_MEDIA_TYPE = re.compile(r"[\x21-\x7e]{0,255}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One file: how its chunks are found, opened and put together."""

    id: bytes
    seed: bytes = field(repr=False)
    """Seed of the age identity that the chunks are sealed to."""
    original: bool
    """Untouched, with its metadata, which may say who made it and where."""
    size: int
    digest: bytes = field(repr=False)
    name: str = field(repr=False)
    media_type: str = field(repr=False)
    chunks: tuple[bytes, ...] = field(repr=False)
    """SHA-256 of each chunk blob, in order."""

    def __post_init__(self) -> None:
        """Refuse what no reader would accept."""
        sizes = len(self.id) == 16 and len(self.seed) == 32 and len(self.digest) == 32
        named = 1 <= len(self.name.encode()) <= 255 and not _BAD_NAME.search(self.name)
        counted = 1 <= self.size <= MAX_TOTAL and len(self.chunks) == chunk_count(self.size)
        if not (sizes and named and counted and _MEDIA_TYPE.fullmatch(self.media_type)):
            raise _error()
        if any(len(chunk) != 32 for chunk in self.chunks):
            raise _error()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """One piece of a file, as it lies in its blob."""

    attachment_id: bytes
    number: int
    count: int
    content: bytes = field(repr=False)

    @classmethod
    def decode(cls, octets: bytes) -> Self:
        """Return the chunk in its opened bytes; raise `FormatError`."""
        reader = Reader(octets, "chunk")
        if len(octets) != CHUNK_PLAIN_LENGTH or reader.integer(1) != _VERSION:
            raise reader.error("its length or version is wrong")
        reader.zeros(3)
        attachment_id, number, count = reader.take(16), reader.integer(4), reader.integer(4)
        content = reader.prefixed(4, CHUNK_CONTENT)
        if number >= count or not content:
            raise reader.error("its number is out of range or it is empty")
        reader.zeros(reader.left)
        return cls(attachment_id=attachment_id, number=number, count=count, content=content)

    def encode(self) -> bytes:
        """Return the 1,046,677 bytes that are sealed."""
        numbers = b"".join(number.to_bytes(4, "big") for number in (self.number, self.count, len(self.content)))
        filled = bytes([_VERSION, 0, 0, 0]) + self.attachment_id + numbers + self.content
        return filled + bytes(CHUNK_PLAIN_LENGTH - len(filled))


def chunk_count(size: int) -> int:
    """Return how many chunks a file of `size` bytes has."""
    return -(-size // CHUNK_CONTENT)


def encode(attachments: tuple[Attachment, ...]) -> bytes:
    """Return section 4."""
    octets = bytes([len(attachments)]) + b"".join(_encode_one(each) for each in attachments)
    decode(octets)
    return octets


def decode(octets: bytes) -> tuple[Attachment, ...]:
    """Return the attachments in section 4; raise `FormatError`."""
    reader = Reader(octets, "list of attachments")
    count = reader.integer(1)
    if not 1 <= count <= MAX_ATTACHMENTS:
        raise _error()
    attachments = tuple(_decode_one(reader) for _ in range(count))
    reader.end()
    if sum(each.size for each in attachments) > MAX_TOTAL or len({each.id for each in attachments}) != count:
        raise _error()
    return attachments


def _encode_one(attachment: Attachment) -> bytes:
    name, media_type = attachment.name.encode(), attachment.media_type.encode("ascii")
    return b"".join(
        [
            attachment.id + attachment.seed + bytes([_ORIGINAL if attachment.original else 0]),
            attachment.size.to_bytes(8, "big") + attachment.digest,
            len(name).to_bytes(2, "big") + name + bytes([len(media_type)]) + media_type,
            len(attachment.chunks).to_bytes(2, "big") + b"".join(attachment.chunks),
        ]
    )


def _decode_one(reader: Reader) -> Attachment:
    identifier, seed, flags = reader.take(16), reader.take(32), reader.integer(1)
    if flags & ~_ORIGINAL:
        raise reader.error("a flag in it is unknown")
    size, digest = reader.integer(8), reader.take(32)
    try:
        name = reader.prefixed(2, 255).decode("utf-8")
        media_type = reader.prefixed(1, 255).decode("ascii")
    except UnicodeDecodeError:
        raise _error() from None
    chunks = tuple(reader.take(32) for _ in range(reader.integer(2)))
    return Attachment(
        id=identifier, seed=seed, original=bool(flags), size=size, digest=digest, name=name, media_type=media_type,
        chunks=chunks,
    )  # fmt: skip


def _error() -> FormatError:
    return FormatError("This is not a list of attachments.", hint="Ask its author to send the files again.")
