# SPDX-License-Identifier: AGPL-3.0-or-later
"""Section 3: the open form of an identity envelope (docs/protocol.md, section 6). What lies in the boxes stays sealed.

The commitments are salted: they tell nothing of a share before it is shown, and name the trustee whose share fails.
"""

import hashlib
import hmac
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, Self

from plaint.age.header import file_length
from plaint.age.identity import Recipient
from plaint.entry.identity import LENGTH as IDENTITY_LENGTH
from plaint.errors import FormatError
from plaint.keys.signature import label
from plaint.octets import Reader

VERSION: Final = 1
MIN_K: Final = 2
"""One trustee alone must never be able to open a name."""
MAX_TRUSTEES: Final = 8
SHARE_LENGTH: Final = 33
OPEN_SHARE_LENGTH: Final = 16 + 1 + 32 + SHARE_LENGTH
BOX_LENGTH: Final = file_length(1, OPEN_SHARE_LENGTH)
SEALED_IDENTITY_LENGTH: Final = file_length(1, IDENTITY_LENGTH)


class ShareError(FormatError):
    """A share is not the one that was sealed for this trustee; `slot` names the trustee, nothing was combined."""

    def __init__(self, slot: int) -> None:
        """Name the trustee's slot."""
        super().__init__(
            f"The share of the trustee in slot {slot} is not the one that was sealed.",
            hint="Ask this trustee to release it again, or another trustee in its place.",
        )
        self.slot = slot


@dataclass(frozen=True, slots=True)
class OpenShare:
    """One share as it lies in its box: which envelope, whose, its salt, and 32 y-bytes with their x."""

    eid: bytes
    slot: int
    blind: bytes = field(repr=False)
    share: bytes = field(repr=False)

    @classmethod
    def decode(cls, octets: bytes) -> Self:
        """Return the share in 82 opened bytes; raise `FormatError`."""
        reader = Reader(octets, "share")
        opened = cls(reader.take(16), reader.integer(1), reader.take(32), reader.take(SHARE_LENGTH))
        reader.end()
        # The polynomial's value at x = 0 is the secret itself: no share lies there.
        if opened.share[-1] == 0:
            raise reader.error("it lies where the secret does")
        return opened

    def encode(self) -> bytes:
        """Return the 82 bytes that are sealed to the trustee."""
        return self.eid + bytes([self.slot]) + self.blind + self.share

    @property
    def commit(self) -> bytes:
        """The commitment that stands in the open part of the envelope."""
        return hashlib.sha256(label("share") + self.encode()).digest()


@dataclass(frozen=True, slots=True)
class Seat:
    """One trustee's part of an envelope: slot, commitment, and the box that only this trustee opens."""

    slot: int
    commit: bytes
    box: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """An identity envelope of k of n trustees, closed."""

    k: int
    eid: bytes
    recipient_hash: bytes
    seats: tuple[Seat, ...]
    sealed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse what no reader would accept."""
        lengths = [(self.eid, 16), (self.recipient_hash, 32), (self.sealed, SEALED_IDENTITY_LENGTH)]
        lengths += [(seat.commit, 32) for seat in self.seats] + [(seat.box, BOX_LENGTH) for seat in self.seats]
        if any(len(octets) != length for octets, length in lengths):
            raise _error("a part has the wrong length")
        if not MIN_K <= self.k <= len(self.seats) <= MAX_TRUSTEES:
            raise _error("its number of trustees is out of range")
        # One order leaves one form, and no trustee holds two shares.
        if any(one.slot >= other.slot for one, other in pairwise(self.seats)) or self.seats[-1].slot > 15:
            raise _error("its trustees are not in order")

    @classmethod
    def decode(cls, octets: bytes) -> Self:
        """Return the envelope in section 3; raise `FormatError`."""
        reader = Reader(octets, "identity envelope")
        if reader.integer(1) != VERSION:
            raise reader.error("its version is unknown; update the program")
        k, n = reader.integer(1), reader.integer(1)
        reader.zeros(1)
        if n > MAX_TRUSTEES:
            raise reader.error("it has too many trustees")
        eid, recipient_hash = reader.take(16), reader.take(32)
        seats = tuple(Seat(reader.integer(1), reader.take(32), reader.take(BOX_LENGTH)) for _ in range(n))
        sealed = reader.take(SEALED_IDENTITY_LENGTH)
        reader.end()
        return cls(k=k, eid=eid, recipient_hash=recipient_hash, seats=seats, sealed=sealed)

    def encode(self) -> bytes:
        """Return section 3."""
        head = bytes([VERSION, self.k, len(self.seats), 0]) + self.eid + self.recipient_hash
        return head + b"".join(bytes([seat.slot]) + seat.commit + seat.box for seat in self.seats) + self.sealed

    def seat(self, slot: int) -> Seat:
        """Return the seat of the trustee in this slot; raise `ShareError` if it has none."""
        for seat in self.seats:
            if seat.slot == slot:
                return seat
        raise ShareError(slot)

    def check_share(self, share: OpenShare) -> None:
        """Raise `ShareError` unless `share` is the one that this envelope was sealed with for its slot."""
        committed = hmac.compare_digest(self.seat(share.slot).commit, share.commit)
        if not committed or share.eid != self.eid:
            raise ShareError(share.slot)

    def check_recipient(self, recipient: Recipient) -> None:
        """Raise `FormatError` unless the identity was sealed to this recipient."""
        if hashlib.sha256(recipient.raw).digest() != self.recipient_hash:
            raise _error("its shares do not lead to its key")


def envelope_length(trustees: int) -> int:
    """Return the length in bytes of an envelope of this many trustees."""
    return 52 + (1 + 32 + BOX_LENGTH) * trustees + SEALED_IDENTITY_LENGTH


def _error(why: str) -> FormatError:
    return FormatError(f"This is not an identity envelope: {why}.", hint="Ask the person to seal the name again.")
