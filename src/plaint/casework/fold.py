# SPDX-License-Identifier: AGPL-3.0-or-later
"""The fold: signed records of one case, in ledger order, become the case.

Rules of this module:

- The ledger's order decides between two members who changed the same thing at once: the later one holds, and all desks
  agree on it without asking each other.
- A record counts once, however often it came: relayed, posted again, or replayed by somebody who kept it.
- A member's word changes the case while that member reads it, and not before or after: whoever stepped out, or learned
  the case's id elsewhere, could otherwise read again by a widening of their own, or give the others a thread key that
  they know. It is shown, and moves nothing.
- Who steps out does so for themselves and stays out: a widening that was written meanwhile must not bring them back.
- Nothing that a complainant writes ends a case. A wish to stop is a retraction until a member answers it with a status.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

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
from plaint.entry.kinds import COMPLAINANT, RecordKind
from plaint.entry.thread import ThreadSection

_NOBODY = Assignment(members=(), task="", due=None)
_NEW = StatusChange(status=Status.NEW, ground="", reason="")


def fold_case(case_id: bytes, records: Iterable[Seen]) -> Case:
    """Return the case with this id from all of its records that this desk has; their order does not matter."""
    once = _once(records)
    joined, waiting = join_parts(once)
    events = tuple(read_event(seen) for seen in _once(joined))
    way = steps(events)
    counted = tuple(step.event for step in way if step.counts)
    statuses = [event.content for event in counted if isinstance(event.content, StatusChange)]
    assignments = [event.content for event in counted if isinstance(event.content, Assignment)]
    return Case(
        case_id=case_id,
        reference=reference(case_id),
        events=events,
        readers=way[-1].readers if way else 0,
        status=statuses[-1] if statuses else _NEW,
        assignment=assignments[-1] if assignments else _NOBODY,
        consent=_consent(events),
        retraction=_retracted(counted),
        waiting_parts=waiting,
        holes=holes(seen for seen in once if not seen.relayed),
        thread=_thread(counted),
        outside=tuple(at for at, step in enumerate(way) if not step.counts),
    )


def _once(records: Iterable[Seen]) -> tuple[Seen, ...]:
    """Return each record once: the first in ledger order of those with one hash, or one author and record id."""
    found: dict[tuple[bytes, bytes], Seen] = {}
    # What came directly stands before what was relayed: it has a place in the ledger of its own.
    for seen in sorted(records, key=lambda seen: (seen.relayed, seen.order)):
        found.setdefault((seen.record.author_key, seen.record.record_id), seen)
    return tuple(sorted(found.values(), key=lambda seen: seen.order))


@dataclass(frozen=True, slots=True)
class Step:
    """One event on the way of a case."""

    event: Event
    counts: bool
    """Its author read the case when it came."""
    readers: int
    """Bitmap of the slots that read the case after it."""


def steps(events: Sequence[Event]) -> tuple[Step, ...]:
    """Return the events of a case, in ledger order, each with whether it counts and who reads the case after it."""
    # A complaint says by its author's key that it is of this case; where it is missing, the first record has to do.
    complaints = [event.seen.record.readers for event in events if event.seen.record.kind == RecordKind.COMPLAINT]
    readers = reduce(or_, complaints or [event.seen.record.readers for event in events[:1]], 0)
    recused = 0
    found = []
    for event in events:
        author = event.seen.record.author
        counts = author == COMPLAINANT or bool(readers >> author & 1)
        if counts and isinstance(event.content, Widening):
            readers |= event.seen.record.readers & ~recused
        elif counts and isinstance(event.content, Recusal) and event.content.slot == author:
            recused |= 1 << author
            readers &= ~recused
        found.append(Step(event, counts, readers))
    return tuple(found)


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
