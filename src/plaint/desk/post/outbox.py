# SPDX-License-Identifier: AGPL-3.0-or-later
"""The outbox: what this member decided to send, in the vault, until the ledger shows it.

Rules of this module:

- A record leaves only when the verified ledger holds it. That intake has acknowledged it is a promise, not a proof:
  what does not appear in time is sent again.
- A message leaves when the complainant has written since it was on the board, or its days are over.
- Where something lies in the spool is noted here before the spool has it.
"""

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from plaint.casework.seen import Seen
from plaint.desk.post.author import unposted
from plaint.desk.post.cells import Cell, Outgoing, Repeat
from plaint.desk.post.entries import WaitingRecord
from plaint.desk.post.spool import Item, Lane, Taken
from plaint.entry.cell import CellPart
from plaint.entry.record import Record
from plaint.errors import FormatError

REPEAT_DAYS: Final = 60
"""The longest window of the board: who looks further back than this looks in vain."""
_RECORD: Final = -1
_MARK: Final = "outbox changed"
_HELD: Final = "held back in"


@dataclass(frozen=True, slots=True)
class UnderWay:
    """What was begun and is not known to have arrived; it is left alone."""

    records: frozenset[bytes]
    cells: frozenset[Cell]


def add_records(
    rows: sqlite3.Connection, records: Iterable[Record], *, origin: str, tick: int, after: bytes | None = None
) -> None:
    """Queue signed records, written in desk tick `tick`; they do not go out before the cells of message `after`."""
    for record in records:
        row = (record.hash(origin), _next(rows, "waiting"), tick, record.case_id, after, record.encode())
        rows.execute("INSERT INTO waiting VALUES (?, ?, ?, ?, ?, ?, NULL)", row)


def add_message(
    rows: sqlite3.Connection, parts: Sequence[CellPart], *, case_id: bytes, tick: int, today: int,
    under: bytes | None = None,
) -> bytes:  # fmt: skip
    """Queue the signed parts of a message and return its id; `under` is the key of its cells if not the newest."""
    message_id = parts[0].message_id
    rows.execute(
        "INSERT INTO message (message_id, added, since, case_id, kind, under, until_day) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (message_id, _next(rows, "message"), tick, case_id, parts[0].kind, under, today + REPEAT_DAYS),
    )
    rows.executemany(
        "INSERT INTO part (message_id, part, bytes) VALUES (?, ?, ?)",
        [(message_id, part.part, part.encode()) for part in parts],
    )
    return message_id


def own(rows: sqlite3.Connection, case_id: bytes, *, origin: str, member: str) -> tuple[Seen, ...]:
    """Return this member's records of a case that the ledger does not show yet, in the order of writing."""
    found = rows.execute("SELECT added, bytes FROM waiting WHERE case_id = ? ORDER BY added", (case_id,))
    return tuple(unposted(_record(octets), origin, added, member) for added, octets in found)


def cases_with(rows: sqlite3.Connection, kind: int) -> set[bytes]:
    """Return the cases in which a record of this kind waits."""
    # Byte 1 of a record is its kind.
    found = rows.execute("SELECT DISTINCT case_id FROM waiting WHERE substr(bytes, 2, 1) = ?", (bytes([kind]),))
    return {case_id for (case_id,) in found}


def waiting(
    rows: sqlite3.Connection, under_way: Collection[bytes] = ()
) -> tuple[tuple[WaitingRecord, bytes | None], ...]:
    """Return the records that nobody has taken yet, each with the message that goes before it."""
    found = rows.execute('SELECT hash, added, since, "after", bytes FROM waiting WHERE posted IS NULL ORDER BY added')
    return tuple(
        (WaitingRecord(hash=digest, added=added, since=since, record=_record(octets)), after)
        for digest, added, since, after, octets in found
        if digest not in under_way
    )


def outgoing(rows: sqlite3.Connection, under_way: Collection[Cell] = ()) -> tuple[Outgoing, ...]:
    """Return the messages of which parts were never posted."""
    found = rows.execute(
        "SELECT message_id, case_id, kind, added, since, part FROM message JOIN part USING (message_id)"
        " WHERE first IS NULL ORDER BY added, part"
    )
    unsent: dict[tuple[bytes, bytes, int, int, int], list[int]] = {}
    for *head, part in found:
        if Cell(head[0], part) not in under_way:
            unsent.setdefault(tuple(head), []).append(part)
    return tuple(
        Outgoing(message_id=message_id, thread=case_id, kind=kind, added=added, since=since, unsent=tuple(parts))
        for (message_id, case_id, kind, added, since), parts in unsent.items()
    )


def repeats(rows: sqlite3.Connection, today: int) -> tuple[Repeat, ...]:
    """Return the messages that went out whole and that nobody has answered, while their days last."""
    found = rows.execute(
        "SELECT message_id, count(*), min(last) FROM message JOIN part USING (message_id)"
        " WHERE answered = 0 AND until_day >= ? GROUP BY message_id HAVING count(first) = count(*)",
        (today,),
    )
    return tuple(Repeat(message_id=message_id, parts=parts, last=last) for message_id, parts, last in found)


