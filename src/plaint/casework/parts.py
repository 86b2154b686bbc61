# SPDX-License-Identifier: AGPL-3.0-or-later
"""Longer matter put together again: the parts of one whole become one record, or a line "n of m parts" until then."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from plaint.casework.seen import Seen
from plaint.entry.kinds import RecordKind
from plaint.entry.slices import Whole, gather
from plaint.errors import FormatError


@dataclass(frozen=True, slots=True)
class Waiting:
    """A whole of which parts are missing."""

    kind: int
    member: str
    have: int
    count: int


def join_parts(case: Iterable[Seen]) -> tuple[tuple[Seen, ...], tuple[Waiting, ...]]:
    """Return the records of one case in ledger order with wholes in place of their parts, and what is not whole yet.

    A whole stands where its last part came. A part that is malformed stays as it is: it is shown as unreadable.
    """
    ordered = sorted(case, key=lambda seen: seen.order)
    good = [seen for seen in ordered if seen.record.kind == RecordKind.PART and _is_part(seen)]
    records = [seen for seen in ordered if seen not in good]
    waiting = []
    for whole in gather(seen.record for seen in good):
        last = [seen for seen in good if _belongs(seen, whole)][-1]
        if whole.body is None:
            waiting.append(Waiting(whole.kind, last.member, whole.have, whole.count))
        else:
            records.append(_joined(last, whole, whole.body))
    return tuple(sorted(records, key=lambda seen: seen.order)), tuple(waiting)


def _joined(last: Seen, whole: Whole, body: bytes) -> Seen:
    try:
        return replace(last, record=replace(last.record, kind=whole.kind, record_id=whole.whole_id, body=body))
    except FormatError:
        # Each part was signed, and together they are no record of their kind: the last part stands for them.
        return last


def _is_part(seen: Seen) -> bool:
    try:
        gather([seen.record])
    except FormatError:
        return False
    return True


def _belongs(seen: Seen, whole: Whole) -> bool:
    found = gather([seen.record])[0]
    return (found.whole_id, found.author_key, found.case_id, found.kind, found.count) == (
        whole.whole_id, whole.author_key, whole.case_id, whole.kind, whole.count,
    )  # fmt: skip
