# SPDX-License-Identifier: AGPL-3.0-or-later
"""One sync, from the charter to the folded cases.

Rules of this module:

- Pulling and checking need no key of the member and go on while the desk is locked; opening and folding wait until it
  is open.
- The steps are always the same and in the same order, whatever is in the ledger.
- A refusal is kept as evidence and stops this sync. The next one asks again: a head that fits is taken, and the
  evidence stays.
"""

from dataclasses import dataclass, field, replace
from functools import partial
from http import HTTPStatus
from pathlib import Path

from plaint.casework.statements import HEAD
from plaint.charter.credential import open_credential
from plaint.charter.errors import CharterError
from plaint.clock import Clock
from plaint.desk.connection import Connection, write_connection
from plaint.desk.home import Home
from plaint.desk.mirror import blobs as mirrored
from plaint.desk.mirror import evidence, tree
from plaint.desk.mirror.connection import Mirror
from plaint.desk.mirror.evidence import Misdeed
from plaint.desk.session import Opened
from plaint.desk.sync import believing, blobs, folding, objections, tombstones
from plaint.desk.sync.charters import pull_constitution
from plaint.desk.sync.constitution import Book, put_constitution, read_book, refresh
from plaint.desk.sync.cosigned import ask_cosigned, take_cosigned
from plaint.desk.sync.dating import date_charters, find_floors, find_places, judge_dates
from plaint.desk.sync.folding import Reader
from plaint.desk.sync.heads import Keys, RefusedError, is_stale, judge, keys_of, need_present
from plaint.desk.sync.leaves import pull_leaves
from plaint.desk.sync.progress import Progress, Stage
from plaint.desk.sync.remote import Remote, RemoteError
from plaint.desk.sync.slot import Slot
from plaint.desk.vault import records
from plaint.errors import FormatError, PlaintError


@dataclass(frozen=True, slots=True)
class Source:
    """Where a sync pulls from and what it writes to."""

    home: Home
    mirror: Mirror
    connection: Connection
    clock: Clock
    progress: Progress = field(default_factory=Progress)

    @property
    def chunks(self) -> Path:
        """Where chunks lie."""
        return self.home.chunks


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a pull came to."""

    book: Book
    stale: bool
    """The newest head is older than an honest server would show."""


def pull(source: Source, remote: Remote) -> Pulled:
    """Bring the mirror up to the server's newest head; raise `RefusedError` (evidence is kept), or `RemoteError`."""
    now = source.clock.now()
    try:
        return _pull(source, remote, now)
    except RefusedError as error:
        with source.mirror.write() as rows:
            evidence.put(rows, error.kind, seconds=now, held=error.held, shown=error.shown)
        raise
    finally:
        source.progress.allow()


@dataclass(frozen=True, slots=True)
class Synced:
    """What a sync of an open desk came to; the source may have a newer credential than before."""

    source: Source
    pulled: Pulled
    news: int
    """Cases in which others have said something that this member has not looked at."""


def sync(source: Source, remote: Remote, opened: Opened) -> Synced:
    """Pull, open and fold. Where a newer charter has changed the group credential, take it up and pull again."""
    try:
        pulled = pull(source, remote)
    except RemoteError as error:
        with source.mirror.read() as rows:
            book = read_book(rows)
        if error.status != HTTPStatus.UNAUTHORIZED or book is None:
            raise
        source = replace(source, connection=renew_credential(source, opened, book))
        pulled = pull(source, remote)
    return Synced(source, pulled, open_pulled(source, opened, pulled.book))


def open_pulled(source: Source, opened: Opened, book: Book) -> int:
    """Open and fold what was pulled; return how many cases have news. Raises `StoppedError` when the desk locks."""
    charter = book.constitution.newest.charter
    own = Slot(opened.keys.identity.seed, source.connection.slot, charter.slots)
    reader = Reader(own, source.connection.member, charter.origin)
    # Opened first: an objection may have come with this very sync.
    news = folding.open_new(source.mirror, opened.vault, reader, book, source.progress)
    with source.mirror.read() as rows, opened.vault.read() as kept:
        keeping = objections.kept_by_objection(kept, rows, origin=charter.origin, member=reader.member)
        targets = tombstones.due(
            rows,
            book,
            now=source.clock.now(),
            keeping=keeping,
            by_member=partial(records.is_by_member, kept),
        )
    folding.drop_erased(opened.vault, targets, reader)
    with source.mirror.write() as rows:
        for target in targets:
            tombstones.note_obeyed(rows, target)
    compare_heads(source, opened, book)
    return news


