# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sealed blobs in the mirror: entries, boards, charters, tombstones in rows; chunks as files by hash."""

import sqlite3
from pathlib import Path

from plaint.desk.home import write_whole

HELD = 1
ERASED = 2


def fetched_to(rows: sqlite3.Connection) -> int:
    """Return the index up to which all blobs but chunks are here."""
    found = rows.execute("SELECT value FROM meta WHERE name = 'fetched_to'").fetchone()
    return int(found[0]) if found else 0


def put_fetched_to(rows: sqlite3.Connection, index: int) -> None:
    """Note that all blobs before `index` are here."""
    rows.execute("INSERT OR REPLACE INTO meta VALUES ('fetched_to', ?)", (str(index),))


def was_whole(rows: sqlite3.Connection) -> bool:
    """Say whether all blobs under a verified head, chunks aside, have been here at some time."""
    return rows.execute("SELECT 1 FROM meta WHERE name = 'whole'").fetchone() is not None


def note_whole(rows: sqlite3.Connection) -> None:
    """Note that all blobs under the verified head are here."""
    rows.execute("INSERT OR REPLACE INTO meta VALUES ('whole', '')")


def put(rows: sqlite3.Connection, index: int, octets: bytes | None) -> None:
    """Keep a blob that was checked against its leaf; None where it was erased."""
    rows.execute("INSERT OR REPLACE INTO blob VALUES (?, ?)", (index, octets))


def get(rows: sqlite3.Connection, index: int) -> bytes | None:
    """Return a blob, or None where it was erased or is a chunk."""
    found = rows.execute("SELECT octets FROM blob WHERE idx = ?", (index,)).fetchone()
    return found[0] if found else None


def gone(rows: sqlite3.Connection) -> tuple[int, ...]:
    """Return the indices of leaves whose blobs the server no longer has, ascending."""
    found = rows.execute(
        "SELECT idx FROM blob WHERE octets IS NULL UNION SELECT idx FROM chunk WHERE held = ? ORDER BY 1", (ERASED,)
    )
    return tuple(index for (index,) in found)


def missing_chunks(rows: sqlite3.Connection, *, most: int) -> tuple[bytes, ...]:
    """Return hashes of chunks that are still to be fetched, in the ledger's order."""
    found = rows.execute("SELECT hash FROM chunk WHERE held = 0 ORDER BY idx LIMIT ?", (most,))
    return tuple(digest for (digest,) in found)


def count_missing_chunks(rows: sqlite3.Connection) -> int:
    """Return how many chunks are still to be fetched."""
    return int(rows.execute("SELECT count(*) FROM chunk WHERE held = 0").fetchone()[0])


def note_chunk(rows: sqlite3.Connection, digest: bytes, state: int) -> None:
    """Note that a chunk is here (`HELD`) or gone (`ERASED`)."""
    rows.execute("UPDATE chunk SET held = ? WHERE hash = ?", (state, digest))


def is_erased(rows: sqlite3.Connection, digest: bytes) -> bool:
    """Say whether a chunk is gone."""
    return rows.execute("SELECT 1 FROM chunk WHERE hash = ? AND held = ?", (digest, ERASED)).fetchone() is not None


def chunk_path(folder: Path, digest: bytes) -> Path:
    """Return where a chunk's file lies; two letters of the hash as a folder keep folders small."""
    name = digest.hex()
    return folder / name[:2] / name


def write_chunk(folder: Path, digest: bytes, octets: bytes) -> None:
    """Write a chunk that was checked against its hash."""
    path = chunk_path(folder, digest)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_whole(path, octets)


def read_chunk(folder: Path, digest: bytes) -> bytes | None:
    """Return a chunk, or None where it is not here."""
    path = chunk_path(folder, digest)
    return path.read_bytes() if path.exists() else None
