# SPDX-License-Identifier: AGPL-3.0-or-later
"""The verified tree in the mirror: head, tiles, leaves, and when a leaf came."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from plaint.keys import note as notes
from plaint.keys.note import Note
from plaint.ledger.checkpoint import Checkpoint, read_checkpoint
from plaint.ledger.leaf import Leaf, UnknownLeaf, read_leaf
from plaint.ledger.merkle import HASH_LENGTH, TILE_WIDTH, Frontier, ReadTile, leaf_hash, load_frontier


@dataclass(frozen=True, slots=True)
class Head:
    """The newest checkpoint that was verified, with its note."""

    note: Note
    checkpoint: Checkpoint


def head(rows: sqlite3.Connection) -> Head | None:
    """Return the verified head, or None before the first sync."""
    found = rows.execute("SELECT note FROM head").fetchone()
    if found is None:
        return None
    note = notes.parse(found[0])
    return Head(note, read_checkpoint(note.text))


def put_head(rows: sqlite3.Connection, note: Note, checkpoint: Checkpoint, ledger_tick: int) -> None:
    """Take over a verified head, and note when its newest leaf had come."""
    rows.execute("INSERT OR REPLACE INTO head VALUES (1, ?, ?, ?)", (bytes(note), checkpoint.size, checkpoint.tick))
    if checkpoint.size:
        put_mark(rows, checkpoint.size - 1, checkpoint.tick * ledger_tick)


def put_mark(rows: sqlite3.Connection, index: int, seconds: int) -> None:
    """Note that the leaf at `index`, and those before it, had come at `seconds`."""
    rows.execute("INSERT INTO mark VALUES (?, ?) ON CONFLICT DO NOTHING", (index, seconds))


def time_of(rows: sqlite3.Connection, index: int) -> int:
    """Return the begin of the earliest known tick, in Unix seconds, by which the leaf at `index` had come."""
    found = rows.execute("SELECT seconds FROM mark WHERE idx >= ? ORDER BY idx LIMIT 1", (index,)).fetchone()
    return int(found[0]) if found else 0


def time_before(rows: sqlite3.Connection, index: int) -> int:
    """Return the newest known time, in Unix seconds, by which the leaf at `index` had not come yet; 0 for none."""
    found = rows.execute("SELECT seconds FROM mark WHERE idx < ? ORDER BY idx DESC LIMIT 1", (index,)).fetchone()
    return int(found[0]) if found else 0


def tile_reader(rows: sqlite3.Connection) -> ReadTile:
    """Return the function by which proofs read tiles."""

    def read(level: int, number: int, width: int) -> bytes:
        found = rows.execute("SELECT hashes FROM tile WHERE level = ? AND number = ?", (level, number)).fetchone()
        hashes = bytes(found[0]) if found else b""
        if len(hashes) < width * HASH_LENGTH:
            raise KeyError((level, number, width))
        return hashes[: width * HASH_LENGTH]

    return read


def frontier(rows: sqlite3.Connection) -> Frontier:
    """Return the right edge of the verified tree."""
    found = head(rows)
    return load_frontier(found.checkpoint.size if found else 0, tile_reader(rows))


def add_leaves(rows: sqlite3.Connection, edge: Frontier, leaves: Sequence[bytes]) -> None:
    """Put leaves behind the verified ones; `edge` grows with them. The caller checks the root and puts the head."""
    first = edge.size
    rows.executemany("INSERT INTO leaf VALUES (?, ?, ?, ?)", _leaf_rows(first, leaves))
    # Whatever their kind, chunks are fetched one by one and by everyone.
    rows.execute(
        "INSERT OR IGNORE INTO chunk (hash, idx) SELECT hash, idx FROM leaf WHERE kind = 2 AND idx >= ?", (first,)
    )
    for level, hashes in edge.extend(leaf_hash(leaf) for leaf in leaves).items():
        _extend_tiles(rows, level, first >> 8 * level, b"".join(hashes))


def leaf_at(rows: sqlite3.Connection, index: int) -> Leaf | UnknownLeaf:
    """Return the leaf at `index`; raise `KeyError` beyond the verified tree."""
    found = rows.execute("SELECT octets FROM leaf WHERE idx = ?", (index,)).fetchone()
    if found is None:
        raise KeyError(index)
    return read_leaf(found[0])


def leaves(rows: sqlite3.Connection, first: int, count: int) -> tuple[Leaf | UnknownLeaf, ...]:
    """Return `count` leaves from `first` on, fewer where the tree ends."""
    found = rows.execute("SELECT octets FROM leaf WHERE idx >= ? ORDER BY idx LIMIT ?", (first, count))
    return tuple(read_leaf(octets) for (octets,) in found)


def _leaf_rows(first: int, octets: Iterable[bytes]) -> Iterator[tuple[int, bytes, int, bytes]]:
    for index, each in enumerate(octets, start=first):
        leaf = read_leaf(each)
        kind, digest = (leaf.kind, leaf.blob_hash) if isinstance(leaf, Leaf) else (0, b"")
        yield index, each, kind, digest


def _extend_tiles(rows: sqlite3.Connection, level: int, held: int, hashes: bytes) -> None:
    """Put hashes behind the `held` ones of a level."""
    at = 0
    while at < len(hashes):
        number, filled = divmod(held, TILE_WIDTH)
        before = tile_reader(rows)(level, number, filled) if filled else b""
        piece = hashes[at : at + (TILE_WIDTH - filled) * HASH_LENGTH]
        rows.execute("INSERT OR REPLACE INTO tile VALUES (?, ?, ?)", (level, number, before + piece))
        at += len(piece)
        held += len(piece) // HASH_LENGTH
