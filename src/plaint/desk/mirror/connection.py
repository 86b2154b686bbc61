# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening the mirror: one writer, short readings beside it."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Final

from plaint.errors import PlaintError

VERSION: Final = 1
_BUSY_MILLISECONDS: Final = 10_000


class MirrorError(PlaintError):
    """The mirror could not be used."""


class Mirror:
    """An open mirror: `read` for looking, `write` for one transaction at a time."""

    def __init__(self, path: Path) -> None:
        """Open the mirror at `path`; make it where there is none. Raise `MirrorError` if a newer program made it."""
        self._writing = threading.RLock()
        self._reading = threading.RLock()
        self._writer = _connect(path)
        _set_up(self._writer)
        self._reader = _connect(path)
        self._reader.execute("PRAGMA query_only = ON")

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """Give a connection that only reads."""
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

    def close(self) -> None:
        """Close the mirror."""
        with self._reading, self._writing:
            self._reader.close()
            self._writer.close()


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    for pragma in (f"busy_timeout = {_BUSY_MILLISECONDS}", "secure_delete = ON", "temp_store = MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _set_up(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > VERSION:
        connection.close()
        raise MirrorError("A newer program made this mirror.", hint="Update this program.")
    for step in range(version + 1, VERSION + 1):
        script = resources.files("plaint.desk.mirror").joinpath("schema", f"mirror-{step}.sql").read_text("utf-8")
        connection.executescript(f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {step};\nCOMMIT;")
