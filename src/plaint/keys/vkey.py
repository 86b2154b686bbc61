# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keys of signed notes: names, key ids, and the text form `name+keyid+base64` (c2sp.org/signed-note, verifier keys)."""

import hashlib
import re
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final, Self

from plaint.keys.errors import NoteError
from plaint.keys.signature import Algorithm, SigningKey

MAX_NAME: Final = 255
"""Longest key name in bytes: an ML-DSA-44 cosignature holds it behind one length byte."""
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")
_KEY_ID = re.compile(r"[0-9a-f]{8}")


class NoteKeyType(IntEnum):
    """A signature type of c2sp.org/signed-note; only those that Plaint needs."""

    ED25519 = 0x01
    ED25519_COSIGNATURE = 0x04
    ML_DSA_44_COSIGNATURE = 0x06

    @property
    def algorithm(self) -> Algorithm:
        """The algorithm that signatures of this type are made with."""
        return Algorithm.ML_DSA_44 if self is NoteKeyType.ML_DSA_44_COSIGNATURE else Algorithm.ED25519


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key under a name: who may sign a note, and how."""

    name: str
    kind: NoteKeyType
    public: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse a name or a public key that no note could hold."""
        check_name(self.name)
        if len(self.public) != self.kind.algorithm.public_length:
            raise NoteError("A verifier key has the wrong length.", hint="Copy the whole key again.")

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return the key written as `name+keyid+base64`; raise `NoteError` unless its id is that of name and key."""
        parts = text.split("+", 2)
        if len(parts) != 3 or not _KEY_ID.fullmatch(parts[1]):
            raise _not_a_key()
        octets = decode_base64(parts[2])
        if not octets or octets[0] not in set(NoteKeyType):
            raise _not_a_key()
        key = cls(parts[0], NoteKeyType(octets[0]), octets[1:])
        if key.key_id.hex() != parts[1]:
            raise _not_a_key()
        return key

    def __str__(self) -> str:
        encoded = b64encode(bytes([self.kind]) + self.public).decode("ascii")
        return f"{self.name}+{self.key_id.hex()}+{encoded}"

    @property
    def key_id(self) -> bytes:
        """The four bytes that, with the name, say which key signed; a hint, not a commitment."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]


@dataclass(frozen=True, slots=True)
class NoteSigner:
    """A signing key under a name and for one type of signature."""

    name: str
    kind: NoteKeyType
    key: SigningKey

    def __post_init__(self) -> None:
        """Refuse a key of another algorithm than the type's."""
        if self.key.algorithm is not self.kind.algorithm:
            raise NoteError("This key cannot make signatures of this type.", hint="Use a key of the right algorithm.")

    @property
    def verifier(self) -> VerifierKey:
        """The public half, as others are given it."""
        return VerifierKey(self.name, self.kind, self.key.public)


def check_name(name: str) -> None:
    """Raise `NoteError` unless `name` may stand in a note: not empty, no plus sign, no blank of any script."""
    blank = any(character.isspace() or ord(character) < 32 for character in name)
    if not name or blank or "+" in name or len(name.encode()) > MAX_NAME:
        raise NoteError(
            "A key's name is empty, too long, or holds a blank or a plus sign.", hint="Use a name like a host."
        )


def decode_base64(text: str) -> bytes:
    """Return the bytes of canonical, padded base64 text (RFC 4648, 4); raise `NoteError` for any other text."""
    # Line breaks, missing padding and non-zero unused bits would give one signature many texts.
    if len(text) % 4 or not _BASE64.fullmatch(text):
        raise _not_base64()
    octets = b64decode(text)
    if b64encode(octets).decode("ascii") != text:
        raise _not_base64()
    return octets


def _not_base64() -> NoteError:
    return NoteError("A signature or key is not canonical base64.", hint="Copy or fetch it again.")


def _not_a_key() -> NoteError:
    return NoteError(
        "This is not a verifier key of a type that Plaint knows.",
        hint="It looks like name+0123abcd+base64; copy it again.",
    )
