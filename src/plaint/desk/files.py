# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening an attachment from the sealed chunks on this disk: in memory, for one answer, and nowhere else."""

from pathlib import Path

from plaint.casework.case import Case
from plaint.desk.mirror import blobs
from plaint.entry.attachments import Attachment
from plaint.errors import PlaintError
from plaint.unseal.chunks import open_file


class NoFileError(PlaintError):
    """The file is not here, or not whole."""


def find_file(case: Case, event: str, number: str) -> Attachment:
    """Return the attachment that an address names by its record and its place; raise `NoFileError`."""
    try:
        return case.events[_count(event)].files[_count(number)]
    except (ValueError, IndexError):
        raise NoFileError("There is no such file in this case.", hint="Go back to the case.") from None


def read_file(folder: Path, attachment: Attachment) -> bytes:
    """Return the whole file; raise `NoFileError` while chunks are missing, `FormatError` if they are not its own."""
    chunks = [blobs.read_chunk(folder, digest) for digest in attachment.chunks]
    missing = sum(chunk is None for chunk in chunks)
    if missing:
        raise NoFileError(
            f"{missing} of {len(chunks)} parts of this file are not here.",
            hint="Sync; if they stay away, ask for the file.",
        )
    return open_file([chunk for chunk in chunks if chunk is not None], attachment)


def is_here(folder: Path, attachment: Attachment) -> bool:
    """Say whether every chunk of the file is on this disk."""
    return all(blobs.chunk_path(folder, digest).exists() for digest in attachment.chunks)


def _count(text: str) -> int:
    # `int` alone takes signs, blanks and digits of every script.
    if not text.isascii() or not text.isdigit() or len(text) > 6:
        raise ValueError
    return int(text)
