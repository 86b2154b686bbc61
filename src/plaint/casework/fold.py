# SPDX-License-Identifier: AGPL-3.0-or-later
"""The fold: signed records of one case, in ledger order, become the case.

Rules of this module:

- The ledger's order decides between two members who changed the same thing at once: the later one holds, and all desks
  agree on it without asking each other.
- A record counts once, however often it came: relayed, posted again, or replayed by somebody who kept it.
- Nothing that a complainant writes ends a case. A wish to stop is a retraction until a member answers it with a status.
"""

from collections.abc import Iterable, Sequence

from plaint.casework.case import Case
from plaint.casework.chain import holes
from plaint.casework.content import Event, read_event
from plaint.casework.parts import join_parts
from plaint.casework.reference import reference
from plaint.casework.seen import Seen
from plaint.casework.statements import Assignment, Recusal, StatusChange, Widening
from plaint.casework.vocabulary import Status
from plaint.entry.complaint import Complaint
from plaint.entry.followup import FollowUp
from plaint.entry.thread import ThreadSection

_NOBODY = Assignment(members=(), task="", due=None)
_NEW = StatusChange(status=Status.NEW, ground="", reason="")


def fold_case(case_id: bytes, records: Iterable[Seen]) -> Case:
    """Return the case with this id from all of its records that this desk has; their order does not matter."""
    once = _once(records)
    joined, waiting = join_parts(once)
    events = tuple(read_event(seen) for seen in _once(joined))
    statuses = [event.content for event in events if isinstance(event.content, StatusChange)]
    assignments = [event.content for event in events if isinstance(event.content, Assignment)]
    return Case(
        case_id=case_id,
        reference=reference(case_id),
        events=events,
        readers=_readers(events),
        status=statuses[-1] if statuses else _NEW,
        assignment=assignments[-1] if assignments else _NOBODY,
        consent=_consent(events),
        retraction=_retracted(events),
        waiting_parts=waiting,
        holes=holes(seen for seen in once if not seen.relayed),
        thread=_thread(events),
    )


def _once(records: Iterable[Seen]) -> tuple[Seen, ...]:
    """Return each record once: the first in ledger order of those with one hash, or one author and record id."""
    found: dict[tuple[bytes, bytes], Seen] = {}
    # What came directly stands before what was relayed: it has a place in the ledger of its own.
    for seen in sorted(records, key=lambda seen: (seen.relayed, seen.order)):
        found.setdefault((seen.record.author_key, seen.record.record_id), seen)
    return tuple(sorted(found.values(), key=lambda seen: seen.order))


def _readers(events: Sequence[Event]) -> int:
    readers = events[0].seen.record.readers if events else 0
    for event in events:
        if isinstance(event.content, Complaint | Widening):
            readers |= event.seen.record.readers
        elif isinstance(event.content, Recusal):
            readers &= ~(1 << event.content.slot)
    return readers


def _consent(events: Sequence[Event]) -> tuple[str, ...]:
    allowed: set[str] = set()
    for event in events:
        if isinstance(event.content, Complaint):
            allowed |= set(event.content.consent)
        elif isinstance(event.content, FollowUp):
            allowed = (allowed | set(event.content.grant)) - set(event.content.withdraw)
    return tuple(sorted(allowed))


def _retracted(events: Sequence[Event]) -> bool:
    last = [event.content for event in events if isinstance(event.content, FollowUp | StatusChange)]
    for said in reversed(last):
        if isinstance(said, StatusChange):
            return False
        if said.close:
            return True
    return False


def _thread(events: Sequence[Event]) -> ThreadSection | None:
    threads = [event.thread for event in events if event.thread is not None]
    return threads[-1] if threads else None
