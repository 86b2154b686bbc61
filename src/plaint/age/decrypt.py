# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening age v1 files: any file with any of several identities, or one's own slot of a sealed entry.

Order of checks, so that each error means one thing: form of the header, own stanza, header MAC, then every chunk of the
payload to its last. Plaintext is returned only when all of it is authentic.
"""

from collections.abc import Iterable
from typing import Final, Protocol

from cryptography.exceptions import InvalidTag

from plaint.age.errors import HeaderError, NoMatchError, PayloadError
from plaint.age.filekey import FILE_KEY_LENGTH, chunk_nonce, payload_cipher, verify_header_mac
from plaint.age.header import (
    CHUNK,
    NONCE,
    TAG,
    Stanza,
    authenticated_part,
    check_shape,
    header_length,
    parse,
    slot,
)
from plaint.age.identity import Identity

_SEALED_CHUNK: Final = CHUNK + TAG


class Unwraps(Protocol):
    """What can get a file key out of a stanza that is meant for it."""

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """Return the file key, None if the stanza is not for this key; raise `HeaderError` if it is malformed."""
        ...


def decrypt(file: bytes, identities: Iterable[Unwraps]) -> bytes:
    """Return the plaintext of `file`, opened with the first identity that matches one of its stanzas.

    Raise `HeaderError`, `NoMatchError`, `MacError` or `PayloadError`; nothing of the plaintext leaves with an error.
    """
    header = parse(file)
    # A passphrase stanza must stand alone (c2sp.org/age): it authenticates the sender, which another stanza would undo.
    if len(header.stanzas) > 1 and any(stanza.arguments[0] == "scrypt" for stanza in header.stanzas):
        raise HeaderError(
            "The age header adds a passphrase to other recipients.", hint="Ask its sender to seal it again."
        )
    file_key = _first_match(header.stanzas, identities)
    verify_header_mac(file_key, header.authenticated, header.mac)
    return _open_payload(file_key, file, header.length)


def open_slot(file: bytes, identity: Identity, *, slots: int, position: int) -> bytes:
    """Return the plaintext of `file`, sealed to exactly `slots` recipients, trying the stanza at `position` only.

    The work is the same for every file that is not for this identity: one look at the header, one decapsulation. Raise
    `HeaderError`, `NoMatchError`, `MacError` or `PayloadError`.
    """
    check_shape(file, slots)
    file_key = identity.decapsulate(slot(file, slots, position))
    if file_key is None:
        raise _no_match()
    authenticated, mac = authenticated_part(file, slots)
    verify_header_mac(_sized(file_key), authenticated, mac)
    return _open_payload(file_key, file, header_length(slots))


def _first_match(stanzas: tuple[Stanza, ...], identities: Iterable[Unwraps]) -> bytes:
    for identity in identities:
        for stanza in stanzas:
            file_key = identity.unwrap(stanza)
            if file_key is not None:
                return _sized(file_key)
    raise _no_match()


def _sized(file_key: bytes) -> bytes:
    if len(file_key) != FILE_KEY_LENGTH:
        raise HeaderError("The age header carries a key of the wrong size.", hint="Ask its sender to seal it again.")
    return file_key


def _open_payload(file_key: bytes, file: bytes, start: int) -> bytes:
    nonce = file[start : start + NONCE]
    if len(nonce) != NONCE:
        # The vectors of c2sp.org/CCTV count a cut nonce as a fault of the header.
        raise HeaderError("The age file ends before its content begins.", hint="Fetch the file again.")
    sealed = memoryview(file)[start + NONCE :]
    cipher = payload_cipher(file_key, nonce)
    starts = range(0, max(1, len(sealed)), _SEALED_CHUNK)
    last = len(starts) - 1
    try:
        chunks = [
            cipher.decrypt(chunk_nonce(index, last=index == last), sealed[at : at + _SEALED_CHUNK], None)
            for index, at in enumerate(starts)
        ]
    except InvalidTag:
        raise _bad_payload() from None
    # An empty last chunk after a full one would give one plaintext two payloads.
    if last and not chunks[-1]:
        raise _bad_payload()
    return chunks[0] if not last else b"".join(chunks)


def _no_match() -> NoMatchError:
    return NoMatchError(
        "The file could not be opened with this key.",
        hint="If it was meant for this key, ask another reader to seal it to you again.",
    )


def _bad_payload() -> PayloadError:
    return PayloadError(
        "The content of the age file was cut off, lengthened or changed.",
        hint="Nothing was used; fetch the file again.",
    )
