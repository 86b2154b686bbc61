# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening the vault, and the two ways into it: many short readings, one writer.

Rules of this module:

- The key is 32 random-looking bytes from the member's seed and goes to SQLCipher raw: there is nothing to stretch.
- SQLCipher encrypts and authenticates every page, those of the write-ahead log as well. What it would put into temp
  files stays in memory (`temp_store`); the library we ship is compiled that way too, and opening checks it.
- Deleted rows are overwritten (`secure_delete`): what a tombstone erases is gone from the file, not only from sight.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Final, cast

import sqlcipher3.dbapi2 as sqlcipher

from plaint.errors import PlaintError

VERSION: Final = 1
KEY_LENGTH: Final = 32
_BUSY_MILLISECONDS: Final = 10_000


class VaultError(PlaintError):
    """The vault could not be opened; nothing in it was changed."""


class Vault:
    """An open vault: `read` for looking, `write` for one transaction at a time."""

    def __init__(self, path: Path, key: bytes) -> None:
        """Open the vault at `path` with this 32-byte key; make it where there is none.

        Raises `VaultError` if the key does not fit or the file is of a newer version.
        """
        if len(key) != KEY_LENGTH:
            raise VaultError("The key of the vault has a wrong length.", hint="Unlock the desk again.")
        self.writes = 0
        """Committed writes so far: what was counted before the last one may be wrong."""
        self._writing = threading.RLock()
        self._reading = threading.RLock()
        self._writer = _connect(path, key)
        _set_up(self._writer)
        self._reader = _connect(path, key)
        self._reader.execute("PRAGMA query_only = ON")

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """Give a connection that only reads, for the length of one page or step."""
        with self._reading:
            yield self._reader

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """Give a connection inside one transaction: committed at the end, rolled back on any error."""
        with self._writing:
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
            except BaseException:
                self._writer.execute("ROLLBACK")
                raise
            self._writer.execute("COMMIT")
            self.writes += 1

    def close(self) -> None:
        """Close the vault; its key leaves SQLCipher's memory with the connections."""
        with self._reading, self._writing:
            self._reader.close()
            self._writer.close()


def _connect(path: Path, key: bytes) -> sqlite3.Connection:
    # sqlcipher3 is the standard library's sqlite3 module over another SQLite; its classes have the same methods.
    connection = cast("sqlite3.Connection", sqlcipher.connect(str(path), isolation_level=None, check_same_thread=False))
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
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
        f"busy_timeout = {_BUSY_MILLISECONDS}",
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _set_up(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > VERSION:
        raise VaultError("A newer program made this vault.", hint="Update this program.")
    for step in range(version + 1, VERSION + 1):
        script = resources.files("plaint.desk.vault").joinpath("schema", f"vault-{step}.sql").read_text("utf-8")
        connection.executescript(f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {step};\nCOMMIT;")
