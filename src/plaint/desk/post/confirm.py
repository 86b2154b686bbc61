# SPDX-License-Identifier: AGPL-3.0-or-later
"""Comparing the outbox with the verified ledger: what has arrived, what has not, which messages were answered.

Rules of this module:

- What intake acknowledged and the ledger does not show two ledger ticks later was withheld or lost. It goes out again;
  that the ledger shows it twice then does no harm, since a record counts once.
- Cells that were acknowledged and do not stand in the board of their tick go out again as well.
- A message counts as answered by what the complainant wrote after the board with its last cell was in the ledger, not
  by what came earlier.
"""

import sqlite3
from collections.abc import Callable
from hashlib import sha256

from plaint.desk.post import outbox
from plaint.desk.post.poster import Terms

BoardCells = Callable[[int, int, int], bytes | None]
"""Returns the cells in the board of a desk tick of a slot, of so many slots; None where there is no such board."""
BoardIndex = Callable[[int], int | None]
"""Returns the ledger index of the board of a desk tick, or None where the verified ledger has none."""


def confirm(rows: sqlite3.Connection) -> None:
    """Take out of the outbox the records that the ledger shows."""
    rows.execute("DELETE FROM waiting WHERE hash IN (SELECT hash FROM record)")


def send_again(rows: sqlite3.Connection, *, head_tick: int, terms: Terms) -> int:
    """Queue again what was taken and is not in the ledger up to `head_tick`; return how many records that are."""
    # A record that intake took in desk tick n is in the ledger with the first head after it, or the one after that.
    over = head_tick * terms.ledger_tick - 2 * terms.ledger_tick
    count = rows.execute(
        "UPDATE waiting SET posted = NULL WHERE posted IS NOT NULL AND (posted + 1) * ? <= ?"
        " AND hash NOT IN (SELECT hash FROM record)",
        (terms.desk_tick, over),
    ).rowcount
    if count:
        outbox.mark(rows)
    return count


def check_boards(rows: sqlite3.Connection, cells: BoardCells, *, head_tick: int, terms: Terms) -> int:
    """Queue again what was taken and is not in the board of its tick; return in how many ticks that was so."""
    withheld = 0
    for tick, digest in rows.execute("SELECT tick, hash FROM batch").fetchall():
        found = cells(tick, terms.slot, terms.slots)
        over = (tick + 1) * terms.desk_tick + 2 * terms.ledger_tick <= head_tick * terms.ledger_tick
        if found is None and not over:
            continue
        rows.execute("DELETE FROM batch WHERE tick = ?", (tick,))
        if found is None or sha256(found).digest() != digest:
            withheld += 1
            # A part that was on the board before loses this one time only.
            rows.execute("UPDATE part SET last = first WHERE last = ? AND first < ?", (tick, tick))
            rows.execute("UPDATE part SET first = NULL, last = NULL WHERE first = ?", (tick,))
            outbox.mark(rows)
    return withheld


def note_boards(rows: sqlite3.Connection, board_index: BoardIndex) -> None:
    """Note, for messages that went out whole, where in the ledger the board with the last new cell lies."""
    found = rows.execute(
        "SELECT message_id, max(first) FROM message JOIN part USING (message_id) WHERE board IS NULL"
        " GROUP BY message_id HAVING count(first) = count(*)"
    ).fetchall()
    for message_id, tick in found:
        index = board_index(tick)
        if index is not None:
            rows.execute("UPDATE message SET board = ? WHERE message_id = ?", (index, message_id))


def mark_answered(rows: sqlite3.Connection) -> None:
    """Stop repeating messages whose complainant has written since they were on the board."""
    rows.execute(
        "UPDATE message SET answered = 1 WHERE answered = 0 AND board IS NOT NULL AND EXISTS"
        " (SELECT 1 FROM record WHERE record.case_id = message.case_id AND record.member = ''"
        "  AND record.idx > message.board)"
    )


def forget(rows: sqlite3.Connection, today: int) -> None:
    """Take out of the outbox the messages that went out whole and need no repeating."""
    rows.execute(
        "DELETE FROM message WHERE (answered = 1 OR until_day < ?)"
        " AND NOT EXISTS (SELECT 1 FROM part WHERE part.message_id = message.message_id AND first IS NULL)",
        (today,),
    )
