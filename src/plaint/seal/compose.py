# SPDX-License-Identifier: AGPL-3.0-or-later
"""From what a person said to sealed entries: complaint and follow-up, cut where they are long (section 3)."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from plaint.age.identity import Recipient
from plaint.entry import sections, slices
from plaint.entry.complaint import Complaint
from plaint.entry.envelope import Envelope
from plaint.entry.followup import FollowUp
from plaint.entry.kinds import COMPLAINANT, RecordKind, Tag
from plaint.entry.record import Record, SealedBy, Unsigned
from plaint.entry.thread import ThreadSection
from plaint.errors import FormatError
from plaint.receipt.derive import ID_LENGTH, Thread
from plaint.seal.slots import readers_of, seal_entry

_ENVELOPE: Final = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Under which charter and to whom something is sealed, one recipient or None for each slot."""

    charter_version: int
    charter_hash: bytes
    recipients: tuple[Recipient | None, ...]
    sealed_by: SealedBy


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """One entry to be sent, and the token that erases it."""

    record_id: bytes
    blob: bytes = field(repr=False)
    erase_token: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Piece:
    """The body of one record: the whole, or a part of it."""

    kind: int
    record_id: bytes
    body: bytes = field(repr=False)


def compose_complaint(
    complaint: Complaint,
    thread: Thread,
    *,
    frame: Frame,
    envelope: Envelope | None = None,
    attachments: bytes | None = None,
) -> tuple[Sealed, ...]:
    """Return the entries of a complaint: one, or several if it is long; `attachments` is section 4."""
    tagged: dict[int, bytes] = {
        Tag.DOCUMENT: complaint.encode(),
        Tag.THREAD: ThreadSection(thread.key, thread.identity.recipient).encode(),
        **_extras(envelope, attachments),
    }
    return _seal(RecordKind.COMPLAINT, tagged, thread, frame)


def compose_follow_up(
    follow_up: FollowUp,
    thread: Thread,
    *,
    frame: Frame,
    envelope: Envelope | None = None,
    attachments: bytes | None = None,
) -> tuple[Sealed, ...]:
    """Return the entries of a follow-up; an envelope goes with it exactly if its document says so."""
    if (follow_up.envelope != _ENVELOPE) != (envelope is not None):
        raise FormatError("A follow-up says that it brings a name, or brings one unsaid.", hint="Do both or neither.")
    tagged: dict[int, bytes] = {Tag.DOCUMENT: follow_up.encode(), **_extras(envelope, attachments)}
    return _seal(RecordKind.FOLLOW_UP, tagged, thread, frame)


def pieces(kind: int, body: bytes, *, room: int) -> tuple[Piece, ...]:
    """Return the bodies of the records that carry `body`: one if it fits `room` bytes, else its parts."""
    record_id = secrets.token_bytes(ID_LENGTH)
    if len(body) <= room:
        return (Piece(kind, record_id, body),)
    cut = slices.cut(body, kind, record_id, room=room)
    return tuple(Piece(RecordKind.PART, secrets.token_bytes(ID_LENGTH), part) for part in cut)


def _extras(envelope: Envelope | None, attachments: bytes | None) -> dict[int, bytes]:
    extras: dict[int, bytes] = {}
    if envelope is not None:
        extras[Tag.ENVELOPE] = envelope.encode()
    if attachments is not None:
        extras[Tag.ATTACHMENTS] = attachments
    return extras


def _seal(kind: int, tagged: Mapping[int, bytes], thread: Thread, frame: Frame) -> tuple[Sealed, ...]:
    room = slices.body_room(len(frame.recipients))
    return tuple(_seal_piece(piece, thread, frame) for piece in pieces(kind, sections.encode(tagged), room=room))


def _seal_piece(piece: Piece, thread: Thread, frame: Frame) -> Sealed:
    unsigned = Unsigned(
        kind=piece.kind,
        sealed_by=frame.sealed_by,
        author=COMPLAINANT,
        charter_version=frame.charter_version,
        charter_hash=frame.charter_hash,
        readers=readers_of(frame.recipients),
        case_id=thread.case_id,
        record_id=piece.record_id,
        body=piece.body,
    )
    record = Record.sign(unsigned, thread.follow_up, origin=thread.origin)
    blob = seal_entry([record], frame.recipients)
    return Sealed(record_id=piece.record_id, blob=blob, erase_token=thread.erase_token(piece.record_id))
