# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sealing an identity so that only k trustees together open it (docs/protocol.md, section 6).

Only a random key is ever split: Shamir's scheme hides it perfectly below k shares (Shamir 1979), and neither library at
hand runs in constant time, which for a key that is used once on the person's own machine leaks to nobody.
"""

import hashlib
import secrets
from collections.abc import Mapping

import pyshamir
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from plaint.age.encrypt import encrypt
from plaint.age.identity import Identity, Recipient
from plaint.entry.envelope import MAX_TRUSTEES, MIN_K, Envelope, OpenShare, Seat
from plaint.entry.identity import SealedName
from plaint.errors import PlaintError

KEY_LENGTH = 32


class TooFewTrusteesError(PlaintError):
    """Fewer trustees than needed are free of the matter, so no name can be sealed; the complaint still can."""


def envelope_identity(key: bytes, eid: bytes) -> Identity:
    """Return the identity that the name is sealed to: it grows from the key that is split."""
    seed = HKDF(hashes.SHA256(), 32, eid, b"plaint/v1 envelope identity").derive(key)
    return Identity.from_seed(seed)


def seal_envelope(name: SealedName, trustees: Mapping[int, Recipient], *, k: int) -> Envelope:
    """Return the envelope of `name` that any `k` of the trustees (by their slots) can open together."""
    if not MIN_K <= k <= len(trustees) <= MAX_TRUSTEES:
        raise TooFewTrusteesError(
            f"A name is sealed to at least {MIN_K} and at most {MAX_TRUSTEES} trustees.",
            hint="File without a name; it can be added when more trustees are free of the matter.",
        )
    key, eid = secrets.token_bytes(KEY_LENGTH), secrets.token_bytes(16)
    identity = envelope_identity(key, eid)
    shares = pyshamir.split(key, len(trustees), k)
    seats = tuple(
        _seat(OpenShare(eid, slot, secrets.token_bytes(32), bytes(share)), trustees[slot])
        for slot, share in zip(sorted(trustees), shares, strict=True)
    )
    return Envelope(
        k=k,
        eid=eid,
        recipient_hash=hashlib.sha256(identity.recipient.raw).digest(),
        seats=seats,
        sealed=encrypt(name.encode(), [identity.recipient]),
    )


def _seat(share: OpenShare, trustee: Recipient) -> Seat:
    return Seat(share.slot, share.commit, encrypt(share.encode(), [trustee]))
