# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening the database: how it is made, which version it has, and how its connections are set.

Rules of this module:

- A database is made by `create_database` only. Opening one that is not there is an error, never a new ledger.
- synchronous=FULL: a commit is on the disk when it returns. NORMAL in WAL mode would lose the last ones with the power.
- recursive_triggers is on: without it, INSERT OR REPLACE deletes rows behind the back of the append-only triggers.
"""

import os
import re
import sqlite3
from importlib import resources
from pathlib import Path
from typing import Final

from plaint.store.errors import StoreError

NEWEST: Final = 1
NAME: Final = "ledger.db"
PAGE: Final = 8192
"""Bytes: entries of 64 KiB were written fastest and with 2 % waste at this size (bench/filings.py)."""
WAL_PAGES: Final = 16 * 1024 * 1024 // PAGE
"""16 MiB of write-ahead log before it is carried over: fewer stalls than at the default of 4 MiB."""


def create_database(folder: Path, origin: str) -> None:
    """Make the database of an empty ledger in `folder`; raise StoreError where there is one."""
    path = folder / NAME
    if path.exists():
        raise StoreError(f"There is a ledger in {folder} already.", hint="Choose another folder, or run that one.")
    db = _connect(path)
    try:
        db.execute(f"PRAGMA page_size = {PAGE}")
        db.execute("PRAGMA journal_mode = WAL")
        for version in range(1, NEWEST + 1):
            db.executescript(f"BEGIN;\n{_schema(version)}\nCOMMIT;")
        db.execute("INSERT INTO ledger VALUES (1, ?)", (origin,))
    finally:
        db.close()
    sync_folder(folder)


def open_database(folder: Path, *, writing: bool) -> sqlite3.Connection:
    """Open the database in `folder`; raise StoreError where it is missing, foreign or of a later version."""
    path = folder / NAME
    if not path.is_file():
        raise StoreError(
            f"There is no ledger in {folder}.",
            hint="If this is a new intake, run `plaint intake init`; if not, restore the folder: docs/operations.md.",
        )
    db = _connect(path)
    try:
        _check_version(db)
        _set(db, writing=writing)
    except sqlite3.DatabaseError:
        db.close()
        raise StoreError(
            f"{path} is no database of a ledger, or it is damaged.", hint="Restore the folder: docs/operations.md."
        ) from None
    except StoreError:
        db.close()
        raise
    return db


def origin_of(folder: Path) -> str:
    """Return the origin that the ledger in `folder` was made for."""
    db = open_database(folder, writing=False)
    try:
        origin: str = db.execute("SELECT origin FROM ledger").fetchone()[0]
        return origin
    finally:
        db.close()


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` durable. A file's own fsync does not cover the folder's entry of it."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _connect(path: Path) -> sqlite3.Connection:
    # Transactions are begun and ended by us; a connection may wander between threads, one at a time.
    return sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=256)


def _check_version(db: sqlite3.Connection) -> None:
    version = db.execute("SELECT max(version) FROM schema_version").fetchone()[0]
    if version != NEWEST:
        raise StoreError(
            f"The ledger has schema version {version}; this program knows {NEWEST}.",
            hint="Run the program that wrote it, or a newer one.",
        )


def _set(db: sqlite3.Connection, *, writing: bool) -> None:
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA recursive_triggers = ON")
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA busy_timeout = 5000")
    # What is erased is overwritten, in the database and in every page that is reused.
    db.execute("PRAGMA secure_delete = ON")
    db.execute(f"PRAGMA wal_autocheckpoint = {WAL_PAGES}")
    # Sorting and the like never spill to a temporary file outside of this folder.
    db.execute("PRAGMA temp_store = MEMORY")
    if writing:
        # A copy that a backup made (VACUUM INTO) has lost this: in any other mode whoever reads stops whoever writes.
        db.execute("PRAGMA journal_mode = WAL")
    else:
        db.execute("PRAGMA query_only = ON")


def _schema(version: int) -> str:
    text = (resources.files("plaint.store") / "schema" / f"{version}.sql").read_text(encoding="utf-8")
    return re.sub(r"^--.*$", "", text, flags=re.MULTILINE)
