# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cosignatures: handed in by outsiders, checked against the charter, and shown under the head that they are of.

Rules of this module:

- A signature is its own credential. Each line must be of a key that the charter lists, and must verify; one that is not
  refuses the whole request, so that nothing but cosignatures ever stands under a head.
- They lie in memory only: whoever signed looks whether its lines are shown, and hands them in again where they are not.
- Heads are shown whether countersigned or not. A cosigner that is away must not be able to stop the ledger.
- All of this belongs to the event loop; no other thread touches it.
"""

from collections.abc import Sequence
from typing import Final

from plaint.clock import Clock
from plaint.intake import refusal
from plaint.keys import note as notes
from plaint.keys.errors import SignatureError
from plaint.keys.note import Note, SignatureLine
from plaint.keys.vkey import VerifierKey
from plaint.ledger.countersigned import countersigned_at

HEADS: Final = 16
"""Heads that a cosignature may still come for. Who fetched one needs minutes at most, through Tor and all."""
CLOCK_SLACK: Final = 3600
"""Seconds by which a cosigner's clock may differ from this one: desks judge by the time that it states."""


class Countersigning:
    """The newest heads with the cosignatures that came for them."""

    def __init__(self, keys: Sequence[VerifierKey], quorum: int, *, clock: Clock) -> None:
        """Take the cosignatures of those whose `keys` the charter lists; it asks for `quorum` of them."""
        self._keys = tuple(keys)
        self._quorum = max(1, quorum)
        self._clock = clock
        self._heads: dict[bytes, Note] = {}
        self._newest: Note | None = None

    def shown(self, head: bytes) -> bytes:
        """Return the signed head `head` with the cosignatures that have come for it."""
        note = notes.parse(head)
        if note.text not in self._heads:
            self._heads[note.text] = note
            while len(self._heads) > HEADS:
                del self._heads[next(iter(self._heads))]
        return bytes(self._heads[note.text])

    @property
    def newest(self) -> bytes | None:
        """The newest head that a quorum has countersigned (where the charter asks for none: one cosigner)."""
        return None if self._newest is None else bytes(self._newest)

    def take(self, octets: bytes) -> None:
        """Keep the cosignatures in a note over one of the newest heads; raise RefusedError or FormatError."""
        note = notes.parse(octets)
        head = self._heads.get(note.text)
        if head is None:
            raise refusal.unknown()
        self._check(note)
        before = {_key_of(line): line for line in head.signatures}
        own = [line for line in note.signatures if _key_of(line) not in before]
        ledger, others = head.signatures[:2], head.signatures[2:]
        self._heads[note.text] = Note(note.text, (*ledger, *sorted((*others, *own), key=_key_of)))
        self._look(note.text)

    def _check(self, note: Note) -> None:
        try:
            verified = notes.verify(note, self._keys)
        except SignatureError:
            raise refusal.form("This is not signed by a cosigner whom the charter names.") from None
        if len(verified) != len(note.signatures):
            raise refusal.form("A line in it is not of a cosigner whom the charter names.")
        now = self._clock.now()
        if any(abs((each.time or 0) - now) > CLOCK_SLACK for each in verified):
            raise refusal.form("The cosigner's clock and this one are more than an hour apart.")

    def _look(self, text: bytes) -> None:
        """Take over the newest head that enough cosigners have signed."""
        places = list(self._heads)
        older = self._newest is not None and self._newest.text in places[places.index(text) + 1 :]
        if not older and countersigned_at(self._heads[text], self._keys, self._quorum) is not None:
            self._newest = self._heads[text]


def _key_of(line: SignatureLine) -> tuple[str, bytes]:
    return line.name, line.key_id
