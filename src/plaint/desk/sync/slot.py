# SPDX-License-Identifier: AGPL-3.0-or-later
"""One's own slot of one entry: whose stanza is tried, and what comes of it."""

from dataclasses import dataclass, field
from typing import Final

from plaint.age.errors import AgeError
from plaint.age.identity import Identity
from plaint.entry.unknown import Unknown
from plaint.errors import FormatError
from plaint.unseal.entry import open_entry


@dataclass(frozen=True, slots=True)
class Slot:
    """Whose stanza is tried."""

    seed: bytes = field(repr=False)
    slot: int
    slots: int


@dataclass(frozen=True, slots=True)
class Found:
    """What one entry holds for this member's slot."""

    records: tuple[bytes, ...] = field(default=(), repr=False)
    broken: bool = False
    """It was meant for this slot, or for nobody, and is damaged."""
    newer: bool = False
    """A newer program made it."""


NOTHING: Final = Found()
"""Cover, or an entry for others: they look alike from here."""


def open_one(identity: Identity, own: Slot, entry: bytes | None) -> Found:
    """Return what `entry` holds for `own`, whose key is `identity`; nothing where it was erased meanwhile."""
    if entry is None:
        return NOTHING
    try:
        found = open_entry(entry, identity, slots=own.slots, slot=own.slot)
    except (AgeError, FormatError):
        return Found(broken=True)
    if found is None:
        return NOTHING
    if isinstance(found, Unknown):
        return Found(newer=True)
    return Found(found.records)
