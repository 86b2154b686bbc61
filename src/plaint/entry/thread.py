# SPDX-License-Identifier: AGPL-3.0-or-later
"""Section 2: the thread, by which members answer: key of the cells and recipient for later keys (section 3.3)."""

from dataclasses import dataclass, field
from typing import Final, Self

from plaint.age.identity import RECIPIENT_LENGTH, Recipient
from plaint.octets import Reader

KEY_LENGTH: Final = 32


@dataclass(frozen=True, slots=True)
class ThreadSection:
    """The key that replies are sealed with now, and the recipient that later keys are sealed to."""

    key: bytes = field(repr=False)
    recipient: Recipient

    @classmethod
    def decode(cls, octets: bytes) -> Self:
        """Return the thread in section 2; raise `FormatError` (`KeyTextError` for what is no recipient)."""
        reader = Reader(octets, "thread")
        key, raw = reader.take(KEY_LENGTH), reader.take(RECIPIENT_LENGTH)
        reader.end()
        return cls(key, Recipient.from_bytes(raw))

    def encode(self) -> bytes:
        """Return section 2: 32 and 1,216 bytes."""
        return self.key + self.recipient.raw
