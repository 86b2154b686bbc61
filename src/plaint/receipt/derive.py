# SPDX-License-Identifier: AGPL-3.0-or-later
"""Everything that a receipt gives in one group: thread key, thread identity, follow-up key, case, erase tokens."""

import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Final, Self

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from plaint.age.identity import Identity
from plaint.errors import FormatError
from plaint.keys.signature import SigningKey, label
from plaint.origin import packed

ENTROPY_LENGTH: Final = 16
"""128 bits: a thief of the whole server faces 2^128 guesses, for ever (Grover: 2^64 in sequence). See design.md, 3."""
ID_LENGTH: Final = 16


def case_of(author_key: bytes) -> bytes:
    """Return the 16-byte id of the case that a complainant's follow-up public key belongs to."""
    return hashlib.sha256(label("case") + author_key).digest()[:ID_LENGTH]


@dataclass(frozen=True, slots=True, eq=False)
class Thread:
    """The keys of one receipt in the group of one origin."""

    origin: str
    entropy: bytes = field(repr=False)
    key: bytes = field(repr=False)
    """ChaCha20-Poly1305 key of the cells of replies."""
    identity: Identity
    """Gets new thread keys when readers change; its recipient lies in the complaint."""
    follow_up: SigningKey
    """Signs the complaint and every later word of the same person."""

    @classmethod
    def new(cls, origin: str) -> Self:
        """Return the thread of a fresh receipt from the operating system's generator."""
        return cls.from_entropy(secrets.token_bytes(ENTROPY_LENGTH), origin)

    @classmethod
    def from_entropy(cls, entropy: bytes, origin: str) -> Self:
        """Return the thread that these 16 bytes give in the group of `origin`."""
        if len(entropy) != ENTROPY_LENGTH:
            raise FormatError("A receipt holds 16 bytes.", hint="Type its 12 words, or all 13 groups of digits.")
        return cls(
            origin=origin,
            entropy=entropy,
            key=_derive(entropy, origin, b"thread key"),
            identity=Identity.from_seed(_derive(entropy, origin, b"thread identity")),
            follow_up=SigningKey.from_seed(_derive(entropy, origin, b"follow-up key")),
        )

    @property
    def case_id(self) -> bytes:
        """The case that this receipt belongs to."""
        return case_of(self.follow_up.public)

    def erase_token(self, record_id: bytes) -> bytes:
        """Return the token that erases the entry of the record with this 16-byte id."""
        return _derive(self.entropy, self.origin, b"erase token" + _sized(record_id))

    def chunk_token(self, attachment_id: bytes, number: int) -> bytes:
        """Return the token that erases chunk `number` (from 0) of the attachment with this 16-byte id."""
        return _derive(self.entropy, self.origin, b"chunk token" + _sized(attachment_id) + number.to_bytes(4, "big"))


def _sized(identifier: bytes) -> bytes:
    # A shorter id would run into what follows it, and two inputs would derive one token.
    if len(identifier) != ID_LENGTH:
        raise FormatError("An id has 16 bytes.", hint="Use the id as it was made.")
    return identifier


def _derive(entropy: bytes, origin: str, name: bytes) -> bytes:
    salt = hashlib.sha256(label("receipt") + packed(origin)).digest()
    return HKDF(hashes.SHA256(), 32, salt, b"plaint/v1 " + name).derive(entropy)
