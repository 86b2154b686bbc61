# SPDX-License-Identifier: AGPL-3.0-or-later
"""The two weekly words of a desk: that the charter is still the newest, and which head of the ledger it has verified.

Rules of this module:

- All desks sign the same freshness text within a period, or their signatures would never add up to a quorum. So `until`
  follows from the calendar and the charter, not from when a desk happens to be open.
- What is signed is public, and is sent in a later tick at a random moment like everything else: a note that arrived at
  once would tell when its author sat down.
- Heads are told to all members inside an entry, behind casework; a server that shows two ledgers meets itself there.
"""

import sqlite3
from typing import Final

from plaint.casework.statements import Head
from plaint.charter import freshness
from plaint.charter.signed import SignedCharter
from plaint.desk.post import acts
from plaint.desk.post.acts import When
from plaint.desk.post.author import Author, seated
from plaint.desk.post.renew import NO_CASE
from plaint.desk.post.spool import Spool
from plaint.desk.vault.connection import Vault
from plaint.entry.kinds import RecordKind
from plaint.keys.note import Note, sign
from plaint.keys.vkey import NoteKeyType, NoteSigner, VerifierKey

DAY: Final = 86_400
WEEK: Final = 7 * DAY
SPARE: Final = 3 * DAY
"""By how much a note outlasts its period: a long weekend during which nobody unlocks a desk."""


def period(freshness_days: int) -> int:
    """Return the seconds for which one note is the present one: a week, or half of what the charter allows."""
    whole = freshness_days * DAY
    return WEEK if whole >= WEEK + SPARE else whole // 2


def until(now: int, freshness_days: int) -> int:
    """Return the Unix time until which notes of this period say that the charter is the newest."""
    length = period(freshness_days)
    return now - now % length + freshness_days * DAY


def freshness_note(author: Author, now: int) -> bytes:
    """Return this member's signed freshness note of the period that `now` lies in."""
    charter = author.charter.charter
    text = freshness.text(author.charter, until(now, charter.freshness_days))
    signer = NoteSigner(f"{charter.origin}/{author.member}", NoteKeyType.ED25519, author.key)
    return bytes(sign(text, [signer]))


def say_fresh(vault: Vault, spool: Spool, author: Author, now: int) -> bool:
    """Sign the note of this period and put it into the spool, once; return whether it was new."""
    mark = f"{author.charter.digest.hex()} {until(now, author.charter.charter.freshness_days)}".encode()
    with vault.read() as rows:
        if _is_marked(rows, "fresh", mark):
            return False
    # The spool first: a crash in between signs the same text again, which gives the same bytes (RFC 8032). And not
    # while the vault is held: whoever holds both takes the spool before the vault.
    spool.put_word(freshness_note(author, now))
    with vault.write() as rows:
        _mark(rows, "fresh", mark)
    return True


def tell_head(rows: sqlite3.Connection, author: Author, note: Note, when: When) -> bool:
    """Queue the verified head for all members, once a week; return whether it was queued."""
    week = str(when.day // 7).encode()
    waiting = rows.execute(
        "SELECT 1 FROM waiting WHERE case_id = ? AND posted IS NULL AND substr(bytes, 2, 1) = ?",
        (NO_CASE, bytes([RecordKind.HEAD])),
    ).fetchone()
    if waiting is not None or _is_marked(rows, "head told", week):
        return False
    head = Head(bytes(_ledgers_line(note, author.charter)).decode())
    acts.say(rows, author, head, case_id=NO_CASE, readers=seated(author.charter.charter), when=when)
    _mark(rows, "head told", week)
    return True


def _ledgers_line(note: Note, charter: SignedCharter) -> Note:
    """Return the note with nothing but the line of the ledger's Ed25519 key."""
    key: VerifierKey = charter.charter.ledger_key
    lines = tuple(line for line in note.signatures if (line.name, line.key_id) == (key.name, key.key_id))
    return Note(note.text, lines)


def _is_marked(rows: sqlite3.Connection, name: str, value: bytes) -> bool:
    found = rows.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return found is not None and bytes(found[0]) == value


def _mark(rows: sqlite3.Connection, name: str, value: bytes) -> None:
    rows.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))
