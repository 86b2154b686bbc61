# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening the mirror."""

import sqlite3
from pathlib import Path
from typing import Final

from plaint.desk.database import BUSY_MILLISECONDS, Database
from plaint.errors import PlaintError

_PAGE: Final = 16_384
"""Bytes: an entry of 64 KiB lies in four pages and a little, and is read in two thirds of the time that pages of 4 KiB
take, with 3 % of waste. A mirror that was made before keeps its own size."""


class MirrorError(PlaintError):
    """The mirror could not be used."""


class Mirror:
    """An open mirror: what the server shows to everybody, as this desk has verified it."""

    def __init__(self, path: Path) -> None:
        """Open the mirror at `path`; make it where there is none. Raise `MirrorError` if a newer program made it."""
        newer = MirrorError("A newer program made this mirror.", hint="Update this program.")
        database = Database(lambda: _connect(path), folder=path.parent, schema="plaint.desk.mirror:mirror", newer=newer)
        self.path = path
        self.read, self.write, self.close = database.read, database.write, database.close


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    busy, page = f"busy_timeout = {BUSY_MILLISECONDS}", f"page_size = {_PAGE}"
    for pragma in (busy, page, "secure_delete = ON", "temp_store = MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
    return connection
