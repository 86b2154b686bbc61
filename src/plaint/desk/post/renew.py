# SPDX-License-Identifier: AGPL-3.0-or-later
"""Renewing what waits: a member who left, or stepped out of a case, gets nothing that was written before and not sent.

Rules of this module:

- A waiting record is sealed to nobody who may not read it now. It is signed anew for those who remain, under the
  charter in force; nobody has seen the one that it takes the place of.
- The same where this member has a new key: the ledger's readers believe the one of the charter in force.
- Nobody is added here: readers become fewer only.
- What its own author may no longer read is not sent at all. It stays in the outbox and is shown there.
"""

import sqlite3
from typing import Final

from plaint.casework.fold import fold_case
from plaint.desk.post import outbox
from plaint.desk.post.author import Author, seated
from plaint.desk.post.outbox import UnderWay
from plaint.desk.vault import records
from plaint.entry.kinds import RecordKind
from plaint.entry.record import Record

NO_CASE: Final = bytes(16)


def allowed(rows: sqlite3.Connection, case_id: bytes, author: Author) -> int:
    """Return the bitmap of the slots that may read new records of a case; all that are seated where there is none.

    What the ledger shows decides, and this member's own widenings, which may still be waiting.
    """
    present = seated(author.charter.charter)
    if case_id == NO_CASE:
        return present
    own = outbox.own(rows, case_id, origin=author.origin, member=author.member)
    widenings = (seen for seen in own if seen.record.kind == RecordKind.WIDENING)
    case = fold_case(case_id, (*records.of_case(rows, case_id), *widenings))
    # A case that this desk begins has no record in the ledger yet.
    return case.readers & present if case.events else present


def renew(rows: sqlite3.Connection, author: Author, way: UnderWay) -> frozenset[bytes]:
    """Sign anew what waits for readers who may no longer read; return the hashes of what is not to be sent at all."""
    held = {*outbox.held_back(rows)}
    may: dict[bytes, int] = {}
    for waiting, after in outbox.waiting(rows, way.records):
        old = waiting.record
        if old.case_id not in may:
            may[old.case_id] = allowed(rows, old.case_id, author)
        readers = old.readers & may[old.case_id]
        if not readers >> author.slot & 1:
            held.add(waiting.hash)
        elif (readers, author.key.public) != (old.readers, old.author_key):
            rows.execute("DELETE FROM waiting WHERE hash = ?", (waiting.hash,))
            fresh = _signed(rows, author, old, readers)
            outbox.add_records(rows, [fresh], origin=author.origin, tick=waiting.since, after=after)
    return frozenset(held)


def _signed(rows: sqlite3.Connection, author: Author, old: Record, readers: int) -> Record:
    own = outbox.own(rows, old.case_id, origin=author.origin, member=author.member)
    case = (*records.of_case(rows, old.case_id), *own)
    return author.record(old.kind, old.body, record_id=old.record_id, case=case, case_id=old.case_id, readers=readers)
