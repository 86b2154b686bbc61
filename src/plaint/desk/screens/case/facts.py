# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the side of a case page states: whom it is about, who reads, what is allowed, how it was sealed."""

from collections.abc import Sequence
from dataclasses import dataclass

from plaint.casework.case import Case
from plaint.casework.seen import slots
from plaint.casework.vocabulary import Urgency
from plaint.desk.names import CharterNames
from plaint.desk.session import Opened


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderLine:
    """One member who reads the case."""

    member: str
    role: str
    body: str
    me: bool
    retired: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the side of the page states."""

    about: tuple[str, ...]
    about_unknown: bool
    uniformed: bool
    about_note: str
    readers: tuple[ReaderLine, ...]
    left_out: tuple[str, ...]
    consent: tuple[str, ...]
    assigned: tuple[str, ...]
    urgent: bool
    trustees: tuple[str, ...]
    k: int


def facts_of(case: Case, names: CharterNames, opened: Opened) -> Facts:
    """Return the facts of a case in the member's language."""
    complaint, envelope = case.complaint, _envelope(case)
    about = complaint.about if complaint else None
    return Facts(
        about=tuple([names.body(each) for each in about.bodies] + [names.region(each) for each in about.regions])
        if about
        else (),
        about_unknown=about.unknown if about else False,
        uniformed=about.uniformed if about else False,
        about_note=about.note if about else "",
        readers=_readers(slots(case.readers), names, opened),
        left_out=tuple(names.role(each) for each in complaint.left_out) if complaint else (),
        consent=case.consent,
        assigned=tuple(names.role(each) for each in case.assignment.members),
        urgent=case.urgency == Urgency.NOW,
        trustees=tuple(_at(names, slot) for slot in envelope[1]) if envelope else (),
        k=envelope[0] if envelope else 0,
    )


def _readers(read: Sequence[int], names: CharterNames, opened: Opened) -> tuple[ReaderLine, ...]:
    lines = []
    for slot in read:
        member = names.at_slot(slot)
        if member is not None:
            lines.append(
                ReaderLine(
                    member=member.id,
                    role=names.role(member.id),
                    body=names.body(member.body),
                    me=member.id == opened.key.member,
                    retired=member.retired,
                )
            )
    return tuple(lines)


def _envelope(case: Case) -> tuple[int, tuple[int, ...]] | None:
    """Return k and the trustees' slots of the newest envelope, or None where no name was sealed."""
    envelopes = [event.envelope for event in case.events if event.envelope is not None]
    return (envelopes[-1].k, tuple(seat.slot for seat in envelopes[-1].seats)) if envelopes else None


def _at(names: CharterNames, slot: int) -> str:
    member = names.at_slot(slot)
    return names.role(member.id) if member is not None else str(slot)
