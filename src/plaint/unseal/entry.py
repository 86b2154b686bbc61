# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening an entry with one's own slot, and deciding which of its records to believe (section 3.1)."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from plaint.age.decrypt import open_slot
from plaint.age.errors import HeaderError, NoMatchError
from plaint.age.identity import Identity
from plaint.entry import container
from plaint.entry.container import ENTRY_LENGTH, Container
from plaint.entry.kinds import COMPLAINANT
from plaint.entry.record import Record
from plaint.entry.unknown import Unknown
from plaint.errors import FormatError, PlaintError
from plaint.keys.errors import SignatureError


class Refusal(StrEnum):
    """Why a record is listed as "could not be opened" and not believed."""

    FORM = "form"
    READERS = "readers"
    CHARTER = "charter"
    AUTHOR = "author"
    SIGNATURE = "signature"


class RefusedError(PlaintError):
    """A record was opened and must not be believed; it is kept, listed, and another member can look at it."""

    def __init__(self, why: Refusal) -> None:
        """Keep why the record was refused."""
        super().__init__(f"A record was refused ({why}).", hint="Ask another member whether they could open it.")
        self.why: Final = why


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a desk knows when it reads: its group, its slot, the charters, and their members' keys."""

    origin: str
    slot: int
    charter_hash: Callable[[int], bytes | None]
    """Hash of the charter of this version, None if there is none."""
    member_key: Callable[[int, int], bytes | None]
    """Ed25519 key of (charter version, slot), None if nobody held the slot."""


def open_entry(blob: bytes, identity: Identity, *, slots: int, slot: int) -> Container | Unknown | None:
    """Return what an entry holds for this identity's slot, or None if it was not sealed to it.

    None is all that cover, a complaint about one's own body and another's entry look like. Raise `AgeError` for a
    malformed or damaged file, `FormatError` for a malformed container.
    """
    if len(blob) != ENTRY_LENGTH:
        raise HeaderError("An entry has 65,536 bytes.", hint="Sync again.")
    try:
        opened = open_slot(blob, identity, slots=slots, position=slot)
    except NoMatchError:
        return None
    return container.decode(opened, slots)


def read_record(octets: bytes, reading: Reading) -> Record | Unknown:
    """Return the record in `octets` if it is to be believed; raise `RefusedError`, which says why not."""
    try:
        record = Record.decode(octets)
    except FormatError:
        raise RefusedError(Refusal.FORM) from None
    if isinstance(record, Unknown):
        return record
    # A genuine record, sealed again by one of its readers to somebody its author left out, is refused by that one.
    if not record.readers >> reading.slot & 1:
        raise RefusedError(Refusal.READERS)
    if reading.charter_hash(record.charter_version) != record.charter_hash:
        raise RefusedError(Refusal.CHARTER)
    # A complainant's key fits the case by its form; a member's is the charter's.
    if record.author != COMPLAINANT and reading.member_key(record.charter_version, record.author) != record.author_key:
        raise RefusedError(Refusal.AUTHOR)
    try:
        record.verify(reading.origin)
    except SignatureError:
        raise RefusedError(Refusal.SIGNATURE) from None
    return record


def replay_key(record: Record) -> tuple[bytes, bytes]:
    """Return what two showings of one record have in common, however they were sealed: author key and record id.

    The id alone would let one author hide another's record by using its id first.
    """
    return record.author_key, record.record_id
