# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a desk holds a SQLite file open: one writer, short readings beside it, and a schema that grows step by step."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

from plaint.desk.full import telling_full
from plaint.errors import PlaintError

BUSY_MILLISECONDS = 10_000
"""How long one of the two ways waits for the other."""


class Database:
    """Two ways into one file: `read` for looking, `write` for one transaction at a time."""

    def __init__(
        self, connect: Callable[[], sqlite3.Connection], *, folder: Path, schema: str, newer: PlaintError
    ) -> None:
        """Open it by `connect`, make or complete it by the scripts of `schema`; raise `newer` if it knows more steps.

        It lies in `folder`; `FullDiskError` where there is no room to open it, or to write later.
        `schema` names a package and what its scripts are called: `plaint.desk.vault:vault` has `schema/vault-1.sql`.
        """
        self.writes = 0
        """Committed writes so far: what was counted before the last one may be wrong."""
        self._writing = threading.RLock()
        self._reading = threading.RLock()
        self._folder = folder
        with telling_full(folder):
            self._writer = connect()
            try:
                _set_up(self._writer, schema, newer)
                self._reader = connect()
                self._reader.execute("PRAGMA query_only = ON")
            except BaseException:
                self._writer.close()
                raise

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """Give a connection that only reads, for the length of one page or step."""
        with self._reading:
            yield self._reader

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """Give a connection inside one transaction: committed at the end, rolled back on any error."""
        with self._writing, telling_full(self._folder), transaction(self._writer):
            yield self._writer
        self.writes += 1

    def close(self) -> None:
        """Close both ways; a key that they hold leaves memory with them."""
        with self._reading, self._writing:
            self._reader.close()
            self._writer.close()


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Hold one transaction: committed at the end, rolled back on any error, that of the commit as well."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        # On a full disk it is this that fails, and the transaction stays open: nothing could be written after it.
        connection.execute("COMMIT")
    except BaseException:
        # Of some errors SQLite rolls back by itself; then there is nothing left to roll back.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


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
