# SPDX-License-Identifier: AGPL-3.0-or-later
"""One row a case: writing it after a fold, and finding it by filter, words and page.

Rules of this module:

- Lists are ordered by the newest record, newest first, and paged by that order: a page costs the same wherever it lies.
- Everything shown here comes from records that this member may read. There is no total of anything else.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from plaint.casework.search import match_expression, typed_reference
from plaint.casework.summary import Summary

PAGE: Final = 50
VIEWS: Final[Mapping[str, str]] = {
    "open": "open = 1",
    "unread": "unread > 0",
    # The sign keeps SQLite from fetching and sorting all rows of a member with many cases: it goes along the newest.
    "mine": "open = 1 AND +number IN (SELECT number FROM assigned WHERE member = :me AND open = 1)",
    "free": "held = 0 AND open = 1",
    "urgent": "urgency = 0 AND open = 1",
    "waiting": "status IN ('complainant', 'authority') AND +open = 1",
    "closed": "status = 'closed'",
    "all": "1",
}
"""Lists by name; each is a condition on a row."""
COUNTED: Final = ("open", "unread", "mine", "free", "urgent")
"""Lists whose number helps to choose what to do next."""
_COLUMNS: Final = "case_id, reference, came, latest, latest_day, status, urgency, unread, update_needed, row, number"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list."""

    case_id: bytes
    reference: str
    came: int
    latest: int
    latest_day: int
    status: str
    urgency: int
    unread: int
    update_needed: bool
    shown: Mapping[str, Any] = field(repr=False)
    number: int = 0

    @property
    def place(self) -> tuple[int, int]:
        """Where the row stands in every list."""
        return self.latest, self.number


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of one page, newest first, and whether there are more on either side."""

    rows: tuple[Row, ...]
    newer: bool
    older: bool


def put(rows: sqlite3.Connection, summary: Summary) -> bool:
    """Write the row of a case anew, with its words and who is assigned; return whether more is unread than before."""
    before = rows.execute("SELECT unread FROM case_row WHERE case_id = ?", (summary.case_id,)).fetchone()
    unread = _unread(rows, summary)
    shown = {
        "relation": summary.relation, "bodies": summary.bodies, "regions": summary.regions,
        "excerpt": summary.excerpt, "assigned": summary.assigned, "retraction": summary.retraction,
        "identity": summary.identity, "files": summary.files, "parts_missing": summary.parts_missing,
        "objected": summary.objected,
    }  # fmt: skip
    values = (
        summary.case_id, summary.reference, summary.came, summary.latest, summary.latest_day, summary.status,
        int(summary.open), summary.urgency, unread, int(summary.update_needed), len(summary.assigned),
        json.dumps(shown, ensure_ascii=False),
    )  # fmt: skip
    number = rows.execute(
        "INSERT INTO case_row (case_id, reference, came, latest, latest_day, status, open, urgency, unread,"
        " update_needed, held, row) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (case_id) DO UPDATE SET"
        " came = excluded.came, latest = excluded.latest, latest_day = excluded.latest_day, status = excluded.status,"
        " open = excluded.open, urgency = excluded.urgency, unread = excluded.unread,"
        " update_needed = excluded.update_needed, held = excluded.held, row = excluded.row RETURNING number",
        values,
    ).fetchone()[0]
    rows.execute("DELETE FROM assigned WHERE number = ?", (number,))
    rows.executemany(
        "INSERT INTO assigned VALUES (?, ?, ?)", [(member, number, summary.open) for member in summary.assigned]
    )
    rows.execute("INSERT OR REPLACE INTO case_text (rowid, words) VALUES (?, ?)", (number, summary.words))
    return unread > (before[0] if before else 0)


def drop(rows: sqlite3.Connection, case_id: bytes) -> None:
    """Take a case out of all lists and out of the index."""
    found = rows.execute("DELETE FROM case_row WHERE case_id = ? RETURNING number", (case_id,)).fetchone()
    if found is not None:
        rows.execute("DELETE FROM case_text WHERE rowid = ?", found)


def mark_seen(rows: sqlite3.Connection, case_id: bytes, index: int) -> None:
    """Note that this member has looked at everything of a case up to the ledger index `index`."""
    rows.execute(
        "INSERT INTO seen_to VALUES (?, ?) ON CONFLICT (case_id) DO UPDATE SET idx = max(idx, excluded.idx)",
        (case_id, index),
    )
    rows.execute("UPDATE case_row SET unread = 0 WHERE case_id = ? AND latest <= ?", (case_id, index))


def counts(rows: sqlite3.Connection, *, me: str) -> dict[str, int]:
    """Return how many cases each counted list holds."""
    unread, free, urgent, still_open = rows.execute("SELECT unread, free, urgent, open FROM tally").fetchone()
    mine = rows.execute("SELECT count(*) FROM assigned WHERE member = ? AND open = 1", (me,)).fetchone()[0]
    return {"open": still_open, "unread": unread, "mine": mine, "free": free, "urgent": urgent}


def page(
    rows: sqlite3.Connection,
    view: str,
    *,
    me: str,
    typed: str = "",
    after: tuple[int, int] | None = None,
    before: tuple[int, int] | None = None,
    size: int = PAGE,
) -> Page:
    """Return a page of the list `view`: the newest, or what is older than `after`, or what is newer than `before`.

    `typed` keeps the cases that hold every typed word, or the one with the typed short name.
    """
    conditions, values = [VIEWS[view]], {"me": me, "size": size + 1}
    if typed.strip():
        condition, value = _matching(typed)
        conditions.append(condition)
        values["typed"] = value
    backward = before is not None
    edge = before if backward else after
    if edge is not None:
        conditions.append(f"(latest, number) {'>' if backward else '<'} (:latest, :number)")
        values |= {"latest": edge[0], "number": edge[1]}
    order = "ASC" if backward else "DESC"
    found = rows.execute(
        f"SELECT {_COLUMNS} FROM case_row WHERE {' AND '.join(conditions)}"  # noqa: S608 - our own conditions only
        f" ORDER BY latest {order}, number {order} LIMIT :size",
        values,
    ).fetchall()
    more = len(found) > size
    kept = [_row(row) for row in found[:size]]
    if backward:
        return Page(tuple(reversed(kept)), newer=more, older=True)
    return Page(tuple(kept), newer=after is not None, older=more)


def find(rows: sqlite3.Connection, case_id: bytes) -> Row | None:
    """Return the row of one case, or None where there is no such case."""
    found = rows.execute(f"SELECT {_COLUMNS} FROM case_row WHERE case_id = ?", (case_id,)).fetchone()  # noqa: S608
    return None if found is None else _row(found)


def _matching(typed: str) -> tuple[str, str]:
    name = typed_reference(typed)
    if name is not None:
        return "reference = :typed", name
    expression = match_expression(typed)
    if expression is None:
        return "0 AND :typed = ''", ""
    return "number IN (SELECT rowid FROM case_text WHERE case_text MATCH :typed)", expression


def _unread(rows: sqlite3.Connection, summary: Summary) -> int:
    seen = rows.execute("SELECT idx FROM seen_to WHERE case_id = ?", (summary.case_id,)).fetchone()
    return sum(index > seen[0] for index in summary.by_others) if seen else len(summary.by_others)


def _row(row: Sequence[Any]) -> Row:
    names = ("case_id", "reference", "came", "latest", "latest_day", "status", "urgency", "unread")
    values = dict(zip(names, row, strict=False))
    return Row(**values, update_needed=bool(row[8]), shown=json.loads(row[9]), number=row[10])
