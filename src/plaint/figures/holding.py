# SPDX-License-Identifier: AGPL-3.0-or-later
"""The file of the release book on the disk: held by one process, replaced whole."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from plaint.figures.errors import BookError


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold the book's folder for this process, however it ends; raise BookError where another process holds it."""
    from plaint import lock  # noqa: PLC0415 -- POSIX only, while reading a book needs no POSIX

    missing = BookError(f"There is no folder {path.parent}.", hint="Look at the name.")
    taken = BookError(f"{path.name} is being written by another program.", hint="Wait for it, then try again.")
    try:
        with lock.exclusive(path.parent, missing=missing, taken=taken):
            yield
    except OSError as error:
        raise BookError(f"{path.name} cannot be written ({error.strerror}).", hint="Look at its folder.") from None


def put(path: Path, octets: bytes) -> None:
    """Put `octets` in the place of the file at `path`: whole or not at all, and durable when this returns."""
    beside = path.with_name(f"{path.name}.new")
    try:
        with beside.open("wb") as file:
            file.write(octets)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        if hasattr(os, "O_DIRECTORY"):
            folder = os.open(path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise BookError(f"{path.name} was not written ({error.strerror}).", hint="Make room and try again.") from None
