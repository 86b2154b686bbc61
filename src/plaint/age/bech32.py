# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bech32 (BIP-173) without its 90-character limit: the text form of age recipients and identities."""

import base64
import binascii

from plaint.age.errors import KeyTextError

ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
# Groups of five bits are what base32 (RFC 4648) writes: Bech32 has another alphabet, and no padding.
_BASE32 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_TO_GROUPS = bytes.maketrans(_BASE32, bytes(range(32)))
_TO_BASE32 = bytes.maketrans(bytes(range(32)), _BASE32)
_SPELLED = bytes.maketrans(bytes(range(32)), ALPHABET.encode())
_READ = bytes.maketrans(ALPHABET.encode(), bytes(range(32)))
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM_LENGTH = 6
MAX_LENGTH = 4096
"""Longest text that is looked at; an `age1pq1…` recipient has 1,959 characters."""


def encode(prefix: str, payload: bytes) -> str:
    """Return `payload` as lower-case Bech32 text with the human-readable `prefix` (BIP-173)."""
    groups = _groups(payload)
    polynomial = _polymod(_expand(prefix) + groups + bytes(_CHECKSUM_LENGTH)) ^ 1
    checksum = bytes(polynomial >> 5 * (5 - index) & 31 for index in range(_CHECKSUM_LENGTH))
    return prefix + "1" + (groups + checksum).translate(_SPELLED).decode()


def decode(text: str) -> tuple[str, bytes]:
    """Return the prefix (its case kept) and the payload of Bech32 `text`; raise `KeyTextError` if it is malformed."""
    # str.lower() folds letters beyond ASCII onto ASCII ones (the Kelvin sign): they would give one key two texts.
    if len(text) > MAX_LENGTH or not text.isascii():
        raise _error()
    # Mixed case is refused (BIP-173): it would give one key many texts.
    if text not in (text.lower(), text.upper()):
        raise _error()
    prefix, separator, tail = text.rpartition("1")
    if not separator or not prefix or len(tail) < _CHECKSUM_LENGTH:
        raise _error()
    if not set(tail.lower()) <= set(ALPHABET):
        raise _error()
    if any(not 33 <= ord(character) <= 126 for character in prefix):
        raise _error()
    groups = tail.lower().encode().translate(_READ)
    if _polymod(_expand(prefix.lower()) + groups) != 1:
        raise _error()
    return prefix, _payload(groups[:-_CHECKSUM_LENGTH])


def _remainders() -> tuple[int, ...]:
    """Return what each value of the five bits that leave the checksum adds to it."""
    table = []
    for top in range(32):
        added = 0
        for index, generator in enumerate(_GENERATOR):
            if top >> index & 1:
                added ^= generator
        table.append(added)
    return tuple(table)


_ADDED = _remainders()


def _polymod(groups: bytes) -> int:
    checksum = 1
    for group in groups:
        checksum = (checksum & 0x1FFFFFF) << 5 ^ group ^ _ADDED[checksum >> 25]
    return checksum


def _expand(prefix: str) -> bytes:
    codes = prefix.encode()
    return bytes([*(code >> 5 for code in codes), 0, *(code & 31 for code in codes)])


def _groups(payload: bytes) -> bytes:
    """Return the groups of five bits; the last one is filled up with zeros."""
    return base64.b32encode(payload).rstrip(b"=").translate(_TO_GROUPS)


def _payload(groups: bytes) -> bytes:
    """Return the bytes that groups of five bits stand for."""
    padded = groups.translate(_TO_BASE32) + b"=" * (-len(groups) % 8)
    try:
        payload = base64.b32decode(padded)
    except binascii.Error:
        raise _error() from None
    # A whole spare group, or padding bits that are not zero, would give one payload many texts.
    if _groups(payload) != groups:
        raise _error()
    return payload


def _error() -> KeyTextError:
    return KeyTextError(
        "This is not the text of an age key.",
        hint="Copy the whole key again; it is one line without spaces.",
    )
