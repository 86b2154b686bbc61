# SPDX-License-Identifier: AGPL-3.0-or-later
"""The file of the release book on the disk: held by one process, replaced whole."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from plaint.figures.errors import BookError


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold the book for this process; raise BookError where another one does, or a crashed one left its lock."""
    lock = path.with_name(f"{path.name}.lock")
    try:
        descriptor = os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        raise BookError(
            f"{path.name} is being written by another program.",
            hint=f"Wait for it; if none runs, remove {lock.name} (the book is whole either way).",
        ) from None
    except OSError as error:
        raise BookError(f"{path.name} cannot be written ({error.strerror}).", hint="Look at its folder.") from None
    try:
        os.close(descriptor)
        yield
    finally:
        lock.unlink(missing_ok=True)


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
