# SPDX-License-Identifier: AGPL-3.0-or-later
"""Attachments: files cut into chunks of one size, each sealed by itself (docs/protocol.md, section 7)."""

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field

from plaint.age.encrypt import encrypt
from plaint.age.identity import SEED_LENGTH, Identity
from plaint.entry.attachments import CHUNK_CONTENT, MAX_TOTAL, Attachment, Chunk, chunk_count
from plaint.errors import FormatError
from plaint.receipt.derive import ID_LENGTH


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingFile:
    """A file before it is sealed, and the keys that it gets: made once, so that its chunks can be made one by one."""

    content: bytes = field(repr=False)
    name: str = field(repr=False)
    media_type: str = field(repr=False)
    original: bool
    id: bytes = field(default_factory=lambda: secrets.token_bytes(ID_LENGTH))
    seed: bytes = field(default_factory=lambda: secrets.token_bytes(SEED_LENGTH), repr=False)

    def __post_init__(self) -> None:
        """Refuse a file that is empty or too large."""
        if not 1 <= len(self.content) <= MAX_TOTAL:
            message = "It holds nothing." if not self.content else "It holds more than 25 MiB."
            raise FormatError(message, hint="Take another file." if not self.content else "Send it in smaller files.")

    def blobs(self) -> Iterator[bytes]:
        """Yield the chunk blobs, 1,048,576 bytes each, in order; sealing again gives other blobs."""
        recipient = Identity.from_seed(self.seed).recipient
        count = chunk_count(len(self.content))
        for number in range(count):
            content = self.content[number * CHUNK_CONTENT : (number + 1) * CHUNK_CONTENT]
            chunk = Chunk(attachment_id=self.id, number=number, count=count, content=content)
            yield encrypt(chunk.encode(), [recipient])

    def attachment(self, blob_hashes: tuple[bytes, ...]) -> Attachment:
        """Return the line of section 4 for this file once the hashes of its blobs are known."""
        return Attachment(
            id=self.id,
            seed=self.seed,
            original=self.original,
            size=len(self.content),
            digest=hashlib.sha256(self.content).digest(),
            name=self.name,
            media_type=self.media_type,
            chunks=blob_hashes,
        )
