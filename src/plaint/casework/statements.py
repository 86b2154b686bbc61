# SPDX-License-Identifier: AGPL-3.0-or-later
"""What members say to each other about a case: the documents of kinds 16 to 24 (docs/protocol.md, section 3.6).

Those about opening an envelope, kinds 32 to 37, have rules of their own and stand in `disclosure`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from plaint.casework import disclosure
from plaint.casework.disclosure import Disclosure
from plaint.casework.vocabulary import LATEST_DAY
from plaint.entry import strictjson
from plaint.entry.fields import Fields
from plaint.entry.kinds import MAX_SLOT
from plaint.entry.strictjson import JsonValue
from plaint.entry.unknown import Unknown
from plaint.errors import FormatError

HEAD: Final = 16
REPLY: Final = 17
NOTE: Final = 18
ASSIGNMENT: Final = 19
STATUS: Final = 20
WIDENING: Final = 21
RECUSAL: Final = 22
REKEY: Final = 23
OBJECTION: Final = 24

FORM: Final = 1
LARGEST_INDEX: Final = 2**53 - 1
MAX_TEXT: Final = 10_000
"""Code points of a reply or a note."""


@dataclass(frozen=True, slots=True)
class Head:
    """The newest checkpoint that a member's desk has verified, so that members compare heads inside the ledger."""

    checkpoint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a member put on the board for the complainant, in full, for the other readers of the case."""

    message: bytes
    """Message id of the cells, 16 bytes."""
    language: str
    text: str
    day: int
    """Day on which the first cell was to be posted, in days since 1970-01-01 UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A remark for colleagues; its audience says how the author narrowed the readers, the slots say who they are."""

    audience: str
    """`readers`: all who read the case; `body`: only members of the author's body."""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Who takes the case up; an empty list frees it."""

    members: tuple[str, ...]
    task: str
    due: int | None
    """Day by which it should be done, in days since 1970-01-01 UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusChange:
    """Where the case stands from here on, and why."""

    status: str
    ground: str
    """Ground of closing; empty unless closed."""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Widening:
    """Members who read the case from here on; what was written before travels with it."""

    added: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recusal:
    """A member who steps out of the case: nothing more of it is sealed to that member's slot."""

    slot: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rekey:
    """A new thread key, which lies in the record's thread section; the complainant was told in this message."""

    message: bytes
    """Message id of the cells, 16 bytes."""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """A reader's word that an entry of the case must not be erased from the readers' desks, and why."""

    index: int
    """Ledger index of the entry."""
    reason: str


Statement = Head | Reply | Note | Assignment | StatusChange | Widening | Recusal | Rekey | Objection | Disclosure


def read_statement(kind: int, document: bytes) -> tuple[Statement | Unknown, bool]:
    """Return the statement of this `kind` in `document`, and whether a newer program put more into it.

    Raises `KeyError` for a kind that has no statement here and `FormatError` for a document that is malformed.
    """
    fields = Fields(strictjson.decode_object(document))
    form = fields.form()
    if form != FORM:
        return Unknown("statement", form, document), False
    statement = _READERS[kind](fields)
    return statement, bool(fields.unknown())


def write_statement(statement: Statement) -> tuple[int, bytes]:
    """Return the kind and the document of `statement`; raise `FormatError` if a field is not as its form wants it."""
    kind, write = _WRITERS[type(statement)]
    document = strictjson.encode({"form": FORM, **write(statement)})
    read_statement(kind, document)  # what we would refuse from a colleague, no colleague gets from us
    return kind, document


def _reply(fields: Fields) -> Reply:
    return Reply(
        message=fields.octets("message", 16),
        language=fields.language("language"),
        text=fields.text("text", MAX_TEXT),
        day=fields.number("day", LATEST_DAY),
    )


def _assignment(fields: Fields) -> Assignment:
    return Assignment(
        members=fields.ids("members"), task=fields.text("task", 300), due=fields.optional_number("due", LATEST_DAY)
    )


def _status(fields: Fields) -> StatusChange:
    status = fields.word("status")
    ground = fields.text("ground", 40)
    if (status == "closed") != bool(ground):
        raise FormatError(
            "A case is closed on a ground, and on nothing else is a ground given.", hint="Choose a ground of closing."
        )
    return StatusChange(status=status, ground=ground, reason=fields.text("reason", 1_000))


_READERS: Final[Mapping[int, Callable[[Fields], Statement]]] = {
    HEAD: lambda fields: Head(fields.text("checkpoint", 4_000, least=1)),
    REPLY: _reply,
    NOTE: lambda fields: Note(audience=fields.word("audience"), text=fields.text("text", MAX_TEXT, least=1)),
    ASSIGNMENT: _assignment,
    STATUS: _status,
    WIDENING: lambda fields: Widening(added=fields.ids("added"), reason=fields.text("reason", 1_000, least=1)),
    RECUSAL: lambda fields: Recusal(slot=fields.number("slot", MAX_SLOT), reason=fields.text("reason", 1_000)),
    REKEY: lambda fields: Rekey(message=fields.octets("message", 16), reason=fields.text("reason", 1_000)),
    OBJECTION: lambda fields: Objection(
        index=fields.number("index", LARGEST_INDEX), reason=fields.text("reason", 1_000, least=1)
    ),
    **disclosure.READERS,
}
STATEMENTS: Final = frozenset(_READERS)
"""Kinds of record that hold a statement."""

_WRITERS: Final[Mapping[type, tuple[int, Callable[..., dict[str, JsonValue]]]]] = {
    Head: (HEAD, lambda said: {"checkpoint": said.checkpoint}),
    Reply: (
        REPLY,
        lambda said: {
            "message": said.message.hex(),
            "language": said.language,
            "text": said.text,
            "day": said.day,
        },
    ),
    Note: (NOTE, lambda said: {"audience": said.audience, "text": said.text}),
    Assignment: (ASSIGNMENT, lambda said: {"members": list(said.members), "task": said.task, "due": said.due}),
    StatusChange: (
        STATUS,
        lambda said: {"status": said.status, "ground": said.ground, "reason": said.reason},
    ),
    Widening: (WIDENING, lambda said: {"added": list(said.added), "reason": said.reason}),
    Recusal: (RECUSAL, lambda said: {"slot": said.slot, "reason": said.reason}),
    Rekey: (REKEY, lambda said: {"message": said.message.hex(), "reason": said.reason}),
    Objection: (OBJECTION, lambda said: {"index": said.index, "reason": said.reason}),
    **disclosure.WRITERS,
}
