# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening the vault.

Rules of this module:

- The key is 32 random-looking bytes from the member's seed and goes to SQLCipher raw: there is nothing to stretch.
- SQLCipher encrypts and authenticates every page, those of the write-ahead log as well. What it would put into temp
  files stays in memory (`temp_store`); the library we ship is compiled that way too, and opening checks it.
- Deleted rows are overwritten (`secure_delete`): what a tombstone erases is gone from the file, not only from sight.
"""

import sqlite3
from pathlib import Path
from typing import Final, cast

import sqlcipher3.dbapi2 as sqlcipher

from plaint.desk.database import BUSY_MILLISECONDS, Database
from plaint.errors import PlaintError

KEY_LENGTH: Final = 32


class VaultError(PlaintError):
    """The vault could not be opened; nothing in it was changed."""


class Vault:
    """An open vault: what this member may read, and what waits to be said."""

    def __init__(self, path: Path, key: bytes) -> None:
        """Open the vault at `path` with this 32-byte key; make it where there is none.

        Raises `VaultError` if the key does not fit or the file is of a newer version.
        """
        if len(key) != KEY_LENGTH:
            raise VaultError("The key of the vault has a wrong length.", hint="Unlock the desk again.")
        newer = VaultError("A newer program made this vault.", hint="Update this program.")
        self._database = Database(
            lambda: _connect(path, key), folder=path.parent, schema="plaint.desk.vault:vault", newer=newer
        )
        self.read, self.write, self.close = self._database.read, self._database.write, self._database.close

    @property
    def writes(self) -> int:
        """Committed writes so far: what was counted before the last one may be wrong."""
        return self._database.writes


def _connect(path: Path, key: bytes) -> sqlite3.Connection:
    # sqlcipher3 is the standard library's sqlite3 module over another SQLite; its classes have the same methods.
    connection = cast("sqlite3.Connection", sqlcipher.connect(str(path), isolation_level=None, check_same_thread=False))
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlcipher.OperationalError:
        # It could not be read at all: a full disk, a folder without rights. That says nothing about the key.
        connection.close()
        raise
    except sqlcipher.DatabaseError:
        connection.close()
        raise VaultError(
            "This vault does not open with this member's key.",
            hint="Move the file away and sync again, or restore it together with its key file.",
        ) from None
    if connection.execute("PRAGMA cipher_version").fetchone() is None:
        connection.close()
        raise VaultError("This SQLite cannot encrypt.", hint="Install plaint[desk] anew.")
    for pragma in (
        "temp_store = MEMORY",
        "secure_delete = ON",
        f"busy_timeout = {BUSY_MILLISECONDS}",
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")
    return connection
