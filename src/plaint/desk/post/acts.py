# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a member decides, as signed records and messages in the outbox. Each act is one transaction of the caller's.

Rules of this module:

- Nothing here sends anything; `prepare` seals what waits, and the poster sends it in its turn.
- A reply is two things under one message id: cells for the complainant, and a record of the same text for the other
  readers of the case.
- A new thread key is three: cells under the old key, in which the new one is sealed to the complainant alone; a record
  with it for those who still read; and the rule that the record waits for the cells.
"""

import secrets
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from plaint.age.encrypt import encrypt
from plaint.casework.case import Case
from plaint.casework.content import read_event
from plaint.casework.seen import Seen
from plaint.casework.statements import Note, Objection, Recusal, Rekey, Reply, Statement, Widening, write_statement
from plaint.desk.post import outbox
from plaint.desk.post.author import Author, seated
from plaint.desk.vault import records
from plaint.entry import message as messages
from plaint.entry.cell import MessageKind
from plaint.entry.kinds import Tag
from plaint.entry.record import Record
from plaint.entry.thread import KEY_LENGTH, ThreadSection
from plaint.errors import PlaintError


class ActError(PlaintError):
    """This cannot be done in this case; nothing was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """The moment of an act, as the outbox keeps it."""

    tick: int
    """Desk tick."""
    day: int
    """Days since 1970-01-01 UTC."""


def readers_of(case: Case, author: Author) -> int:
    """Return the bitmap of those who read new records of this case: its readers that are still seated."""
    return case.readers & seated(author.charter.charter)


def say(  # noqa: PLR0913 - an act has an author, a case, readers and a time
    rows: sqlite3.Connection,
    author: Author,
    statement: Statement,
    *,
    case_id: bytes,
    readers: int,
    when: When,
    extra: Mapping[int, bytes] | None = None,
    after: bytes | None = None,
) -> tuple[Record, ...]:
    """Queue a statement about a case for these readers; `extra` are sections beside its document."""
    kind, document = write_statement(statement)
    own = outbox.own(rows, case_id, origin=author.origin, member=author.member)
    signed = author.records(
        kind,
        {Tag.DOCUMENT: document, **(extra or {})},
        case=(*records.of_case(rows, case_id), *own),
        case_id=case_id,
        readers=readers,
    )
    outbox.add_records(rows, signed, origin=author.origin, tick=when.tick, after=after)
    return signed


def reply(
    rows: sqlite3.Connection, author: Author, text: str, *, case: Case, language: str, when: When,
    kind: MessageKind = MessageKind.REPLY,
) -> bytes:  # fmt: skip
    """Queue a text for the complainant, and its record for the readers; return the message id.

    Raise `ActError` where there is no thread, `TooLongError` for a text beyond 32 cells.
    """
    _need_thread(case)
    content = messages.Reply(role=author.role(language), day=when.day, language=language, text=text).encode()
    parts = author.parts(kind, content, case_id=case.case_id)
    message_id = outbox.add_message(rows, parts, case_id=case.case_id, tick=when.tick, today=when.day)
    if kind is MessageKind.REPLY:
        statement = Reply(message=message_id, language=language, text=text, day=when.day)
        say(rows, author, statement, case_id=case.case_id, readers=readers_of(case, author), when=when)
    return message_id


def widen(rows: sqlite3.Connection, author: Author, widening: Widening, *, case: Case, added: int, when: When) -> None:
    """Queue a widening to the slots in `added` (a bitmap), with what was said in the case before.

    It takes along what this desk was among the first readers of, since others would not believe the rest, and no note
    that its author kept to a body.
    """
    found = sorted(records.of_case(rows, case.case_id), key=lambda seen: seen.order)
    kept = [seen.record.encode() for seen in found if seen.record.readers >> author.slot & 1 and not _narrow(seen)]
    relayed = b"".join(len(octets).to_bytes(4, "big") + octets for octets in kept)
    readers = readers_of(case, author) | added
    extra = {int(Tag.RELAYED): relayed}
    say(rows, author, widening, case_id=case.case_id, readers=readers, when=when, extra=extra)


def step_out(rows: sqlite3.Connection, author: Author, reason: str, *, case: Case, when: When) -> None:
    """Queue this member's own recusal. The others change the thread key once the ledger shows it."""
    statement = Recusal(slot=author.slot, reason=reason)
    say(rows, author, statement, case_id=case.case_id, readers=readers_of(case, author), when=when)


def object_to_erasure(
    rows: sqlite3.Connection, author: Author, objection: Objection, *, case: Case, when: When
) -> None:
    """Queue an objection: the readers' desks keep that entry of the case, whatever tombstone aims at it.

    Raise `ActError` where no record of the case came with the entry.
    """
    own = {seen.index for seen in records.of_case(rows, case.case_id) if not seen.relayed}
    if objection.index not in own:
        raise ActError("That entry holds nothing of this case.", hint="Choose what is to be kept on the case's page.")
    say(rows, author, objection, case_id=case.case_id, readers=readers_of(case, author), when=when)


def rekey(rows: sqlite3.Connection, author: Author, reason: str, *, case: Case, when: When) -> bytes:
    """Queue a new thread key for a case whose readers became fewer; return the message id."""
    thread = _need_thread(case)
    key = secrets.token_bytes(KEY_LENGTH)
    content = messages.Rekey(role=author.role(case.language), sealed_key=encrypt(key, [thread.recipient])).encode()
    parts = author.parts(MessageKind.REKEY, content, case_id=case.case_id)
    message_id = outbox.add_message(rows, parts, case_id=case.case_id, tick=when.tick, today=when.day, under=thread.key)
    say(
        rows,
        author,
        Rekey(message=message_id, reason=reason),
        case_id=case.case_id,
        readers=readers_of(case, author),
        when=when,
        extra={Tag.THREAD: ThreadSection(key, thread.recipient).encode()},
        after=message_id,
    )
    return message_id


def _narrow(seen: Seen) -> bool:
    content = read_event(seen).content
    return isinstance(content, Note) and content.audience != "readers"


def _need_thread(case: Case) -> ThreadSection:
    if case.thread is None:
        raise ActError(
            "This case has no complainant who could be answered.", hint="Write a note for colleagues instead."
        )
    return case.thread
