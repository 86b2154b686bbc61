# SPDX-License-Identifier: AGPL-3.0-or-later
"""The reading half of a ledger in SQLite: a few connections that may only look, lent to whoever asks."""

import queue
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from plaint.ledger.merkle import HASH_LENGTH, TILE_WIDTH
from plaint.store.database import PAGE, open_database
from plaint.store.protocol import Body, Head, StoredBoard

CONNECTIONS: Final = 4
"""Two cores read no faster with more."""


class SqliteReading:
    """Reads the ledger in one folder."""

    def __init__(self, folder: Path) -> None:
        """Open the ledger in `folder`; raise StoreError where there is none."""
        self._free: queue.SimpleQueue[sqlite3.Connection] = queue.SimpleQueue()
        for _ in range(CONNECTIONS):
            self._free.put(open_database(folder, writing=False))

    def close(self) -> None:
        """Let go of the database."""
        for _ in range(CONNECTIONS):
            self._free.get().close()

    @contextmanager
    def _lent(self) -> Iterator[sqlite3.Connection]:
        db = self._free.get()
        try:
            yield db
        finally:
            self._free.put(db)

    def size(self) -> int:
        """Return the number of leaves, signed or not."""
        with self._lent() as db:
            return size(db)

    def reusable(self) -> int:
        """Return how many bytes were freed by erasing and can be written again without taking more of the disk."""
        with self._lent() as db:
            return reusable(db)

    def open_pass(self) -> int | None:
        """Return the tick of a pass that has begun and has no head yet."""
        with self._lent() as db:
            row = db.execute(
                "SELECT max(tick) FROM pass WHERE tick > (SELECT coalesce(max(tick), -1) FROM head)"
            ).fetchone()
            return _number(row)

    def last_pass(self) -> int | None:
        """Return the tick of the newest pass, whole or not."""
        with self._lent() as db:
            return _number(db.execute("SELECT max(tick) FROM pass").fetchone())

    def head(self) -> Head | None:
        """Return the newest signed head."""
        with self._lent() as db:
            row = db.execute("SELECT tick, size, note FROM head ORDER BY tick DESC LIMIT 1").fetchone()
        return None if row is None else Head(tick=row[0], size=row[1], note=row[2])

    def size_before(self, tick: int) -> int:
        """Return the size of the newest head before `tick`; 0 where there is none."""
        with self._lent() as db:
            row = db.execute("SELECT size FROM head WHERE tick < ? ORDER BY tick DESC LIMIT 1", (tick,)).fetchone()
        return 0 if row is None else int(row[0])

    def size_dated(self, desk_tick: int) -> int:
        """Return how many leaves stand before the newest board of at most `desk_tick`; 0 where there is none."""
        with self._lent() as db:
            row = db.execute(
                "SELECT position FROM board JOIN place USING (id) WHERE desk_tick <= ? ORDER BY number DESC LIMIT 1",
                (desk_tick,),
            ).fetchone()
        return 0 if row is None else int(row[0])

    def read_tile(self, level: int, index: int, width: int) -> bytes:
        """Return the first `width` hashes of a tile; raise KeyError where there are fewer."""
        with self._lent() as db:
            return read_tile(db, level, index, width)

    def leaves(self, first: int, count: int) -> list[bytes]:
        """Return up to `count` leaves from `first` on."""
        with self._lent() as db:
            rows = db.execute(
                "SELECT leaf FROM leaf WHERE position >= ? AND position < ? ORDER BY position", (first, first + count)
            )
            return [row[0] for row in rows]

    def bodies(self, first: int, count: int) -> list[Body]:
        """Return up to `count` leaves from `first` on, with their blobs."""
        with self._lent() as db:
            rows = db.execute(
                "SELECT leaf FROM leaf WHERE position >= ? AND position < ? ORDER BY position", (first, first + count)
            ).fetchall()
            return [_body(db, row[0]) for row in rows]

    def find(self, blob_hash: bytes) -> Body | None:
        """Return the leaf and blob of this hash, appended or only held."""
        with self._lent() as db:
            row = db.execute("SELECT leaf FROM blob WHERE id = ?", (id_of(blob_hash),)).fetchone()
            return None if row is None or row[0][8:40] != blob_hash else _body(db, row[0])

    def newest_boards(self, since: int) -> list[StoredBoard]:
        """Return the boards from the newest one with a desk tick of at most `since` on, oldest first."""
        with self._lent() as db:
            rows = db.execute(
                "SELECT number, desk_tick, substr(leaf, 9, 32), body, position"
                " FROM board JOIN blob USING (id) LEFT JOIN place USING (id)"
                " WHERE number >= coalesce((SELECT max(number) FROM board WHERE desk_tick <= ?), 1) ORDER BY number",
                (since,),
            ).fetchall()
        return [
            StoredBoard(number=row[0], desk_tick=row[1], blob_hash=row[2], body=row[3], position=row[4]) for row in rows
        ]

    def expired_boards(self, end: int, since: int) -> list[bytes]:
        """Return the leaves before `end`, not erased, of boards that no window back to desk tick `since` reaches."""
        with self._lent() as db:
            rows = db.execute(
                "SELECT leaf FROM board JOIN place USING (id) JOIN blob USING (id) WHERE position < ? AND number <"
                " (SELECT max(number) FROM board WHERE desk_tick <= ?) AND id NOT IN (SELECT id FROM erased)",
                (end, since),
            )
            return [row[0] for row in rows]

    def cells(self, desk_tick: int) -> dict[int, bytes]:
        """Return what desks have posted for a desk tick, by slot."""
        with self._lent() as db:
            return dict(db.execute("SELECT slot, cells FROM cells WHERE desk_tick = ?", (desk_tick,)).fetchall())

    def waiting_ticks(self) -> list[int]:
        """Return the desk ticks for which cells wait, ascending."""
        with self._lent() as db:
            return [row[0] for row in db.execute("SELECT DISTINCT desk_tick FROM cells ORDER BY desk_tick")]

    def charters(self) -> dict[int, bytes]:
        """Return the versions of the charter that are held or appended, by number."""
        with self._lent() as db:
            return dict(db.execute("SELECT version, body FROM charter JOIN blob USING (id)").fetchall())

    def freshness(self) -> list[bytes]:
        """Return the members' freshness notes."""
        with self._lent() as db:
            return [row[0] for row in db.execute("SELECT note FROM freshness ORDER BY member")]

    def tombstones_of(self, target: bytes) -> list[bytes]:
        """Return the bodies of the tombstones, appended or only held, that aim at the blob with the hash `target`."""
        with self._lent() as db:
            rows = db.execute("SELECT body FROM tombstone JOIN blob USING (id) WHERE target = ?", (id_of(target),))
            return [row[0] for row in rows]

    def due_tombstones(self, end: int) -> list[bytes]:
        """Return the leaves, not yet erased, at which tombstones aim whose own leaves stand before `end`."""
        with self._lent() as db:
            rows = db.execute(
                "SELECT DISTINCT blob.leaf FROM tombstone JOIN place USING (id) JOIN blob ON blob.id = target"
                " WHERE position < ? AND target NOT IN (SELECT id FROM erased)",
                (end,),
            )
            return [row[0] for row in rows]

    def unerased(self, first: int, count: int) -> list[bytes]:
        """Return those of the `count` leaves from `first` on whose blobs are not erased."""
        found = self.leaves(first, count)
        with self._lent() as db:
            return [leaf for leaf in found if not _is_erased(db, id_of(leaf[8:40]))]


