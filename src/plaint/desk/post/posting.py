# SPDX-License-Identifier: AGPL-3.0-or-later
"""The posting half of a running desk: what is done while it is open, and the loop that goes on while it is locked.

    posting = Posting(home.folder / "posting.db", clock, connection=…, charter=…)
    posting.start()                      posts from here on, locked or open
    posting.tend(opened, mirror)         after unlocking, after each sync, after each act of the member
    posting.lock()                       before the vault closes

Rules of this module:

- The keys of an open desk are held from `tend` to `lock`, not longer.
- Locking brings the stock up to date first. That takes a second at most: no work is done in it.
"""

import logging
import secrets
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from plaint.charter.signed import SignedCharter
from plaint.clock import Clock, tick_of
from plaint.desk import opening_duties
from plaint.desk.connection import Connection
from plaint.desk.joining import Reach
from plaint.desk.mirror import tree
from plaint.desk.mirror.connection import Mirror
from plaint.desk.mirror.tree import Head
from plaint.desk.opening_duties import Keeper
from plaint.desk.opening_ledger import Place
from plaint.desk.post import confirm, duties, fresh
from plaint.desk.post.acts import When
from plaint.desk.post.author import Author
from plaint.desk.post.door import Door
from plaint.desk.post.grid import Grid
from plaint.desk.post.mirrored import MirroredLedger
from plaint.desk.post.poster import Poster, Terms, cover
from plaint.desk.post.prepare import DAY, entry_estimates, estimates, is_due, prepare, settle
from plaint.desk.post.spool import Lane, Spool
from plaint.desk.session import Opened
from plaint.desk.sync.constitution import read_book
from plaint.desk.sync.remote import connect
from plaint.desk.vault import meta
from plaint.errors import PlaintError

log = logging.getLogger("plaint.desk.post")
_AGAIN: Final = 60
"""Seconds until a turn of posting that failed is tried again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What pages show of the poster."""

    refused: str
    """The server's word for the newest request, if it did not take it; empty otherwise."""
    last: int
    """Newest desk tick in which both shares went out; -1 if none ever did."""
    left: int
    """Desk ticks for which there is a stock."""


