# SPDX-License-Identifier: AGPL-3.0-or-later
"""Entries: records sealed to a fixed number of slots, whoever may read (docs/protocol.md, sections 2 and 3)."""

import secrets
from collections.abc import Sequence
from typing import Final

from plaint.age.encrypt import encrypt
from plaint.age.identity import SEED_LENGTH, Identity, Recipient
from plaint.entry import container
from plaint.entry.record import Record
from plaint.errors import PlaintError

SLOT_COUNTS: Final = (8, 16)


class SlotsError(PlaintError):
    """The readers do not fit the charter's slots, or a record names other readers than it is sealed to."""


def throw_away() -> Recipient:
    """Return a recipient whose identity nobody has: its seed is dropped here."""
    return Identity.from_seed(secrets.token_bytes(SEED_LENGTH)).recipient


def readers_of(recipients: Sequence[Recipient | None]) -> int:
    """Return the bitmap of the slots that have a recipient."""
    return sum(1 << slot for slot, recipient in enumerate(recipients) if recipient is not None)


def seal_entry(records: Sequence[Record], recipients: Sequence[Recipient | None]) -> bytes:
    """Return the entry of these records, 65,536 bytes, sealed to one recipient a slot; None is a throw-away key.

    Raise `SlotsError` for another number of slots than 8 or 16, for one recipient in two slots, or where a record's
    readers are not those that it is sealed to; `TooLongError` if the records do not fit.
    """
    readers = readers_of(recipients)
    present = [recipient for recipient in recipients if recipient is not None]
    if len(recipients) not in SLOT_COUNTS or len(set(present)) != len(present):
        raise SlotsError("The readers do not fit the slots of the charter.", hint="Get the present charter.")
    # The readers are signed inside: a record sealed to others than it names would be refused by every desk.
    if any(record.readers != readers for record in records) or (records and not readers):
        raise SlotsError("A record names other readers than it is sealed to.", hint="Sign it for its readers.")
    packed = container.encode([record.encode() for record in records], len(recipients))
    return encrypt(packed, [recipient or throw_away() for recipient in recipients])


def seal_cover(slots: int) -> bytes:
    """Return an entry of no records to nobody, which nobody can tell from another."""
    return seal_entry([], [None] * slots)