def under_way(rows: sqlite3.Connection, sending: Iterable[tuple[Lane, Item]]) -> UnderWay:
    """Return what lies in the prepared things that are being sent."""
    found = [row for lane, item in sending for row in _placed(rows, lane, item)]
    return UnderWay(
        frozenset(item for item, part in found if part == _RECORD),
        frozenset(Cell(item, part) for item, part in found if part != _RECORD),
    )


def settle(rows: sqlite3.Connection, taken: Iterable[Taken], *, keep: Collection[bytes]) -> None:
    """Note what intake has taken; forget places in generations other than `keep`. Doing it twice changes nothing."""
    for each in taken:
        if each.lane is Lane.CELLS:
            rows.execute("INSERT INTO batch VALUES (?, ?) ON CONFLICT DO NOTHING", (each.tick, each.hash))
        for item, part in _placed(rows, each.lane, each.item):
            if part == _RECORD:
                rows.execute("UPDATE waiting SET posted = ? WHERE hash = ?", (each.tick, item))
            else:
                rows.execute(
                    "UPDATE part SET first = coalesce(first, ?1), last = max(coalesce(last, 0), ?1), times = times + 1"
                    " WHERE message_id = ?2 AND part = ?3",
                    (each.tick, item, part),
                )
        rows.execute(
            "DELETE FROM placed WHERE generation = ? AND lane = ? AND number = ?",
            (each.item.generation, each.lane, each.item.number),
        )
    for (generation,) in rows.execute("SELECT DISTINCT generation FROM placed").fetchall():
        if generation not in keep:
            rows.execute("DELETE FROM placed WHERE generation = ?", (generation,))


def place(
    rows: sqlite3.Connection, generation: bytes, *,
    entries: Sequence[Sequence[WaitingRecord]], cells: Sequence[Cell | None],
) -> None:  # fmt: skip
    """Note what will lie where in the spool's next generation."""
    placed = [(Lane.ENTRIES, number, each.hash, _RECORD) for number, chosen in enumerate(entries) for each in chosen]
    placed += [
        (Lane.CELLS, number, cell.message_id, cell.part) for number, cell in enumerate(cells) if cell is not None
    ]
    rows.executemany("INSERT INTO placed VALUES (?, ?, ?, ?, ?)", [(generation, *each) for each in placed])


def places(rows: sqlite3.Connection, generation: bytes) -> tuple[tuple[bytes, int], ...]:
    """Return, for each record in a generation of the stock, its hash and the number of its entry."""
    found = rows.execute(
        "SELECT item, number FROM placed WHERE generation = ? AND lane = ? AND part = ?",
        (generation, Lane.ENTRIES, _RECORD),
    )
    return tuple((digest, number) for digest, number in found)


def part(rows: sqlite3.Connection, cell: Cell) -> CellPart:
    """Return a signed part."""
    found = rows.execute("SELECT bytes FROM part WHERE message_id = ? AND part = ?", (cell.message_id, cell.part))
    return CellPart.decode(found.fetchone()[0])


def case_and_key(rows: sqlite3.Connection, message_id: bytes) -> tuple[bytes, bytes | None]:
    """Return the case of a message, and the key of its cells if it is not the thread's newest."""
    found = rows.execute("SELECT case_id, under FROM message WHERE message_id = ?", (message_id,)).fetchone()
    return found[0], found[1]


def hold_back(rows: sqlite3.Connection, case_id: bytes, hashes: Collection[bytes]) -> None:
    """Keep these waiting records of a case from going out, and no others of it; they stay in the outbox."""
    name, held = f"{_HELD} {case_id.hex()}", b"".join(sorted(hashes))
    before = rows.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    if held != (bytes(before[0]) if before else b""):
        rows.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, held))
        mark(rows)


def held_back(rows: sqlite3.Connection) -> frozenset[bytes]:
    """Return the hashes of records that are kept from going out."""
    found = rows.execute("SELECT value FROM meta WHERE name LIKE ?", (f"{_HELD} %",)).fetchall()
    return frozenset(bytes(value)[at : at + 32] for (value,) in found for at in range(0, len(value), 32))


def mark(rows: sqlite3.Connection) -> None:
    """Note that the stock no longer is what it should be."""
    rows.execute("INSERT OR REPLACE INTO meta VALUES (?, x'01')", (_MARK,))


def is_marked(rows: sqlite3.Connection) -> bool:
    """Say whether something was written since the stock was made."""
    return rows.execute("SELECT 1 FROM meta WHERE name = ?", (_MARK,)).fetchone() is not None


def unmark(rows: sqlite3.Connection) -> None:
    """Note that the stock is what it should be."""
    rows.execute("DELETE FROM meta WHERE name = ?", (_MARK,))


def _placed(rows: sqlite3.Connection, lane: Lane, item: Item) -> list[tuple[bytes, int]]:
    return rows.execute(
        "SELECT item, part FROM placed WHERE generation = ? AND lane = ? AND number = ?",
        (item.generation, lane, item.number),
    ).fetchall()


def _next(rows: sqlite3.Connection, table: str) -> int:
    # Numbers only grow, also after rows were deleted: a number that came twice would change the order.
    name = f"next {table}"
    found = rows.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    number = int(found[0]) if found else 0
    rows.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, str(number + 1).encode()))
    mark(rows)
    return number


def _record(octets: bytes) -> Record:
    record = Record.decode(octets)
    if not isinstance(record, Record):
        raise FormatError("A waiting record is of an unknown version.", hint="Update this program.")
    return record
