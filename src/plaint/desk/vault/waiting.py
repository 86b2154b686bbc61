# SPDX-License-Identifier: AGPL-3.0-or-later
"""Own records that wait for a desk tick, and messages to complainants that wait for cells or are being repeated."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from plaint.casework.seen import Seen
from plaint.entry.record import Record
from plaint.errors import FormatError

_COLUMNS: Final = "message_id, added, case_id, kind, body, parts, first_tick, last_tick, repeats, until_day, answered"


@dataclass(frozen=True, slots=True)
class WaitingRecord:
    """An own record that has not been seen in the ledger yet."""

    hash: bytes
    added: int
    record: Record = field(repr=False)
    tick: int | None
    """Desk tick of the prepared entry that carries it; None while none does."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message to a complainant."""

    message_id: bytes
    added: int
    case_id: bytes
    kind: int
    parts: tuple[bytes, ...] = field(repr=False)
    """Each part as it is sealed: 996 bytes."""
    first_tick: int | None
    last_tick: int | None
    repeats: int
    until_day: int
    answered: bool


def add_record(rows: sqlite3.Connection, record: Record, digest: bytes) -> None:
    """Let a record wait; the order of adding is the order of posting."""
    rows.execute(
        "INSERT INTO waiting (hash, added, case_id, kind, readers, bytes, tick)"
        " SELECT ?, coalesce(max(added), 0) + 1, ?, ?, ?, ?, NULL FROM waiting",
        (digest, record.case_id, record.kind, record.readers, record.encode()),
    )


def waiting_records(rows: sqlite3.Connection) -> tuple[WaitingRecord, ...]:
    """Return the records that wait, in the order in which they were added."""
    return _waiting(rows.execute("SELECT hash, added, bytes, tick FROM waiting ORDER BY added"))


def waiting_of_case(rows: sqlite3.Connection, case_id: bytes) -> tuple[WaitingRecord, ...]:
    """Return the records of one case that wait."""
    found = rows.execute("SELECT hash, added, bytes, tick FROM waiting WHERE case_id = ? ORDER BY added", (case_id,))
    return _waiting(found)


def put_tick(rows: sqlite3.Connection, digest: bytes, tick: int | None) -> None:
    """Note in which desk tick's entry a record goes out."""
    rows.execute("UPDATE waiting SET tick = ? WHERE hash = ?", (tick, digest))


def note_arrived(rows: sqlite3.Connection, hashes: Iterable[bytes]) -> None:
    """Let go of records that were seen in the ledger."""
    rows.executemany("DELETE FROM waiting WHERE hash = ?", [(each,) for each in hashes])


def add_message(
    rows: sqlite3.Connection, *, message_id: bytes, case_id: bytes, kind: int, parts: tuple[bytes, ...], until_day: int
) -> None:
    """Let a message wait for cells."""
    rows.execute(
        "INSERT INTO message (message_id, added, case_id, kind, body, parts, until_day)"
        " SELECT ?, coalesce(max(added), 0) + 1, ?, ?, ?, ?, ? FROM message",
        (message_id, case_id, kind, b"".join(parts), len(parts), until_day),
    )


def messages(rows: sqlite3.Connection) -> tuple[Message, ...]:
    """Return all messages in the order in which they were added."""
    return tuple(_message(*row) for row in rows.execute(f"SELECT {_COLUMNS} FROM message ORDER BY added"))  # noqa: S608


def messages_of_case(rows: sqlite3.Connection, case_id: bytes) -> tuple[Message, ...]:
    """Return the messages of one case."""
    found = rows.execute(f"SELECT {_COLUMNS} FROM message WHERE case_id = ? ORDER BY added", (case_id,))  # noqa: S608
    return tuple(_message(*row) for row in found)


def put_ticks(rows: sqlite3.Connection, message_id: bytes, first: int | None, last: int | None) -> None:
    """Note in which desk ticks the first and the last cell of a message go out."""
    rows.execute("UPDATE message SET first_tick = ?, last_tick = ? WHERE message_id = ?", (first, last, message_id))


def note_answered(rows: sqlite3.Connection, case_id: bytes, seen: Iterable[Seen]) -> None:
    """Note that the person has written after a message was posted: it need not be repeated any more."""
    latest = max((each.day for each in seen if each.by_complainant), default=-1)
    rows.execute("UPDATE message SET answered = 1 WHERE case_id = ? AND posted_day < ?", (case_id, latest))


def _waiting(found: Iterable[tuple[bytes, int, bytes, int | None]]) -> tuple[WaitingRecord, ...]:
    return tuple(WaitingRecord(digest, added, _record(octets), tick) for digest, added, octets, tick in found)


def _record(octets: bytes) -> Record:
    record = Record.decode(octets)
    if not isinstance(record, Record):
        raise FormatError("A waiting record is of an unknown version.", hint="Update this program.")
    return record


def _message(*row: Any) -> Message:
    message_id, added, case_id, kind, body, parts, first, last, repeats, until, answered = row
    length = len(body) // parts
    cut = tuple(body[at : at + length] for at in range(0, len(body), length))
    return Message(message_id, added, case_id, kind, cut, first, last, repeats, until, bool(answered))
