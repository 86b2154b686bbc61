# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the desk does by itself, on a clock: sync, open what was pulled, post.

Rules of this module:

- The times of requests do not depend on what the member does: opening or using the desk starts no request. A member who
  presses "sync now" is told that the server sees it.
- One thing at a time, in one thread; pages read what it wrote. Locking stops it at its next step.
- Whatever fails is shown and tried again at the next turn. No failure ends the thread.
"""

import logging
import secrets
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from typing import Final

import sqlcipher3.dbapi2 as sqlcipher

from plaint.charter.signed import SignedCharter
from plaint.clock import Clock
from plaint.desk.connection import Connection, read_connection
from plaint.desk.full import FullDiskError
from plaint.desk.home import Home
from plaint.desk.mirror.connection import Mirror
from plaint.desk.post.posting import Posting
from plaint.desk.session import Session
from plaint.desk.sync.constitution import Book, read_book
from plaint.desk.sync.progress import Progress, StoppedError
from plaint.desk.sync.remote import Remote, connect
from plaint.desk.sync.run import Source, open_pulled, pull, sync
from plaint.errors import PlaintError
from plaint.line.address import Address

log = logging.getLogger("plaint.desk")
_LOOK_EVERY: Final = 2.0
"""Seconds between looks at whether something is due."""
_FIRST_INTERVAL: Final = 3600
"""Seconds between syncs before the charter's ledger tick is known."""


@dataclass(slots=True)
class State:
    """What pages show of the engine."""

    at: int | None = None
    """Unix time of the last sync that came to its end."""
    stale: bool = False
    error: PlaintError | None = None
    """What the last sync failed with."""
    new: int = 0
    """Cases in which others have said something new since the member looked at the list."""


class NotConnectedError(PlaintError):
    """This desk is not connected, or has not pulled the group's charter yet."""


class BrokenError(PlaintError):
    """A sync ended by a defect of this program."""


