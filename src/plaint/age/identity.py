# SPDX-License-Identifier: AGPL-3.0-or-later
"""The two halves of an age key: the public `age1pq1…` recipient and the secret `AGE-SECRET-KEY-PQ-1…` identity.

An identity is its 32-byte seed; SHAKE256 stretches it to the seeds of ML-KEM-768 and X25519, as the X-Wing KEM has it
(c2sp.org/age, filippo.io/hpke-pq). Everything else follows from the seed, so it alone is worth keeping.
"""

from dataclasses import dataclass, field
from typing import Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hpke
from cryptography.hazmat.primitives.asymmetric import mlkem, x25519

from plaint.age import bech32
from plaint.age.errors import KeyTextError
from plaint.age.filekey import INFO, SUITE
from plaint.age.header import Stanza, hybrid_stanza, read_hybrid

SEED_LENGTH: Final = 32
RECIPIENT_LENGTH: Final = 1216
"""Bytes of a public key: 1,184 of ML-KEM-768 and 32 of X25519."""
_MLKEM_LENGTH: Final = 1184
_ENCAPSULATION_LENGTH: Final = 1120
_RECIPIENT_PREFIX: Final = "age1pq"
_IDENTITY_PREFIX: Final = "AGE-SECRET-KEY-PQ-"


@dataclass(frozen=True, slots=True)
class Recipient:
    """A public key that files are sealed to; two recipients are equal when their bytes are."""

    raw: bytes = field(repr=False)
    _key: hpke.MLKEM768X25519PublicKey = field(repr=False, compare=False)

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Return the recipient with this 1,216-byte public key; raise `KeyTextError` if it is none (FIPS 203, 7.2)."""
        if len(raw) != RECIPIENT_LENGTH:
            raise _not_a_recipient()
        try:
            encapsulation_key = mlkem.MLKEM768PublicKey.from_public_bytes(raw[:_MLKEM_LENGTH])
        except ValueError:
            raise _not_a_recipient() from None
        point = x25519.X25519PublicKey.from_public_bytes(raw[_MLKEM_LENGTH:])
        return cls(raw, hpke.MLKEM768X25519PublicKey(encapsulation_key, point))

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return the recipient written as `age1pq1…`; raise `KeyTextError` if it is anything else."""
        prefix, raw = bech32.decode(text)
        if prefix != _RECIPIENT_PREFIX:
            # An upper-case prefix ends here as well: one recipient has one text.
            raise _not_a_recipient()
        return cls.from_bytes(raw)

    def __str__(self) -> str:
        return bech32.encode(_RECIPIENT_PREFIX, self.raw)

    def wrap(self, file_key: bytes) -> Stanza:
        """Return a stanza from which only this recipient's identity gets the file key back (HPKE SealBase)."""
        try:
            sealed = SUITE.encrypt(file_key, self._key, INFO)
        except ValueError:
            # A point of low order makes X25519 all zero; OpenSSL refuses it, and so do we.
            raise _not_a_recipient() from None
        return hybrid_stanza(sealed[:_ENCAPSULATION_LENGTH], sealed[_ENCAPSULATION_LENGTH:])


@dataclass(frozen=True, slots=True, eq=False)
class Identity:
    """A secret key that opens files; its seed never appears in a representation of it."""

    seed: bytes = field(repr=False)
    recipient: Recipient
    _key: hpke.MLKEM768X25519PrivateKey = field(repr=False)

    @classmethod
    def from_seed(cls, seed: bytes) -> Self:
        """Return the identity that grows from this 32-byte seed."""
        if len(seed) != SEED_LENGTH:
            raise _not_an_identity()
        shake = hashes.Hash(hashes.SHAKE256(96))
        shake.update(seed)
        stretched = shake.finalize()
        decapsulation_key = mlkem.MLKEM768PrivateKey.from_seed_bytes(stretched[:64])
        scalar = x25519.X25519PrivateKey.from_private_bytes(stretched[64:])
        raw = decapsulation_key.public_key().public_bytes_raw() + scalar.public_key().public_bytes_raw()
        return cls(seed, Recipient.from_bytes(raw), hpke.MLKEM768X25519PrivateKey(decapsulation_key, scalar))

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return the identity written as `AGE-SECRET-KEY-PQ-1…`; raise `KeyTextError` if it is anything else."""
        prefix, seed = bech32.decode(text)
        if prefix != _IDENTITY_PREFIX:
            raise _not_an_identity()
        return cls.from_seed(seed)

    def to_text(self) -> str:
        """Return the secret text `AGE-SECRET-KEY-PQ-1…`, which a stock `age` (1.3 or later) reads."""
        return bech32.encode(_IDENTITY_PREFIX.lower(), self.seed).upper()

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """Return the file key in `stanza`, or None if it was not sealed to this identity."""
        sealed = read_hybrid(stanza)
        return None if sealed is None else self.decapsulate(sealed)

    def decapsulate(self, sealed: bytes) -> bytes | None:
        """Return the file key in these 1,152 bytes, or None if they are not for this identity (HPKE OpenBase)."""
        try:
            return SUITE.decrypt(sealed, self._key, INFO)
        except InvalidTag:
            # HPKE does not tell a foreign stanza from a broken one or from a point of low order; nor must we.
            return None


def _not_a_recipient() -> KeyTextError:
    return KeyTextError(
        "This is not a post-quantum age recipient.",
        hint="It must begin with age1pq1; make one with `age-keygen -pq` (age 1.3 or later).",
    )


def _not_an_identity() -> KeyTextError:
    return KeyTextError(
        "This is not a post-quantum age identity.",
        hint="It must begin with AGE-SECRET-KEY-PQ-1; a classical age key cannot be used.",
    )
