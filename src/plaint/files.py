# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files that people hand from machine to machine: read whole and bounded, written once and never over another.

Rules of this module:

- Nothing is overwritten: the one copy of a key must not fall to a command typed twice.
- A file is whole or not there; it is on the disk before its name is told to anybody.
- Nothing here needs POSIX. Where there are file modes, a private file is its owner's alone (0600); on Windows the
  folder's access list decides, which docs/ceremony.md says.
"""

import os
import secrets
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
    """Write a file that was not there before; raise `FileError` where it is there or cannot be written.

    A program that is killed meanwhile leaves no file of that name, at most a hidden one beside it that ends in `.part`.
    """
    if os.path.lexists(path):
        raise _there(path)
    part = path.with_name(f".{path.name[:80]}.{secrets.token_hex(4)}.part")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    try:
        descriptor = os.open(part, flags, 0o600 if private else 0o644)
    except OSError as error:
        raise FileError(f"{path} could not be written ({error.strerror}).", hint="Name another place.") from None
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(octets)
            file.flush()
            os.fsync(file.fileno())
        _give_name(part, path)
    except FileExistsError:
        raise _there(path) from None
    except OSError as error:
        raise FileError(f"{path} could not be written ({error.strerror}).", hint="Make room and try again.") from None
    finally:
        part.unlink(missing_ok=True)


def _give_name(part: Path, path: Path) -> None:
    """Give a whole file its name; raise `FileExistsError` where somebody else was quicker."""
    if os.name == "nt":
        part.rename(path)  # Refuses a name that is taken, there.
        return
    try:
        os.link(part, path, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError:
        # Sticks and shares without links: the name is taken first, empty, and the whole file put in its place.
        path.touch(exist_ok=False)
        part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _there(path: Path) -> FileError:
    return FileError(f"{path} is there already; nothing was written.", hint="Move it away, or name another.")
