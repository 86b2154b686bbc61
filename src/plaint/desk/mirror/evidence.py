# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a server did that it must not do, kept with the bytes that show it to others.

Two signed heads that contradict each other convict whoever signed them, offline and for ever. Nothing here is deleted.
"""

import sqlite3
from dataclasses import dataclass, field
from enum import StrEnum


class Misdeed(StrEnum):
    """Kinds of evidence."""

    FORK = "fork"
    """Two signed heads of one size with different roots."""
    ROLLBACK = "rollback"
    """A signed head of fewer leaves than one seen before."""
    REWRITTEN = "rewritten"
    """Leaves that do not lead from the verified head to the signed new one."""
    UNSIGNED = "unsigned"
    """A head without the ledger's signatures."""
    WITHHELD = "withheld"
    """A blob that is gone without a right to erase it, or that is not the one of its leaf."""
    BOARD = "board"
    """A board that does not continue the one before."""
    CHARTER = "charter"
    """A charter in the ledger that is not the group's next one, or one that was rolled back."""

    UNDATED = "undated"
    """A version of the charter that the server shows, and whose leaf is not in the ledger."""
    DISORDER = "disorder"
    """Leaves of the charter's versions in another order than the group made them."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One misdeed."""

    number: int
    kind: str
    seconds: int
    held: bytes = field(repr=False)
    shown: bytes = field(repr=False)


def put(rows: sqlite3.Connection, kind: Misdeed, *, seconds: int, held: bytes, shown: bytes) -> None:
    """Keep evidence; the same once more is not news."""
    rows.execute(
        "INSERT INTO evidence (kind, seconds, held, shown) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (kind, seconds, held, shown),
    )


def everything(rows: sqlite3.Connection) -> tuple[Evidence, ...]:
    """Return all evidence, newest first."""
    found = rows.execute("SELECT number, kind, seconds, held, shown FROM evidence ORDER BY number DESC")
    return tuple(Evidence(*row) for row in found)
