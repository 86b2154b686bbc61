# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files that people hand from machine to machine: read whole and bounded, written once and never over another.

Rules of this module:

- Nothing is overwritten: the one copy of a key must not fall to a command typed twice.
- A file is whole or not there; it is on the disk before its name is told to anybody.
- Nothing here needs POSIX. Where there are file modes, a private file is its owner's alone (0600); on Windows the
  folder's access list decides, which docs/ceremony.md says.
"""

import os
from pathlib import Path

from plaint.errors import PlaintError


class FileError(PlaintError):
    """A file could not be read or written; nothing was changed."""


def read(path: Path, limit: int) -> bytes:
    """Return the bytes of the file at `path`; raise `FileError` where it cannot be read or is longer than `limit`."""
    try:
        with path.open("rb") as file:
            octets = file.read(limit + 1)
    except OSError as error:
        raise FileError(
            f"{path} could not be read ({error.strerror}).", hint="Look at the name and try again."
        ) from None
    if len(octets) > limit:
        raise FileError(f"{path} is longer than such a file can be.", hint="Look whether it is the right one.")
    return octets


def read_text(path: Path, limit: int) -> str:
    """Return the UTF-8 text of the file at `path`; raise `FileError` where it is none."""
    try:
        return read(path, limit).decode()
    except UnicodeDecodeError:
        raise FileError(f"{path} is no UTF-8 text.", hint="Look whether it is the right one.") from None


def shown(name: str) -> str:
    """Return the name of somebody else's file as it may stand on a terminal: escaped where it is more than text."""
    return name if name.isprintable() else ascii(name)


def write_new(path: Path, octets: bytes, *, private: bool = False) -> None:
    """Write a file that was not there before; raise `FileError` where it is there or cannot be written."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    try:
        descriptor = os.open(path, flags, 0o600 if private else 0o644)
    except FileExistsError:
        raise FileError(
            f"{path} is there already; nothing was written.", hint="Move it away, or name another."
        ) from None
    except OSError as error:
        raise FileError(f"{path} could not be written ({error.strerror}).", hint="Name another place.") from None
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(octets)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)
        raise FileError(f"{path} could not be written ({error.strerror}).", hint="Make room and try again.") from None
