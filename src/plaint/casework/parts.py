# SPDX-License-Identifier: AGPL-3.0-or-later
"""Longer matter put together again: the parts of one whole become one record, or a line "n of m parts" until then."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from plaint.casework.seen import Seen
from plaint.entry.kinds import RecordKind
from plaint.entry.record import Record
from plaint.entry.slices import Whole, gather
from plaint.errors import FormatError

_Key = tuple[bytes, bytes, bytes, int, int]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A whole of which parts are missing."""

    kind: int
    member: str
    have: int
    count: int


def join_parts(case: Iterable[Seen]) -> tuple[tuple[Seen, ...], tuple[Waiting, ...]]:
    """Return the records of one case in ledger order with wholes in place of their parts, and what is not whole yet.

    A whole stands where its last part came. A part that is malformed stays as it is: it is shown as unreadable. The
    work grows with the number of parts: anybody may send thousands, each of another whole.
    """
    records: list[Seen] = []
    good: list[Record] = []
    last: dict[_Key, Seen] = {}
    for seen in sorted(case, key=lambda seen: seen.order):
        key = _key_of(seen.record)
        if key is None:
            records.append(seen)
        else:
            good.append(seen.record)
            last[key] = seen
    waiting = []
    for whole in gather(good):
        seen = last[_key(whole)]
        if whole.body is None:
            waiting.append(Waiting(whole.kind, seen.member, whole.have, whole.count))
        else:
            records.append(_joined(seen, whole, whole.body))
    return tuple(sorted(records, key=lambda seen: seen.order)), tuple(waiting)


def _joined(last: Seen, whole: Whole, body: bytes) -> Seen:
    try:
        return replace(last, record=replace(last.record, kind=whole.kind, record_id=whole.whole_id, body=body))
    except FormatError:
        # Each part was signed, and together they are no record of their kind: the last part stands for them.
        return last


def _key_of(record: Record) -> _Key | None:
    """Return what the parts of one whole share, or None for a record that is no part, or a malformed one."""
    if record.kind != RecordKind.PART:
        return None
    try:
        return _key(gather([record])[0])
    except FormatError:
        return None


def _key(whole: Whole) -> _Key:
    return whole.whole_id, whole.author_key, whole.case_id, whole.kind, whole.count
