# SPDX-License-Identifier: AGPL-3.0-or-later
"""The group credential: 32 bytes with which every member, and only a member, reads entries (sections 9 and 11).

Everybody reads everything with the same credential, so that reading tells the operator nothing. Each version of a
charter has a fresh one: who was retired yesterday reads no further today.
"""

import hashlib
from typing import Final

from plaint.age.decrypt import decrypt
from plaint.age.encrypt import encrypt
from plaint.age.identity import Identity, Recipient
from plaint.charter.annex import Annex
from plaint.charter.errors import CharterError
from plaint.charter.model import Charter
from plaint.errors import FormatError

LENGTH: Final = 32


def digest(credential: bytes) -> bytes:
    """Return what the charter holds of a credential: its hash."""
    return hashlib.sha256(credential).digest()


def seal_credential(credential: bytes, charter: Charter) -> bytes:
    """Return the credential sealed to all members that are not retired, in slot order."""
    return encrypt(credential, [Recipient.from_bytes(member.recipient) for member in charter.seated])


def open_credential(annex: Annex, charter: Charter, identity: Identity) -> bytes:
    """Return the credential that the annex holds for this identity; raise `CharterError` unless it is the charter's."""
    try:
        credential = decrypt(annex.credential, [identity])
    except FormatError:
        raise CharterError("credential", "The group credential is not sealed to this key.") from None
    if len(credential) != LENGTH or digest(credential) != charter.read_credential:
        raise CharterError("credential", "What was sealed is not the credential of this charter.")
    return credential
