# SPDX-License-Identifier: AGPL-3.0-or-later
"""From opened entries to records that are believed: author, charter, signature, place; what fails is kept and listed.

Rules of this module:

- A member's signature counts if the charter that the record names gives this slot that key, and if the charter that
  holds at the entry's place in the ledger still seats that member with it: a retired key signs nothing later.
- A record inside a widening counts if the widening's author was among its first readers, and it belongs to that case.
- What a complainant seals is one record to an entry; several together are refused. Each would be a case, or a word to
  be answered: one entry's work would make hundreds of them.
- A head that another member posted is compared with our own tree: two ledgers under one name meet here.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from plaint.casework.seen import Seen
from plaint.casework.statements import Head as HeadStatement
from plaint.casework.statements import read_statement
from plaint.desk.mirror import tree
from plaint.desk.sync.constitution import Book
from plaint.desk.sync.heads import Keys
from plaint.desk.sync.slot import Found
from plaint.desk.vault import records
from plaint.desk.vault.records import Refused
from plaint.entry.kinds import COMPLAINANT, RecordKind, Tag
from plaint.entry.record import VERSION, Record
from plaint.entry.sections import decode_relayed
from plaint.entry.unknown import Unknown
from plaint.errors import FormatError, PlaintError
from plaint.keys import note as notes
from plaint.keys.errors import SignatureError
from plaint.ledger.checkpoint import read_checkpoint
from plaint.ledger.merkle import tree_root
from plaint.unseal.entry import Reading, Refusal, RefusedError, read_record

NEWER: Final = "newer"
BROKEN: Final = "broken"
RELAYED: Final = "relayed"
CROWDED: Final = "crowded"
NO_CASE: Final = bytes(16)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry lies, and on which day it came."""

    index: int
    day: int


def take(rows: sqlite3.Connection, found: Found, place: Place, book: Book, slot: int) -> set[bytes]:
    """Keep what an entry holds in the vault; return the ids of the cases that it touches."""
    if found.broken or found.newer:
        reason = BROKEN if found.broken else NEWER
        records.refuse(rows, Refused(place.index, -1, place.day, reason), b"")
        return set()
    touched = set()
    if len(found.records) > 1 and any(map(_is_by_person, found.records)):
        records.refuse(rows, Refused(place.index, -1, place.day, CROWDED), b"")
        return set()
    for number, octets in enumerate(found.records):
        seen = _believe(rows, octets, place, number, book, slot)
        if seen is None:
            continue
        for each in (*_relayed(rows, seen, book), seen):
            records.put(rows, each)
        touched.add(seen.record.case_id)
    return touched - {NO_CASE}


def _is_by_person(octets: bytes) -> bool:
    # The version is the first byte, the author's the fourth (docs/protocol.md, 3.1).
    return octets[:1] == bytes([VERSION]) and octets[3:4] == bytes([COMPLAINANT])


def contradicts(rows: sqlite3.Connection, head: HeadStatement, keys: Keys) -> bytes | None:
    """Return the other head's note if it is signed by the ledger and does not fit our tree; None if it fits.

    A head of a tree larger than ours cannot be compared yet, and is left until it can.
    """
    octets = head.checkpoint.encode()
    try:
        note = notes.parse(octets)
        # A colleague relays the Ed25519 line alone, as the board's window does.
        notes.verify(note, keys.ledger[:1])
        checkpoint = read_checkpoint(note.text)
    except (FormatError, SignatureError):
        return None  # not signed by the ledger: it convicts nobody
    own = tree.head(rows)
    if own is None or checkpoint.size > own.checkpoint.size or checkpoint.size == 0:
        return None
    return None if tree_root(checkpoint.size, tree.tile_reader(rows)) == checkpoint.root else octets


def head_in(seen: Seen) -> HeadStatement | None:
    """Return the head that a record of kind 16 tells of, or None where it is malformed or newer."""
    try:
        said, _ = read_statement(seen.record.kind, seen.record.sections()[Tag.DOCUMENT])
    except PlaintError:
        return None
    return said if isinstance(said, HeadStatement) else None


def _believe(rows: sqlite3.Connection, octets: bytes, place: Place, number: int, book: Book, slot: int) -> Seen | None:
    refused = Refused(place.index, number, place.day, "")
    try:
        record = read_record(octets, _reading(book, slot))
        if isinstance(record, Unknown):
            records.refuse(rows, replace(refused, reason=NEWER), octets)
            return None
        member = _author(record, book, place.index)
    except RefusedError as error:
        records.refuse(rows, replace(refused, reason=str(error.why)), octets)
        return None
    return Seen(record, record.hash(_origin(book)), place.index, number, place.day, member)


def _relayed(rows: sqlite3.Connection, seen: Seen, book: Book) -> Iterator[Seen]:
    """Yield the records inside a widening, in order; they stand before it."""
    if seen.record.kind != RecordKind.WIDENING:
        return
    try:
        inside = decode_relayed(seen.record.sections()[Tag.RELAYED])
    except FormatError:
        records.refuse(rows, Refused(seen.index, seen.place, seen.day, RELAYED), seen.record.encode())
        return
    for number, octets in enumerate(inside, start=-len(inside)):
        try:
            record = read_record(octets, _reading(book, seen.record.author))
            if isinstance(record, Unknown) or record.case_id != seen.record.case_id:
                raise RefusedError(Refusal.FORM)  # noqa: TRY301 - one way out for all that is not believed
            member = _author(record, book, None)
        except RefusedError as error:
            records.refuse(rows, Refused(seen.index, number, seen.day, str(error.why)), octets)
            continue
        yield Seen(record, record.hash(_origin(book)), seen.index, number, seen.day, member, relayed=True)


def _author(record: Record, book: Book, index: int | None) -> str:
    """Return the member id of the author, empty for a complainant; raise where the signature counts no more.

    `index` is None for a relayed record: it was signed before, and who relays it vouches for that.
    """
    if record.author == COMPLAINANT:
        return ""
    member = book.holder(record.charter_version, record.author)
    if member is None or (index is not None and not book.signs_at(member, index)):
        raise RefusedError(Refusal.AUTHOR)
    return member.id


def _reading(book: Book, slot: int) -> Reading:
    def key(version: int, author: int) -> bytes | None:
        member = book.holder(version, author)
        return None if member is None else member.ed25519

    return Reading(origin=_origin(book), slot=slot, charter_hash=book.hash_of, member_key=key)


def _origin(book: Book) -> str:
    return book.constitution.newest.charter.origin
