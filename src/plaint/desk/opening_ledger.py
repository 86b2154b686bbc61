# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the verified ledger says about the openings of a case: charters with their places, and notices on the boards.

Rules of this module:

- A notice is looked for with the thread's keys among all cells, as the complainant's page does it; the word of whoever
  posted it is not taken. It stands where its last part came.
- After a new thread key, what comes under the old one does not count: the page would not take it either.
- Keys and notices of members who did not read the case count for nothing: whoever stepped out could otherwise end the
  thread's key in this desk's eyes, and no notice would be found any more.
- Boards are looked through only where a record says that there is a notice, and only for as long as it may be late.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from plaint.casework.case import Case
from plaint.casework.disclosure import OpeningNotice, OpeningRequest
from plaint.casework.fold import fold_case
from plaint.casework.opening import Opening, Posted, Verified
from plaint.casework.openings import openings_of
from plaint.casework.statements import Rekey
from plaint.desk.mirror.tree import Head
from plaint.desk.sync.constitution import Book
from plaint.desk.vault import records
from plaint.entry.cell import CellPart, MessageKind, join
from plaint.entry.kinds import RecordKind
from plaint.entry.message import Reply
from plaint.errors import FormatError, PlaintError
from plaint.ledger.board import CELL_LENGTH, read_board
from plaint.unseal.cells import open_cells

LATE: Final = 14
"""Days after its date in which a notice is looked for: a false record must not have boards searched for ever."""
DAY: Final = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The verified ledger at one moment: rows of the mirror, the head they were verified under, charters, the day."""

    rows: sqlite3.Connection
    head: Head
    book: Book
    day: int


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is looked for, and where."""

    keys: Sequence[bytes] = field(repr=False)
    messages: frozenset[bytes]
    leaves: range
    days: range
    """Days since 1970-01-01 UTC whose boards are looked at."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A part of a message, and the board leaf that it was in."""

    index: int
    key: int
    """Number of the thread's key that opened it."""
    part: CellPart


def cases_with_openings(vault: sqlite3.Connection) -> tuple[bytes, ...]:
    """Return the cases in which somebody ever asked for an opening."""
    found = vault.execute(
        "SELECT DISTINCT case_id FROM record WHERE kind = ? ORDER BY case_id", (RecordKind.OPENING_REQUEST,)
    )
    return tuple(case_id for (case_id,) in found)


def read_openings(vault: sqlite3.Connection, case_id: bytes, place: Place) -> tuple[Case, tuple[Opening, ...]]:
    """Return a case as the ledger shows it, without what waits in the outbox, and its openings."""
    case = fold_case(case_id, records.of_case(vault, case_id))
    return case, openings_of(case, verified(case, place))


def verified(case: Case, place: Place) -> Verified:
    """Return what this desk has verified, as far as the openings of this case need it."""
    versions = tuple(
        (since, signed.charter)
        for since, (signed, _) in zip(place.book.since, place.book.constitution.versions, strict=True)
    )
    size = place.head.checkpoint.size
    return Verified(size=size, day=place.day, versions=versions, posted=_notices(case, place, size))


def _notices(case: Case, place: Place, size: int) -> dict[bytes, Posted]:
    said = [(event.content, event.seen.record.author) for event in case.counted
            if isinstance(event.content, OpeningNotice)]  # fmt: skip
    asked = [event.seen.index for event in case.counted if isinstance(event.content, OpeningRequest)]
    if not said or not asked:
        return {}
    keys = tuple(dict.fromkeys(event.thread.key for event in case.counted if event.thread is not None))
    rekeys = [event.content.message for event in case.counted if isinstance(event.content, Rekey)]
    days = range(max(notice.day for notice, _ in said) + LATE)
    messages = frozenset({*(notice.message for notice, _ in said), *rekeys})
    found = [*_look(place, case.case_id, _Wanted(keys, messages, range(min(asked), size), days))]
    until = _until(case, keys, found)
    posted = {}
    for message, author in ((notice.message, author) for notice, author in said):
        parts = [each for each in _of(found, message, author) if each.index <= until[each.key]]
        whole = _whole(parts)
        if whole is not None:
            posted[message] = whole
    return posted


def _of(found: Iterable[_Found], message: bytes, author: int) -> list[_Found]:
    """Return the parts of a message by one author: whoever has the key could mix in others under the same id."""
    return [each for each in found if (each.part.message_id, each.part.author) == (message, author)]


def _look(place: Place, case_id: bytes, wanted: _Wanted) -> Iterator[_Found]:
    """Yield the parts of these messages on these boards that a seated member signed, in order."""
    charter = place.book.constitution.newest.charter
    for index, octets in place.rows.execute(
        "SELECT idx, blob.octets FROM board JOIN blob USING (idx) WHERE idx >= ? AND idx < ? AND desk_tick <= ?"
        " ORDER BY board.number",
        (wanted.leaves.start, wanted.leaves.stop, wanted.days.stop * DAY // charter.desk_tick),
    ).fetchall():
        if octets is None:
            continue
        board = read_board(octets).cells
        cells = [board[at : at + CELL_LENGTH] for at in range(0, len(board), CELL_LENGTH)]
        for number, key in enumerate(wanted.keys):
            for part in open_cells(cells, key, origin=charter.origin):
                if part.message_id in wanted.messages and _signed(part, place.book, case_id, charter.origin):
                    yield _Found(index, number, part)


def _signed(part: CellPart, book: Book, case_id: bytes, origin: str) -> bool:
    author = book.holder(part.charter_version, part.author)
    if author is None:
        return False
    try:
        part.verify(author.ed25519, origin=origin, case_id=case_id)
    except PlaintError:
        return False
    return True


def _until(case: Case, keys: Sequence[bytes], found: Sequence[_Found]) -> list[int]:
    """Return the last leaf up to which each key of the thread holds: that in which the next one's message was whole."""
    until = [2**63] * len(keys)
    for event in case.counted:
        if not isinstance(event.content, Rekey) or event.thread is None:
            continue
        whole = _joined(_of(found, event.content.message, event.seen.record.author))
        # Unread messages are posted again: what is found later than the record is no first time.
        at = event.seen.index if whole is None else min(whole[0], event.seen.index)
        for number in range(keys.index(event.thread.key)):
            until[number] = min(until[number], at)
    return until


def _whole(parts: Sequence[_Found]) -> Posted | None:
    """Return the notice that these parts make, at the leaf in which it became whole, or None."""
    whole = _joined(parts)
    if whole is None or whole[1] != MessageKind.NOTICE:
        return None
    try:
        notice = Reply.decode(whole[2])
    except FormatError:
        return None
    return Posted(slot=parts[0].part.author, language=notice.language, text=notice.text, index=whole[0])


def _joined(parts: Iterable[_Found]) -> tuple[int, int, bytes] | None:
    """Return the leaf in which a message became whole, its kind and its bytes; None where it never did."""
    got: list[CellPart] = []
    for each in parts:
        got.append(each.part)
        try:
            joined = join(got)
        except FormatError:
            return None
        if joined is not None:
            return each.index, *joined
    return None