def id_of(blob_hash: bytes) -> int:
    """Return the row number of a blob: the first 63 bits of its hash."""
    return int.from_bytes(blob_hash[:8], "big") >> 1


def size(db: sqlite3.Connection) -> int:
    """Return the number of leaves."""
    return int(db.execute("SELECT coalesce(max(position), -1) + 1 FROM leaf").fetchone()[0])


def reusable(db: sqlite3.Connection) -> int:
    """Return how many bytes of the database's file are free to be written again."""
    return int(db.execute("PRAGMA freelist_count").fetchone()[0]) * PAGE


def read_tile(db: sqlite3.Connection, level: int, index: int, width: int) -> bytes:
    """Return the first `width` hashes of a tile; raise KeyError where there are fewer."""
    first = index * TILE_WIDTH
    rows = db.execute(
        "SELECT hash FROM node WHERE level = ? AND position >= ? AND position < ? ORDER BY position",
        (level, first, first + width),
    )
    hashes = b"".join(row[0] for row in rows)
    if len(hashes) != width * HASH_LENGTH:
        raise KeyError((level, index, width))
    return hashes


def _body(db: sqlite3.Connection, leaf: bytes) -> Body:
    number = id_of(leaf[8:40])
    body = db.execute("SELECT body FROM blob WHERE id = ?", (number,)).fetchone()[0]
    return Body(leaf, body, _is_erased(db, number))


def _is_erased(db: sqlite3.Connection, number: int) -> bool:
    return db.execute("SELECT 1 FROM erased WHERE id = ?", (number,)).fetchone() is not None


def _number(row: tuple[int | None]) -> int | None:
    return row[0]
