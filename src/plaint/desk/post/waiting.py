# SPDX-License-Identifier: AGPL-3.0-or-later
"""What lies in the outbox, as its page shows it."""

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MessageLine:
    """A message to a complainant."""

    message_id: bytes
    case_id: bytes
    kind: int
    parts: int
    out: int
    """Parts that were on the board."""
    times: int
    """How often the part that was posted least often was posted."""
    answered: bool


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A record that the ledger does not show yet."""

    hash: bytes
    case_id: bytes
    kind: int
    taken: bool
    """Intake has acknowledged it."""


def messages(rows: sqlite3.Connection) -> tuple[MessageLine, ...]:
    """Return the messages, newest first; those that are only repeated come last."""
    found = rows.execute(
        "SELECT message_id, case_id, kind, count(*), count(first), min(times), answered"
        " FROM message JOIN part USING (message_id) GROUP BY message_id ORDER BY count(first) = count(*), added DESC"
    )
    return tuple(
        MessageLine(message_id, case_id, kind, parts, out, times, bool(answered))
        for message_id, case_id, kind, parts, out, times, answered in found
    )


def records(rows: sqlite3.Connection) -> tuple[RecordLine, ...]:
    """Return the records, in the order in which they were written."""
    found = rows.execute("SELECT hash, case_id, substr(bytes, 2, 1), posted IS NOT NULL FROM waiting ORDER BY added")
    return tuple(RecordLine(digest, case_id, kind[0], bool(taken)) for digest, case_id, kind, taken in found)


def count(rows: sqlite3.Connection) -> int:
    """Return how many things still have to go out."""
    return int(
        rows.execute(
            "SELECT (SELECT count(*) FROM waiting WHERE posted IS NULL)"
            " + (SELECT count(DISTINCT message_id) FROM part WHERE first IS NULL)"
        ).fetchone()[0]
    )
