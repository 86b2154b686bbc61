# SPDX-License-Identifier: AGPL-3.0-or-later
"""What one reading desk does for all, by itself: say "received", and change a thread's key when readers became fewer.

Rules of this module:

- Nobody is asked, and nothing is shown before it is done: a complainant's first answer must not wait for a click.
- A duty is noticed once and kept in the vault. Another desk may do it: it is done when the board, or the ledger, shows
  it, whoever it was.
- Years of cases are in a vault: what all of them have to be looked at for is done in portions.
- What came long ago, or came inside a widening, was answered by others. A desk that was set up anew does not answer a
  year's complaints again.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, Protocol

from plaint.casework.case import Case
from plaint.casework.fold import fold_case
from plaint.casework.parts import join_parts
from plaint.casework.seen import Seen, bitmap, slots
from plaint.casework.statements import Widening
from plaint.desk.post import acts, outbox, shrinking
from plaint.desk.post.acts import When
from plaint.desk.post.author import Author
from plaint.desk.post.received import Proof, make_received, said
from plaint.desk.post.turn import is_turn
from plaint.desk.vault import records
from plaint.entry.cell import CELL_LENGTH, MessageKind
from plaint.entry.kinds import RecordKind
from plaint.ledger.board import BoardBlob

TOO_LATE: Final = 14
"""Days after which a first "received" helps nobody: the page told the person after three days to send it again."""
OPEN: Final = 0
QUEUED: Final = 1
DONE: Final = 2


class DutyKind(IntEnum):
    """Kinds of duty."""

    RECEIVED = 1
    REKEY = 2
    TELL = 3
    """Telling a complainant of an opening; `desk.opening_duties` does it."""


class Ledger(Protocol):
    """The verified ledger, as far as duties need it."""

    def size(self) -> int:
        """Return the number of leaves under the verified head."""

    def proof(self, index: int) -> Proof:
        """Return the proof for the blob at `index`."""

    def boards(self, after: int) -> Iterator[BoardBlob]:
        """Yield the boards with numbers above `after`, in order."""


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to be done."""

    kind: DutyKind
    item: bytes
    case_id: bytes
    noticed: int
    done: int


def tend(rows: sqlite3.Connection, author: Author, ledger: Ledger, when: When) -> bool:
    """Notice new duties, see which are done, and queue what it is this desk's turn to do.

    Return whether more is left than one transaction should do: call it again.
    """
    _notice_received(rows, when)
    _notice_rekeys(rows, author, when)
    _look_at_boards(rows, author, ledger)
    for case_id, duties in _by_case(_open(rows, DutyKind.RECEIVED)):
        # Folded once for all of its duties: whoever writes a thousand words to one case makes as many.
        case = _case(rows, case_id)
        words = {event.seen.record.record_id: event.seen for event in case.events if event.seen.by_complainant}
        for duty in duties:
            _say_received(rows, author, ledger, _Word(duty, case, words.get(duty.item)), when)
    mine = _rekeys_at_turn(rows, author, when)
    for duty in mine[: shrinking.PORTION]:
        _rekey(rows, author, ledger, duty, when)
    return len(mine) > shrinking.PORTION or shrinking.is_left(rows)


def holders(case: Case) -> int:
    """Return the bitmap of the slots that have the thread's newest key: those it was given to, and whoever made it."""
    found = 0
    # Only what counts: a rekey by somebody who stepped out moves no key, and must not pass for one that did.
    for event in case.counted:
        if event.thread is not None:
            found = event.seen.record.readers | _slot_of(event.seen)
        elif isinstance(event.content, Widening):
            found |= event.seen.record.readers
    return found


def _slot_of(seen: Seen) -> int:
    return 0 if seen.by_complainant else 1 << seen.record.author


def needs_rekey(case: Case, author: Author) -> bool:
    """Say whether somebody holds the thread's key who no longer reads the case."""
    return case.thread is not None and bool(holders(case) & ~acts.readers_of(case, author))


def _notice_received(rows: sqlite3.Connection, when: When) -> None:
    last = int(_meta(rows, "noticed_to") or b"-1")
    kinds = (RecordKind.COMPLAINT, RecordKind.FOLLOW_UP, RecordKind.PART)
    newest, touched = last, set()
    for kind in kinds:
        # Years of complaints come at once where a desk is set up anew: what is late is not even looked at.
        found = rows.execute(
            "SELECT DISTINCT case_id FROM record WHERE kind = ? AND idx > ? AND member = '' AND day >= ?",
            (kind, last, when.day - TOO_LATE),
        )
        touched |= {case_id for (case_id,) in found}
        highest = rows.execute("SELECT max(idx) FROM record WHERE kind = ?", (kind,)).fetchone()[0]
        newest = max(newest, -1 if highest is None else highest)
    for case_id in sorted(touched):
        whole, _ = join_parts(records.of_case(rows, case_id))
        for seen in whole:
            # Parts that are not whole yet get their answer once they are.
            if seen.by_complainant and seen.record.kind != RecordKind.PART:
                late = seen.relayed or seen.day < when.day - TOO_LATE
                _add(rows, DutyKind.RECEIVED, seen.record.record_id, case_id, when, done=DONE if late else OPEN)
    _put_meta(rows, "noticed_to", str(newest).encode())


def _notice_rekeys(rows: sqlite3.Connection, author: Author, when: When) -> None:
    """Look at a portion of the cases whose readers may have become fewer."""
    shrinking.note(rows, author.charter)
    for case_id in shrinking.take(rows):
        case = _case(rows, case_id)
        if needs_rekey(case, author):
            readers = acts.readers_of(case, author).to_bytes(2, "big")
            _add(rows, DutyKind.REKEY, case_id + readers, case_id, when)


