# SPDX-License-Identifier: AGPL-3.0-or-later
"""Public keys in charters and cards: only such as seal to one and verify one.

Rules of this module:

- A recipient to whom nothing can be sealed would keep every page from sealing for anyone: it is refused here.
- An Ed25519 key of small order lets anybody sign in its name (RFC 8032 leaves it to the reader): it is refused here.
- Nothing that can open is imported: intake reads charters too.
"""

from functools import lru_cache
from typing import Final

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from plaint.age import bech32
from plaint.age.errors import KeyTextError
from plaint.charter.errors import CharterFormError
from plaint.charter.fields import Fields

PREFIX: Final = "age1pq"
_LENGTH: Final = 1216
_MLKEM_LENGTH: Final = 1184
_P: Final = 2**255 - 19
_ORDER_8: Final = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
_SMALL_ORDER: Final = frozenset({0, 1, _P - 1, _P, _P + 1, _ORDER_8, _P - _ORDER_8})
"""The y of the eight points of small order of edwards25519, in every encoding that some program takes."""


def recipient(fields: Fields, key: str) -> bytes:
    """Return the raw bytes of the age recipient under `key`; raise `CharterFormError` unless one can seal to it."""
    value = fields.take(key)
    raw = _sealable(value) if isinstance(value, str) else None
    if raw is None:
        raise CharterFormError(fields.at(key), "must be a recipient age1pq1…")
    return raw


@lru_cache(maxsize=256)
def _sealable(text: str) -> bytes | None:
    """Return the raw bytes of a recipient that one can seal to, or None.

    Remembered, because the same sixteen public texts come again with every reading of a charter, and each takes
    milliseconds.
    """
    try:
        prefix, raw = bech32.decode(text)
        if prefix != PREFIX or len(raw) != _LENGTH:
            return None
        # FIPS 203, 7.2: a key of coefficients beyond the modulus; and an X25519 point that leads to no secret.
        MLKEM768PublicKey.from_public_bytes(raw[:_MLKEM_LENGTH])
        X25519PrivateKey.generate().exchange(X25519PublicKey.from_public_bytes(raw[_MLKEM_LENGTH:]))
    except (KeyTextError, ValueError):
        return None
    return raw


def signing_key(fields: Fields, key: str) -> bytes:
    """Return the Ed25519 public key under `key`; raise `CharterFormError` for one of small order."""
    raw = fields.digest(key)
    if int.from_bytes(raw, "little") & (2**255 - 1) in _SMALL_ORDER:
        raise CharterFormError(fields.at(key), "must not be a key of small order")
    return raw
