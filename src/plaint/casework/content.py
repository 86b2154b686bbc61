# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a record to what it says: its document and sections as values, or a word about why they cannot be shown.

Rules of this module:

- A record comes here with a good signature. That its content is malformed is then its author's fault, or that of the
  author's program: it is shown as unreadable, under the author's name, and never dropped.
- A malformed section does not hide the others. A complaint with a broken list of files is still a complaint.
- A section counts in a record of a kind that has it, and nowhere else. Of a kind that only a newer program knows
  nothing is read: any member may write one, and a thread or an envelope in it would take the place of the case's own.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, TypeVar

from plaint.casework.seen import Seen
from plaint.casework.statements import STATEMENTS, Note, Statement, StatusChange, read_statement
from plaint.casework.vocabulary import AUDIENCES, Ground, Status
from plaint.entry import attachments, kinds
from plaint.entry.attachments import Attachment
from plaint.entry.complaint import Complaint
from plaint.entry.envelope import BOX_LENGTH, Envelope
from plaint.entry.followup import FollowUp
from plaint.entry.kinds import RecordKind, Tag
from plaint.entry.thread import ThreadSection
from plaint.entry.unknown import Unknown
from plaint.errors import FormatError

_Part = TypeVar("_Part")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The record is signed and malformed; nothing of it is shown but who wrote it and when it came."""


Content = Complaint | FollowUp | Statement | Unknown | Unreadable


@dataclass(frozen=True, slots=True)
class Event:
    """One record of a case and what it says."""

    seen: Seen
    content: Content
    thread: ThreadSection | None = field(default=None, repr=False)
    envelope: Envelope | None = field(default=None, repr=False)
    share: bytes | None = field(default=None, repr=False)
    """A trustee's share of an envelope, sealed to whom the request names."""
    files: tuple[Attachment, ...] = ()
    broken: tuple[int, ...] = ()
    """Tags of sections that are malformed."""
    newer: bool = False
    """A newer program wrote it: something in it is not shown. "Update needed"."""


_KNOWN_TAGS: Final = frozenset({Tag.DOCUMENT, Tag.THREAD, Tag.ENVELOPE, Tag.ATTACHMENTS, Tag.SLICE, Tag.RELAYED})


def read_event(seen: Seen) -> Event:
    """Return what this record says; parts are joined before (`parts`)."""
    kind = seen.record.kind
    sections = seen.record.sections()
    own = kinds.own_tags(kind)
    broken: list[int] = []

    def part(tag: Tag, decode: Callable[[bytes], _Part]) -> _Part | None:
        if tag not in sections or tag not in own:
            return None
        try:
            return decode(sections[tag])
        except FormatError:
            broken.append(tag)
            return None

    thread = part(Tag.THREAD, ThreadSection.decode)
    envelope = part(Tag.ENVELOPE, Envelope.decode)
    files = part(Tag.ATTACHMENTS, attachments.decode) or ()
    share = part(Tag.SLICE, _sealed_share) if kind == RecordKind.OPENING_SHARE else None
    content, more = _document(kind, sections.get(Tag.DOCUMENT, b""))
    newer = more or isinstance(content, Unknown) or bool(set(sections) - _KNOWN_TAGS)
    return Event(seen, content, thread, envelope, share, files, tuple(broken), newer)


def _sealed_share(octets: bytes) -> bytes:
    if len(octets) != BOX_LENGTH:
        raise FormatError("A released share has the wrong length.", hint="Ask the trustee to release it again.")
    return octets


def _document(kind: int, document: bytes) -> tuple[Content, bool]:
    """Return what a document says and whether a newer program put more into it."""
    try:
        if kind == RecordKind.COMPLAINT:
            complaint = Complaint.decode(document)
            return complaint, isinstance(complaint, Complaint) and _has_more(complaint)
        if kind == RecordKind.FOLLOW_UP:
            follow_up = FollowUp.decode(document)
            return follow_up, isinstance(follow_up, FollowUp) and bool(follow_up.more)
        if kind in STATEMENTS:
            said, more = read_statement(kind, document)
            return said, more or not _is_known(said)
        if kind == RecordKind.PART:
            # What is left of a part here could not be put together: see `parts`.
            return Unreadable(), False
    except FormatError:
        return Unreadable(), False
    return Unknown("record", kind, document), False


def _is_known(said: Statement | Unknown) -> bool:
    """Say whether the words of a vocabulary in a statement are words of this program."""
    if isinstance(said, StatusChange):
        return said.status in set(Status) and said.ground in {"", *Ground}
    return not isinstance(said, Note) or said.audience in AUDIENCES


def _has_more(complaint: Complaint) -> bool:
    helper = complaint.helper
    return bool(complaint.more or complaint.about.more or (helper is not None and helper.more))
