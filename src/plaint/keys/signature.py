# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing keys of two algorithms, signatures with the algorithm's byte in front, and labels that part what is signed.

The byte in front (1 Ed25519, 2 ML-DSA-44) lets a later version sign with another algorithm beside these. A verifier
says which algorithm it expects: the byte never chooses one, or an attacker could choose the weaker.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from plaint.errors import FormatError
from plaint.keys.errors import SignatureError

SEED_LENGTH: Final = 32


class Algorithm(IntEnum):
    """A signature algorithm; its value is the byte in front of a tagged signature."""

    ED25519 = 1
    ML_DSA_44 = 2

    @property
    def public_length(self) -> int:
        """Bytes of a public key."""
        return 32 if self is Algorithm.ED25519 else 1312

    @property
    def signature_length(self) -> int:
        """Bytes of a signature without the algorithm's byte."""
        return 64 if self is Algorithm.ED25519 else 2420


def label(name: str) -> bytes:
    """Return the label `plaint/v1 <name>` and its zero byte, which no other label is a prefix of."""
    return b"plaint/v1 " + name.encode("ascii") + b"\x00"


@dataclass(frozen=True, slots=True, eq=False)
class SigningKey:
    """A secret key that signs; it shows its algorithm and nothing else."""

    algorithm: Algorithm
    public: bytes = field(repr=False)
    _key: Ed25519PrivateKey | MLDSA44PrivateKey = field(repr=False)

    @classmethod
    def from_seed(cls, seed: bytes, algorithm: Algorithm = Algorithm.ED25519) -> Self:
        """Return the key that grows from a 32-byte seed (RFC 8032, 5.1.5; FIPS 204, algorithm 6)."""
        if len(seed) != SEED_LENGTH:
            raise FormatError("A signing key grows from 32 bytes.", hint="Restore the key from its recovery sheet.")
        key: Ed25519PrivateKey | MLDSA44PrivateKey
        if algorithm is Algorithm.ED25519:
            key = Ed25519PrivateKey.from_private_bytes(seed)
        else:
            key = MLDSA44PrivateKey.from_seed_bytes(seed)
        return cls(algorithm, key.public_key().public_bytes_raw(), key)

    def sign(self, message: bytes) -> bytes:
        """Return the bare signature of `message`, which must begin with what it is."""
        return self._key.sign(message)

    def sign_tagged(self, message: bytes) -> bytes:
        """Return the algorithm's byte and the signature of `message`, which must begin with what it is."""
        return bytes([self.algorithm]) + self.sign(message)


def verify(public: bytes, message: bytes, signature: bytes, algorithm: Algorithm = Algorithm.ED25519) -> None:
    """Raise `SignatureError` unless `signature` is that of `message` under this public key."""
    if len(public) != algorithm.public_length or len(signature) != algorithm.signature_length:
        raise _bad_signature()
    try:
        if algorithm is Algorithm.ED25519:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
        else:
            MLDSA44PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        raise _bad_signature() from None


def verify_tagged(public: bytes, message: bytes, tagged: bytes, algorithm: Algorithm = Algorithm.ED25519) -> None:
    """Raise `SignatureError` unless `tagged` is this algorithm's byte and its signature of `message`."""
    if tagged[:1] != bytes([algorithm]):
        raise _bad_signature()
    verify(public, message, tagged[1:], algorithm)


def _bad_signature() -> SignatureError:
    return SignatureError(
        "A signature does not belong to what it stands under.",
        hint="Do not believe this statement; fetch it again, and if it stays so, tell the other members.",
    )
