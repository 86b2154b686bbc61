# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a member is writing and has not sent: kept in the vault, so that a desk that locks itself loses nothing."""

import sqlite3
from typing import Final

KINDS: Final = ("reply", "note")
MOST: Final = 20_000
"""Code points: twice what a text may have, so that nothing is lost while it is being shortened."""


def get(rows: sqlite3.Connection, case_id: bytes, kind: str) -> str:
    """Return a draft, or an empty text."""
    found = rows.execute("SELECT text FROM draft WHERE case_id = ? AND kind = ?", (case_id, kind)).fetchone()
    return str(found[0]) if found else ""


def put(rows: sqlite3.Connection, case_id: bytes, kind: str, text: str) -> None:
    """Keep a draft; an empty one is let go of."""
    rows.execute("DELETE FROM draft WHERE case_id = ? AND kind = ?", (case_id, kind))
    if text.strip():
        rows.execute("INSERT INTO draft VALUES (?, ?, ?)", (case_id, kind, text[:MOST]))
