# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sealing bytes to an ordered list of recipients as one age v1 file."""

import secrets
from collections.abc import Sequence

from plaint.age.errors import HeaderError
from plaint.age.filekey import FILE_KEY_LENGTH, chunk_nonce, header_mac, payload_cipher
from plaint.age.header import CHUNK, MAX_HEADER, NONCE, emit, finish, header_length
from plaint.age.identity import Recipient


def encrypt(plaintext: bytes, recipients: Sequence[Recipient]) -> bytes:
    """Return the age file that seals `plaintext` to `recipients`, their stanzas in the order given.

    The file key is fresh from the operating system for each file and stays inside: whoever knew it could forge a
    payload under a genuine header. Raise `HeaderError` for no recipient or too many.
    """
    if not recipients or header_length(len(recipients)) > MAX_HEADER:
        raise HeaderError(
            f"A file cannot be sealed to {len(recipients)} recipients.",
            hint="Seal it to at least one and at most 42 recipients.",
        )
    file_key = secrets.token_bytes(FILE_KEY_LENGTH)
    authenticated = emit(tuple(recipient.wrap(file_key) for recipient in recipients))
    header = finish(authenticated, header_mac(file_key, authenticated))
    return b"".join([header, *_payload(file_key, memoryview(plaintext))])


def _payload(file_key: bytes, plaintext: memoryview) -> list[bytes]:
    nonce = secrets.token_bytes(NONCE)
    cipher = payload_cipher(file_key, nonce)
    # An empty plaintext is one empty, last chunk; otherwise the last chunk holds at least one byte.
    starts = range(0, max(1, len(plaintext)), CHUNK)
    last = len(starts) - 1
    return [
        nonce,
        *(
            cipher.encrypt(chunk_nonce(index, last=index == last), plaintext[start : start + CHUNK], None)
            for index, start in enumerate(starts)
        ),
    ]
