# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bech32 (BIP-173) without its 90-character limit: the text form of age recipients and identities."""

from plaint.age.errors import KeyTextError

ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM_LENGTH = 6
MAX_LENGTH = 4096
"""Longest text that is looked at; an `age1pq1…` recipient has 1,959 characters."""


def encode(prefix: str, payload: bytes) -> str:
    """Return `payload` as lower-case Bech32 text with the human-readable `prefix` (BIP-173)."""
    groups = _regroup(payload, 8, 5, pad=True)
    polynomial = _polymod([*_expand(prefix), *groups, *[0] * _CHECKSUM_LENGTH]) ^ 1
    checksum = [polynomial >> 5 * (5 - index) & 31 for index in range(_CHECKSUM_LENGTH)]
    return prefix + "1" + "".join(ALPHABET[value] for value in [*groups, *checksum])


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
    try:
        values = [_VALUES[character] for character in tail.lower()]
    except KeyError:
        raise _error() from None
    if any(not 33 <= ord(character) <= 126 for character in prefix):
        raise _error()
    if _polymod([*_expand(prefix.lower()), *values]) != 1:
        raise _error()
    return prefix, _regroup(values[:-_CHECKSUM_LENGTH], 5, 8, pad=False)


def _polymod(values: list[int]) -> int:
    checksum = 1
    for value in values:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value
        for index, generator in enumerate(_GENERATOR):
            if top >> index & 1:
                checksum ^= generator
    return checksum


def _expand(prefix: str) -> list[int]:
    codes = [ord(character) for character in prefix]
    return [*(code >> 5 for code in codes), 0, *(code & 31 for code in codes)]


def _regroup(values: bytes | list[int], width: int, wanted: int, *, pad: bool) -> bytes:
    accumulator, bits = 0, 0
    groups = bytearray()
    for value in values:
        accumulator = (accumulator << width | value) & 0xFFF
        bits += width
        while bits >= wanted:
            bits -= wanted
            groups.append(accumulator >> bits & ((1 << wanted) - 1))
    rest = accumulator << (wanted - bits) & ((1 << wanted) - 1)
    if pad:
        if bits:
            groups.append(rest)
    elif bits >= width or rest:
        # A whole spare group, or padding bits that are not zero, would give one payload many texts.
        raise _error()
    return bytes(groups)


def _error() -> KeyTextError:
    return KeyTextError(
        "This is not the text of an age key.",
        hint="Copy the whole key again; it is one line without spaces.",
    )
