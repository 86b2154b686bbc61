# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening the chunks of an attachment and putting the file together (docs/protocol.md, section 7)."""

import hashlib
from collections.abc import Sequence

from plaint.age.decrypt import open_slot
from plaint.age.identity import Identity
from plaint.entry.attachments import CHUNK_CONTENT, CHUNK_LENGTH, Attachment, Chunk, chunk_count
from plaint.errors import FormatError


def open_chunk(blob: bytes, attachment: Attachment, *, number: int) -> bytes:
    """Return the piece of the file in chunk `number`; raise `FormatError` (`AgeError`) unless it is that chunk."""
    if len(blob) != CHUNK_LENGTH or hashlib.sha256(blob).digest() != attachment.chunks[number]:
        raise _error()
    identity = Identity.from_seed(attachment.seed)
    chunk = Chunk.decode(open_slot(blob, identity, slots=1, position=0))
    place = attachment.id, number, chunk_count(attachment.size)
    # Each chunk says whose it is: two chunks cannot change places, nor one stand in for another file's.
    if (chunk.attachment_id, chunk.number, chunk.count) != place:
        raise _error()
    if len(chunk.content) != min(CHUNK_CONTENT, attachment.size - number * CHUNK_CONTENT):
        raise _error()
    return chunk.content


def open_file(blobs: Sequence[bytes], attachment: Attachment) -> bytes:
    """Return the whole file from all of its chunk blobs in order; raise `FormatError` unless its hash is as stated."""
    if len(blobs) != len(attachment.chunks):
        raise _error()
    content = b"".join(open_chunk(blob, attachment, number=number) for number, blob in enumerate(blobs))
    if hashlib.sha256(content).digest() != attachment.digest:
        raise _error()
    return content


def _error() -> FormatError:
    return FormatError(
        "A chunk does not belong to this attachment.", hint="Sync again; if it stays so, ask for the file."
    )
