# SPDX-License-Identifier: AGPL-3.0-or-later
"""The newest head that enough cosigners have signed, and whether it fits what this desk has verified.

Rules of this module:

- It is asked for before the newest head is: what an honest server shows here is never ahead of what it shows then.
- A head that cosigners saw and that does not lie in our tree is the worst there is: the server shows them one ledger
  and us another. Both heads are kept as evidence.
- A missing or old quorum is said on the page of the ledger, and keeps nobody from reading.
"""

import sqlite3
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from plaint.desk.mirror import tree
from plaint.desk.mirror.evidence import Misdeed
from plaint.desk.sync.heads import PATIENCE, Keys, RefusedError
from plaint.desk.sync.remote import Remote, RemoteError
from plaint.errors import FormatError
from plaint.keys import note as notes
from plaint.keys.errors import SignatureError
from plaint.ledger.checkpoint import open_checkpoint, read_checkpoint
from plaint.ledger.countersigned import countersigned_at, countersigners
from plaint.ledger.merkle import tree_root

MOST: Final = 65_536
_META: Final = "cosigned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How this ledger stands with its cosigners."""

    named: int
    """How many the charter names."""
    quorum: int
    """How many must have signed; at least one where any is named."""
    signed: tuple[str, ...]
    """Who signed the newest head of a quorum."""
    size: int
    """Leaves of that head."""
    at: int | None
    """When the quorum had signed it, Unix seconds; None where there is no such head."""
    old: bool


def ask_cosigned(remote: Remote, keys: Keys) -> bytes | None:
    """Return what the server shows as the newest head of a quorum; None where there is none or nobody is named."""
    if not keys.cosigners:
        return None
    try:
        return remote.get("/cosigned", most=MOST)
    except RemoteError as error:
        if error.status != HTTPStatus.NOT_FOUND:
            raise
        return None


def take_cosigned(rows: sqlite3.Connection, octets: bytes | None, keys: Keys) -> None:
    """Keep the head in `octets` if a quorum has signed it and it lies in our tree; raise `RefusedError` if it cannot.

    What no quorum has signed is left aside: it says nothing, and the missing quorum is seen on the page.
    """
    try:
        note = notes.parse(octets or b"")
        checkpoint = open_checkpoint(note, keys.ledger, keys.origin)
    except (FormatError, SignatureError):
        return
    own = tree.head(rows)
    if own is None or countersigned_at(note, keys.cosigners, keys.needed) is None:
        return
    held = bytes(own.note)
    if checkpoint.size > own.checkpoint.size:
        raise RefusedError(Misdeed.ROLLBACK, held=bytes(note), shown=held)
    if tree_root(checkpoint.size, tree.tile_reader(rows)) != checkpoint.root:
        raise RefusedError(Misdeed.FORK, held=held, shown=bytes(note))
    before = _kept(rows)
    if before is None or checkpoint.tick >= read_checkpoint(before.text).tick:
        rows.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_META, bytes(note).decode()))


def standing(rows: sqlite3.Connection, keys: Keys, *, ledger_tick: int, now: int) -> Standing:
    """Say how the ledger stands with its cosigners at `now` (Unix seconds), by the keys of the newest charter."""
    note = _kept(rows)
    at = None if note is None else countersigned_at(note, keys.cosigners, keys.needed)
    found = note is not None and at is not None
    return Standing(
        named=len({key.name for key in keys.cosigners}),
        quorum=keys.needed,
        signed=tuple(sorted(countersigners(note, keys.cosigners))) if note is not None and found else (),
        size=read_checkpoint(note.text).size if note is not None and found else 0,
        at=at,
        old=at is not None and now - at > 2 * ledger_tick + PATIENCE,
    )


def _kept(rows: sqlite3.Connection) -> notes.Note | None:
    found = rows.execute("SELECT value FROM meta WHERE name = ?", (_META,)).fetchone()
    return None if found is None else notes.parse(str(found[0]).encode())
