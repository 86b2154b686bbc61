# SPDX-License-Identifier: AGPL-3.0-or-later
"""The thread of a case page: one line for each record, in the ledger's order."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from plaint.casework.case import Case
from plaint.casework.content import Event
from plaint.casework.disclosure import (
    Disclosure,
    Opened,
    OpeningNotice,
    OpeningRequest,
    OpeningShare,
    OpeningVote,
    OpeningWithdrawal,
)
from plaint.casework.statements import Assignment, Recusal, Reply, Widening
from plaint.desk.kinds import kind_of
from plaint.desk.names import CharterNames
from plaint.desk.post.author import UNPOSTED
from plaint.entry.attachments import Attachment

_DONE: Mapping[type, str] = {
    OpeningRequest: "request", OpeningShare: "share", OpeningNotice: "notice", OpeningWithdrawal: "withdrawn",
}  # fmt: skip
PICTURES = ("image/jpeg", "image/png", "image/webp", "image/gif")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLine:
    """One attachment of a record."""

    number: int
    file: Attachment
    picture: bool
    """It says that it is of a kind that can be drawn anew; whether it is shows when it is drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One record as the page shows it."""

    number: int
    kind: str
    did: str
    """What was done about an envelope, for lines of the kind `opening`."""
    said: object = field(repr=False)
    by: str
    """Role of the author; empty for the complainant."""
    body: str
    own: bool
    day: int
    index: int
    sealed_by: int
    relayed: bool
    outside: bool
    """Its author did not read the case then: it changed nothing, and must not pass for a colleague's word."""
    waiting: bool
    """It is written and not in the ledger yet."""
    there_by: int | None
    """Unix time at which the complainant should have it, for a reply of which cells are still to go out."""
    names: tuple[str, ...]
    """Roles of the members that it names."""
    files: tuple[FileLine, ...]
    envelope: bool
    broken: bool
    newer: bool


def lines_of(case: Case, names: CharterNames, *, me: str, there_by: Mapping[bytes, int]) -> tuple[Line, ...]:
    """Return the lines of a case; `there_by` says of messages that still go out when they should be there."""
    return tuple(
        _line(number, event, names, me, there_by, outside=number in case.outside)
        for number, event in enumerate(case.events)
    )


def _line(
    number: int, event: Event, names: CharterNames, me: str, there_by: Mapping[bytes, int], *, outside: bool
) -> Line:
    seen, said = event.seen, event.content
    return Line(
        number=number,
        kind=kind_of(said),
        did=_did(said) if isinstance(said, Disclosure) else "",
        said=said,
        by=names.role(seen.member) if seen.member else "",
        body=names.member_body(seen.member) if seen.member else "",
        own=seen.member == me,
        day=seen.day,
        index=seen.index,
        sealed_by=int(seen.record.sealed_by),
        relayed=seen.relayed,
        outside=outside,
        waiting=seen.index >= UNPOSTED,
        there_by=there_by.get(said.message) if isinstance(said, Reply) else None,
        names=_named(event, names),
        files=tuple(
            FileLine(number=at, file=file, picture=file.media_type in PICTURES) for at, file in enumerate(event.files)
        ),
        envelope=event.envelope is not None,
        broken=bool(event.broken),
        newer=event.newer,
    )


def _did(said: Disclosure) -> str:
    if isinstance(said, OpeningVote):
        return "yes" if said.vote == "yes" else "no"
    if isinstance(said, Opened):
        return "opened" if said.outcome == "opened" else "failed"
    return _DONE[type(said)]


def _named(event: Event, names: CharterNames) -> tuple[str, ...]:
    said = event.content
    if isinstance(said, Assignment):
        return tuple(names.role(each) for each in said.members)
    if isinstance(said, Widening):
        return tuple(names.role(each) for each in said.added)
    if isinstance(said, Recusal):
        member = names.at_slot(said.slot)
        return (names.role(member.id),) if member is not None else (str(said.slot),)
    return ()
