# SPDX-License-Identifier: AGPL-3.0-or-later
"""A full disk, told apart from everything else that a write can fail with.

Rules of this module:

- What was not written whole is not there: a transaction that does not fit is taken back, a file appears whole or not
  at all. So "free some space and do it again" is all that a person has to know.
- A full disk must never be taken for a wrong key or a broken file: who then moves the vault away loses drafts and what
  waits to be posted.
"""

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import sqlcipher3.dbapi2 as sqlcipher

from plaint.errors import PlaintError

_FULL: Final = 13
"""SQLITE_FULL."""
_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
_HARDLY_ANY: Final = 256 * 1024
"""Bytes: below this, SQLite cannot make the files beside a database that it needs to open it, and says only that an
operation on a file failed."""


class FullDiskError(PlaintError):
    """The disk of this machine is full; what was being written is not there, and nothing else is lost."""


@contextmanager
def telling_full(place: Path) -> Iterator[None]:
    """Turn whatever a full disk under `place` makes of a write into `FullDiskError`."""
    try:
        yield
    except (sqlite3.Error, sqlcipher.Error, OSError) as error:
        if not is_full(error, place):
            raise
        raise FullDiskError(
            "The disk of this machine is full. Nothing that was there is lost.",
            hint="Free some space, then do it again.",
        ) from None


def is_full(error: Exception, place: Path) -> bool:
    """Say whether this failed because the disk under `place` is full."""
    if isinstance(error, OSError):
        return error.errno in _NO_ROOM
    code = getattr(error, "sqlite_errorcode", None)
    if (code is not None and code & 0xFF == _FULL) or "disk is full" in str(error):
        return True
    failed = isinstance(error, sqlite3.OperationalError | sqlcipher.OperationalError)
    words = ("disk I/O error", "unable to open database file")
    return failed and any(each in str(error) for each in words) and _hardly_any(place)


def _hardly_any(place: Path) -> bool:
    try:
        return shutil.disk_usage(place).free < _HARDLY_ANY
    except OSError:
        return False
