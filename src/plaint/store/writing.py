# SPDX-License-Identifier: AGPL-3.0-or-later
"""The writing half of a ledger in SQLite. One thread calls it; each method is one durable transaction.

Rules of this module:

- Rows of one transaction go in by the order of their hashes, so that not even the order of pages tells who came first
  within a commit.
- A batch that has begun gains nothing more: what is held meanwhile counts for the next pass.
- An error of the database other than "full" means that it can no longer be trusted to have written; it is raised, and
  the caller stops writing (see writer.py).
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from plaint.ledger.merkle import Frontier, leaf_hash, load_frontier
from plaint.store.database import open_database
from plaint.store.errors import FullError
from plaint.store.protocol import Blob, Head, Kept
from plaint.store.reading import id_of, read_tile, reusable, size


class SqliteWriting:
    """Writes the ledger in one folder."""

    def __init__(self, folder: Path) -> None:
        """Open the ledger in `folder`; raise StoreError where there is none."""
        self._db = open_database(folder, writing=True)
        self._frontier = self._load()
        self._newest: int = self._db.execute("SELECT coalesce(max(tick), 0) FROM pass").fetchone()[0]
        """The pass that began last; nobody else writes, so it is looked up once."""

    def close(self) -> None:
        """Carry the write-ahead log over and let go of the database."""
        # On a full disk there is no room to carry it over. Nothing is lost: it is durable, and read at the next start.
        with suppress(sqlite3.OperationalError):
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._db.close()

    def hold(self, blobs: Sequence[Blob], tick: int) -> list[Kept]:
        """Hold `blobs` in one transaction until the pass after `tick`; return what became of each."""
        with self._transaction() as db:
            return _hold(db, blobs, max(tick, self._newest))

    def hold_board(self, blob: Blob, *, number: int, desk_tick: int, tick: int) -> None:
        """Hold the board of `desk_tick`, and drop the cells that went into it or came late."""
        with self._transaction() as db:
            _hold(db, [blob], max(tick, self._newest))
            db.execute("INSERT INTO board VALUES (?, ?, ?)", (number, desk_tick, id_of(blob.leaf.blob_hash)))
            db.execute("DELETE FROM cells WHERE desk_tick <= ?", (desk_tick,))

    def hold_charter(self, blob: Blob, *, version: int, tick: int) -> None:
        """Hold a version of the charter for the pass after `tick`."""
        with self._transaction() as db:
            held = db.execute("SELECT coalesce(max(tick), 0) FROM held").fetchone()[0]
            _hold(db, [blob], max(tick, self._newest, held))
            db.execute("INSERT INTO charter VALUES (?, ?)", (version, id_of(blob.leaf.blob_hash)))

    def hold_tombstone(self, blob: Blob, *, target: bytes, tick: int) -> Kept:
        """Hold a tombstone that aims at the blob with the hash `target`."""
        with self._transaction() as db:
            (kept,) = _hold(db, [blob], max(tick, self._newest))
            if kept is Kept.NEW:
                db.execute("INSERT INTO tombstone VALUES (?, ?)", (id_of(blob.leaf.blob_hash), id_of(target)))
        return kept

    def put_cells(self, desk_tick: int, slot: int, cells: bytes) -> Kept:
        """Keep what a desk posts for one tick; the first word counts."""
        with self._transaction() as db:
            row = db.execute("SELECT cells FROM cells WHERE desk_tick = ? AND slot = ?", (desk_tick, slot)).fetchone()
            if row is not None:
                return Kept.SAME if row[0] == cells else Kept.DIFFERS
            db.execute("INSERT INTO cells VALUES (?, ?, ?)", (desk_tick, slot, cells))
        return Kept.NEW

    def put_freshness(self, member: str, until: int, note: bytes) -> None:
        """Keep a member's last freshness note.

        The last and not the one that holds longest: after a new charter the words for it may hold just as long as those
        for the old one, and pages stop where there is none for theirs.
        """
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO freshness VALUES (?, ?, ?)", (member, until, note))

    def begin_pass(self, tick: int) -> None:
        """Begin the pass of `tick`: from now on nothing is added to its batch."""
        with self._transaction() as db:
            db.execute("INSERT INTO pass VALUES (?)", (tick,))
        self._newest = tick

    def append_some(self, tick: int, most: int) -> int:
        """Append up to `most` leaves of the batch of pass `tick`, in the order of their hashes; return how many."""
        rows = self._db.execute(
            "SELECT id, leaf FROM held JOIN blob USING (id) WHERE tick < ? ORDER BY id LIMIT ?", (tick, most)
        ).fetchall()
        if not rows:
            return 0
        frontier = self._frontier.copy()
        first = frontier.size
        gained = frontier.extend(leaf_hash(leaf) for _, leaf in rows)
        with self._transaction() as db:
            _insert(db, "leaf", [(first + at, leaf) for at, (_, leaf) in enumerate(rows)])
            _insert(db, "place", [(number, first + at) for at, (number, _) in enumerate(rows)])
            for level, hashes in gained.items():
                begin = first >> 8 * level
                _insert(db, "node", [(level, begin + at, each) for at, each in enumerate(hashes)])
            # The batch goes by id, so what was appended is all that is held of it up to the last id.
            db.execute("DELETE FROM held WHERE tick < ? AND id <= ?", (tick, rows[-1][0]))
        self._frontier = frontier
        return len(rows)

    def finish_pass(self, head: Head) -> None:
        """End a pass with its signed head."""
        with self._transaction() as db:
            db.execute("INSERT INTO head VALUES (?, ?, ?)", (head.tick, head.size, head.note))

    def erase(self, hashes: Sequence[bytes]) -> None:
        """Drop the bodies of the blobs of these hashes for good; chunk files are the caller's."""
        numbers = [(id_of(each),) for each in hashes]
        with self._transaction() as db:
            db.executemany("INSERT OR IGNORE INTO erased VALUES (?)", numbers)
            db.executemany("UPDATE blob SET body = NULL WHERE id = ? AND body IS NOT NULL", numbers)
        # The write-ahead log still holds the bodies until it is carried over and cut off.
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def reusable(self) -> int:
        """Return how many bytes were freed by erasing and can be written again without taking more of the disk."""
        return reusable(self._db)

    def _load(self) -> Frontier:
        return load_frontier(size(self._db), lambda level, index, width: read_tile(self._db, level, index, width))

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield self._db
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            self._roll_back()
            if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
                raise FullError from None
            raise
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")


