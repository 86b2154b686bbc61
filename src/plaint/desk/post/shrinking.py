# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which cases may have fewer readers than their thread's key has holders: found by indices, looked at in pieces.

Rules of this module:

- A case comes into question by what is new in it (somebody stepped out, was added, changed the key; a complaint came
  that was sealed to somebody who had left), or all at once with a charter by which somebody leaves.
- Whoever holds the vault's writer for seconds keeps a member from saving a draft. So both are done for a portion at a
  time, and go on where they were after a lock or a kill: noting walks through each set of readers that somebody has
  left, looking folds a case.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from plaint import __version__
from plaint.charter.signed import SignedCharter
from plaint.desk.post.author import seated
from plaint.entry.kinds import RecordKind

PORTION: Final = 128
"""Cases of one look: a fold takes about a millisecond."""
WALK: Final = 2048
"""Cases that are noted at a time: SQLite looks up each of them in the table, though the index has all that is asked."""
_ALWAYS: Final = (RecordKind.WIDENING, RecordKind.RECUSAL, RecordKind.REKEY)
_SEALED: Final = (RecordKind.COMPLAINT, RecordKind.PART, RecordKind.WIDENING, RecordKind.REKEY)
"""What a thread's key, or a part of it, lies in."""


@dataclass(frozen=True, slots=True)
class _Step:
    """Records of one kind, sealed to one set of readers, that are to be walked through from a case on."""

    kind: int
    readers: bytes
    after: bytes = b""
    """The last case that was noted; empty before the first."""


def note(rows: sqlite3.Connection, charter: SignedCharter) -> None:
    """Note the cases that have come into question since the last time."""
    newest, last = _newest(rows), int(_meta(rows, "fewer_to") or b"-1")
    # A newer program may read older records that said nothing before.
    under = charter.digest + __version__.encode()
    if _meta(rows, "fewer_under") != under:
        _note_all(rows, charter)
    elif newest > last:
        _note_new(rows, charter, last)
    _walk_on(rows)
    _put_meta(rows, "fewer_under", under)
    _put_meta(rows, "fewer_to", str(newest).encode())


def take(rows: sqlite3.Connection, most: int = PORTION) -> tuple[bytes, ...]:
    """Return some of the cases in question, and note that they were looked at."""
    found = [case_id for (case_id,) in rows.execute("SELECT case_id FROM maybe_fewer LIMIT ?", (most,))]
    rows.executemany("DELETE FROM maybe_fewer WHERE case_id = ?", [(case_id,) for case_id in found])
    return tuple(found)


def is_left(rows: sqlite3.Connection) -> bool:
    """Say whether there are more of them, or may be."""
    return bool(_walk(rows)) or rows.execute("SELECT 1 FROM maybe_fewer LIMIT 1").fetchone() is not None


def _note_all(rows: sqlite3.Connection, charter: SignedCharter) -> None:
    """Have every case noted that was sealed to a slot in which nobody sits now, or whose key somebody made who left."""
    present = seated(charter.charter)
    left = [
        _Step(int(kind), readers)
        for kind in _SEALED
        for readers in _sealed_to(rows, kind)
        if int.from_bytes(readers, "big") & ~present
    ]
    _put_walk(rows, left)
    for member in charter.charter.members:
        if member.retired:
            rows.execute(
                "INSERT OR IGNORE INTO maybe_fewer SELECT case_id FROM record WHERE kind = 23 AND member = ?",
                (member.id,),
            )
    _note_kinds(rows, (RecordKind.RECUSAL,), after=-1)


def _walk_on(rows: sqlite3.Connection) -> None:
    """Note a portion of the cases that are still to be walked through."""
    steps, room = _walk(rows), WALK
    if not steps:
        return
    while steps and room:
        step = steps.pop(0)
        found = rows.execute(
            "SELECT case_id FROM record WHERE kind = ? AND substr(bytes, 41, 2) = ? AND case_id > ?"
            " ORDER BY case_id LIMIT ?",
            (step.kind, step.readers, step.after, room),
        ).fetchall()
        rows.executemany("INSERT OR IGNORE INTO maybe_fewer VALUES (?)", found)
        room -= len(found)
        if not room:
            steps.insert(0, replace(step, after=bytes(found[-1][0])))
    _put_walk(rows, steps)


def _walk(rows: sqlite3.Connection) -> list[_Step]:
    kept = json.loads(_meta(rows, "fewer_walk") or b"[]")
    return [_Step(kind, bytes.fromhex(readers), bytes.fromhex(after)) for kind, readers, after in kept]


def _put_walk(rows: sqlite3.Connection, steps: Iterable[_Step]) -> None:
    kept = [(step.kind, step.readers.hex(), step.after.hex()) for step in steps]
    _put_meta(rows, "fewer_walk", json.dumps(kept).encode())


def _note_new(rows: sqlite3.Connection, charter: SignedCharter, last: int) -> None:
    """Note the cases in which something came after the ledger index `last` that changes who reads, or holds the key."""
    _note_kinds(rows, _ALWAYS, after=last)
    present = seated(charter.charter)
    for kind in set(_SEALED) - set(_ALWAYS):
        # These are records that have just been opened; there are no more of them than came with this sync.
        found = rows.execute(
            "SELECT case_id, substr(bytes, 41, 2) FROM record WHERE kind = ? AND idx > ?", (kind, last)
        )
        late = [(case_id,) for case_id, readers in found.fetchall() if int.from_bytes(readers, "big") & ~present]
        rows.executemany("INSERT OR IGNORE INTO maybe_fewer VALUES (?)", late)


def _note_kinds(rows: sqlite3.Connection, kinds: Iterable[int], *, after: int) -> None:
    for kind in kinds:
        rows.execute(
            "INSERT OR IGNORE INTO maybe_fewer SELECT case_id FROM record WHERE kind = ? AND idx > ?", (kind, after)
        )


def _sealed_to(rows: sqlite3.Connection, kind: int) -> Iterator[bytes]:
    """Yield each set of readers (2 bytes) that records of a kind were sealed to: a step in the index for each."""
    found: tuple[bytes] | None = (b"",)
    while found is not None:
        found = rows.execute(
            "SELECT substr(bytes, 41, 2) FROM record WHERE kind = ? AND substr(bytes, 41, 2) > ?"
            " ORDER BY substr(bytes, 41, 2) LIMIT 1",
            (kind, found[0]),
        ).fetchone()
        if found is not None:
            yield found[0]


def _newest(rows: sqlite3.Connection) -> int:
    """Return the highest ledger index of a record that may bring a case into question; -1 for none."""
    newest = [
        rows.execute("SELECT max(idx) FROM record WHERE kind = ?", (kind,)).fetchone()[0]
        for kind in {*_ALWAYS, *_SEALED}
    ]
    return max((index for index in newest if index is not None), default=-1)


def _meta(rows: sqlite3.Connection, name: str) -> bytes | None:
    found = rows.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return bytes(found[0]) if found else None


def _put_meta(rows: sqlite3.Connection, name: str, value: bytes) -> None:
    rows.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))
