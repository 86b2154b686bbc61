# SPDX-License-Identifier: AGPL-3.0-or-later
"""The freshness note: members' words are collected until more than half of the bodies say the same.

Rules of this module:

- A desk hands in one note with its own signature; intake joins those of one text and serves the one that holds
  longest. It signs nothing itself.
- What does not fit the present charter is refused at once, so that a desk learns of its outdated charter.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from plaint.charter import freshness
from plaint.charter.errors import CharterError
from plaint.charter.freshness import SLACK, Freshness
from plaint.charter.model import Member
from plaint.charter.signed import SignedCharter, signers
from plaint.intake import refusal

MINUTE: Final = 60
"""Seconds; a note holds for days."""


def check_word(octets: bytes, signed: SignedCharter, member: Member, now: int) -> Freshness:
    """Return the note of one member; raise RefusedError or FormatError unless it is that member's and holds now."""
    word = Freshness.from_bytes(octets)
    charter = signed.charter
    if (word.origin, word.version, word.digest) != (charter.origin, charter.version, signed.digest):
        raise refusal.form("This note is for another charter than the present one.")
    if len(word.note.signatures) != 1 or signers(word.note, charter, [member]) != {member.id}:
        raise refusal.form("This note is not signed by the member who hands it in, and by nobody else.")
    if not now <= word.until <= freshness.latest(signed, now) + SLACK:
        raise refusal.form("This note has run out, or reaches further ahead than the group allows.")
    return word


def joined(words: Iterable[bytes], signed: SignedCharter, now: int) -> bytes | None:
    """Return the note that holds longest of those that enough bodies signed; None where there is none."""
    notes = [Freshness.from_bytes(octets).note for octets in words]
    same = [tuple(note for note in notes if note.text == text) for text in {note.text for note in notes}]
    whole = [Freshness.from_bytes(bytes(freshness.merge(each))) for each in same]
    holding = [each for each in whole if _holds(each, signed, now)]
    return bytes(max(holding, key=lambda each: each.until).note) if holding else None


class Served:
    """The joined note as it is served: put together anew when the words change, and once in `MINUTE` seconds.

    Each signature in it is verified, some milliseconds of the loop in all, and whoever asks has done no work.
    """

    def __init__(self, signed: SignedCharter) -> None:
        """Serve the note for the present charter, `signed`."""
        self._signed = signed
        self._of: tuple[int, tuple[bytes, ...]] | None = None
        self._note: bytes | None = None

    def note(self, words: Sequence[bytes], now: int) -> bytes | None:
        """Return what `joined` makes of `words`."""
        of = (now // MINUTE, tuple(words))
        if of != self._of:
            self._of, self._note = of, joined(words, self._signed, now)
        return self._note


def _holds(note: Freshness, signed: SignedCharter, now: int) -> bool:
    try:
        freshness.verify(note, signed, now)
    except CharterError:
        return False
    return True