class Engine:
    """Runs in a thread of its own; `step` does what is due now and can be called without the thread."""

    def __init__(
        self, home: Home, clock: Clock, session: Session, *, reach: Callable[[Address], Remote] = connect
    ) -> None:
        """Take up the desk in `home`; nothing runs before `start` or `step`."""
        self._home, self._clock, self._session = home, clock, session
        self.reach = reach
        self.state = State()
        self.progress = Progress()
        self._mirror: Mirror | None = None
        self._book: Book | None = None
        self._opened_in = 0
        """The session's opening in which everything that had been pulled was opened and folded last."""
        self._next_sync = 0
        self._wake = threading.Event()
        self._ending = False
        self._thread: threading.Thread | None = None
        self._guard = threading.Lock()
        self._posting: Posting | None = None
        self._tend = False
        session.on_lock(self._before_lock)

    @property
    def mirror(self) -> Mirror | None:
        """The mirror, once this desk is connected."""
        if self._mirror is None and self._home.connection.exists():
            self._mirror = Mirror(self._home.mirror)
        return self._mirror

    @property
    def book(self) -> Book | None:
        """The charters as of the last sync, or as the mirror holds them."""
        mirror = self.mirror
        if self._book is None and mirror is not None:
            with mirror.read() as rows:
                self._book = read_book(rows)
        return self._book

    @property
    def posting(self) -> Posting | None:
        """The half that posts, once this desk is connected and knows the charter; locked or open."""
        with self._guard:
            # A page may ask for it while this thread makes it; two of them would post twice from one spool.
            if self._posting is None and self.book is not None and not self._ending:
                self._posting = Posting(
                    self._home.spool, self._clock, connection=self._connection, charter=self._charter, reach=self._reach
                )
                if self._thread is not None:
                    self._posting.start()
            return self._posting

    @property
    def is_behind(self) -> bool:
        """Say whether the desk was opened, and what had been pulled by then is not among its cases yet."""
        return self._opened_in != self._session.opening

    def start(self) -> None:
        """Start this thread; the one that posts starts with its first turn that knows the charter."""
        self._thread = threading.Thread(target=self._run, name="plaint-desk", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread and close the mirror."""
        self._ending = True
        self.progress.ask_to_stop()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(30)
        with self._guard:
            posting, self._posting = self._posting, None
        if posting is not None:
            posting.stop()
        if self._mirror is not None:
            self._mirror.close()
            self._mirror = None

    def ask_to_tend(self) -> None:
        """Have the outbox looked at soon: something was written."""
        self._tend = True
        self._wake.set()

    def ask_to_sync(self) -> None:
        """Make a sync due now."""
        self._next_sync = 0
        self._wake.set()

    def step(self) -> None:
        """Do what is due now."""
        connection = read_connection(self._home.connection)
        mirror = self.mirror
        if connection is None or mirror is None:
            return
        if self._clock.now() >= self._next_sync:
            self._sync(connection, mirror)
        else:
            self._open(connection, mirror)
        posting = self.posting  # made here: a desk that starts locked posts as well
        if self._tend and posting is not None:
            self._tend_now(mirror, posting)

    def _run(self) -> None:
        while not self._ending:
            try:
                self.step()
            except Exception as error:  # noqa: BLE001 - the thread goes on; the next turn tries again
                log.error("a turn failed: %s", type(error).__name__)  # noqa: TRY400 - no traceback: it may hold words
            self._wake.wait(_LOOK_EVERY)
            self._wake.clear()

    def _sync(self, connection: Connection, mirror: Mirror) -> None:
        source = Source(self._home, mirror, connection, self._clock, self.progress)
        opening, opened = self._session.opening, self._session.look()
        self.progress.allow()
        try:
            with closing(self.reach(connection.address)) as remote, _stopping():
                if opened is None:
                    pulled = pull(source, remote)
                else:
                    synced = sync(source, remote, opened)
                    pulled = synced.pulled
                    self.state.new += synced.news
                    self._opened_in = opening
                    self._tend = True
            self._book, self.state.stale = pulled.book, pulled.stale
            self.state.at, self.state.error = self._clock.now(), None
        except StoppedError:
            pass
        except PlaintError as error:
            self.state.error = error
        except Exception:
            # Whatever a server sent that this program did not foresee: a desk that pulls nothing must say so.
            self.state.error = BrokenError(
                "This program could not deal with what the server sent.", hint="Update it; if it stays so, report it."
            )
            raise
        finally:
            self._next_sync = self._clock.now() + self._interval()
            self.progress.allow()

    def _open(self, connection: Connection, mirror: Mirror) -> None:
        """Open what was pulled while the desk was locked; no request is made."""
        opening, opened, book = self._session.opening, self._session.look(), self.book
        if opened is None or book is None or not self.is_behind:
            return
        self.progress.allow()
        source = Source(self._home, mirror, connection, self._clock, self.progress)
        try:
            with suppress(StoppedError), _stopping():
                self.state.new += open_pulled(source, opened, book)
                self._opened_in = opening
                self._tend = True
                if isinstance(self.state.error, FullDiskError):
                    self.state.error = None  # there is room again
        except FullDiskError as error:
            self.state.error = error
        finally:
            self.progress.allow()

    def _tend_now(self, mirror: Mirror, posting: Posting) -> None:
        """Let the posting half do what an open desk does by itself, and bring its stock up to date."""
        opened = self._session.look()
        if opened is None:
            return
        self._tend = False
        with self._telling_full(), suppress(StoppedError), _stopping():
            if posting.tend(opened, mirror):
                # In another transaction, so that a member who writes meanwhile waits for one portion at most.
                self.ask_to_tend()

    @contextmanager
    def _telling_full(self) -> Iterator[None]:
        try:
            yield
        except FullDiskError as error:
            # What was written is in the outbox; it is prepared after the next sync that finds room.
            self.state.error = error

    def _before_lock(self) -> None:
        self.progress.ask_to_stop()
        if self._posting is not None:
            self._posting.lock()

    def _connection(self) -> Connection:
        connection = read_connection(self._home.connection)
        if connection is None:
            raise NotConnectedError("This desk is not connected.", hint="Connect it to its group first.")
        return connection

    def _charter(self) -> SignedCharter:
        if self.book is None:
            raise NotConnectedError("This desk has not synced yet.", hint="Wait for the first sync, then try again.")
        return self.book.constitution.newest

    def _reach(self, address: Address) -> Remote:
        # Asked anew each time: what reaches the server may be changed after the posting half was made.
        return self.reach(address)

    def _interval(self) -> int:
        """Return the seconds until the next sync: a ledger tick, a little more or less, so that desks do not queue."""
        tick = self._book.constitution.newest.charter.ledger_tick if self._book is not None else _FIRST_INTERVAL
        return tick - tick // 8 + secrets.randbelow(tick // 4 + 1)


@contextmanager
def _stopping() -> Iterator[None]:
    """Turn the errors of a vault or mirror that was closed under our hands into a stop."""
    try:
        yield
    except (sqlite3.ProgrammingError, sqlcipher.ProgrammingError):
        raise StoppedError from None