class Posting:
    """Owns the spool and the thread that posts from it."""

    def __init__(
        self,
        path: Path,
        clock: Clock,
        *,
        connection: Callable[[], Connection],
        charter: Callable[[], SignedCharter],
        reach: Reach = connect,
        make_cover: Callable[[int], bytes] = cover,
    ) -> None:
        """Open the spool at `path`. `connection` and `charter` are asked anew each time; both may be read locked.

        `make_cover` gives an entry of nothing for so many slots.
        """
        self._clock, self._connection, self._charter = clock, connection, charter
        self.spool = Spool(path)
        self.door = Door(connection, reach)
        self._make_cover = make_cover
        self.grid = Grid(Poster(self.spool, self.door, self.terms, make_cover), clock, secrets.randbelow)
        self._guard = threading.RLock()
        self._opened: Opened | None = None
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start posting in a thread of its own."""
        self._thread = threading.Thread(target=self._run, name="plaint-posting", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread and close the spool."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join(60)
        self.spool.close()

    def terms(self) -> Terms:
        """Return what the charter in force says about posting."""
        signed = self._charter()
        charter = signed.charter
        return Terms(
            charter=signed.digest,
            slot=self._connection().slot,
            slots=charter.slots,
            desk_tick=charter.desk_tick,
            ledger_tick=charter.ledger_tick,
            cells_per_desk=charter.cells_per_desk,
            work_bits=charter.work_bits,
        )

    def when(self) -> When:
        """Return the present moment, as acts take it."""
        now = self._clock.now()
        return When(tick=tick_of(now, self.terms().desk_tick), day=now // DAY)

    def author(self, opened: Opened, rows: sqlite3.Connection) -> Author:
        """Return the member of an open desk as signer; `rows` is a writing connection to its vault."""
        device = meta.device(rows)
        return Author(member=self._connection().member, charter=self._charter(), key=opened.keys.ed25519, device=device)

    def tend(self, opened: Opened, mirror: Mirror) -> bool:
        """Do what this desk does by itself while it is open, and bring the stock up to date.

        Return whether more is left to do; call it again then.
        """
        with self._guard:
            more = False
            settle(opened.vault, self.spool)
            with mirror.read() as kept, opened.vault.write() as rows:
                author = self.author(opened, rows)
                head = tree.head(kept)
                if head is not None:
                    ledger = MirroredLedger(kept, head, author.charter.charter.ledger_key)
                    confirm.confirm(rows)
                    confirm.send_again(rows, head_tick=head.checkpoint.tick, terms=self.terms())
                    confirm.check_boards(rows, ledger.cells, head_tick=head.checkpoint.tick, terms=self.terms())
                    confirm.note_boards(rows, ledger.board_index)
                    confirm.mark_answered(rows)
                    confirm.forget(rows, self._clock.now() // DAY)
                    more = duties.tend(rows, author, ledger, self.when())
                    self._tend_openings(opened, rows, author, kept, head)
                    fresh.tell_head(rows, author, head.note, self.when())
            fresh.say_fresh(opened.vault, self.spool, author, self._clock.now())
            self._prepare(opened)
            # Only now: a vault that was closed before this began has raised, and its keys must not be kept.
            self._opened = opened
            return more

    def _tend_openings(
        self, opened: Opened, rows: sqlite3.Connection, author: Author, kept: sqlite3.Connection, head: Head
    ) -> None:
        book, when = read_book(kept), self.when()
        if book is None:
            return
        keeper = Keeper(author=author, identity=opened.keys.identity, when=when, now=self._clock.now())
        opening_duties.tend(rows, keeper, Place(rows=kept, head=head, book=book, day=when.day))

    def lock(self) -> None:
        """Bring the stock up to date and let go of the keys; call it before the vault closes."""
        with self._guard:
            opened, self._opened = self._opened, None
            if opened is None:
                return
            try:
                self._prepare(opened)
            except Exception as error:  # noqa: BLE001 - nothing may keep a desk from locking; the old stock goes on
                log.error("no new stock before locking: %s", type(error).__name__)  # noqa: TRY400 - no traceback

    def estimates(self, opened: Opened) -> dict[bytes, int]:
        """Return, for each message that is still to go out, the Unix time at which the board will have it."""
        return estimates(opened.vault, self.spool, terms=self.terms(), now=self._clock.now())

    def entry_estimates(self, opened: Opened) -> dict[bytes, int]:
        """Return, for each record that has a place in the stock, the Unix time at which the ledger should show it."""
        return entry_estimates(opened.vault, self.spool, terms=self.terms(), now=self._clock.now())

    def posted(self) -> Posted:
        """Return what pages show of the poster."""
        last = min(self.spool.done(lane) for lane in (Lane.ENTRIES, Lane.CELLS))
        return Posted(refused=self.door.refused, last=last, left=self.spool.left(Lane.ENTRIES))

    def _prepare(self, opened: Opened) -> None:
        terms = self.terms()
        if is_due(opened.vault, self.spool, terms):
            with opened.vault.write() as rows:
                author = self.author(opened, rows)
            prepare(
                opened.vault, self.spool, author=author, terms=terms,
                now=self._clock.now(), random=secrets.randbelow, make_cover=self._make_cover,
            )  # fmt: skip

    def _run(self) -> None:
        while not self._ending.is_set():
            try:
                seconds: float = self.grid.turn()
            except PlaintError:
                seconds = _AGAIN  # not connected, the charter cannot be read yet, or the disk is full
            except Exception as error:  # noqa: BLE001 - a desk that stops posting without a word betrays its member
                log.error("a turn of posting failed: %s", type(error).__name__)  # noqa: TRY400 - no traceback
                seconds = _AGAIN
            self._ending.wait(seconds)
