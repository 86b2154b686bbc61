# SPDX-License-Identifier: AGPL-3.0-or-later
"""A classical age identity, for tests only: most CCTV vectors of header and payload are sealed to X25519.

The product has no such thing. It stands here so that the parser and the payload reader meet those vectors.
"""

from dataclasses import dataclass
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from plaint.age import bech32
from plaint.age.errors import HeaderError
from plaint.age.header import Stanza, decode_base64


@dataclass(frozen=True, slots=True)
class X25519Identity:
    """The identity written as `AGE-SECRET-KEY-1…`."""

    scalar: X25519PrivateKey

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return the identity written as `text`."""
        prefix, raw = bech32.decode(text)
        assert prefix == "AGE-SECRET-KEY-"
        return cls(X25519PrivateKey.from_private_bytes(raw))

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """Return the file key in an X25519 stanza for this identity, or None (c2sp.org/age)."""
        if stanza.arguments[0] != "X25519":
            return None
        share = decode_base64(stanza.arguments[1]) if len(stanza.arguments) == 2 else b""
        if len(share) != 32 or len(stanza.body) != 32:
            raise HeaderError("An X25519 stanza has the wrong size.")
        try:
            secret = self.scalar.exchange(X25519PublicKey.from_public_bytes(share))
        except ValueError:
            raise HeaderError("An X25519 share has low order.") from None
        salt = share + self.scalar.public_key().public_bytes_raw()
        key = HKDF(hashes.SHA256(), 32, salt, b"age-encryption.org/v1/X25519").derive(secret)
        try:
            return ChaCha20Poly1305(key).decrypt(bytes(12), stanza.body, None)
        except InvalidTag:
            return None
