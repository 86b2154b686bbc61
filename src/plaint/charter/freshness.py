# SPDX-License-Identifier: AGPL-3.0-or-later
"""The weekly word of a quorum that this version is still the newest (docs/protocol.md, section 9).

Without it a server could serve an old charter for ever, with a reader in it who was long removed.

Rules of this module:

- The text names origin, version, hash and `until`; a note for any other charter is none at all.
- `until` lies at most `freshness_days` ahead. Where a note reaches further, its makers or this clock are wrong.
"""

import re
from dataclasses import dataclass, field
from typing import Final, Self

from plaint.charter.errors import CharterError, CharterFormError
from plaint.charter.signed import SignedCharter, joined, need_majority, signers
from plaint.errors import FormatError
from plaint.keys import note
from plaint.keys.note import Note

DAY: Final = 86_400
SLACK: Final = DAY
"""Seconds by which a visitor's clock may lie behind before a genuine note looks as if it reached too far ahead."""
_TEXT: Final = re.compile(
    r"plaint freshness/1\n([a-z0-9./-]{1,63})\n([1-9][0-9]{0,9})\n([0-9a-f]{64})\n([1-9][0-9]{0,11})\n"
)


@dataclass(frozen=True, slots=True)
class Freshness:
    """What a freshness note says; its signatures are not yet verified."""

    note: Note = field(repr=False)
    origin: str
    version: int
    digest: bytes
    until: int
    """Unix seconds."""

    @classmethod
    def from_bytes(cls, octets: bytes) -> Self:
        """Read a freshness note; raise `CharterFormError` where it is none."""
        try:
            signed = note.parse(octets)
        except FormatError as error:
            raise CharterFormError("freshness", f"is no signed note ({error.message})") from None
        match = _TEXT.fullmatch(signed.text.decode())
        if match is None:
            raise CharterFormError("freshness", "is no freshness note of form 1")
        origin, version, digest, until = match.groups()
        return cls(signed, origin, int(version), bytes.fromhex(digest), int(until))


def text(signed: SignedCharter, until: int) -> bytes:
    """Return the text that says: this version is the newest until `until` (Unix seconds)."""
    charter = signed.charter
    lines = ("plaint freshness/1", charter.origin, str(charter.version), signed.digest.hex(), str(until))
    return "".join(f"{line}\n" for line in lines).encode()


def latest(signed: SignedCharter, now: int) -> int:
    """Return the furthest `until` that a desk may sign at `now`."""
    return now + signed.charter.freshness_days * DAY


def agreed(signed: SignedCharter, now: int) -> int:
    """Return the `until` that every desk signs at `now` without having asked the others, so that notes can be joined.

    Time is cut into periods three days shorter than a note holds (a week for ten days), so that the notes overlap.
    """
    days = signed.charter.freshness_days
    period = max(1, days - 3) * DAY
    return now - now % period + days * DAY


def merge(notes: tuple[Note, ...]) -> Note:
    """Return one note with the signatures of several notes of one text; raise `CharterError` where texts differ."""
    return joined(notes, code="freshness")


def verify(fresh: Freshness, signed: SignedCharter, now: int) -> None:
    """Raise `CharterError` unless the note says now, by more than half of the bodies, that `signed` is the newest."""
    charter = signed.charter
    if (fresh.origin, fresh.version, fresh.digest) != (charter.origin, charter.version, signed.digest):
        raise CharterError("freshness", "The freshness note is for another charter than this one.")
    # Any seated member's desk may sign: the weekly word must not hang on the few who sign charters.
    need_majority(charter, signers(fresh.note, charter, charter.seated), "The freshness note")
    if fresh.until > latest(signed, now) + SLACK:
        raise CharterError("clock", "The freshness note reaches further ahead than this group allows.")
    if fresh.until < now:
        raise CharterError("stale", "The group's word that this charter is the newest has run out.")
