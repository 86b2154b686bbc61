# SPDX-License-Identifier: AGPL-3.0-or-later
"""The spool: finished ciphertext beside the vault, in the order in which it goes out, and what is under way.

Rules of this module:

- Nothing in it opens anything, and nothing tells real from cover: all entries are alike, all cells are alike, and the
  whole stock is replaced at once, so that two copies of the disk do not show which one place has changed.
- Each step is one transaction, on the disk before it returns. After a crash the spool stands before or after a step.
- Something is begun before it is sent and finished after it was taken; in between its bytes do not change.
"""

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import Final

from plaint.desk.database import transaction
from plaint.desk.full import telling_full
from plaint.errors import PlaintError

VERSION: Final = 1
NO_GENERATION: Final = b""


class SpoolError(PlaintError):
    """The file of prepared posts cannot be used."""


class Lane(IntEnum):
    """The two things that are posted in every desk tick, and the freshness note, which is posted now and then."""

    ENTRIES = 1
    CELLS = 2
    WORD = 3


@dataclass(frozen=True, slots=True)
class Item:
    """One prepared thing: in which generation, and its number there."""

    generation: bytes
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """The next prepared things of a lane."""

    generation: bytes
    charter: bytes
    first: int
    pieces: tuple[bytes, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What is under way in a lane: the very bytes of a request, for one desk tick."""

    tick: int
    charter: bytes
    generation: bytes = NO_GENERATION
    first: int = 0
    count: int = 0
    octets: bytes = field(repr=False)

    @property
    def items(self) -> tuple[Item, ...]:
        """The prepared things in it; none if it was made on the spot."""
        return tuple(Item(self.generation, number) for number in range(self.first, self.first + self.count))


@dataclass(frozen=True, slots=True)
class Taken:
    """A prepared thing that intake has, and the desk tick in which it took it."""

    lane: Lane
    item: Item
    tick: int
    hash: bytes = field(default=b"", compare=False)
    """Of the whole request that it went in."""


class Spool:
    """The file, open; its methods may be called from several threads."""

    def __init__(self, path: Path) -> None:
        """Open the spool at `path`, or make it; raise `SpoolError` if a newer program made it."""
        self._guard = threading.RLock()
        self._folder = path.parent
        with telling_full(self._folder):
            self._open(path)

    def _open(self, path: Path) -> None:
        self._rows = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
        path.chmod(0o600)
        for pragma in ("journal_mode = DELETE", "synchronous = FULL", "secure_delete = ON"):
            self._rows.execute(f"PRAGMA {pragma}")
        version = self._rows.execute("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise SpoolError("A newer program made the file of prepared posts.", hint="Update this program.")
        if version == 0:
            script = resources.files("plaint.desk.post").joinpath("schema", "spool-1.sql").read_text("utf-8")
            self._rows.executescript(f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = 1;\nCOMMIT;")

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Keep every other thread from beginning or finishing anything meanwhile."""
        with self._guard:
            yield

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        with self._guard, telling_full(self._folder), transaction(self._rows):
            yield self._rows

    def close(self) -> None:
        """Close the file."""
        with self._guard:
            self._rows.close()

    def generation(self) -> bytes:
        """Return the name of what was prepared last; empty if nothing ever was."""
        with self._guard:
            found = self._rows.execute("SELECT generation FROM head").fetchone()
        return found[0] if found else NO_GENERATION

    def left(self, lane: Lane) -> int:
        """Return how many prepared things of a lane are not begun."""
        with self._guard:
            count: int = self._rows.execute("SELECT count(*) FROM prepared WHERE lane = ?", (lane,)).fetchone()[0]
        return count

    def stock(self, lane: Lane, count: int) -> Stock | None:
        """Return the next prepared things of a lane, at most `count`, or None if there is none."""
        with self._guard:
            found = self._rows.execute(
                "SELECT number, bytes FROM prepared WHERE lane = ? ORDER BY number LIMIT ?", (lane, count)
            ).fetchall()
            head = self._rows.execute("SELECT generation, charter FROM head").fetchone()
        if not found:
            return None
        return Stock(
            generation=head[0], charter=head[1], first=found[0][0], pieces=tuple(octets for _, octets in found)
        )

    def sending(self, lane: Lane) -> Sending | None:
        """Return what is under way in a lane."""
        columns = "tick, charter, generation, first, count, bytes"
        with self._guard:
            row = self._rows.execute(f"SELECT {columns} FROM sending WHERE lane = ?", (lane,)).fetchone()  # noqa: S608
        if row is None:
            return None
        return Sending(tick=row[0], charter=row[1], generation=row[2], first=row[3], count=row[4], octets=row[5])

    def done(self, lane: Lane) -> int:
        """Return the newest desk tick in which this lane has sent its share; -1 if it never has."""
        with self._guard:
            found = self._rows.execute("SELECT tick FROM done WHERE lane = ?", (lane,)).fetchone()
        return found[0] if found else -1

    def taken(self) -> tuple[Taken, ...]:
        """Return what intake has taken and the vault may not know of."""
        with self._guard:
            found = self._rows.execute("SELECT lane, generation, number, tick, hash FROM taken").fetchall()
        return tuple(Taken(Lane(lane), Item(generation, number), *rest) for lane, generation, number, *rest in found)

    def replace(
        self,
        generation: bytes,
        charter: bytes,
        *,
        entries: Sequence[bytes],
        cells: Sequence[bytes],
        told: Iterable[Taken],
    ) -> None:
        """Put this stock in place of the old one; `told` is what the vault knows to be taken."""
        stock = [(lane, number, octets) for lane, pieces in ((Lane.ENTRIES, entries), (Lane.CELLS, cells))
                 for number, octets in enumerate(pieces)]  # fmt: skip
        with self._write() as rows:
            rows.execute("DELETE FROM prepared")
            rows.executemany("INSERT INTO prepared VALUES (?, ?, ?)", stock)
            rows.execute("INSERT OR REPLACE INTO head VALUES (1, ?, ?)", (generation, charter))
            rows.executemany(
                "DELETE FROM taken WHERE lane = ? AND generation = ? AND number = ?",
                [(each.lane, each.item.generation, each.item.number) for each in told],
            )

    def begin(self, lane: Lane, sending: Sending) -> bool:
        """Put `sending` under way and take its things from the stock; return False if the stock was replaced since."""
        with self._write() as rows:
            if sending.count:
                stock = self.stock(lane, sending.count)
                if stock is None or (stock.generation, stock.first) != (sending.generation, sending.first):
                    return False
            rows.execute("DELETE FROM prepared WHERE lane = ? AND number < ?", (lane, sending.first + sending.count))
            row = (
                lane,
                sending.tick,
                sending.charter,
                sending.generation,
                sending.first,
                sending.count,
                sending.octets,
            )
            rows.execute("INSERT INTO sending VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        return True

    def finish(self, lane: Lane, tick: int) -> None:
        """Note that intake has what is under way: it was the share of desk tick `tick`."""
        with self._write() as rows:
            under_way = self.sending(lane)
            if under_way is not None:
                digest = sha256(under_way.octets).digest()
                rows.executemany(
                    "INSERT OR REPLACE INTO taken VALUES (?, ?, ?, ?, ?)",
                    [(lane, item.generation, item.number, tick, digest) for item in under_way.items],
                )
            rows.execute("DELETE FROM sending WHERE lane = ?", (lane,))
            rows.execute("INSERT OR REPLACE INTO done VALUES (?, ?)", (lane, tick))

    def skip(self, lane: Lane, tick: int) -> None:
        """Note that this lane has no share in desk tick `tick`; what is under way stays so."""
        with self._write() as rows:
            rows.execute("INSERT OR REPLACE INTO done VALUES (?, ?)", (lane, tick))

    def move(self, lane: Lane, *, tick: int, octets: bytes) -> None:
        """Have what is under way sent for another tick, or with more work; what lies in it stays the same."""
        with self._write() as rows:
            rows.execute("UPDATE sending SET tick = ?, bytes = ? WHERE lane = ?", (tick, octets, lane))

    def drop(self, lane: Lane) -> None:
        """Give up what is under way; the vault will see that it was not taken."""
        with self._write() as rows:
            rows.execute("DELETE FROM sending WHERE lane = ?", (lane,))

    def word(self) -> bytes | None:
        """Return the freshness note that intake does not have yet."""
        with self._guard:
            found = self._rows.execute("SELECT octets FROM word").fetchone()
        return found[0] if found else None

    def put_word(self, octets: bytes) -> None:
        """Keep a freshness note to be sent; it takes the place of an older one."""
        with self._write() as rows:
            rows.execute("INSERT OR REPLACE INTO word VALUES (1, ?)", (octets,))

    def drop_word(self, octets: bytes) -> None:
        """Forget this note, unless a newer one has taken its place."""
        with self._write() as rows:
            rows.execute("DELETE FROM word WHERE octets = ?", (octets,))
