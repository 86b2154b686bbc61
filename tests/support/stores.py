# SPDX-License-Identifier: AGPL-3.0-or-later
"""Stores to test: each kind is opened, closed and opened again in the same way."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from plaint.ledger.leaf import Leaf, LeafKind
from plaint.store.database import create_database
from plaint.store.protocol import Blob, Reading, Writing
from plaint.store.reading import SqliteReading
from plaint.store.writing import SqliteWriting

ORIGIN = "plaint.example/north"


@dataclass(frozen=True, slots=True)
class Both:
    """Both halves of an open store."""

    writing: Writing
    reading: Reading


@contextmanager
def sqlite_store(folder: Path) -> Iterator[Both]:
    """Open the SQLite store in `folder`, made where it is missing."""
    if not (folder / "ledger.db").exists():
        create_database(folder, ORIGIN)
    writing, reading = SqliteWriting(folder), SqliteReading(folder)
    try:
        yield Both(writing, reading)
    finally:
        reading.close()
        writing.close()


def blob(text: str, kind: LeafKind = LeafKind.ENTRY) -> Blob:
    """Return a small blob to hold; its leaf commits to it as intake would."""
    body = text.encode()
    commit = bytes(32) if kind in (LeafKind.BOARD, LeafKind.CHARTER, LeafKind.TOMBSTONE) else b"e" * 32
    return Blob(Leaf(kind, sha256(body).digest(), commit), None if kind is LeafKind.CHUNK else body)
