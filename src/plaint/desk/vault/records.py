# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signed records in the vault, as they were signed."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from plaint.casework.seen import Seen
from plaint.entry.record import Record
from plaint.errors import FormatError


@dataclass(frozen=True, slots=True)
class Refused:
    """An entry or record that was meant for this member and is not right."""

    index: int
    place: int
    """Place in the entry; -1 for the entry as a whole."""
    day: int
    reason: str


def put(rows: sqlite3.Connection, seen: Seen) -> bool:
    """Keep a record; return whether it is new here. One that came directly takes the place of its relayed copy."""
    row = (
        seen.hash, seen.index, seen.place, seen.day, seen.record.kind, seen.member, seen.record.case_id,
        seen.record.record_id, seen.record.encode(), int(seen.relayed),
    )  # fmt: skip
    new = rows.execute("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", row).rowcount
    if not new and not seen.relayed:
        rows.execute(
            "UPDATE record SET idx = ?, place = ?, day = ?, relayed = 0 WHERE hash = ? AND relayed = 1",
            (seen.index, seen.place, seen.day, seen.hash),
        )
    return bool(new)


def drop_entry(rows: sqlite3.Connection, index: int) -> set[bytes]:
    """Drop the records that came in the entry at `index`; return the cases that they were of."""
    found = rows.execute("DELETE FROM record WHERE idx = ? AND relayed = 0 RETURNING case_id", (index,)).fetchall()
    rows.execute("DELETE FROM refused WHERE idx = ?", (index,))
    return {case_id for (case_id,) in found}


def of_case(rows: sqlite3.Connection, case_id: bytes) -> tuple[Seen, ...]:
    """Return the records of a case in ledger order."""
    found = rows.execute(
        "SELECT bytes, hash, idx, place, day, member, relayed FROM record WHERE case_id = ? ORDER BY idx, place",
        (case_id,),
    )
    return tuple(_seen(*row) for row in found)


def is_by_member(rows: sqlite3.Connection, index: int) -> bool:
    """Say whether the entry at `index` holds a record that a member wrote."""
    found = rows.execute("SELECT 1 FROM record WHERE idx = ? AND relayed = 0 AND member != '' LIMIT 1", (index,))
    return found.fetchone() is not None


def entries_of(rows: sqlite3.Connection, case_id: bytes) -> tuple[int, ...]:
    """Return the ledger indices of the entries in which records of a case came, ascending."""
    found = rows.execute("SELECT DISTINCT idx FROM record WHERE case_id = ? ORDER BY idx", (case_id,))
    return tuple(index for (index,) in found)


def cases_in(rows: sqlite3.Connection, index: int) -> tuple[bytes, ...]:
    """Return the cases of which records came in the entry at `index`."""
    found = rows.execute("SELECT DISTINCT case_id FROM record WHERE idx = ? AND relayed = 0", (index,))
    return tuple(case_id for (case_id,) in found)


def cases_naming(rows: sqlite3.Connection, digest: bytes) -> tuple[bytes, ...]:
    """Return the cases of which a record, relayed ones too, names a chunk by its SHA-256."""
    # A record holds the digests of its files as they are; 32 bytes stand nowhere by chance.
    found = rows.execute("SELECT DISTINCT case_id FROM record WHERE instr(bytes, ?) ORDER BY case_id", (digest,))
    return tuple(case_id for (case_id,) in found)


def of_kind(rows: sqlite3.Connection, kind: int, *, most: int) -> tuple[Seen, ...]:
    """Return the newest `most` records of one kind, oldest first."""
    found = rows.execute(
        "SELECT bytes, hash, idx, place, day, member, relayed FROM record WHERE kind = ?"
        " ORDER BY idx DESC, place DESC LIMIT ?",
        (kind, most),
    ).fetchall()
    return tuple(_seen(*row) for row in reversed(found))


def refuse(rows: sqlite3.Connection, refused: Refused, octets: bytes) -> None:
    """Keep what was meant for this member and is not right, with the reason; `octets` are those of the record."""
    rows.execute(
        "INSERT INTO refused VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (refused.index, refused.place, refused.day, refused.reason, octets),
    )


def is_refused(rows: sqlite3.Connection, index: int) -> bool:
    """Say whether something in the entry at `index` was meant for this member and is not right."""
    return rows.execute("SELECT 1 FROM refused WHERE idx = ? LIMIT 1", (index,)).fetchone() is not None


def all_refused(rows: sqlite3.Connection, *, most: int) -> Iterable[Refused]:
    """Return the newest `most` of what was refused, newest first."""
    found = rows.execute("SELECT idx, place, day, reason FROM refused ORDER BY idx DESC, place DESC LIMIT ?", (most,))
    return tuple(Refused(*row) for row in found)


def _seen(octets: bytes, digest: bytes, index: int, place: int, day: int, member: str, relayed: int) -> Seen:
    record = Record.decode(octets)
    if not isinstance(record, Record):
        raise FormatError("A kept record is of an unknown version.", hint="Update this program.")
    return Seen(record, digest, index, place, day, member, bool(relayed))
