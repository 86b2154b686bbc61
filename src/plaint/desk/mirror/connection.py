# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening the mirror."""

import sqlite3
from pathlib import Path

from plaint.desk.database import BUSY_MILLISECONDS, Database
from plaint.errors import PlaintError


class MirrorError(PlaintError):
    """The mirror could not be used."""


class Mirror:
    """An open mirror: what the server shows to everybody, as this desk has verified it."""

    def __init__(self, path: Path) -> None:
        """Open the mirror at `path`; make it where there is none. Raise `MirrorError` if a newer program made it."""
        newer = MirrorError("A newer program made this mirror.", hint="Update this program.")
        database = Database(lambda: _connect(path), folder=path.parent, schema="plaint.desk.mirror:mirror", newer=newer)
        self.read, self.write, self.close = database.read, database.write, database.close


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    for pragma in (f"busy_timeout = {BUSY_MILLISECONDS}", "secure_delete = ON", "temp_store = MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
    return connection
