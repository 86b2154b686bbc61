# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a desk holds a SQLite file open: one writer, short readings beside it, and a schema that grows step by step."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import resources

from plaint.errors import PlaintError

BUSY_MILLISECONDS = 10_000
"""How long one of the two ways waits for the other."""


class Database:
    """Two ways into one file: `read` for looking, `write` for one transaction at a time."""

    def __init__(self, connect: Callable[[], sqlite3.Connection], *, schema: str, newer: PlaintError) -> None:
        """Open it by `connect`, make or complete it by the scripts of `schema`; raise `newer` if it knows more steps.

        `schema` names a package and what its scripts are called: `plaint.desk.vault:vault` has `schema/vault-1.sql`.
        """
        self.writes = 0
        """Committed writes so far: what was counted before the last one may be wrong."""
        self._writing = threading.RLock()
        self._reading = threading.RLock()
        self._writer = connect()
        try:
            _set_up(self._writer, schema, newer)
            self._reader = connect()
        except BaseException:
            self._writer.close()
            raise
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
        """Close both ways; a key that they hold leaves memory with them."""
        with self._reading, self._writing:
            self._reader.close()
            self._writer.close()


def _set_up(connection: sqlite3.Connection, schema: str, newer: PlaintError) -> None:
    package, _, stem = schema.partition(":")
    scripts = sorted(
        (int(each.name.removeprefix(f"{stem}-").removesuffix(".sql")), each)
        for each in resources.files(package).joinpath("schema").iterdir()
        if each.name.startswith(f"{stem}-")
    )
    connection.execute("PRAGMA journal_mode = WAL")
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > scripts[-1][0]:
        raise newer
    for step, script in scripts[version:]:
        text = script.read_text("utf-8")
        connection.executescript(f"BEGIN IMMEDIATE;\n{text}\nPRAGMA user_version = {step};\nCOMMIT;")
