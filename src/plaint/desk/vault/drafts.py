# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a member is writing and has not sent: kept in the vault, so that a desk that locks itself loses nothing.

Rules of this module:

- A page saves by itself while somebody types, and such a request may arrive after the text was sent. It names its
  round, which ends with each sending; what belongs to a round that is over is not kept. Otherwise what was sent would
  lie in the field again, ready to be sent twice.
"""

import sqlite3
from typing import Final

KINDS: Final = ("reply", "note")
MOST: Final = 20_000
"""Code points: twice what a text may have, so that nothing is lost while it is being shortened."""


def get(rows: sqlite3.Connection, case_id: bytes, kind: str) -> str:
    """Return a draft, or an empty text."""
    return _row(rows, case_id, kind)[0]


def current(rows: sqlite3.Connection, case_id: bytes, kind: str) -> int:
    """Return the number of the present round: how many texts were sent before."""
    return _row(rows, case_id, kind)[1]


def put(rows: sqlite3.Connection, case_id: bytes, kind: str, text: str, *, of: int | None = None) -> None:
    """Keep a draft; one that was written in another round than the present one (`of`) is let go of."""
    number = current(rows, case_id, kind)
    if of is None or of == number:
        _put(rows, case_id, kind, text[:MOST] if text.strip() else "", number)


def finish(rows: sqlite3.Connection, case_id: bytes, kind: str) -> None:
    """Let go of a draft that was sent, and begin the next round."""
    _put(rows, case_id, kind, "", current(rows, case_id, kind) + 1)


def forget(rows: sqlite3.Connection, case_id: bytes) -> None:
    """Let go of all drafts of a case, which was erased."""
    rows.execute("DELETE FROM draft WHERE case_id = ?", (case_id,))


def _row(rows: sqlite3.Connection, case_id: bytes, kind: str) -> tuple[str, int]:
    found = rows.execute("SELECT text, round FROM draft WHERE case_id = ? AND kind = ?", (case_id, kind)).fetchone()
    return (str(found[0]), int(found[1])) if found else ("", 0)


def _put(rows: sqlite3.Connection, case_id: bytes, kind: str, text: str, number: int) -> None:
    rows.execute("INSERT OR REPLACE INTO draft VALUES (?, ?, ?, ?)", (case_id, kind, text, number))