def _hold(db: sqlite3.Connection, blobs: Sequence[Blob], tick: int) -> list[Kept]:
    """Hold `blobs` within a transaction for the pass after `tick`; return what became of each."""
    numbers = [id_of(blob.leaf.blob_hash) for blob in blobs]
    marks = ", ".join("?" * len(numbers))
    held = dict(db.execute(f"SELECT id, leaf FROM blob WHERE id IN ({marks})", numbers).fetchall())  # noqa: S608 - marks
    kept, rows = [], []
    for number, blob in zip(numbers, blobs, strict=True):
        octets = bytes(blob.leaf)
        if number not in held:
            held[number] = octets
            rows.append((number, octets, blob.body))
            kept.append(Kept.NEW)
        else:
            # Equal ids of different blobs would take 2^31 tries to make on purpose; whoever did it may seal again.
            same = held[number] == octets
            kept.append(_present(db, number) if same else Kept.DIFFERS)
    rows.sort(key=lambda row: row[0])
    _insert(db, "blob", rows)
    _insert(db, "held", [(row[0], tick) for row in rows])
    return kept


def _present(db: sqlite3.Connection, number: int) -> Kept:
    """Return whether a blob that was handed in before still has its body, as far as the ledger knows."""
    erased = db.execute("SELECT 1 FROM erased WHERE id = ?", (number,)).fetchone()
    return Kept.SAME if erased is None else Kept.GONE


def _insert(db: sqlite3.Connection, table: str, rows: Sequence[tuple[object, ...]]) -> None:
    """Insert `rows` with one statement.

    Python lets other threads run at each step of a statement and waits for its turn after it, milliseconds under load:
    a step for each row would make that the price of each row.
    """
    if rows:
        marks = ", ".join([f"({', '.join('?' * len(rows[0]))})"] * len(rows))
        db.execute(f"INSERT INTO {table} VALUES {marks}", [value for row in rows for value in row])  # noqa: S608 - ours
