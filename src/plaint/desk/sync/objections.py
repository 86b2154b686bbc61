# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is not to be erased here, because a reader of its case has objected (docs/protocol.md, section 8).

Somebody may be made to erase a complaint by those whom it is about. Whoever reads it can then keep it, openly towards
the other readers and with a reason. Nobody else learns of it, the server least of all.

Rules of this module:

- An objection is judged like every statement in a case: of who does not read the case at its place, it changes nothing.
- It protects what the case has in that entry. Of another case's entry it protects nothing.
- The own member's objection counts on this desk from when it was written: what somebody asked to keep must not go while
  the objection waits for its turn to be posted.
"""

import sqlite3
from collections.abc import Iterator

from plaint.casework.case import Case
from plaint.casework.fold import fold_case
from plaint.casework.statements import OBJECTION
from plaint.desk.post import outbox
from plaint.desk.vault import records

_MOST = 10_000
"""Objections that are looked at, newest first: far more than a group ever makes."""


def kept_by_objection(
    kept: sqlite3.Connection, rows: sqlite3.Connection, *, origin: str, member: str
) -> frozenset[int]:
    """Return the indices of leaves that this desk keeps; `kept` is the vault of `member`, `rows` the mirror."""
    cases = {seen.record.case_id for seen in records.of_kind(kept, OBJECTION, most=_MOST)}
    found: set[int] = set()
    for case_id in cases | outbox.cases_with(kept, OBJECTION):
        seen = records.of_case(kept, case_id)
        case = fold_case(case_id, (*seen, *outbox.own(kept, case_id, origin=origin, member=member)))
        for index in case.objected & {each.index for each in seen if not each.relayed}:
            found.add(index)
            found |= set(chunks_of(case, index, rows))
    return frozenset(found)


def chunks_of(case: Case, index: int, rows: sqlite3.Connection) -> Iterator[int]:
    """Yield the indices of the chunks that the records in the entry at `index` name."""
    for event in case.events:
        if event.seen.index != index:
            continue
        for digest in (digest for file in event.files for digest in file.chunks):
            for (chunk,) in rows.execute("SELECT idx FROM chunk WHERE hash = ?", (digest,)):
                yield chunk
