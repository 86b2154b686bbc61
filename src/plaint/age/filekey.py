# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is derived from a file key: the header's MAC, the payload's key, and the nonce of each chunk (c2sp.org/age)."""

from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, hmac, hpke
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from plaint.age.errors import MacError

FILE_KEY_LENGTH: Final = 16
SUITE: Final = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)
INFO: Final = b"age-encryption.org/mlkem768x25519"


def header_mac(file_key: bytes, authenticated: bytes) -> bytes:
    """Return the HMAC-SHA-256 of a header up to and including `---`."""
    return _header_hmac(file_key, authenticated).finalize()


def verify_header_mac(file_key: bytes, authenticated: bytes, mac: bytes) -> None:
    """Raise `MacError` unless `mac` is the header's MAC under this file key (compared in constant time)."""
    try:
        _header_hmac(file_key, authenticated).verify(mac)
    except InvalidSignature:
        raise MacError(
            "The age header does not belong to the key that it carries for this reader.",
            hint="Nothing was opened; ask another reader, for somebody may have made it so on purpose.",
        ) from None


def payload_cipher(file_key: bytes, nonce: bytes) -> ChaCha20Poly1305:
    """Return the cipher of a payload's chunks; its key comes from the file key and the payload's own nonce."""
    return ChaCha20Poly1305(_derive(file_key, nonce, b"payload"))


def chunk_nonce(index: int, *, last: bool) -> bytes:
    """Return the nonce of chunk `index` (from 0): an 11-byte counter, then 1 for the last chunk and 0 before it."""
    return index.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


def _header_hmac(file_key: bytes, authenticated: bytes) -> hmac.HMAC:
    mac = hmac.HMAC(_derive(file_key, b"", b"header"), hashes.SHA256())
    mac.update(authenticated)
    return mac


def _derive(file_key: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt, info).derive(file_key)
