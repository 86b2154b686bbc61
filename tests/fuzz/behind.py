# SPDX-License-Identifier: AGPL-3.0-or-later
"""What lies behind the seals of an age file, for inputs that are sealed well.

Of mutated files almost none pass the MAC of the header, and none the tag of a chunk. Here the bytes that are drawn are
the header as far as its MAC covers it, or say in four bytes each what the chunks are; MAC and tags are made under the
right key, and so the reader gets to what is wrong behind them.
"""

import functools

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from plaint.age.decrypt import decrypt
from plaint.age.filekey import chunk_nonce, header_mac, payload_cipher
from plaint.age.header import CHUNK, NONCE, Stanza, emit, finish
from tests.support.keys import age_identities

_KEY = bytes(range(16))
_IDENTITY = age_identities(1)[0]
_NONCE = bytes(NONCE)
_MOST_CHUNKS = 4
_CONTENT = b"content"


@functools.cache
def headers() -> list[bytes]:
    """Return headers up to their MACs: one's own stanza alone, behind strangers' of several forms, and before one."""
    own = _IDENTITY.recipient.wrap(_KEY)
    stranger, short = Stanza(("grease", "x", "yz"), bytes(range(100))), Stanza(("X25519", "A" * 43), bytes(32))
    return [emit(stanzas) for stanzas in ((own,), (stranger, own), (short, stranger, own), (own, short))]


def open_headed(authenticated: bytes) -> bytes:
    """Open a file with this header under a right MAC; raise `ValueError` if it holds anything but what was sealed."""
    sealed = _cipher().encrypt(chunk_nonce(0, last=True), _CONTENT, None)
    opened = decrypt(finish(authenticated, header_mac(_KEY, authenticated)) + _NONCE + sealed, [_IDENTITY])
    if opened != _CONTENT:
        raise ValueError("what was opened is not what was sealed")
    return opened


def payloads() -> list[bytes]:
    """Return plans of payloads: an empty chunk, a short one, a full one, two chunks and three."""
    plans = [[0], [5], [CHUNK], [CHUNK, 1], [CHUNK, CHUNK, 70]]
    return [
        b"".join(
            bytes([index << 1 | (index == len(plan) - 1)]) + length.to_bytes(3, "big")
            for index, length in enumerate(plan)
        )
        for plan in plans
    ]


def open_payload(plan: bytes) -> bytes:
    """Seal the chunks that `plan` tells of and open them; raise `ValueError` if they ought to have been refused."""
    chunks = [_read_step(plan[at : at + 4]) for at in range(0, min(len(plan), 4 * _MOST_CHUNKS), 4)]
    cipher = _cipher()
    sealed = [cipher.encrypt(chunk_nonce(index, last=last), bytes(length), None) for index, last, length in chunks]
    authenticated = headers()[0]
    opened = decrypt(b"".join([finish(authenticated, header_mac(_KEY, authenticated)), _NONCE, *sealed]), [_IDENTITY])
    lengths = [length for _, _, length in chunks]
    whole = [CHUNK] * (len(chunks) - 1)
    if opened != bytes(sum(lengths)) or lengths[:-1] != whole or (whole and not lengths[-1]):
        raise ValueError("chunks were opened that make no payload")
    if [(index, last) for index, last, _ in chunks] != [(at, at == len(whole)) for at in range(len(chunks))]:
        raise ValueError("chunks were opened out of their order")
    return opened


def _cipher() -> ChaCha20Poly1305:
    return payload_cipher(_KEY, _NONCE)


def _read_step(step: bytes) -> tuple[int, bool, int]:
    # A cut step is filled with zeros; a length may go a little beyond what a chunk may hold.
    front, *length = step.ljust(4, b"\0")
    return front >> 1, bool(front & 1), int.from_bytes(bytes(length), "big") % (CHUNK + 100)
