# SPDX-License-Identifier: AGPL-3.0-or-later
"""A case: everything that this desk may read about one complaint, as a value."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from plaint.casework.chain import Hole
from plaint.casework.content import Event
from plaint.casework.parts import Waiting
from plaint.casework.statements import Assignment, Note, Objection, Recusal, Reply, StatusChange, Widening
from plaint.casework.vocabulary import Urgency
from plaint.entry.complaint import Complaint
from plaint.entry.followup import FollowUp
from plaint.entry.thread import ThreadSection


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The fold of the records of one case, in ledger order."""

    case_id: bytes
    reference: str
    events: tuple[Event, ...]
    readers: int
    """Bitmap of the slots that read the case now, as far as its records say; the charter may have retired some."""
    status: StatusChange
    assignment: Assignment
    consent: tuple[str, ...]
    """Purposes that the complainant allows at present, sorted."""
    retraction: bool
    """The complainant asked to stop, and no member has answered that with a status yet."""
    waiting_parts: tuple[Waiting, ...]
    holes: tuple[Hole, ...]
    thread: ThreadSection | None = field(repr=False)
    """Key of the cells to this complainant, and the recipient of later keys."""
    outside: tuple[int, ...] = ()
    """Numbers of the events by members who did not read the case then: to be shown as such; they moved nothing."""

    @property
    def counted(self) -> tuple[Event, ...]:
        """The events that move the case: the complainant's, and those of members who read it when they came."""
        return tuple(event for number, event in enumerate(self.events) if number not in self.outside)

    @property
    def opening(self) -> Event | None:
        """The event that the complaint is in, if this desk has it."""
        return next((event for event in self.events if isinstance(event.content, Complaint)), None)

    @property
    def complaint(self) -> Complaint | None:
        """What the complainant first said, if this desk has it."""
        opening = self.opening
        return opening.content if opening is not None and isinstance(opening.content, Complaint) else None

    @property
    def urgency(self) -> str:
        """How soon the complainant fears harm."""
        return self.complaint.urgency if self.complaint else Urgency.NOT_SAID

    @property
    def language(self) -> str:
        """The language that the complainant last wrote in; empty where there is no complainant."""
        said = [event.content.language for event in self.events if isinstance(event.content, Complaint | FollowUp)]
        return said[-1] if said else ""

    @property
    def identity(self) -> bool:
        """Whether an identity envelope lies in the case."""
        return any(event.envelope is not None for event in self.events)

    @property
    def attachments(self) -> tuple[tuple[int, int], ...]:
        """Where the files are: (number of the event, number of the file in it)."""
        return tuple((at, number) for at, event in enumerate(self.events) for number in range(len(event.files)))

    @property
    def objected(self) -> frozenset[int]:
        """Ledger indices of the entries that readers of the case want kept, whatever tombstone aims at them."""
        return frozenset(
            event.content.index
            for at, event in enumerate(self.events)
            if isinstance(event.content, Objection) and at not in self.outside
        )

    @property
    def update_needed(self) -> bool:
        """Whether something was written by a newer program and cannot be shown."""
        return any(event.newer for event in self.events)

    @property
    def came(self) -> int:
        """Day of the first record."""
        return self.events[0].seen.day if self.events else 0

    @property
    def latest(self) -> int:
        """Ledger index of the newest record."""
        return self.events[-1].seen.index if self.events else 0

    @property
    def latest_day(self) -> int:
        """Day of the newest record."""
        return self.events[-1].seen.day if self.events else 0

    @property
    def first_words(self) -> str:
        """What a case without a complaint begins with."""
        return next((event.content.text for event in self.events if isinstance(event.content, Note)), "")

    def texts(self) -> Iterator[str]:
        """Yield everything in it that a member might look for."""
        yield self.reference
        for event in self.events:
            yield from _texts(event)


def _texts(event: Event) -> Iterator[str]:
    said = event.content
    if isinstance(said, Complaint):
        yield from (said.account, said.when, said.where, said.who, said.others, said.needs, said.about.note)
        if said.helper is not None:
            yield said.helper.organisation
    elif isinstance(said, FollowUp | Note | Reply):
        yield said.text
    elif isinstance(said, StatusChange | Widening | Recusal | Objection):
        yield said.reason
    elif isinstance(said, Assignment):
        yield said.task
    for file in event.files:
        yield file.name