def renew_credential(source: Source, opened: Opened, book: Book) -> Connection:
    """Return the connection with the newest charter's group credential and this member's seat, kept on the disk."""
    constitution = book.constitution
    charter = constitution.newest.charter
    member = charter.member(source.connection.member)
    reading = open_credential(constitution.annex, charter, opened.keys.identity)
    fresh = replace(source.connection, reading=reading, slot=member.slot, posting=opened.keys.posting_credential)
    if fresh != source.connection:
        write_connection(source.home.connection, fresh)
    return fresh


def compare_heads(source: Source, opened: Opened, book: Book) -> None:
    """Compare the newest heads that other members posted with our own tree; keep what contradicts it."""
    keys = _keys(book)
    with opened.vault.read() as kept:
        seen = records.of_kind(kept, HEAD, most=64)
    for each in seen:
        head = believing.head_in(each)
        with source.mirror.read() as rows:
            shown = believing.contradicts(rows, head, keys) if head is not None else None
            own = tree.head(rows)
        if shown is not None and own is not None:
            with source.mirror.write() as rows:
                evidence.put(rows, Misdeed.FORK, seconds=source.clock.now(), held=bytes(own.note), shown=shown)


def _pull(source: Source, remote: Remote, now: int) -> Pulled:
    mirror, progress = source.mirror, source.progress
    progress.begin(Stage.CHARTER)
    book = _pull_charters(source, remote)
    charter = book.constitution.newest.charter
    with mirror.read() as rows:
        held = tree.head(rows)
    keys = _keys(book)
    cosigned = ask_cosigned(remote, keys)
    shown = judge(remote.get("/checkpoint", most=65_536), keys, held)
    need_present(shown.checkpoint, ledger_tick=charter.ledger_tick, now=now)
    if held is None or shown.checkpoint.tick >= held.checkpoint.tick:
        pull_leaves(mirror, remote, shown, ledger_tick=charter.ledger_tick, progress=progress)
    with mirror.write() as rows:
        take_cosigned(rows, cosigned, keys)
    credential = source.connection.reading
    with mirror.read() as rows:
        calendar = blobs.Calendar(charter.desk_tick, find_floors(rows, book.constitution))
    blobs.pull_blobs(mirror, remote, credential=credential, calendar=calendar, progress=progress)
    blobs.pull_chunks(mirror, remote, source.chunks, credential=credential, progress=progress)
    book = _with_what_came_meanwhile(source, remote, book)
    with mirror.write() as rows:
        date_charters(rows, book.constitution)
        dated = read_book(rows) or book
        for index in tombstones.withheld(rows, mirrored.gone(rows), dated, now=now):
            leaf = bytes(tree.leaf_at(rows, index))
            evidence.put(rows, Misdeed.WITHHELD, seconds=now, held=leaf, shown=index.to_bytes(8, "big"))
        head = tree.head(rows)
        if head is not None:
            judge_dates(rows, book.constitution, head, seconds=now)
    stale = head is not None and is_stale(head.checkpoint, ledger_tick=charter.ledger_tick, now=now)
    return Pulled(dated, stale)


def _pull_charters(source: Source, remote: Remote) -> Book:
    """Return the book with the newest charter that the server has; a refused charter raises `RefusedError`."""
    with source.mirror.read() as rows:
        book = read_book(rows)
    try:
        if book is None:
            constitution = pull_constitution(remote, root=source.connection.root)
        else:
            constitution = refresh(remote, book.constitution)
    except (CharterError, FormatError) as error:
        held = bytes(book.constitution.newest)[:65_536] if book is not None else source.connection.root
        raise RefusedError(Misdeed.CHARTER, held=held, shown=str(error).encode()) from error
    with source.mirror.write() as rows:
        put_constitution(rows, constitution)
        fresh = read_book(rows)
    if fresh is None:
        raise PlaintError("The charter could not be kept.", hint="Look at the disk and sync again.")
    return fresh


def _with_what_came_meanwhile(source: Source, remote: Remote, book: Book) -> Book:
    """Return the book with a version that intake was started with after this sync had asked for the charters."""
    with source.mirror.read() as rows:
        stranger = find_places(rows, book.constitution).stranger
    return book if stranger is None else _pull_charters(source, remote)


def _keys(book: Book) -> Keys:
    return keys_of(book.constitution.newest, book.constitution.annex)