def _look_at_boards(rows: sqlite3.Connection, author: Author, ledger: Ledger) -> None:
    last = int(_meta(rows, "boards_to") or b"0")
    pending = [duty for duty in _all(rows, DutyKind.RECEIVED) if duty.done != DONE]
    keys = {case_id: _keys(rows, case_id) for case_id, _ in _by_case(pending)}
    for board in ledger.boards(last):
        last = board.number
        if keys:
            cells = [board.cells[at : at + CELL_LENGTH] for at in range(0, len(board.cells), CELL_LENGTH)]
            for _, record_id in said(cells, keys, charter=author.charter.charter):
                _set(rows, DutyKind.RECEIVED, record_id, DONE)
    _put_meta(rows, "boards_to", str(last).encode())


@dataclass(frozen=True, slots=True)
class _Word:
    """What "received" is to be said to: the duty, its case, and the complainant's record; None once it was erased."""

    duty: Duty
    case: Case
    seen: Seen | None


def _by_case(duties: Iterable[Duty]) -> Iterable[tuple[bytes, tuple[Duty, ...]]]:
    """Return duties by their cases, cases and duties in the order given."""
    found: dict[bytes, list[Duty]] = {}
    for duty in duties:
        found.setdefault(duty.case_id, []).append(duty)
    return tuple((case_id, tuple(of_case)) for case_id, of_case in found.items())


def _keys(rows: sqlite3.Connection, case_id: bytes) -> frozenset[bytes]:
    """Return all keys that the thread of a case has had: a colleague may not know of the newest yet."""
    return frozenset(event.thread.key for event in _case(rows, case_id).counted if event.thread is not None)


def _say_received(rows: sqlite3.Connection, author: Author, ledger: Ledger, word: _Word, when: When) -> None:
    duty, case, seen = word.duty, word.case, word.seen
    if seen is None:
        _set(rows, duty.kind, duty.item, DONE)  # it was erased
        return
    readers = _readers(seen, case, author)
    turn = is_turn(duty.item, readers, slot=author.slot, waited=when.tick - duty.noticed)
    if case.thread is None or not turn or seen.index >= ledger.size():
        return
    _queue_received(rows, author, ledger, _Word(duty, case, seen), when)
    _set(rows, duty.kind, duty.item, QUEUED)


def _rekeys_at_turn(rows: sqlite3.Connection, author: Author, when: When) -> list[Duty]:
    """Return the open duties to change a key that are this desk's by now; no case is folded for the others."""
    return [
        duty
        for duty in _open(rows, DutyKind.REKEY)
        # The last two bytes are the readers whom the new key is for.
        if is_turn(
            duty.item, slots(int.from_bytes(duty.item[-2:], "big")), slot=author.slot, waited=when.tick - duty.noticed
        )
    ]


def _queue_received(rows: sqlite3.Connection, author: Author, ledger: Ledger, word: _Word, when: When) -> None:
    case, seen = word.case, word.seen
    if seen is None:
        return
    readers = bitmap(_readers(seen, case, author))
    received = make_received(seen, ledger.proof(seen.index), role=author.role(case.language), readers=readers)
    parts = author.parts(MessageKind.RECEIVED, received.encode(), case_id=case.case_id)
    outbox.add_message(rows, parts, case_id=case.case_id, tick=when.tick, today=when.day)


def _rekey(rows: sqlite3.Connection, author: Author, ledger: Ledger, duty: Duty, when: When) -> None:
    case = _case(rows, duty.case_id)
    readers = acts.readers_of(case, author)
    if not needs_rekey(case, author) or duty.item != duty.case_id + readers.to_bytes(2, "big"):
        _set(rows, duty.kind, duty.item, DONE)  # somebody did it, or readers became fewer again
    else:
        acts.rekey(rows, author, "", case=case, when=when)
        # The page seals what follows to those whom the newest "received" names: it is said again, without who left.
        words = [event.seen for event in case.events if event.seen.by_complainant and not event.seen.relayed]
        newest = next((seen for seen in reversed(words) if seen.index < ledger.size()), None)
        _queue_received(rows, author, ledger, _Word(duty, case, newest), when)
        _set(rows, duty.kind, duty.item, QUEUED)


def _readers(seen: Seen, case: Case, author: Author) -> tuple[int, ...]:
    return slots(seen.record.readers & acts.readers_of(case, author))


def _case(rows: sqlite3.Connection, case_id: bytes) -> Case:
    return fold_case(case_id, records.of_case(rows, case_id))


def _open(rows: sqlite3.Connection, kind: DutyKind) -> tuple[Duty, ...]:
    return tuple(duty for duty in _all(rows, kind) if duty.done == OPEN)


def _all(rows: sqlite3.Connection, kind: DutyKind) -> tuple[Duty, ...]:
    found = rows.execute(
        "SELECT item, case_id, noticed, done FROM duty WHERE kind = ? AND done < ? ORDER BY noticed, item", (kind, DONE)
    ).fetchall()
    return tuple(Duty(kind, *row) for row in found)


def _add(rows: sqlite3.Connection, kind: DutyKind, item: bytes, case_id: bytes, when: When, done: int = OPEN) -> None:
    rows.execute(
        "INSERT INTO duty VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", (kind, item, case_id, when.tick, done)
    )


def _set(rows: sqlite3.Connection, kind: DutyKind, item: bytes, done: int) -> None:
    rows.execute("UPDATE duty SET done = max(done, ?) WHERE kind = ? AND item = ?", (done, kind, item))


def _meta(rows: sqlite3.Connection, name: str) -> bytes | None:
    found = rows.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return bytes(found[0]) if found else None


def _put_meta(rows: sqlite3.Connection, name: str, value: bytes) -> None:
    rows.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))
